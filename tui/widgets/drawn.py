"""Lines of a table as they were drawn, for as long as they look the same."""

from collections.abc import Hashable

from rich.segment import Segment

from tui.widgets.cells import Row
from tui.widgets.painting import Line

_KEPT = 512
"""So many; those that were seen last."""


class DrawnLines:
    """A line that looks as before is the same list of segments."""

    def __init__(self) -> None:
        self._lines: dict[tuple[Hashable, int, bool, bool], tuple[Row, list[Segment]]] = {}

    def find(self, line: Line) -> list[Segment] | None:
        """None where the row was never drawn, or was another one then."""
        place = _place(line)
        known = self._lines.pop(place, None)
        if known is None or not (known[0] is line.row or known[0] == line.row):
            return None
        self._lines[place] = known
        return known[1]

    def keep(self, line: Line, segments: list[Segment]) -> list[Segment]:
        if len(self._lines) >= _KEPT:
            del self._lines[next(iter(self._lines))]
        self._lines[_place(line)] = line.row, segments
        return segments

    def clear(self) -> None:
        self._lines.clear()


def _place(line: Line) -> tuple[Hashable, int, bool, bool]:
    return line.row.key, line.part, line.cursor, line.focused
