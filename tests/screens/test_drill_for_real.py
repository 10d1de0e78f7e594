"""A drill from the first key to the evidence, with the real fleet on practice hosts."""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path

import yaml

from tests.protocol.fleet.drilling import guest_vm, scenario, served
from tests.protocol.fleet.test_drill_profile import stage_and_die, staged_on, two_vms
from tests.screens.driver import Console
from tui.app import HvrApp
from tui.drill_report import check_record
from tui.screens.drill.progress import DrillingScreen
from tui.screens.main.screen import MainScreen
from tui.widgets.line_input import LineInput


async def _drill(console: Console) -> None:
    await console.lists("windows11", "nohelper12")
    for vm in ("windows11", "nohelper12"):
        await console.select(vm)
        await console.press("space")
    await console.press("D")
    await console.sees("Drill · 2 VMs on 1 host", "Isolated (private)", "GiB of")
    await console.press("r")
    await console.until(lambda: len(console.app.screen.query(LineInput)) > 0, "a reason to type")
    await console.type("quarterly\n")
    await console.sees("Reason: quarterly")
    await console.press("2", "enter")
    await console.until(lambda: isinstance(console.app.screen, DrillingScreen), "the drill on its way")
    await console.sees("waiting for the guest")
    screen = console.app.screen
    assert isinstance(screen, DrillingScreen)
    await console.until(lambda: screen.run.view.machines[1].verdict is not None, "the verdict of windows11")
    await console.press("s")
    await console.until(lambda: screen.run.view.done, "the end")
    await console.sees("Drill, over · 2 VMs", "1 verified", "evidence: ")
    await console.press("escape")
    await console.until(lambda: isinstance(console.app.screen, MainScreen), "the panes")
    await console.press("b")
    await console.sees("Board · 2 replicas", "today", "never")


async def _take_back(console: Console) -> None:
    await console.sees("DRILL VALUES STAGED on 1: b", "1 drill not over: b")
    await console.press("b", "l")
    await console.sees("1 drill value", "windows11 / Network Adapter", "and not 10.9.20.11")
    await console.press("t")
    await console.sees("Take drill values back", "To go on type 1")
    await console.type("1\n")
    await console.says("the live values are back on 1 adapter: read back")
    await console.sees("nothing is left behind")
    await console.says("read back; 1 unfinished drill closed: nothing of it is left on any host")
    assert console.status.startswith("the live values are back on 1 adapter: ")
    await console.press("escape", "escape")
    await console.sees_no("DRILL VALUES")


def test_drill_values_that_a_crash_left_are_a_banner_until_they_are_taken_back(tmp_path: Path) -> None:
    async def go() -> None:
        app = HvrApp(ground.fleet(), clock=lambda: datetime.now(UTC))
        async with app.run_test(size=(120, 40)) as pilot:
            await _take_back(Console(app, pilot))

    with two_vms(tmp_path) as ground:
        stage_and_die(ground, tmp_path, 11)
        asyncio.run(go())
        assert staged_on(ground, "windows11") == ["10.9.20.11"]


def test_marked_replicas_are_drilled_proved_cleaned_up_and_written_down(tmp_path: Path) -> None:
    document = scenario([guest_vm(11, "windows", "dr-hv-01"), guest_vm(12, "nohelper", "dr-hv-01")])

    async def go() -> None:
        app = HvrApp(ground.fleet(), clock=lambda: datetime.now(UTC))
        async with app.run_test(size=(120, 40)) as pilot:
            await _drill(Console(app, pilot))

    with served(document, tmp_path) as ground:
        asyncio.run(go())
        assert ground.test_vms() == []
        assert sorted(ground.calls("TestReplicaSystem")) == ["nohelper12", "windows11"]
    (record,) = (Path(os.environ["XDG_STATE_HOME"]) / "hvr" / "drills").glob("*.yaml")
    check_record(record)
    told = {vm["vm"]: (vm["verdict"], vm["cleaned"]) for vm in yaml.safe_load(record.read_text())["vms"]}
    assert told["windows11"] == ("verified", True)
    assert told["nohelper12"][1]
