"""Sentences name the keys that the operator has given the commands, not those that they once had."""

import ast
import re
from pathlib import Path

import pytest

import tui
from tests.screens.driver import Console, drive
from tests.screens.fakes import FakeFleet, refused_view, replica, small_view, up
from tests.screens.test_drill import DrillFleet, open_drill, three_replicas
from tests.screens.test_readiness import judged_view
from tests.screens.test_review import draft
from tui.fleet.view import FleetView
from tui.keys import KeyMap, key_for

OWN = KeyMap(
    {
        "review": ("f8",), "drop": ("X",), "everything": ("f6",), "log_on": ("f7",), "waive": ("V",),
        "back": ("ctrl+g",), "drop_reviewed": ("X",), "quit": ("ctrl+e",), "drill_reason": ("ctrl+r",),
        "unlock": ("f9",), "plan_down": ("f12",),
    }
)  # fmt: skip
_VERBS = (
    "goes|go|leaves|shows|show|gives|waives|answers|reviews|drops|leads|takes|comes|tries|stops|reads|plans|continues|stages|logs|"
    "marks|unmarks|settles|offers|lets|lists|for|is for|all"
)
_KEYS = r"esc|space|enter|F\d+|ctrl\+[a-y]|page down|page up|[a-zA-Z]|[!/?<>*]"
_NAMED = re.compile(rf"(?:^|[ ;:,(·])(?:{_KEYS})(?: and(?: then)? (?:{_KEYS}))? (?:{_VERBS})\b|: (?:[a-zA-Z]|!) ?$")
_OWN_OF_FIELDS = {"F7 all"}
"""What Textual's own fields do with a key, which no key map changes."""


def names_a_key(sentence: str) -> bool:
    return any(found[0].strip(" ;:,(·") not in _OWN_OF_FIELDS for found in _NAMED.finditer(sentence))


@pytest.mark.parametrize(
    "sentence",
    ["done; esc goes back", "1 blocker: w waives a rule", "no VM with a fault: ! shows all again", " not accepted: l ",
     "the list is narrowed: esc and ! show all", " · a answers", "F4 waives this rule", "drafted; d reviews it"],
)  # fmt: skip
def test_a_sentence_that_names_a_key_is_known_as_one(sentence: str) -> None:
    assert names_a_key(sentence)


def test_no_sentence_of_the_console_names_a_key_by_itself() -> None:
    source = Path(tui.__path__[0])
    files = [*(source / "screens").rglob("*.py"), *(source / "widgets").rglob("*.py"), source / "app.py"]
    said = {
        node.value
        for file in files
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" not in node.value
    }
    assert [sentence for sentence in sorted(said) if names_a_key(sentence)] == []


def test_the_status_line_and_what_is_drafted_name_the_operators_keys() -> None:
    async def procedure(console: Console) -> None:
        await console.select("web21")
        await console.press("t")
        await console.sees("Choose")
        await console.press("home", "enter")
        await console.says("drafted, not sent yet; F8 reviews it")
        await console.sees("F8 reviews it, X drops it")
        assert "d reviews" not in console.text
        await console.press("ctrl+c")
        await console.says("ctrl+e leaves the console")

    drive(FakeFleet(small_view()), procedure, keys=OWN, size=(200, 60))


def test_titles_badges_and_empty_lists_name_the_operators_keys() -> None:
    async def procedure(console: Console) -> None:
        await console.lists("web21")
        fleet.view = refused_view()
        await console.sees("not authenticated: F7", "F6: 2 others", "F7 comes back")

    fleet = FakeFleet(small_view())
    drive(fleet, procedure, keys=OWN, size=(200, 60))

    async def narrowed(console: Console) -> None:
        await console.lists("web21")
        await console.press("slash")
        await console.type("nowhere\n")
        await console.sees("no VM holds “nowhere”: ctrl+g shows all again")

    drive(FakeFleet(small_view()), narrowed, keys=OWN)


def test_the_review_names_the_operators_keys() -> None:
    async def procedure(console: Console) -> None:
        draft(console, fleet, 3, 13, gateway="10.1.1.1")
        await console.sees("Verdict")
        await console.press("f8")
        await console.sees("1 blocker", "V waives this rule with a reason")
        await console.press("enter")
        await console.says("1 blocker: V waives a rule with a reason, X drops")

    fleet = FakeFleet(judged_view())
    drive(fleet, procedure, keys=OWN, size=(200, 60))


def test_a_drill_and_a_failover_name_the_operators_keys() -> None:
    async def drilled(console: Console) -> None:
        await open_drill(console, "app11")
        await console.sees("none yet: ctrl+r gives one")
        await console.press("enter")
        await console.says("give a reason first: ctrl+r")

    drive(DrillFleet(three_replicas()), drilled, keys=OWN)

    async def failing_over(console: Console) -> None:
        await console.select("web21")
        await console.press("f", "enter")
        await console.says("F12 and page up go through the plan")

    drive(FakeFleet(small_view()), failing_over, keys=OWN)


def test_a_read_only_host_names_the_operators_key_that_unlocks_it() -> None:
    async def procedure(console: Console) -> None:
        fleet.read_only_hosts = {"dr-hv-02"}
        await console.select("web21")
        await console.press("e")
        await console.says("dr-hv-02 is read-only: F9 lets it be written to for a time")

    fleet = FakeFleet(small_view())
    drive(fleet, procedure, keys=OWN)


def test_one_console_after_another_names_its_own_keys() -> None:
    assert key_for("review") == "d"
    drive(FakeFleet(FleetView(1, (up("dr-hv-01", (replica(1, "sql01"),)),))), _quiet, keys=OWN)
    assert key_for("review") == "d"


async def _quiet(console: Console) -> None:
    await console.lists("sql01")
    assert key_for("review") == "F8"
