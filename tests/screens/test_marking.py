"""Many adapters at once: marks, bulk decisions, plan files and rules."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.screens.driver import SIZES, Console, drive
from tests.screens.fakes import FakeFleet, adapter, replica, small_view, up
from tests.screens.test_changing import draft_of, open_editor
from tests.screens.test_readiness import judged_view
from tui.fleet.view import FleetView
from tui.model import states
from tui.model.machine import GuestReported
from tui.screens.edit import EditScreen
from tui.widgets.field import LinesArea
from tui.widgets.line_input import LineInput

at_both_sizes = pytest.mark.parametrize("size", SIZES, ids=["80x24", "200x60"])

RULES = "rules:\n  - map: 10.1.20.0/24 -> 10.9.20.0/24\n    gateways: [10.9.20.1]\n    dns: [10.9.0.10]\n"


def family_view() -> FleetView:
    """A replica whose primary's guest reports its network."""
    guest = GuestReported(4096, False, ("10.1.20.33",), ("255.255.255.0",), ("10.1.20.1",), ("10.1.0.10",))
    primary = replica(1, "sql01", replace(adapter(1), guest=guest), mode=states.PRIMARY, enabled=states.RUNNING)
    return FleetView(1, (up("dr-hv-01", (replica(1, "sql01"), replica(2, "web01"))), up("hq-hv-01", (primary,))))


@at_both_sizes
def test_a_test_switch_is_set_on_all_that_is_marked(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        await console.select("app07")
        await console.press("space")
        await console.says("1 adapter marked")
        await console.sees("3 Adapters of sql01 ")
        assert console.status.startswith("1 adapter marked: ")
        await console.press("end", "m")
        await console.says("3 adapters marked")
        await console.sees("* 3 marked")
        await console.press("t")
        await console.sees("Test switch of 3 marked adapters")
        await console.press("home", "enter")
        await console.says("3 of 3 drafted, nothing sent yet")
        assert [change.after.test_switch for change in draft_of(console)] == [None, None, None]
        await console.press("U")
        await console.says("0 adapters marked")

    drive(FakeFleet(judged_view()), procedure, size=size)


def test_marks_are_inverted_and_one_adapter_is_marked_in_pane_3() -> None:
    async def procedure(console: Console) -> None:
        await console.select("web01")
        await console.press("3", "space")
        await console.says("1 adapter marked")
        await console.sees("* Network Adapter")
        await console.press("2", "asterisk")
        await console.says("2 adapters marked")
        assert console.app.desk is not None
        assert {key.vm for key in console.app.desk.marks} == {"VM-1", "VM-2"}

    drive(FakeFleet(judged_view()), procedure)


def test_what_cannot_be_changed_is_left_out_and_told() -> None:
    async def procedure(console: Console) -> None:
        await console.sees("old01")
        await console.press("asterisk", "e")
        await console.sees("what you change counts for all")
        await console.press("tab", "tab", "ctrl+k", "ctrl+k", "ctrl+k")
        await console.type("10.9.0.77")
        await console.press("f10")
        await console.sees("left out")
        assert {change.after.staged.dns for change in draft_of(console) if change.after.staged} == {("10.9.0.77",)}
        assert "VM-4" not in {change.key.vm for change in draft_of(console)}

    drive(FakeFleet(small_view()), procedure, size=(200, 60))


@at_both_sizes
def test_the_editor_fills_in_by_rule_and_as_the_primary(size: tuple[int, int], tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text(RULES)

    async def procedure(console: Console) -> None:
        await open_editor(console, "sql01")
        area = console.app.screen.query_one("#addresses", LinesArea)
        await console.press("f3")
        await console.says("as the guest reports on the primary, hq-hv-01")
        assert area.text == "10.1.20.33/24"
        await console.press("f2")
        await console.sees("The file of mapping rules")
        console.app.screen.query_one(LineInput).value = str(rules)
        await console.press("enter")
        await console.until(lambda: isinstance(console.app.screen, EditScreen), "the editor")
        await console.until(lambda: area.text == "10.9.20.33/24", "the address by rule")
        await console.says("10.1.20.33")
        await console.press("f10")
        await console.sees("review (1)")

    drive(FakeFleet(family_view()), procedure, size=size)


def test_without_a_primary_in_the_fleet_the_editor_says_so() -> None:
    async def procedure(console: Console) -> None:
        await open_editor(console, "web01")
        await console.press("f3")
        await console.says("the primary is on no host of this fleet")

    drive(FakeFleet(family_view()), procedure)


@at_both_sizes
def test_rules_from_a_file_are_drafted_with_what_stands_in_the_way(size: tuple[int, int], tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text(RULES)

    async def procedure(console: Console) -> None:
        await console.sees("web01")
        await console.press("o")
        await console.sees("From a file")
        console.app.screen.query_one(LineInput).value = str(rules)
        await console.press("enter")
        await console.sees("rules.yaml: 1 remarks", "web01")
        await console.press("q")
        await console.says("rules.yaml: 1 drafted")
        (change,) = draft_of(console)
        assert change.after.staged is not None
        assert change.after.staged.addresses == ("10.9.20.33",)

    drive(FakeFleet(family_view()), procedure, size=size)


def test_a_file_that_cannot_be_used_is_told() -> None:
    async def procedure(console: Console) -> None:
        await console.sees("web01")
        await console.press("o")
        await console.sees("From a file")
        console.app.screen.query_one(LineInput).value = "/nowhere/plan.yaml"
        await console.press("enter")
        await console.says("/nowhere/plan.yaml")

    drive(FakeFleet(family_view()), procedure)
