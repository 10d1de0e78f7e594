"""What stands on the terminal, cell by cell: only cells that differ from it need to be sent."""

from collections.abc import Sequence

from rich.cells import get_character_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

_Cell = tuple[str, Style | None]
_WORTH_A_JUMP = 5
"""Equal cells between two differences that are dearer to paint than to jump over."""


class Picture:
    """Lines as they were sent last; of what was never sent, nothing is known."""

    def __init__(self) -> None:
        self._lines: dict[int, list[_Cell | None]] = {}

    def forget(self) -> None:
        """Something else was painted over it."""
        self._lines.clear()

    def paint(self, x: int, y: int, strip: Strip) -> list[tuple[int, int]]:
        """Take note of a strip that is sent to a place.

        Which of its cells differ from what stood there, as first cell and the one after the last, counted in the strip.
        """
        line = self._lines.setdefault(y, [])
        ranges: list[tuple[int, int]] = []
        begin = 0
        for segment in strip:
            new = _cells(segment)
            line.extend([None] * (x + begin + len(new) - len(line)))
            old = line[x + begin : x + begin + len(new)]
            if old != new:
                for first, end in _differing(old, new):
                    _add(ranges, begin + first, begin + end)
                line[x + begin : x + begin + len(new)] = new
            begin += len(new)
        return ranges


def _cells(segment: Segment) -> list[_Cell]:
    """One for each cell. What a terminal may measure otherwise than we do stays in one piece."""
    text, style = segment.text, segment.style
    if text.isascii() or all(get_character_cell_size(character) == 1 for character in text):
        return [(character, style) for character in text]
    return [(text, style), *[("", style)] * (segment.cell_length - 1)]


def _differing(old: Sequence[_Cell | None], new: Sequence[_Cell]) -> list[tuple[int, int]]:
    if len(new) > 1 and not new[1][0]:
        return [(0, len(new))]
    ranges: list[tuple[int, int]] = []
    for place, (was, now) in enumerate(zip(old, new, strict=True)):
        if was != now:
            _add(ranges, place, place + 1)
    return ranges


def _add(ranges: list[tuple[int, int]], first: int, end: int) -> None:
    if ranges and first - ranges[-1][1] < _WORTH_A_JUMP:
        ranges[-1] = ranges[-1][0], end
    else:
        ranges.append((first, end))
