"""The journal screen: what was done, undo, unknown ends, export."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from tests.screens.driver import SIZES, Console, drive
from tests.screens.fakes import Done, FakeFleet, Report
from tests.screens.test_changing import draft_of
from tests.screens.test_readiness import judged_view, staged
from tests.screens.test_review import draft, open_review
from tui.model.change import AdapterKey, AdapterNetwork, Change
from tui.model.result import ChangeResult, Outcome
from tui.model.staged import StagedRaw
from tui.screens.main.screen import MainScreen
from tui.widgets.line_input import LineInput

at_both_sizes = pytest.mark.parametrize("size", SIZES, ids=["80x24", "200x60"])


async def change_one(console: Console, fleet: FakeFleet) -> None:
    """Mend sql01's gateway and go back to the panes."""
    draft(console, fleet, 1, 11)
    await open_review(console)
    await console.press("enter")
    await console.sees("all verified")
    await console.press("escape")
    await console.until(lambda: isinstance(console.app.screen, MainScreen), "the panes")


def _with(change: Change, settings: StagedRaw) -> AdapterNetwork:
    return replace(change.before, staged=settings)


@at_both_sizes
def test_a_change_is_undone_from_the_journal_through_the_review(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        await change_one(console, fleet)
        await console.press("h")
        await console.sees("Journal · 1 change", "✓", "verified", "sql01 / Network Adapter")
        await console.press("enter")
        await console.sees("gateways", "192.168.31.1")
        await console.press("q")
        await console.sees("Journal · 1 change")
        await console.press("z")
        await console.says("undo of sql01: 1 drafted")
        (change,) = draft_of(console)
        assert change.after.staged == staged(11, "192.168.31.1")
        await open_review(console)
        await console.sees("1 blocker")

    fleet = FakeFleet(judged_view())
    drive(fleet, procedure, size=size)


def test_the_last_apply_is_undone_whole_and_the_filter_narrows() -> None:
    async def procedure(console: Console) -> None:
        await change_one(console, fleet)
        await console.press("h")
        await console.sees("Journal · 1 change")
        await console.press("slash")
        await console.sees("Words of a VM")
        await console.type("nothing")
        await console.press("enter")
        await console.sees("no change holds these words")
        await console.press("l")
        await console.says("undo of the last apply")
        assert len(draft_of(console)) == 1

    fleet = FakeFleet(judged_view())
    drive(fleet, procedure)


@at_both_sizes
def test_a_change_of_unknown_end_is_told_at_the_start_and_settled_by_reading(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        await console.sees("1 of unknown end: h")
        await console.press("h")
        await console.sees("what became of it is not known", "1 of unknown end")
        await console.press("s")
        await console.sees("settled by reading")
        await console.says("sql01: settled, verified")

    fleet = FakeFleet(judged_view(), read_only=True)
    found = fleet.view.find(AdapterKey("dr-hv-01", "VM-1", "ADAPTER-1"))
    assert found is not None
    fleet.journal.intent(Change.begin("dr-hv-01", found[1], found[2]), "crashed")
    drive(fleet, procedure, size=size)


def test_a_read_only_console_says_that_it_takes_nothing_back() -> None:
    async def procedure(console: Console) -> None:
        await console.sees("Verdict")
        await console.press("h")
        await console.sees("no change yet")
        await console.press("z")
        await console.says("undo: this console is read-only")

    drive(FakeFleet(judged_view(), read_only=True), procedure)


def test_what_is_shown_is_written_as_csv(tmp_path: Path) -> None:
    path = tmp_path / "journal.csv"

    async def procedure(console: Console) -> None:
        await change_one(console, fleet)
        await console.press("h")
        await console.sees("Journal · 1 change")
        await console.press("w")
        await console.sees("A CSV file")
        console.app.screen.query_one(LineInput).value = str(path)
        await console.press("enter")
        await console.says("written: 1 change")

    fleet = FakeFleet(judged_view())
    drive(fleet, procedure)
    (row,) = csv.DictReader(path.read_text("utf-8-sig").splitlines())
    assert (row["VM Name"], row["Outcome"]) == ("sql01", "verified")
    assert "192.168.31.1" in row["Changed"]


def test_a_name_that_is_typed_takes_the_place_of_the_one_that_the_journal_proposes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    async def procedure(console: Console) -> None:
        await change_one(console, fleet)
        await console.press("h")
        await console.sees("Journal")
        await console.press("w")
        await console.sees("A CSV file")
        await console.type("mine.csv")
        await console.press("enter")
        await console.says("mine.csv")

    fleet = FakeFleet(judged_view())
    drive(fleet, procedure)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]


def test_settings_that_something_else_changed_since_are_marked() -> None:
    async def procedure(console: Console) -> None:
        await change_one(console, fleet)
        found = fleet.view.find(AdapterKey("dr-hv-01", "VM-1", "ADAPTER-1"))
        assert found is not None
        change = Change.begin("dr-hv-01", found[1], found[2])
        fleet.hold(replace(change, after=_with(change, staged(99))))
        await console.select("sql01")
        await console.sees("≠ changed since the last change with hvr, and not by hvr")

    fleet = FakeFleet(judged_view())
    drive(fleet, procedure)


@at_both_sizes
def test_a_conflict_shows_what_was_planned_from_and_what_was_found(size: tuple[int, int]) -> None:
    def conflict(change: Change, report: Report, done: Done) -> None:
        done(ChangeResult(change, Outcome.CONFLICT, "not sent", found=_with(change, staged(50))))

    async def procedure(console: Console) -> None:
        draft(console, fleet, 1, 11)
        await open_review(console)
        await console.press("enter")
        await console.sees("⇄", "conflict", "as it was planned from", "- 10.9.20.11/24", "+ 10.9.20.50/24")

    fleet = FakeFleet(judged_view())
    fleet.carry_out = conflict
    drive(fleet, procedure, size=size)


def test_an_apply_pauses_and_goes_on() -> None:
    held: list[Done] = []

    def hold(change: Change, report: Report, done: Done) -> None:
        held.append(lambda result: done(result))
        report("sending")

    async def procedure(console: Console) -> None:
        draft(console, fleet, 1, 11)
        draft(console, fleet, 2, 12, "10.9.20.2")
        await open_review(console)
        await console.press("2", "enter")
        await console.sees("Applying", "0 of 2")
        await console.press("space")
        await console.sees("Paused")
        plan = fleet.plans[0]
        held[0](ChangeResult(plan[0], Outcome.VERIFIED, "", found=plan[0].after))
        await console.sees("1 of 2")
        assert len(held) == 1
        await console.press("space")
        await console.until(lambda: len(held) == 2, "the second change begun")
        held[1](ChangeResult(plan[1], Outcome.VERIFIED, "", found=plan[1].after))
        await console.sees("all verified")

    fleet = FakeFleet(judged_view())
    fleet.carry_out = hold
    drive(fleet, procedure)
