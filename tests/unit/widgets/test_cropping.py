"""Of a line that changed in part only that part is sent."""

import io

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.widgets.cropping import CroppedUpdate
from tui.widgets.picture import Picture

CONSOLE = Console(file=io.StringIO(), force_terminal=True, color_system="truecolor")


def sent(*spans: tuple[int, int, int]) -> str:
    """For two widgets beside each other, each five cells wide."""
    left, right = Strip([Segment("ab"), Segment("cde", Style(bold=True))]), Strip([Segment("日本x")])
    return CroppedUpdate([{0: left, 5: right}], list(spans), [[5, 10]], Picture()).render_segments(CONSOLE)


def test_a_part_begins_at_its_own_first_cell() -> None:
    assert sent((0, 3, 5)) == "\x1b[1;4H\x1b[1mde\x1b[0m"
    assert sent((0, 0, 1)) == "\x1b[1;1Ha"


def test_two_parts_of_a_line_are_sent_apart() -> None:
    assert sent((0, 0, 1), (0, 9, 10)) == "\x1b[1;1Ha\x1b[1;10Hx"


def test_a_part_over_two_widgets_is_sent_from_both() -> None:
    assert sent((0, 4, 7)) == "\x1b[1;5H\x1b[1me\x1b[0m\x1b[1;6H日"
