"""Whether an instance fulfils the where clause of a query."""

import operator
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from tui.practice.cim import INVALID_QUERY, ClassDecl, Instance, Reference, Value, WmiError
from tui.practice.datetimes import parse_datetime
from tui.practice.objectpath import write_object_path, write_relative_path
from tui.practice.wql.syntax import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    Constant,
    Isa,
    IsNull,
    Like,
    Not,
    Operand,
    Property,
)

Test: TypeAlias = Callable[[Instance], bool]
_Getter: TypeAlias = Callable[[Instance], Value]

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


def compile_condition(condition: Condition | None, decl: ClassDecl, server: str) -> Test:
    """The test of a where clause over a class; `server` is the value of ``__SERVER``.

    A comparison with null is false. Raises WmiError(INVALID_QUERY) for a property that the class has not, an array,
    or a value of another type than the property's.
    """
    match condition:
        case None:
            return lambda _: True
        case AllOf(conditions):
            tests = [compile_condition(part, decl, server) for part in conditions]
            return lambda instance: all(test(instance) for test in tests)
        case AnyOf(conditions):
            tests = [compile_condition(part, decl, server) for part in conditions]
            return lambda instance: any(test(instance) for test in tests)
        case Not(part):
            inner = compile_condition(part, decl, server)
            return lambda instance: not inner(instance)
        case IsNull(operand):
            get = _getter(operand, decl, server, arrays=True)
            return lambda instance: get(instance) in (None, ())
        case Isa(Property(name), class_name):
            return _isa(name, class_name, decl, server)
        case Like(operand, pattern):
            return _like(_getter(operand, decl, server), pattern)
        case Comparison():
            return _comparison(condition, decl, server)
        case _:
            raise _invalid("isa needs a property")


def declared_name(name: str, decl: ClassDecl) -> str:
    """A property's name as its class spells it. Raises WmiError(INVALID_QUERY) when the class has none."""
    found = next((p.name for p in decl.properties if p.name.casefold() == name.casefold()), None)
    if found is None:
        raise _invalid(f"{decl.name} has no property {name}")
    return found


def _comparison(condition: Comparison, decl: ClassDecl, server: str) -> Test:
    left = _getter(condition.left, decl, server)
    right = _getter(condition.right, decl, server)
    compare = _COMPARE[condition.operator]
    if isinstance(condition.left, Property) and not isinstance(condition.right, Property):
        constant = _typed(condition.right, condition.left, decl)
        return lambda instance: _holds(compare, _normal(left(instance), server), constant)
    if isinstance(condition.right, Property) and not isinstance(condition.left, Property):
        constant = _typed(condition.left, condition.right, decl)
        return lambda instance: _holds(compare, constant, _normal(right(instance), server))
    return lambda instance: _holds(compare, _normal(left(instance), server), _normal(right(instance), server))


def _holds(compare: Callable[[Any, Any], bool], left: object, right: object) -> bool:
    if left is None or right is None:
        return False
    try:
        return compare(left, right)
    except TypeError:
        return False


def _like(get: _Getter, pattern: str) -> Test:
    parts = re.findall(r"\[[^\]]*\]|.", pattern, re.DOTALL)
    translated = "".join(_like_part(part) for part in parts)
    try:
        wanted = re.compile(translated, re.IGNORECASE | re.DOTALL)
    except re.error as error:
        raise _invalid("the pattern of like is not valid") from error

    def test(instance: Instance) -> bool:
        value = get(instance)
        return isinstance(value, str) and wanted.fullmatch(value) is not None

    return test


def _like_part(part: str) -> str:
    if part in ("%", "_"):
        return ".*" if part == "%" else "."
    if len(part) > 1:
        negated = "^" if part.startswith("[^") else ""
        inner = re.sub(r"([\\\[\]^&~|])", r"\\\1", part[1 + len(negated) : -1])
        return f"[{negated}{inner}]"
    return re.escape(part)


def _isa(name: str, class_name: str, decl: ClassDecl, server: str) -> Test:
    if name.casefold() == "__this":
        return lambda instance: instance.decl.is_a(class_name)
    get = _getter(Property(name), decl, server)

    def test(instance: Instance) -> bool:
        value = get(instance)
        return isinstance(value, Instance) and value.decl.is_a(class_name)

    return test


def _getter(operand: Operand, decl: ClassDecl, server: str, arrays: bool = False) -> _Getter:
    if not isinstance(operand, Property):
        return lambda _: operand
    system = _SYSTEM.get(operand.name.casefold())
    if system is not None:
        return lambda instance: system(instance, server)
    name = declared_name(operand.name, decl)
    if not arrays and any(p.is_array for p in decl.properties if p.name == name):
        raise _invalid(f"{name} is an array")
    return lambda instance: instance.values.get(name)


_SYSTEM: dict[str, Callable[[Instance, str], Value]] = {
    "__class": lambda instance, _: instance.decl.name,
    "__superclass": lambda instance, _: next(iter(instance.decl.ancestors), None),
    "__dynasty": lambda instance, _: (instance.decl.name, *instance.decl.ancestors)[-1],
    "__namespace": lambda instance, _: instance.decl.namespace.replace("/", "\\"),
    "__server": lambda _, server: server,
    "__path": lambda instance, server: write_object_path(instance.reference(), server),
    "__relpath": lambda instance, _: write_relative_path(instance.reference()),
}


def _typed(constant: Constant, operand: Property, decl: ClassDecl) -> object:
    """A constant as a value of the property's type, normalised. Raises WmiError(INVALID_QUERY)."""
    declared = {p.name.casefold(): p.cim_type for p in decl.properties}
    cim_type = declared.get(operand.name.casefold(), "string")
    if constant is None:
        return None
    if cim_type in ("string", "reference"):
        return str(constant).casefold()
    if cim_type == "datetime":
        moment = parse_datetime(str(constant))
        if moment is None:
            raise _invalid(f"{constant} is not a datetime")
        return moment
    text = str(constant).casefold()
    try:
        return {"true": 1, "false": 0}.get(text) if text in ("true", "false") else int(text, 0)
    except ValueError as error:
        raise _invalid(f"{constant} is not a value of {operand.name}") from error


def _normal(value: Value, server: str) -> object:
    if isinstance(value, str):
        return value.casefold()
    if isinstance(value, Reference):
        return write_object_path(value, server).casefold()
    if isinstance(value, datetime | timedelta | int):
        return value
    return None


def _invalid(message: str) -> WmiError:
    return WmiError(INVALID_QUERY, f"The query is not valid: {message}.")
