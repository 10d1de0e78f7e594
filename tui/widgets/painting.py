"""The lines of a table as segments, and which cells of a line look different from before."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style

from tui.widgets.arrangement import Arrangement
from tui.widgets.cells import GAP, Row, fit

_WORTH_A_JUMP = 9
"""Equal cells between two differences that are cheaper to jump over than to paint."""

ToneStyle = Callable[[str], Style]


class Line(NamedTuple):
    """What one visible line shows; equal lines look equal."""

    row: Row
    part: int
    """0 is the row itself, from 1 on its details."""
    cursor: bool
    focused: bool


def looks_as(line: Line | None, before: Line | None) -> bool:
    """Whether a line that was painted needs no closer look."""
    if line is None or before is None:
        return line is before
    return line.row is before.row and line[1:] == before[1:]


def header_segments(arranged: Arrangement, style: Style) -> list[Segment]:
    line = "  "
    for placed in arranged.placed:
        column = placed.column
        # The sign may stand in the gap behind the column.
        width = placed.width + bool(column.sorted and not column.right)
        line += fit(column.title + column.sorted, width, right=column.right) + " " * (GAP + placed.width - width)
    return [Segment(line.rstrip(), style)]


def row_segments(line: Line, arranged: Arrangement, width: int, base: Style, tone: ToneStyle) -> list[Segment]:
    """A segment for the marker and one for each column, so that two rows can be compared column by column."""
    style = base + tone("cursor") if line.focused else base
    segments: list[Segment] = []
    for placed in arranged.placed:
        cell = line.row.cells[placed.index]
        text = fit(cell.text, placed.width, short=cell.short, right=placed.column.right)
        toned = style + tone(line.row.tone or cell.tone)
        if not segments:
            # A blank marker shares the first cell's style: one escape sequence less for every line.
            marker = Segment("▸ ", style + tone("marker")) if line.cursor else Segment("  ", toned)
            segments = [marker, Segment(text, toned)]
        else:
            segments.append(Segment(" " * GAP + text, toned))
    missing = width - sum(segment.cell_length for segment in segments)
    return [*segments, Segment(" " * max(0, missing), base)]


def changed_ranges(before: Sequence[Segment], after: Sequence[Segment]) -> list[tuple[int, int]]:
    """Where two lines of the same width differ, as first cell and the one after the last.

    Lines that are cut into segments of different widths differ as a whole.
    """
    if [segment.cell_length for segment in before] != [segment.cell_length for segment in after]:
        return [(0, max(sum(segment.cell_length for segment in line) for line in (before, after)))]
    ranges: list[tuple[int, int]] = []
    x = 0
    for old, new in zip(before, after, strict=True):
        end = x + new.cell_length
        if old != new:
            first, last = _differing(old, new)
            if ranges and x + first - ranges[-1][1] < _WORTH_A_JUMP:
                ranges[-1] = (ranges[-1][0], x + last)
            else:
                ranges.append((x + first, x + last))
        x = end
    return ranges


def _differing(old: Segment, new: Segment) -> tuple[int, int]:
    """Where two pieces of the same width differ, as first cell and the one after the last."""
    before, after = old.text, new.text
    if old.style != new.style or not (before.isascii() and after.isascii()):
        return 0, new.cell_length
    first = next(place for place, (was, now) in enumerate(zip(before, after, strict=True)) if was != now)
    last = len(after)
    while before[last - 1] == after[last - 1]:
        last -= 1
    return first, last
