"""Drift since a snapshot, and read-only hosts that are written to for a time."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.screens.driver import SIZES, Console, drive
from tests.screens.fakes import FakeFleet, adapter, replica, up
from tests.screens.test_readiness import judged_view, staged
from tui.fleet.view import FleetView
from tui.model.change import AdapterKey, Change
from tui.screens.dialogs.prompt import Prompt
from tui.widgets.line_input import LineInput

at_both_sizes = pytest.mark.parametrize("size", SIZES, ids=["80x24", "200x60"])


VM, ADAPTER = "0AE8BF5F-7673-519A-8287-32321FDDDDE5", "5698BCAF-472A-5005-945C-25C26F6566FA"


def view_with_guids() -> FleetView:
    """One VM whose ids a file can carry."""
    machine = replica(1, "web01", replace(adapter(1, staged=staged(13), switch=None, on=False), id=ADAPTER))
    return FleetView(1, (up("dr-hv-01", (replace(machine, id=VM),)),))


async def compare(console: Console, path: Path) -> None:
    await console.press("s")
    await console.until(lambda: isinstance(console.app.screen, Prompt), "the prompt")
    console.app.screen.query_one(LineInput).value = str(path)
    await console.press("enter")


@at_both_sizes
def test_a_snapshot_is_written_and_later_compared_with(size: tuple[int, int], tmp_path: Path) -> None:
    async def procedure(console: Console) -> None:
        await console.sees("web01")
        await console.press("s")
        await console.sees("one that is not there yet is written ", "┃ now: ")
        await console.press("escape")
        await compare(console, tmp_path / "then.yaml")
        await console.says("a snapshot of now is written to it")
        await compare(console, tmp_path / "then.yaml")
        await console.sees("Drift since then.yaml", "0 changed, 0 new", "everything is as in the snapshot")
        await console.press("escape")
        found = fleet.view.find(AdapterKey("dr-hv-01", VM, ADAPTER))
        assert found is not None
        change = Change.begin("dr-hv-01", found[1], found[2])
        fleet.hold(replace(change, after=replace(change.after, staged=staged(77))))
        await compare(console, tmp_path / "then.yaml")
        await console.sees("1 changed, 0 new", "- 10.9.20.13/24", "+ 10.9.20.77/24", "not by hvr")
        await console.press("enter")
        await console.sees("3 Adapters of web01")

    fleet = FakeFleet(view_with_guids())
    drive(fleet, procedure, size=size)


def test_a_file_that_is_no_snapshot_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("a: [")

    async def procedure(console: Console) -> None:
        await console.sees("sql01")
        await compare(console, path)
        await console.says("x.yaml")

    drive(FakeFleet(judged_view()), procedure)


@at_both_sizes
def test_a_read_only_host_is_unlocked_with_a_reason_and_locked_again(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        await console.select("sql01")
        await console.press("e")
        await console.says("dr-hv-01 is read-only: w lets it be written to for a time")
        await console.press("w")
        await console.sees("dr-hv-01 is read-only by the hosts file", "dr-hv-01 for 15 min", "dr-hv-01 for 4 h")
        await console.press("enter")
        await console.sees("Why, for the journal")
        await console.press("enter")
        await console.sees("give a reason")
        await console.type("ticket")
        await console.press("enter")
        await console.says("dr-hv-01: writable until")
        assert fleet.reasons == ["ticket"]
        await console.sees("writes unlocked")
        await console.press("w")
        await console.sees("dr-hv-01: lock again")
        await console.press("enter")
        await console.says("read-only again: dr-hv-01")

    fleet = FakeFleet(judged_view())
    fleet.read_only_hosts.add("dr-hv-01")
    drive(fleet, procedure, size=size)


def test_a_host_that_is_not_read_only_has_nothing_to_unlock() -> None:
    async def procedure(console: Console) -> None:
        await console.select("sql01")
        await console.press("w")
        await console.says("dr-hv-01 is not read-only")

    drive(FakeFleet(judged_view()), procedure)


def test_a_console_started_read_only_cannot_be_unlocked() -> None:
    async def procedure(console: Console) -> None:
        await console.select("sql01")
        await console.press("w")
        await console.says("unlock: this console is read-only")

    drive(FakeFleet(judged_view(), read_only=True), procedure)
