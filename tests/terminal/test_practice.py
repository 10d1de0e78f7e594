"""What is practised is kept apart from what is real."""

from pathlib import Path

from tests.terminal.conftest import OpenTerminal


def test_the_console_on_practice_hosts_leaves_nothing_among_the_operators_own_records(
    terminal: OpenTerminal, environment: dict[str, str]
) -> None:
    screen = terminal("practice")
    screen.wait_for("3 up", "app07")
    screen.press("/").type("app07").press("Enter")
    screen.wait_for("filter: app07")
    screen.press("q")
    assert screen.exit_status() == 0
    assert not list(Path(environment["HOME"]).rglob("*.json*"))
