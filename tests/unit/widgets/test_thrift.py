"""Fewer bytes, the same picture: a terminal of others is the judge."""

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as some
from rich.style import Style
from textual.drivers.headless_driver import HeadlessDriver
from textual.drivers.linux_driver import LinuxDriver

from tui.terminal.thrift import ThriftyDriver, thrifty, thrifty_driver

COLORS = ("default", "red", "bright_blue", "color(200)", "#102030", "#ffaa00")


def picture(data: str) -> list[tuple[object, ...]]:
    screen = pyte.Screen(30, 6)
    pyte.Stream(screen).feed(data)
    cells = [
        (cell.data, cell.fg, cell.bg, cell.bold, cell.italics, cell.underscore, cell.strikethrough, cell.reverse)
        for y in range(6)
        for cell in (screen.buffer[y][x] for x in range(30))
    ]
    return [*cells, (screen.cursor.x, screen.cursor.y)]


@some.composite
def pieces(draw: some.DrawFn) -> str:
    """Text in a style as Rich writes it, perhaps with the cursor put elsewhere before it."""
    style = Style(
        color=draw(some.sampled_from(COLORS)),
        bgcolor=draw(some.sampled_from(COLORS)),
        bold=draw(some.booleans()),
        italic=draw(some.booleans()),
        underline=draw(some.booleans()),
        reverse=draw(some.booleans()),
        strike=draw(some.booleans()),
    )
    text = draw(some.text("ab é日 ", max_size=6))
    move = draw(some.sampled_from(["", "\x1b[2;3H", "\x1b[6;20H", "\r\n", "\x1b[1C"]))
    return move + (style.render(text) if draw(some.booleans()) else text)


@given(some.lists(pieces(), max_size=12).map("".join))
def test_the_picture_is_the_same_and_takes_no_more_bytes(data: str) -> None:
    short = thrifty(data)
    assert picture(short) == picture(data)
    assert len(short) <= len(data)
    assert thrifty(short) == short or picture(thrifty(short)) == picture(data)


@given(some.lists(pieces(), max_size=6).map("".join))
def test_no_style_is_left_over_for_what_is_written_next(data: str) -> None:
    assert picture(thrifty(data) + "\x1b[Hx")[0] == ("x", "default", "default", False, False, False, False, False)


def test_what_two_pieces_share_is_sent_once() -> None:
    first, second = Style(color="#102030", bgcolor="#ffaa00"), Style(color="#102030", bgcolor="#ffaa00", bold=True)
    sent = thrifty(first.render("one") + second.render("two") + first.render("six"))
    assert sent == "\x1b[38;2;16;32;48;48;2;255;170;0mone\x1b[1mtwo\x1b[22msix\x1b[m"


@pytest.mark.parametrize(
    "data", ["plain", "\x1b[?25h", "\x1b]52;c;eA==\x07", "\x1b[4:3mwavy\x1b[0m", "\x1b[58;5;1mx\x1b[0m"]
)
def test_what_is_no_style_of_ours_is_left_as_it_is(data: str) -> None:
    assert thrifty(data) == data


def test_only_a_real_terminal_gets_the_thrifty_driver() -> None:
    assert thrifty_driver(LinuxDriver) is ThriftyDriver
    assert thrifty_driver(HeadlessDriver) is HeadlessDriver
