"""The one table of commands."""

import inspect
import re

import pytest

from tui.commands import (
    COMMANDS,
    FOOTER_LIMIT,
    PLACES,
    TYPED_IN,
    Command,
    Where,
    commands_in,
    footer,
    refusals,
)
from tui.keys import key_name
from tui.screens.apply import ApplyScreen
from tui.screens.calls import CallsScreen
from tui.screens.drift import DriftScreen
from tui.screens.edit import EditScreen
from tui.screens.failover.plan import FailoverPlanScreen
from tui.screens.journal import UndoingJournalScreen
from tui.screens.main.changing import ChangingMainScreen
from tui.screens.main.screen import MainScreen
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
    "calls": CallsScreen,
    "failover plan": FailoverPlanScreen,
}


TYPED: dict[Where, type[EditScreen] | type[FailoverPlanScreen]] = {
    "edit": EditScreen,
    "failover plan": FailoverPlanScreen,
}
LOST = {"escape", "pageup", "pagedown", "home", "end", "insert", "delete"}


def test_the_places_that_are_typed_in_are_known() -> None:
    assert TYPED.keys() == TYPED_IN


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


def is_lost_somewhere(key: str) -> bool:
    """Flow control takes ctrl+s and ctrl+q, browsers ctrl and function keys, SSH clients alt, escape and page keys."""
    held, _, _ = key.rpartition("+")
    return bool(held) or key in LOST or re.fullmatch(r"f\d+", key) is not None


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_every_key_that_is_lost_somewhere_has_a_plain_twin(command: Command) -> None:
    if command.where in TYPED:
        # Plain keys are typed into its fields: a button leads to all commands.
        assert "commands" in inspect.getsource(TYPED[command.where].compose)
    elif command.id != "quit":
        assert any(not is_lost_somewhere(key) for key in command.keys)


def test_no_key_of_a_place_is_one_that_tables_or_all_places_have() -> None:
    beside = {key for where in ("rows", "everywhere") for each in commands_in(where) for key in each.keys}
    for command in COMMANDS:
        if command.where not in ("rows", "everywhere", *TYPED_IN):
            assert not beside & set(command.keys), command.id


def test_a_read_only_console_has_no_method_for_what_leads_to_a_write() -> None:
    for command in commands_in("main"):
        assert hasattr(MainScreen, f"action_{command.id}") is not command.dangerous, command.id
    assert len(refusals("main")) == sum(command.dangerous for command in commands_in("main"))
