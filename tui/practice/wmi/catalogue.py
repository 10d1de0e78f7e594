"""The classes that a Windows build declares, by namespace."""

from enum import IntEnum
from functools import cache

from tui.practice.cim import CIMV2, INVALID_CLASS, INVALID_NAMESPACE, MSCLUSTER, VIRTUALIZATION, ClassDecl, WmiError
from tui.practice.wmi.mof import MofClass, read_mof

_FILES = {VIRTUALIZATION: "virtualization-v2.mof", CIMV2: "cimv2.mof", MSCLUSTER: "mscluster.mof"}


class Build(IntEnum):
    """A Windows Server build, facts/hyperv-wmi.md 1.17. 2012 R2 is 2019 less what section 8 dates later."""

    WS2012R2 = 9600
    WS2019 = 17763
    WS23H2 = 25398


class Catalogue:
    """The class declarations of one build."""

    def __init__(self, build: Build, namespaces: tuple[str, ...]) -> None:
        self.build = build
        self._by_namespace = {namespace: _declared(namespace, build) for namespace in namespaces}
        self._families: dict[tuple[str, str], tuple[ClassDecl, ...]] = {}

    def classes(self, namespace: str) -> tuple[ClassDecl, ...]:
        """All classes of a namespace. Raises WmiError(INVALID_NAMESPACE)."""
        return tuple(self._namespace(namespace).values())

    def declaration(self, namespace: str, class_name: str) -> ClassDecl:
        """A class by its name in any letter case. Raises WmiError(INVALID_NAMESPACE or INVALID_CLASS)."""
        try:
            return self._namespace(namespace)[class_name.casefold()]
        except KeyError:
            raise WmiError(INVALID_CLASS, f"Invalid class {class_name}") from None

    def family(self, namespace: str, class_name: str) -> tuple[ClassDecl, ...]:
        """The class and every class derived from it. Raises like `declaration`."""
        top = self.declaration(namespace, class_name)
        found = self._families.get((top.namespace, top.name))
        if found is None:
            found = tuple(decl for decl in self._namespace(namespace).values() if decl.is_a(top.name))
            self._families[top.namespace, top.name] = found
        return found

    def _namespace(self, namespace: str) -> dict[str, ClassDecl]:
        found = self._by_namespace.get(namespace.casefold().replace("\\", "/"))
        if found is None:
            raise WmiError(INVALID_NAMESPACE, f"The CIM namespace {namespace} is invalid.")
        return found


@cache
def _mof(namespace: str) -> dict[str, MofClass]:
    return {each.name: each for each in read_mof(_FILES[namespace])}


@cache
def _declared(namespace: str, build: Build) -> dict[str, ClassDecl]:
    mof = _mof(namespace)
    missing = {each.name for each in mof.values() if each.since_build > build}
    declared: dict[str, ClassDecl] = {}
    for each in mof.values():
        parent = declared[each.superclass] if each.superclass else None
        properties = {declaration.name: declaration for declaration in parent.properties} if parent else {}
        properties |= {p.decl.name: p.decl for p in each.properties if p.since_build <= build}
        methods = {method.name: method for method in parent.methods} if parent else {}
        methods |= {method.name: method for method in each.methods}
        ancestors = (parent.name, *parent.ancestors) if parent else ()
        declared[each.name] = ClassDecl(
            namespace,
            each.name,
            tuple(name for name in ancestors if name not in missing),
            tuple(sorted(properties.values(), key=lambda declaration: declaration.name.casefold())),
            tuple(methods.values()),
        )
    return {name.casefold(): decl for name, decl in declared.items() if name not in missing}
