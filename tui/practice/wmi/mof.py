"""Reads class declarations from the subset of MOF (DSP0004 7) in which this package keeps them."""

from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from lark import Lark, Transformer

from tui.practice.cim import MethodDecl, PropertyDecl


@dataclass(frozen=True, slots=True)
class MofProperty:
    """A property as one class declares it; it exists on Windows builds from `since_build` on."""

    decl: PropertyDecl
    since_build: int


@dataclass(frozen=True, slots=True)
class MofClass:
    """A class without what it inherits; builds before `since_build` have its properties in its subclasses."""

    name: str
    superclass: str | None
    since_build: int
    properties: tuple[MofProperty, ...]
    methods: tuple[MethodDecl, ...]


def read_mof(resource: str) -> tuple[MofClass, ...]:
    """The classes of a MOF file of this package, in the order of the file. Raises lark.LarkError."""
    here = files(__package__)
    parser = Lark(here.joinpath("mof.lark").read_text("utf-8"), parser="lalr", transformer=_Classes())
    classes: tuple[MofClass, ...] = tuple(parser.parse(here.joinpath(resource).read_text("utf-8")))  # type: ignore[arg-type]
    return classes


@dataclass(frozen=True, slots=True)
class _Parameter:
    decl: PropertyDecl
    out: bool


class _Classes(Transformer[Any, Any]):
    def start(self, classes: list[MofClass]) -> list[MofClass]:
        return classes

    def class_(self, parts: list[Any]) -> MofClass:
        qualifiers, name, superclass, *members = parts
        return MofClass(
            str(name),
            str(superclass) if superclass else None,
            _since_build(qualifiers),
            tuple(member for member in members if isinstance(member, MofProperty)),
            tuple(member for member in members if isinstance(member, MethodDecl)),
        )

    def property(self, parts: list[Any]) -> MofProperty:
        qualifiers, *rest = parts
        return MofProperty(_declaration(qualifiers or {}, *rest), _since_build(qualifiers))

    def method(self, parts: list[Any]) -> MethodDecl:
        _, name, *parameters = parts
        given = [parameter for parameter in parameters if parameter is not None]
        return MethodDecl(str(name), tuple(p.decl for p in given if not p.out), tuple(p.decl for p in given if p.out))

    def parameter(self, parts: list[Any]) -> _Parameter:
        qualifiers, *rest = parts
        return _Parameter(_declaration(qualifiers, *rest), "out" in qualifiers)

    def type(self, parts: list[Any]) -> tuple[str, bool]:
        name, reference = parts
        return str(name), reference is not None

    def qualifiers(self, pairs: list[tuple[str, str]]) -> dict[str, str]:
        return dict(pairs)

    def qualifier(self, parts: list[Any]) -> tuple[str, str]:
        name, value = parts
        return str(name), "" if value is None else str(value).strip('"')


def _since_build(qualifiers: dict[str, str] | None) -> int:
    return int((qualifiers or {}).get("SinceBuild", 0))


def _declaration(qualifiers: dict[str, str], of_type: tuple[str, bool], name: str, array: str | None) -> PropertyDecl:
    type_name, is_reference = of_type
    return PropertyDecl(
        name=str(name),
        cim_type="reference" if is_reference else type_name,
        is_array=array is not None,
        is_key="key" in qualifiers,
        embedded_class=qualifiers.get("EmbeddedInstance"),
    )
