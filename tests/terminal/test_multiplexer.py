"""Inside tmux: sizes from the smallest to the largest, another size while something is typed, and the clipboard."""

from pathlib import Path

import pytest

from tests.terminal.conftest import OpenTerminal


@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (132, 43), (300, 100)])
def test_the_console_fills_a_terminal_of_any_size(
    terminal: OpenTerminal, seen_hosts_file: Path, columns: int, lines: int
) -> None:
    screen = terminal("--hosts", str(seen_hosts_file), columns=columns, lines=lines)
    shown = screen.wait_for("3 up", "app07", "Adapters of").splitlines()
    assert len(shown) == lines
    assert shown[0].startswith(" hvr")
    assert shown[-1].lstrip().startswith("e edit")
    assert all(len(line) <= columns for line in shown)


def test_another_size_while_editing_keeps_what_was_typed(terminal: OpenTerminal, seen_hosts_file: Path) -> None:
    screen = terminal("--hosts", str(seen_hosts_file), columns=80, lines=24)
    screen.wait_for("3 up", "app07")
    screen.press("/").type("app07").press("Enter")
    screen.wait_for("Adapters of app07", "filter: app07")
    screen.press("e").wait_for("Keep for review")
    screen.press("F9").type("10.9.20.41/24\n10.9.2")
    screen.wait_for("10.9.20.41/24")
    for columns, lines in ((200, 60), (300, 100), (100, 30), (80, 24)):
        screen.resize(columns, lines)
        screen.wait_for("10.9.20.41/24", "10.9.2", "Keep for review")
    screen.type("0.42/24")
    screen.press("F10")
    screen.wait_for("drafted", "d review (1)")
    screen.press("d").wait_for("+ 10.9.20.41/24", "+ 10.9.20.42/24")


def test_a_terminal_too_small_for_everything_still_works_when_it_grows_again(
    terminal: OpenTerminal, seen_hosts_file: Path
) -> None:
    screen = terminal("--hosts", str(seen_hosts_file), columns=80, lines=24)
    screen.wait_for("3 up", "app07")
    screen.resize(20, 6)
    screen.press("Down", "Up", "?")
    screen.press("q")
    screen.resize(80, 24)
    screen.wait_for("3 up", "Adapters of", "e edit")


def test_what_is_copied_reaches_the_buffer_of_tmux(terminal: OpenTerminal, seen_hosts_file: Path) -> None:
    screen = terminal("--hosts", str(seen_hosts_file), columns=100, lines=30)
    screen.set_option("set-clipboard", "on")
    screen.wait_for("3 up", "app07")
    screen.press("/").type("app07").press("Enter")
    screen.wait_for("Adapters of app07", "filter: app07")
    screen.press("y").wait_for("Copy")
    screen.press("Enter").wait_for("Sent to the terminal")
    assert "app07" in screen.buffer()
