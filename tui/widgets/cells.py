"""What a table draws: rows of cells, with detail lines beneath, and the columns they stand in."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, overload

from rich.cells import cell_len, set_cell_size

from tui.model.text import printable

Tone = Literal["", "ok", "warn", "bad", "dim", "strong"]
"""What colour repeats; the words and signs have said it already."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Text from wherever; it is made printable when it is drawn."""

    text: str
    tone: Tone = ""
    short: str = ""
    """Takes the text's place where that does not fit."""


@dataclass(frozen=True, slots=True)
class Detail:
    """A line beneath a row that continues on further lines where its pieces do not fit on one."""

    pieces: tuple[str, ...]
    """Kept whole on a line as long as they fit on one."""
    tone: Tone = ""
    indent: int = 2
    hang: int = 2
    """How much further continuation lines are indented."""
    gap: int = 2
    """Spaces between pieces."""

    @property
    def text(self) -> str:
        """As one line."""
        return (" " * self.gap).join(self.pieces)


def prose(text: str, tone: Tone = "", indent: int = 2) -> Detail:
    """A sentence that continues on further lines between its words."""
    return Detail(tuple(text.split()) or ("",), tone, indent, gap=1)


@dataclass(frozen=True, slots=True)
class Row:
    """One row. Its key stays the same while what it shows changes."""

    key: Hashable
    cells: tuple[Cell, ...]
    details: tuple[Detail, ...] = ()
    tone: Tone = ""
    """Where it is set it stands for the tones of all cells and details."""


class LazyRows(Sequence[Row]):
    """Rows without details that are made when they come into view, for tables of thousands."""

    def __init__(self, keys: Sequence[Hashable], make: Callable[[int], Row]) -> None:
        """`keys`: one for each row, the same object for as long as the same rows stand in the same order."""
        self.keys = keys
        self._make = make

    def __len__(self) -> int:
        return len(self.keys)

    @overload
    def __getitem__(self, number: int) -> Row: ...
    @overload
    def __getitem__(self, number: slice) -> list[Row]: ...
    def __getitem__(self, number: int | slice) -> Row | list[Row]:
        if isinstance(number, slice):
            return [self._make(each) for each in range(*number.indices(len(self)))]
        return self._make(range(len(self))[number])


@dataclass(frozen=True, slots=True)
class Column:
    """A column between its least and its most width."""

    title: str
    least: int
    most: int = 0
    """0: as `least`."""
    leaves: int = 0
    """Which column leaves first where not all fit: 1 before 2; 0 never leaves."""
    right: bool = False
    sorted: Literal["", "▲", "▼"] = ""
    """How the rows are sorted by it, for the header."""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A column with the width that it got."""

    index: int
    """Which of a row's cells it shows."""
    column: Column
    width: int


GAP = 2
"""Cells between columns."""


def place(columns: tuple[Column, ...], width: int) -> tuple[Placed, ...]:
    """The columns that fit into a width and how wide each is.

    Columns leave by rule until the others fit at their least; what is left over widens them from the left. Where
    even the columns that never leave do not fit, the last of them are cut.
    """
    kept = [(index, column) for index, column in enumerate(columns) if not column.hidden]
    while _needed(column for _, column in kept) > width:
        leaving = [(column.leaves, index) for index, column in kept if column.leaves]
        if not leaving:
            break
        gone = min(leaving)[1]
        kept = [(index, column) for index, column in kept if index != gone]
    spare = max(0, width - _needed(column for _, column in kept))
    placed = []
    for index, column in kept:
        extra = min(spare, max(0, column.most - column.least))
        spare -= extra
        placed.append(Placed(index, column, column.least + extra))
    return tuple(placed)


def _needed(columns: Iterable[Column]) -> int:
    widths = [column.least for column in columns]
    return sum(widths) + GAP * max(0, len(widths) - 1)


def widest(texts: Iterable[str], least: int, most: int) -> int:
    """The width that the widest of some texts needs, between two bounds."""
    return max(least, min(most, max((cell_len(printable(text)) for text in texts), default=least)))


def fit(text: str, width: int, *, short: str = "", right: bool = False) -> str:
    """The text made printable and exactly `width` cells wide; a sign shows where it was cut."""
    drawn = printable(text)
    if short and cell_len(drawn) > width:
        drawn = printable(short)
    missing = width - cell_len(drawn)
    if missing < 0:
        return set_cell_size(drawn, max(0, width - 1)) + "…" if width > 0 else ""
    return " " * missing + drawn if right else drawn + " " * missing


def wrap(detail: Detail, width: int) -> list[str]:
    """The lines of a detail, none wider than `width`; a piece that is wider than a line is cut."""
    lines: list[str] = []
    line = ""
    indent = detail.indent
    for piece in detail.pieces:
        drawn = printable(piece)
        if not line:
            line = " " * indent + drawn
        elif cell_len(line) + detail.gap + cell_len(drawn) <= width:
            line += " " * detail.gap + drawn
        else:
            lines.append(line)
            indent = detail.indent + detail.hang
            line = " " * indent + drawn
    lines.append(line)
    return [fit(line, width) for line in lines]


def folded(text: str, width: int) -> list[Cell]:
    """A whole text on as many lines as it needs, broken between words where it can be."""
    lines: list[str] = []
    line = ""
    for word in printable(text).split(" "):
        if line and cell_len(line) + 1 + cell_len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
        while cell_len(line) > width:
            head = set_cell_size(line, width).rstrip()
            lines.append(head)
            line = line[len(head) :]
    return [Cell(part) for part in [*lines, line]]
