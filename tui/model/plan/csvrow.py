"""One row of a CSV plan: its cells by column, read one by one, with line and column where one is wrong."""

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TypeVar

from tui.model.plan.cells import CellFault, read_list, read_text
from tui.model.plan.resolve import guid
from tui.model.plan.values import UNSET, PlanProblem, Unset, Where
from tui.model.text import printable

T = TypeVar("T")


class BadRow(Exception):
    """A row that cannot be read."""

    def __init__(self, problem: PlanProblem) -> None:
        self.problem = problem


class Row:
    """Every method but `has` and `raw` raises BadRow for a cell that cannot be read."""

    def __init__(self, path: Path, line: int, names: list[str], cells: list[str]) -> None:
        self.where = Where(path, line)
        if len(cells) > len(names):
            self.refuse(names[-1], f"{len(cells)} cells under {len(names)} columns")
        self._cells = dict(zip(names, [*cells, *[""] * (len(names) - len(cells))], strict=True))

    def refuse(self, column: str, sentence: str) -> NoReturn:
        raise BadRow(PlanProblem(sentence, Where(self.where.file, self.where.line, column)))

    def has(self, column: str) -> bool:
        return column in self._cells

    def raw(self, column: str) -> str:
        return self._cells.get(column, "").strip()

    def text(self, column: str) -> str | None:
        """None for an empty cell."""
        cell = self.raw(column)
        try:
            return read_text(cell) if cell else None
        except CellFault as fault:
            self.refuse(column, str(fault))

    def guid(self, column: str) -> str | None:
        text = self.text(column)
        if text is None:
            return None
        found = guid(text)
        if found is None:
            self.refuse(column, f"{printable(text)} is not a GUID")
        return found

    def items(self, column: str) -> list[tuple[str, bool]]:
        """The values of a cell, and whether each stood in quotes."""
        try:
            return read_list(self.raw(column))
        except CellFault as fault:
            self.refuse(column, str(fault))

    def texts(self, column: str) -> tuple[str, ...] | Unset:
        """UNSET for a missing column."""
        return tuple(text for text, _ in self.items(column)) if self.has(column) else UNSET

    def word(self, column: str, read: Callable[[str], T], otherwise: str) -> T | Unset:
        """UNSET for a missing column or an empty cell; `read` raises KeyError or ValueError for anything else wrong."""
        cell = self.raw(column).casefold()
        if not cell:
            return UNSET
        try:
            return read(cell)
        except (KeyError, ValueError):
            self.refuse(column, f"{printable(cell)!r} is not {otherwise}")
