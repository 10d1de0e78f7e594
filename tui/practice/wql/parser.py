"""Reading WQL text by its grammar."""

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import cast

from lark import Lark, Token, Transformer
from lark.exceptions import LarkError, VisitError

from tui.practice.cim import INVALID_QUERY, WmiError
from tui.practice.objectpath import read_object_path
from tui.practice.wql.syntax import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    Isa,
    IsNull,
    Like,
    Not,
    Operand,
    Operator,
    Property,
    Query,
    Related,
    Select,
)

_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


@lru_cache(maxsize=256)
def parse(text: str) -> Query:
    """Read a query; clients ask the same ones over and over. Raises WmiError(INVALID_QUERY)."""
    try:
        tree = _grammar().parse(text)
        return cast(Query, _Reader().transform(tree))
    except (LarkError, VisitError) as error:
        raise WmiError(INVALID_QUERY, "The query is not valid.") from error


@cache
def _grammar() -> Lark:
    grammar = files("tui.practice.wql").joinpath("grammar.lark").read_text("utf-8")
    return Lark(grammar, parser="lalr", maybe_placeholders=True)


class _Reader(Transformer[Token, object]):
    """Turns the tree of a query into its syntax, bottom up: one method a rule of the grammar."""

    def select(self, parts: list[object]) -> Select:
        properties, class_name, where = parts
        return Select(str(class_name), cast("tuple[str, ...] | None", properties), cast("Condition | None", where))

    def everything(self, _: list[object]) -> None:
        return None

    def some(self, names: list[Token]) -> tuple[str, ...]:
        return tuple(str(name) for name in names)

    def any_of(self, conditions: list[Condition]) -> AnyOf:
        return AnyOf(tuple(conditions))

    def all_of(self, conditions: list[Condition]) -> AllOf:
        return AllOf(tuple(conditions))

    def negated(self, parts: list[Condition]) -> Not:
        return Not(parts[0])

    def comparison(self, parts: list[object]) -> Condition:
        left, operator, right = parts
        sign = "<>" if operator == "!=" else str(operator)
        if right is None and sign in ("=", "<>"):
            null = IsNull(cast(Operand, left))
            return null if sign == "=" else Not(null)
        return Comparison(cast(Operand, left), cast(Operator, sign), cast(Operand, right))

    def is_null(self, parts: list[Operand]) -> IsNull:
        return IsNull(parts[0])

    def is_not_null(self, parts: list[Operand]) -> Not:
        return Not(IsNull(parts[0]))

    def like(self, parts: list[object]) -> Like:
        return Like(cast(Operand, parts[0]), _unquoted(str(parts[1])))

    def isa(self, parts: list[object]) -> Isa:
        return Isa(cast(Operand, parts[0]), _unquoted(str(parts[1])))

    def property(self, parts: list[Token]) -> Property:
        return Property(str(parts[0]))

    def text(self, parts: list[Token]) -> str:
        return _unquoted(str(parts[0]))

    def number(self, parts: list[Token]) -> int:
        return int(parts[0], 16 if "x" in parts[0].casefold() else 10)

    def true(self, _: list[object]) -> bool:
        return True

    def false(self, _: list[object]) -> bool:
        return False

    def null(self, _: list[object]) -> None:
        return None

    def assoc_class(self, parts: list[Token]) -> tuple[str, str]:
        return "assoc_class", str(parts[0])

    def result_class(self, parts: list[Token]) -> tuple[str, str]:
        return "result_class", str(parts[0])

    def role(self, parts: list[Token]) -> tuple[str, str]:
        return "role", str(parts[0])

    def result_role(self, parts: list[Token]) -> tuple[str, str]:
        return "result_role", str(parts[0])

    def class_defs_only(self, _: list[object]) -> tuple[str, bool]:
        return "class_defs_only", True

    def associators(self, parts: list[object]) -> Related:
        return _related(parts, references=False)

    def references(self, parts: list[object]) -> Related:
        return _related(parts, references=True)


def _related(parts: list[object], references: bool) -> Related:
    path = read_object_path(str(parts[0])[1:-1])
    options = [cast("tuple[str, str]", part) for part in parts[1:] if part is not None]
    if len(dict(options)) != len(options):
        raise ValueError("an option is given twice")
    return Related(path, references, **dict(options))  # type: ignore[arg-type]


def _unquoted(literal: str) -> str:
    """The text of a literal; a backslash must be doubled or stand before a quote. Raises ValueError."""

    def character(found: re.Match[str]) -> str:
        if found[1] not in "\\'\"":
            raise ValueError("a single backslash in a literal")
        return found[1]

    return _ESCAPE.sub(character, literal[1:-1])
