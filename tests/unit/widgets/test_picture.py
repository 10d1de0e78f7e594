"""What is sent of a picture that changed: every cell that differs, and hardly any that does not."""

import io
from collections.abc import Sequence

import pyte
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from tui.terminal.thrift import thrifty
from tui.widgets.cropping import CroppedUpdate, WholeUpdate
from tui.widgets.picture import Picture

WIDTH, HEIGHT = 24, 3
CONSOLE = Console(file=io.StringIO(), force_terminal=True, color_system="truecolor")
STYLES = (Style(), Style(bold=True), Style(color="#ff0000"), Style(color="#ff0000", bgcolor="#000080"))
segments = st.builds(
    lambda text, style: Segment(text, style),
    st.text(st.sampled_from("ab c日本●▸é"), min_size=1, max_size=9),
    st.sampled_from(STYLES),
)
lines = st.builds(lambda parts: Strip(parts).adjust_cell_length(WIDTH, Style()), st.lists(segments, max_size=5))
pictures = st.lists(lines, min_size=HEIGHT, max_size=HEIGHT)
span = st.tuples(st.integers(0, HEIGHT - 1), st.integers(0, WIDTH - 1), st.integers(1, WIDTH))


class Shown:
    """A terminal, by somebody else's emulator."""

    def __init__(self) -> None:
        self.screen = pyte.Screen(WIDTH, HEIGHT)
        self._stream = pyte.Stream(self.screen)

    def take(self, sent: str) -> str:
        self._stream.feed(thrifty(sent))
        return sent

    @property
    def cells(self) -> list[list[tuple[object, ...]]]:
        buffer = self.screen.buffer
        return [[tuple(buffer[y][x]) for x in range(WIDTH)] for y in range(HEIGHT)]


def whole(picture: Sequence[Strip], kept: Picture) -> str:
    return WholeUpdate([[line] for line in picture], Region(0, 0, WIDTH, HEIGHT), kept).render_segments(CONSOLE)


def part(picture: Sequence[Strip], spans: list[tuple[int, int, int]], kept: Picture) -> str:
    chops = [{0: line} for line in picture]
    return CroppedUpdate(chops, spans, [[WIDTH]] * HEIGHT, kept).render_segments(CONSOLE)


EVERYWHERE = [(y, 0, WIDTH) for y in range(HEIGHT)]


@given(st.lists(pictures, min_size=2, max_size=5))
def test_a_picture_that_changes_piece_by_piece_is_the_picture_as_if_painted_whole(shown: list[list[Strip]]) -> None:
    kept, terminal = Picture(), Shown()
    terminal.take(whole(shown[0], kept))
    for picture in shown[1:]:
        terminal.take(part(picture, EVERYWHERE, kept))
        anew = Shown()
        anew.take(whole(picture, Picture()))
        assert terminal.cells == anew.cells


def plain(text: str) -> Strip:
    return Strip([Segment(text.ljust(WIDTH), Style())])


def test_what_looks_as_before_is_not_sent() -> None:
    kept = Picture()
    whole([plain("alpha"), plain("beta"), plain("")], kept)
    assert part([plain("alpha"), plain("beta"), plain("")], EVERYWHERE, kept) == ""


def test_two_cells_of_a_line_that_changed_are_sent_with_a_jump_between_them() -> None:
    kept = Picture()
    whole([plain("row 01 ........... 01"), plain(""), plain("")], kept)
    sent = part([plain("row 02 ........... 02"), plain(""), plain("")], EVERYWHERE, kept)
    assert thrifty(sent) == "\x1b[1;6H2\x1b[14C2"


def test_a_wide_character_is_never_sent_by_half() -> None:
    kept = Picture()
    whole([plain("日x"), plain(""), plain("")], kept)
    sent = part([plain("本x"), plain(""), plain("")], EVERYWHERE, kept)
    assert "本" in sent


def test_a_picture_that_was_painted_over_is_sent_again() -> None:
    kept = Picture()
    whole([plain("alpha"), plain(""), plain("")], kept)
    kept.forget()
    assert "alpha" in part([plain("alpha"), plain(""), plain("")], EVERYWHERE, kept)
