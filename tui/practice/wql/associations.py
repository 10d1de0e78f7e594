"""ASSOCIATORS OF and REFERENCES OF: association classes are instances whose properties are references."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from tui.practice.cim import INVALID_NAMESPACE, NOT_FOUND, ClassDecl, Host, Instance, Reference, WmiError
from tui.practice.objectpath import ObjectPath, fold_keys
from tui.practice.wql.syntax import Related

Read: TypeAlias = Callable[[str], Iterator[Instance]]
_Identity: TypeAlias = tuple[str, frozenset[tuple[str, str]]]


def related(query: Related, host: Host, namespace: str, read: Read) -> Iterator[Instance]:
    """What the query asks for, each object once. `read` yields the instances of a class of the namespace.

    Raises WmiError for an object, class or namespace that is not there.
    """
    if query.path.namespace is not None and query.path.namespace.casefold() != namespace.casefold():
        raise WmiError(INVALID_NAMESPACE, f"The namespace {query.path.namespace} is not the one of the query.")
    source = _existing(query.path, host, namespace)
    found = _references(query, host, namespace, read, source)
    objects: Iterator[Instance]
    if query.references:
        objects = (association for association, _ in found)
    else:
        objects = _associated(query, host, namespace, read, found)
    return _definitions(objects) if query.class_defs_only else objects


def _references(
    query: Related, host: Host, namespace: str, read: Read, source: Instance
) -> Iterator[tuple[Instance, str]]:
    """Associations that refer to the source, and the property by which they do."""
    wanted = query.result_class if query.references else query.assoc_class
    if wanted is not None:
        decls = [d for d in host.classes(namespace) if d.is_a(host.declaration(namespace, wanted).name)]
    else:
        decls = list(host.classes(namespace))
    identity = _identity(source.reference())
    for decl in decls:
        roles = [p.name for p in decl.properties if p.cim_type == "reference"]
        if len(roles) < 2:
            continue
        for association in read(decl.name):
            if association.decl.name != decl.name:
                continue
            role = next((r for r in roles if _fits(query.role, r) and _refers(association, r, identity)), None)
            if role is not None:
                yield association, role


def _associated(
    query: Related, host: Host, namespace: str, read: Read, found: Iterator[tuple[Instance, str]]
) -> Iterator[Instance]:
    result = host.declaration(namespace, query.result_class) if query.result_class is not None else None
    index: dict[str, dict[_Identity, Instance]] = {}
    seen: set[_Identity] = set()
    for association, role in found:
        for p in association.decl.properties:
            target = association.values.get(p.name)
            if p.name == role or not isinstance(target, Reference) or not _fits(query.result_role, p.name):
                continue
            identity = _identity(target)
            if identity in seen or (result and not host.declaration(namespace, target.class_name).is_a(result.name)):
                continue
            seen.add(identity)
            if target.class_name not in index:
                index[target.class_name] = {_identity(i.reference()): i for i in read(target.class_name)}
            instance = index[target.class_name].get(identity)
            if instance is not None:
                yield instance


def _existing(path: ObjectPath, host: Host, namespace: str) -> Instance:
    found = next((i for i in host.instances(namespace, path.class_name) if path.names(i)), None)
    if found is None:
        raise WmiError(NOT_FOUND, "The object of the query was not found.")
    return found


def _definitions(objects: Iterator[Instance]) -> Iterator[Instance]:
    """Of each class that occurs, an instance with nothing set."""
    decls: dict[str, ClassDecl] = {}
    for instance in objects:
        decls.setdefault(instance.decl.name, instance.decl)
    return (Instance(decl) for decl in decls.values())


def _identity(reference: Reference) -> _Identity:
    return reference.class_name.casefold(), fold_keys(reference.keys)


def _refers(association: Instance, role: str, identity: _Identity) -> bool:
    value = association.values.get(role)
    return isinstance(value, Reference) and _identity(value) == identity


def _fits(wanted: str | None, role: str) -> bool:
    return wanted is None or wanted.casefold() == role.casefold()
