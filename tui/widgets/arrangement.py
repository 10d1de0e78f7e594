"""Where a table's rows stand: which line each begins on, and the lines of its details."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tui.widgets.cells import Column, LazyRows, Placed, Row, Tone, place, wrap

GUTTER = 2
"""Cells at the left for the cursor's marker."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Rows laid out for a width. Lines are counted from 0, the header is not among them."""

    placed: tuple[Placed, ...]
    details: Mapping[int, Sequence[tuple[str, Tone]]]
    """Lines beneath a row, by the row's number."""
    starts: Sequence[int]
    """The first line of every row."""
    height: int

    def row_at(self, line: int) -> int:
        """Which row a line belongs to; the nearest for a line that belongs to none."""
        return max(0, bisect_right(self.starts, line) - 1)

    def end_of(self, row: int) -> int:
        """The line after a row's last one."""
        return self.starts[row + 1] if row + 1 < len(self.starts) else self.height


def arrange(rows: Sequence[Row], columns: tuple[Column, ...], width: int) -> Arrangement:
    """Rows stand without their cells and details before there is a width."""
    if width <= GUTTER:
        return Arrangement((), {}, range(len(rows)), len(rows))
    placed = place(columns, width - GUTTER)
    if isinstance(rows, LazyRows):
        return Arrangement(placed, {}, range(len(rows)), len(rows))
    details = {
        number: [(line, detail.tone) for detail in row.details for line in wrap(detail, max(1, width - GUTTER))]
        for number, row in enumerate(rows)
        if row.details
    }
    if not details:
        return Arrangement(placed, details, range(len(rows)), len(rows))
    starts, height = [], 0
    for number in range(len(rows)):
        starts.append(height)
        height += 1 + len(details.get(number, ()))
    return Arrangement(placed, details, starts, height)
