"""Verdicts in the panes, the filter language, and the readiness screen."""

import csv
from pathlib import Path

import pytest

from tests.screens.driver import SIZES, Console, drive
from tests.screens.fakes import FakeFleet, adapter, replica, small_view, up
from tui.fleet.view import FleetView
from tui.model.staged import StagedRaw
from tui.screens.readiness import ReadinessScreen
from tui.widgets.line_input import LineInput
from tui.widgets.rows import Rows

at_both_sizes = pytest.mark.parametrize("size", SIZES, ids=["80x24", "200x60"])


def staged(last: int, gateway: str = "10.9.20.1") -> StagedRaw:
    return StagedRaw(4096, False, (f"10.9.20.{last}",), ("255.255.255.0",), (gateway,), ("10.9.0.10",))


def judged_view() -> FleetView:
    """One VM that is blocked by its gateway, one by its connection, one that is warned of."""
    machines = (
        replica(1, "sql01", adapter(1, staged=staged(11, "192.168.31.1"))),
        replica(2, "app07", adapter(2, staged=staged(12), on=False)),
        replica(3, "web01", adapter(3, staged=staged(13), test="Gone Network"), behind=9000),
    )
    return FleetView(1, (up("dr-hv-01", machines),))


@at_both_sizes
def test_verdicts_stand_beside_the_vms_and_are_counted_in_the_header(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        await console.sees("3 replicas: 0 ready, 1 warn, 2 blocked", "Verdict", "blocked", "warn")
        await console.select("sql01")
        await console.sees("✗ gateway 192.168.31.1 is on none of this adapter's subnets", "· dynamic MAC")

    drive(FakeFleet(judged_view()), procedure, size=size)


@at_both_sizes
def test_the_filter_knows_verdicts_and_one_key_shows_faults_only(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        await console.sees("2 blocked")
        await console.press("slash")
        await console.type("verdict")
        await console.type(":warn")
        await console.sees_no("app07")
        await console.sees("web01", "filtered from 3")
        await console.type("x")
        await console.sees("there is no verdict warnx: there are ready, warn, blocked")
        await console.press("enter", "escape")
        await console.sees("app07")
        await console.press("exclamation_mark")
        await console.sees("!: faults only", "app07")

    drive(FakeFleet(judged_view()), procedure, size=size)


def test_a_filter_word_that_is_none_is_told() -> None:
    async def procedure(console: Console) -> None:
        await console.press("slash")
        await console.type("verdit:x")
        await console.sees("there is no filter word verdit: did you mean verdict:?")

    drive(FakeFleet(judged_view()), procedure)


@at_both_sizes
def test_the_readiness_screen_lists_the_gravest_first_and_goes_to_the_vm(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        await console.sees("2 blocked")
        await console.press("v")
        await console.sees("Readiness · unplanned failover", "gateway 192.168.31.1 is on none", "→ stage a gateway")
        weights = [row.cells[1].text for row in console.app.screen.query_one(Rows).rows]
        assert weights == sorted(weights, key=["block", "warn", "info"].index)
        assert {"block", "warn", "info"} == set(weights)
        await console.press("o")
        await console.sees("Readiness · stage")
        await console.press("o")
        await console.sees("Readiness · drill")
        await console.press("exclamation_mark")
        await console.sees("dr-hv-01 does not have the test switch Gone Network")
        await console.until(lambda: "web01" in console.text, "web01")
        screen = console.app.screen
        assert isinstance(screen, ReadinessScreen)
        await console.press("end", "enter")
        await console.sees("3 Adapters of web01")

    drive(FakeFleet(judged_view()), procedure, size=size)


def test_findings_are_written_to_a_file_that_is_not_there_yet(tmp_path: Path) -> None:
    path = tmp_path / "findings.csv"

    async def procedure(console: Console) -> None:
        await console.sees("2 blocked")
        await console.press("v")
        await console.sees("Readiness · unplanned failover")
        for _ in range(2):
            await console.press("w")
            await console.sees("A file to write")
            await console.press("ctrl+u")
            console.app.screen.query_one(LineInput).value = str(path)
            await console.press("enter")
            await console.sees_no("A file to write")
        await console.says("is there already")

    drive(FakeFleet(judged_view()), procedure, size=(200, 60))
    rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    assert {row["VM Name"] for row in rows} == {"sql01", "app07", "web01"}
    assert "gateway-off-subnets" in {row["Rule"] for row in rows}


def test_a_name_that_is_typed_takes_the_place_of_the_one_that_an_export_proposes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    async def procedure(console: Console) -> None:
        await console.sees("2 blocked")
        await console.press("v")
        await console.sees("Readiness · unplanned failover")
        await console.press("w")
        await console.sees("A file to write")
        await console.type("mine.csv")
        await console.press("enter")
        await console.says("to mine.csv")

    drive(FakeFleet(judged_view()), procedure)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]


def test_the_fake_fleet_of_the_other_tests_is_judged_too() -> None:
    async def procedure(console: Console) -> None:
        await console.sees("7 replicas: 0 ready, 1 warn, 6 blocked, 1 test VM")

    drive(FakeFleet(small_view()), procedure)
