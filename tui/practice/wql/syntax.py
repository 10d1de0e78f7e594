"""What a WQL query says."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from tui.practice.objectpath import ObjectPath

Operator: TypeAlias = Literal["=", "<>", "<", ">", "<=", ">="]


@dataclass(frozen=True, slots=True)
class Property:
    """A property by name, or one of WMI's own such as ``__CLASS`` and ``__SERVER``."""

    name: str


Constant: TypeAlias = str | int | bool | None
Operand: TypeAlias = Property | Constant


@dataclass(frozen=True, slots=True)
class Comparison:
    left: Operand
    operator: Operator
    right: Operand


@dataclass(frozen=True, slots=True)
class Like:
    operand: Operand
    pattern: str
    """With ``%``, ``_``, ``[a-f]`` and ``[^a-f]``."""


@dataclass(frozen=True, slots=True)
class IsNull:
    operand: Operand


@dataclass(frozen=True, slots=True)
class Isa:
    operand: Operand
    """A property that holds an object, or ``__this``."""
    class_name: str


@dataclass(frozen=True, slots=True)
class Not:
    condition: "Condition"


@dataclass(frozen=True, slots=True)
class AllOf:
    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    conditions: tuple["Condition", ...]


Condition: TypeAlias = Comparison | Like | IsNull | Isa | Not | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class Select:
    class_name: str
    properties: tuple[str, ...] | None
    """The select list as it was written; None for ``*``."""
    where: Condition | None


@dataclass(frozen=True, slots=True)
class Related:
    """ASSOCIATORS OF or REFERENCES OF an object."""

    path: ObjectPath
    references: bool
    """True for REFERENCES OF: the associations themselves."""
    assoc_class: str | None = None
    result_class: str | None = None
    role: str | None = None
    result_role: str | None = None
    class_defs_only: bool = False


Query: TypeAlias = Select | Related
