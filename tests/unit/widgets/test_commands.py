"""The one table of commands."""

import pytest

from tui.commands import COMMANDS, FOOTER_LIMIT, PLACES, Where, commands_in, footer, key_name, refusals
from tui.screens.apply import ApplyScreen
from tui.screens.changing import ChangingMainScreen
from tui.screens.drift import DriftScreen
from tui.screens.edit import EditScreen
from tui.screens.journal import UndoingJournalScreen
from tui.screens.main import MainScreen
from tui.screens.readiness import ReadinessScreen
from tui.screens.review import ReviewScreen
from tui.widgets.rows import Rows

OWNERS = {
    "main": ChangingMainScreen,
    "rows": Rows,
    "edit": EditScreen,
    "review": ReviewScreen,
    "apply": ApplyScreen,
    "readiness": ReadinessScreen,
    "journal": UndoingJournalScreen,
    "drift": DriftScreen,
}


def test_ids_are_unique() -> None:
    assert len({command.id for command in COMMANDS}) == len(COMMANDS)


@pytest.mark.parametrize("where", [where for where, _ in PLACES])
def test_no_key_means_two_things_in_one_place(where: Where) -> None:
    keys = [key for command in commands_in(where) for key in command.keys]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("where", sorted(OWNERS))
def test_every_command_is_carried_out_by_its_screen(where: Where) -> None:
    for command in commands_in(where):
        assert callable(getattr(OWNERS[where], f"action_{command.id}"))


@pytest.mark.parametrize("where", [where for where, _ in PLACES])
@pytest.mark.parametrize("writes", [True, False])
def test_every_footer_fits_into_80_columns(where: Where, writes: bool) -> None:
    shown = footer(commands_in(where), writes=writes)
    assert len(shown) <= FOOTER_LIMIT
    count = len(" (99)") if where == "main" else 0
    assert len("  ".join(f"{key_name(command.keys[0])} {command.label}" for command in shown)) + count <= 80 - 2


def test_every_help_text_fits_into_80_columns() -> None:
    for command in COMMANDS:
        assert len(command.help) <= 58, command.id
        assert len(" or ".join(key_name(key) for key in command.keys)) <= 16, command.id


def test_every_escape_and_ctrl_s_has_a_twin() -> None:
    for command in COMMANDS:
        if {"escape", "ctrl+s"} & set(command.keys):
            assert len(command.keys) > 1, command.id


def test_a_read_only_console_has_no_method_for_what_leads_to_a_write() -> None:
    for command in commands_in("main"):
        assert hasattr(MainScreen, f"action_{command.id}") is not command.dangerous, command.id
    assert len(refusals("main")) == sum(command.dangerous for command in commands_in("main"))
