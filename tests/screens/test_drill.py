"""Drills in the console: what one would meet, how it is decided, how it is followed, and what it leaves."""

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from tests.drills import HOSTILE, every_verdict, proof
from tests.screens.driver import SIZES, Console, drive
from tests.screens.fakes import NOW, STAGED, SWITCHES, FakeFleet, adapter, replica, up
from tests.waiting import wait_for
from tui.fleet.drill import LeftOver
from tui.fleet.drill.stillstaged import StillStaged
from tui.fleet.fleet import Fleet
from tui.fleet.session import ReadOnly
from tui.fleet.view import FleetView
from tui.hyperv.memory import free_memory, startup_memory
from tui.hyperv.recoverypoints import recovery_points
from tui.model import states
from tui.model.change import Change
from tui.model.drill.profile import Profile
from tui.model.drill.values import DrillPlan, DrillVerdict, DrillView, MachineDrill
from tui.model.event import HostEvent
from tui.model.machine import Adapter
from tui.model.recoverypoint import RecoveryPoint
from tui.model.result import Outcome
from tui.model.staged import IPV4
from tui.screens.drill.leftovers import CleaningScreen, Left, look
from tui.screens.drill.preflight import DrillScreen
from tui.screens.drill.progress import DrillingScreen
from tui.screens.main.screen import MainScreen
from tui.screens.rows_of.drill import drill_title
from tui.widgets.line_input import LineInput

at_both_sizes = pytest.mark.parametrize("size", SIZES, ids=["80x24", "200x60"])
POINT = RecoveryPoint("Microsoft:POINT", NOW - timedelta(hours=3), "application consistent")


class FakeRun:
    """A drill that is wherever a test puts it."""

    def __init__(self, plan: DrillPlan) -> None:
        machines = tuple(MachineDrill(target, "waiting") for target in plan.targets)
        self.view = DrillView("0f1e2d3c4b5a", 1, plan, NOW, machines)
        self.stopped = False
        self._listeners: list[Callable[[], None]] = []

    def listen(self, listener: Callable[[], None]) -> None:
        self._listeners.append(listener)

    def stop(self) -> None:
        self.stopped = True
        self.show(stopping=True)

    def show(self, **changed: Any) -> None:
        self.view = replace(self.view, version=self.view.version + 1, **changed)
        for listener in self._listeners:
            listener()

    def machine(self, number: int, **changed: Any) -> None:
        machines = list(self.view.machines)
        machines[number] = replace(machines[number], **changed)
        self.show(machines=tuple(machines))


class FakeHands:
    """Answers what a pre-flight asks of a host."""

    def __init__(self, host: str, free: int) -> None:
        self.host = host
        self._free = free

    def read(self, job: Any) -> object:
        asked = job.func if isinstance(job, partial) else job
        return {free_memory: self._free, startup_memory: 4096, recovery_points: (POINT,)}[asked]

    def close(self) -> None:
        return


class DrillFleet(FakeFleet):
    """Adds what a drill asks of a fleet."""

    free = 64 * 1024

    def __init__(self, view: FleetView, *, read_only: bool = False) -> None:
        super().__init__(view, read_only=read_only)
        self.runs: list[FakeRun] = []
        self.profiles: list[Profile | None] = []
        self.cleaned: list[LeftOver] = []

    def hands(self, host: str) -> FakeHands:
        return FakeHands(host, self.free)

    def drill(self, plan: DrillPlan, profile: Profile | None = None) -> FakeRun:
        if self.read_only:
            raise ReadOnly("read-only")
        self.profiles.append(profile)
        self.runs.append(FakeRun(plan))
        return self.runs[-1]

    def clean(self, left: Sequence[LeftOver], reason: str) -> FakeRun:
        self.cleaned += left
        self.runs.append(FakeRun(DrillPlan((), reason)))
        return self.runs[-1]


def nic(number: int, test: str | None = "Private Test Network") -> Adapter:
    """Staged with an address of its own, and connected to production."""
    staged = replace(STAGED, protocol=IPV4, addresses=(f"10.9.20.{number}",), subnets=("255.255.255.0",))
    return replace(adapter(number, vlan=None, test=test, staged=staged), static_mac=True)


def three_replicas() -> FleetView:
    """One that is ready, one with a test switch that is open to production, and one that has none; and a primary."""
    machines = (
        replica(11, "app11", nic(11)),
        replica(12, "app12", nic(12, "DR-BACKUP")),
        replica(13, "app13", nic(13, None)),
        replica(14, "erp14", nic(14), mode=states.PRIMARY, enabled=states.RUNNING),
    )
    return FleetView(1, (up("dr-hv-01", machines),))


async def open_drill(console: Console, *vms: str) -> None:
    for vm in vms:
        await console.select(vm)
        if len(vms) > 1:
            await console.press("space")
    await console.press("D")
    await console.until(lambda: isinstance(console.app.screen, DrillScreen), "the drill before it begins")


async def give(console: Console, key: str, text: str) -> None:
    """Press a key that asks for a line, and answer."""
    await console.press(key)
    await console.until(lambda: len(console.app.screen.query(LineInput)) > 0, "a line to type")
    console.app.screen.query_one(LineInput).value = text
    await console.press("enter")


async def begin(console: Console, fleet: DrillFleet, *vms: str) -> FakeRun:
    await open_drill(console, *vms)
    await give(console, "r", "quarterly")
    await console.sees("Reason: quarterly")
    if len(vms) > 1:
        await console.press(str(len(vms)))
    await console.press("enter")
    await console.until(lambda: bool(fleet.runs), "the drill to begin")
    await console.until(lambda: isinstance(console.app.screen, DrillingScreen), "the drill on its way")
    return fleet.runs[-1]


@at_both_sizes
def test_what_speaks_against_each_vm_is_told_before_anything_begins(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        await open_drill(console, "app11", "app12", "app13")
        await console.sees("Drill · 3 VMs on 1 host", "1 will be refused", "4 at once a host")
        await console.sees("Private Test Network (private)", "DR-BACKUP (external)", "none")
        await console.sees("is external and untagged", "no test switch: isolated")
        await console.sees("takes 12.0 GiB of the 64.0 GiB that are free")
        await console.press("enter")
        await console.says("give a reason first")
        await give(console, "r", "quarterly test")
        await console.sees("Reason: quarterly test")
        await console.until(lambda: "give a reason" not in console.status, "what is done to be asked for no longer")
        await console.press("2", "enter")
        await console.says("type 3, the number of VMs")
        assert fleet.runs == []

    fleet = DrillFleet(three_replicas())
    drive(fleet, procedure, size=size)


def test_a_rule_is_waived_with_a_reason_and_the_drill_is_told() -> None:
    async def procedure(console: Console) -> None:
        await open_drill(console, "app12")
        await console.sees("1 will be refused")
        await give(console, "r", "quarterly")
        await console.press("enter")
        await console.says("every VM would be refused")
        await console.press("w")
        await console.sees("Waive: test-switch-not-isolated")
        await console.type("uplink is unplugged")
        await console.press("enter")
        await console.sees("1 waived", "because uplink is unplugged")
        await console.press("enter")
        await console.until(lambda: bool(fleet.runs), "the drill to begin")
        plan = fleet.runs[0].view.plan
        assert dict(plan.waived) == {"test-switch-not-isolated": "uplink is unplugged"}
        assert (plan.reason, plan.targets[0].vm_name, plan.targets[0].recovery_point) == ("quarterly", "app12", None)

    fleet = DrillFleet(three_replicas())
    drive(fleet, procedure)


def test_waves_numbers_points_and_who_is_left_out_are_decided_here() -> None:
    async def procedure(console: Console) -> None:
        await open_drill(console, "app11", "app12", "app13")
        await give(console, "n", "0")
        await console.sees("a number, at least 1")
        console.app.screen.query_one(LineInput).value = "2"
        await console.press("enter")
        await console.sees("2 at once a host")
        await give(console, "s", "1")
        await console.sees("waves of 1")
        await console.press("o")
        await console.sees("Recovery point of app11", "application consistent")
        await console.press("down", "enter")
        await console.sees("09:00:00")
        await console.app.screen.run_action("app.focus('nothing')")
        await console.press("shift+tab", "down", "x")
        await console.sees("Drill · 2 VMs")
        await give(console, "r", "quarterly")
        await console.press("2", "enter")
        await console.until(lambda: bool(fleet.runs), "the drill to begin")
        plan = fleet.runs[0].view.plan
        assert (plan.at_once, plan.wave) == (2, 1)
        assert [(target.vm_name, target.recovery_point) for target in plan.targets] == [
            ("app11", "Microsoft:POINT"),
            ("app13", None),
        ]

    fleet = DrillFleet(three_replicas())
    drive(fleet, procedure)


def test_it_says_beforehand_where_no_address_is_tried() -> None:
    said = "No staged address is tried from here: the hosts file says probe: false"

    async def procedure(console: Console) -> None:
        await open_drill(console, "app11")
        await console.sees("Reason: none yet")
        assert (said in console.text) is not fleet.probes

    for probes in (True, False):
        fleet = DrillFleet(three_replicas())
        fleet.probes = probes
        drive(fleet, procedure)


def test_a_host_without_room_for_all_at_once_is_told() -> None:
    async def procedure(console: Console) -> None:
        await open_drill(console, "app11", "app13")
        await console.says("takes 8.0 GiB of the 6.0 GiB that are free: some wait for others")
        await give(console, "n", "1")
        await console.says("takes 4.0 GiB of the 6.0 GiB that are free")
        assert "some wait" not in console.status

    fleet = DrillFleet(three_replicas())
    fleet.free = 6 * 1024
    drive(fleet, procedure)


def test_only_replicas_of_hosts_that_may_be_written_to_are_drilled() -> None:
    async def procedure(console: Console) -> None:
        await console.press("a")
        await console.select("erp14")
        await console.press("D")
        await console.says("erp14 is no replica")
        fleet.read_only_hosts = {"dr-hv-01"}
        await console.select("app11")
        await console.press("D")
        await console.says("dr-hv-01 is read-only")
        assert isinstance(console.app.screen, MainScreen)

    fleet = DrillFleet(three_replicas())
    drive(fleet, procedure)


def test_a_read_only_console_says_that_it_drills_nothing() -> None:
    async def procedure(console: Console) -> None:
        await console.select("app11")
        await console.press("D")
        await console.says("drill: this console is read-only")

    drive(DrillFleet(three_replicas(), read_only=True), procedure)


@at_both_sizes
def test_a_drill_is_followed_to_its_end_and_its_evidence_is_written(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        run = await begin(console, fleet, "app11", "app13")
        await console.sees("Drill · 2 VMs", "waiting", "no events of these VMs yet")
        run.machine(0, step="waiting for the guest", began=NOW - timedelta(seconds=64), test_vm="TEST-11")
        await console.sees("waiting for the guest", "1:04")
        await console.press("enter")
        await console.sees(f"app11 · as of {NOW:%H:%M:%S}", "app11 on dr-hv-01: no verdict yet")
        await console.press("escape")
        channel = "Microsoft-Windows-Hyper-V-VMMS-Admin"
        said = HostEvent("dr-hv-01", channel, 9, NOW, 2, 32000, "P", "TEST-11", "app11 - Test", "Data Exchange silent")
        other = replace(said, record_id=10, vm_id="VM-99", message="of another VM")
        fleet.view = replace(fleet.view, events=(said, other))
        await console.sees("Data Exchange silent")
        assert "of another VM" not in console.text
        await console.press("escape")
        await console.says("still at it: s stops and cleans up")
        ended = {"step": "over", "began": NOW, "ended": NOW}
        run.machine(0, **ended, verdict=DrillVerdict.VERIFIED, sentence="3 of 3 addresses", adapters=(proof(),))
        run.machine(1, **ended, verdict=DrillVerdict.FAILED, sentence="the host refused", words=HOSTILE)
        await console.sees("1 verified", "1 failed", "the host refused")
        await console.press("!")
        await console.sees_no("app11  ")
        await console.press("!")
        run.show(ended=NOW)
        await console.says("1 verified, 1 not; every test VM is gone")
        await console.sees("evidence: ~/")
        await console.press("enter")
        await console.sees("app11 on dr-hv-01: verified", "✓ address  10.9.20.11/24")
        assert "as of" not in console.text
        await console.press("escape", "escape")
        await console.until(lambda: isinstance(console.app.screen, MainScreen), "the panes")

    fleet = DrillFleet(three_replicas())
    drive(fleet, procedure, size=size)
    (record,) = (Path(os.environ["XDG_STATE_HOME"]) / "hvr" / "drills").glob("*.yaml")
    assert yaml.safe_load(record.read_text())["verdicts"] == {"verified": 1, "failed": 1}


def test_evidence_that_cannot_be_written_is_said_and_another_folder_taken(tmp_path: Path) -> None:
    async def procedure(console: Console) -> None:
        await open_drill(console, "app11")
        await give(console, "f", str(tmp_path / "file" / "evidence"))
        await console.says("the evidence goes to")
        await give(console, "r", "quarterly")
        await console.press("enter")
        await console.until(lambda: bool(fleet.runs), "the drill to begin")
        fleet.runs[0].machine(0, step="over", verdict=DrillVerdict.VERIFIED, ended=NOW)
        fleet.runs[0].show(ended=NOW)
        await console.sees("no evidence: ")
        await console.says("all 1 verified, every test VM is gone")
        await give(console, "w", str(tmp_path / "elsewhere"))
        await console.sees(" evidence: ")

    (tmp_path / "file").write_text("")
    fleet = DrillFleet(three_replicas())
    drive(fleet, procedure)
    assert len(list((tmp_path / "elsewhere").iterdir())) == 2


def test_a_folder_that_is_typed_takes_the_place_of_the_one_that_stands_there(tmp_path: Path) -> None:
    async def procedure(console: Console) -> None:
        await open_drill(console, "app11")
        for folder in ("/a", "/b"):
            await console.press("f")
            await console.until(lambda: len(console.app.screen.query(LineInput)) > 0, "a line to type")
            await console.press(*folder, "enter")
            await console.until(lambda: isinstance(console.app.screen, DrillScreen), "the drill before it begins")
            await console.says(f"the evidence goes to {folder}")
        await give(console, "r", "quarterly")
        await console.press("enter")
        await console.until(lambda: bool(fleet.runs), "the drill to begin")
        fleet.runs[0].show(ended=NOW)
        await console.press("w")
        await console.until(lambda: len(console.app.screen.query(LineInput)) > 0, "a line to type")
        await console.press(*str(tmp_path / "kept"), "enter")
        await console.sees(" evidence: ")

    fleet = DrillFleet(three_replicas())
    drive(fleet, procedure)
    assert len(list((tmp_path / "kept").iterdir())) == 2


def test_the_title_of_a_drill_tells_the_worst_before_what_a_narrow_screen_may_cut() -> None:
    told = "".join(part for part, _ in drill_title(every_verdict(), NOW))
    order = ("verified", "isolation breach", "failed", "differs", "silent", "refused", "nothing staged", "stopped")
    assert [each.strip().split(" ", 1)[1] for each in told.split("  ")[1:]] == list(order)


def test_a_drill_is_stopped_by_a_key_and_by_nothing_else_unnoticed() -> None:
    async def procedure(console: Console) -> None:
        run = await begin(console, fleet, "app11")
        await console.press("ctrl+q")
        await console.says("a drill is on its way, and its test VMs would stay; quit again to leave now")
        await console.press("s")
        await console.says("stopping: nothing further begins")
        await console.sees("Drill, stopping")
        assert run.stopped
        run.machine(0, step="over", verdict=DrillVerdict.STOPPED, ended=NOW, cleaned=False)
        run.show(ended=NOW)
        await console.sees("its test VM is still there")
        await console.says("1 test VM could not be destroyed")
        await console.press("s")
        await console.says("nothing is left to stop")

    fleet = DrillFleet(three_replicas())
    drive(fleet, procedure)


def write_profile(path: Path, **more: Any) -> Path:
    staged = {"addresses": ["10.66.20.11/24"], "gateways": ["10.66.20.1"]}
    path.write_text(yaml.safe_dump({"adapters": [{"vm": "app11", "staged": staged, **more}]}))
    return path


def test_a_profile_is_read_and_the_live_addresses_are_kept_before_it_is_staged(tmp_path: Path) -> None:
    async def procedure(console: Console) -> None:
        await open_drill(console, "app11", "app13")
        await give(console, "p", str(write_profile(tmp_path / "drill.yaml")))
        await console.says("drill.yaml: 1 adapter with addresses of its own, 1 VM with live addresses")
        await console.sees("profile drill.yaml")
        await give(console, "r", "quarterly")
        await console.sees("Reason: quarterly")
        await console.press("2", "enter")
        await console.sees("The live addresses are kept in this file")
        assert fleet.runs == []
        console.app.screen.query_one(LineInput).value = str(tmp_path / "live.yaml")
        await console.press("enter")
        await console.until(lambda: bool(fleet.runs), "the drill to begin")

    fleet = DrillFleet(three_replicas())
    drive(fleet, procedure)
    (profile,) = fleet.profiles
    assert profile is not None
    assert [change.after.staged.addresses for change in profile.changes if change.after.staged] == [("10.66.20.11",)]
    kept = yaml.safe_load((tmp_path / "live.yaml").read_text())
    assert kept["adapters"][0]["staged"]["addresses"][0] == "10.9.20.11/24"


def test_a_profile_that_is_none_is_told_and_not_taken(tmp_path: Path) -> None:
    async def procedure(console: Console) -> None:
        await open_drill(console, "app11")
        await give(console, "p", str(tmp_path / "gone.yaml"))
        await console.says("gone.yaml")
        await give(console, "p", str(write_profile(tmp_path / "wires.yaml", test_switch="DR-LAN")))
        await console.sees("wires.yaml is not staged: 1 problem ", "stages addresses")
        await console.press("escape")
        assert "profile" not in console.text.splitlines()[0]

    drive(DrillFleet(three_replicas()), procedure)


def with_test_vm() -> FleetView:
    """A test VM whose replica is there, and nothing else of interest."""
    test = replace(replica(21, "app11 - Test", mode=states.TEST_REPLICA, enabled=states.RUNNING), test_of="VM-11")
    fleet = three_replicas()
    (host,) = fleet.hosts
    assert host.inventory is not None
    inventory = replace(host.inventory, machines=(*host.inventory.machines, test), switches=SWITCHES)
    return replace(fleet, hosts=(replace(host, inventory=inventory),))


@at_both_sizes
def test_left_over_test_vms_are_listed_and_destroyed_once_their_count_is_typed(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        await console.press("b")
        await console.sees("Board · 3 replicas by their last proof", "3 never verified", "never")
        await console.press("l")
        await console.sees("Left behind by drills", "1 test VM", "0 drill values", "app11 - Test", "of app11; it runs")
        await console.press("c")
        await console.sees("Destroy test VMs", "To go on type 1")
        await console.press("2", "enter")
        await console.sees("type 1; nothing has been sent")
        console.app.screen.query_one(LineInput).value = "1"
        await console.press("enter")
        await console.until(lambda: bool(fleet.cleaned), "the cleaning to begin")
        await console.sees("Cleaning")
        fleet.runs[0].show(ended=NOW)
        await console.says("nothing is left")
        await console.press("escape")
        await console.sees("Left behind by drills")

    fleet = DrillFleet(with_test_vm())
    drive(fleet, procedure, size=size)
    assert [(left.host, left.test_vm) for left in fleet.cleaned] == [("dr-hv-01", "VM-21")]


def test_a_drill_without_an_end_is_told_on_every_console_and_cleaned_by_who_may() -> None:
    async def told(console: Console) -> None:
        await console.sees("1 drill not over: b")
        await console.press("b", "l")
        await console.sees("unfinished drill", "quarterly", "app11")
        await console.press("a")
        await console.says("clean all: this console is read-only")

    async def cleaned(console: Console) -> None:
        await console.sees("1 drill not over: b")
        await console.press("b", "l")
        await console.says("1 unfinished drill closed: nothing of it is left on any host")
        await console.sees("nothing is left behind")
        await console.press("escape", "escape")
        await console.sees_no("not over")

    fleet = DrillFleet(three_replicas(), read_only=True)
    target = {"host": "dr-hv-01", "vm": "VM-11", "vm_name": "app11"}
    fleet.journal.run_began("0f1e2d3c", "drill", {"reason": "quarterly", "targets": [target]})
    drive(fleet, told)
    drive(DrillFleet(three_replicas()), cleaned)
    wait_for(lambda: fleet.journal.read().runs[0].ended, "the end in the journal")


def test_an_unfinished_drill_is_closed_behind_the_answer_to_what_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever comes first: the look that finds the drill over, or the answer that its values were taken back."""
    fleet, back = DrillFleet(three_replicas()), threading.Event()
    (host,) = fleet.view.hosts
    assert host.inventory is not None
    app11 = host.inventory.machines[0]
    still = StillStaged("0f1e2d3c", Change.begin(host.name, app11, app11.adapters[0]), certain=True)
    fleet.journal.run_began("0f1e2d3c", "drill", {"reason": "quarterly", "targets": []})

    def looked(fleet: Fleet) -> Left:
        found = look(fleet)
        return replace(found, standing=(still,))

    def put_back(*_: object) -> tuple[SimpleNamespace, ...]:
        back.wait(20)
        return (SimpleNamespace(outcome=Outcome.FAILED, sentence="busy", change=still.change),)

    async def procedure(console: Console) -> None:
        await console.press("b", "l")
        await console.sees("1 unfinished drill, 1 drill value")
        await console.press("t")
        await console.sees("To go on type 1")
        await console.type("1\n")
        await console.says("putting the live values back on 1 adapter …")
        screen = console.app.screen
        assert isinstance(screen, CleaningScreen)
        monkeypatch.setattr("tui.screens.drill.leftovers.look", look)
        screen.look()
        await console.sees("1 unfinished drill, 0 drill values")
        assert console.status == "putting the live values back on 1 adapter …"
        back.set()
        await console.says("1 of 1 not: app11: busy; 1 unfinished drill closed: nothing of it is left on any host")
        await console.sees("nothing is left behind")

    monkeypatch.setattr("tui.screens.drill.leftovers.look", looked)
    monkeypatch.setattr("tui.screens.drill.leftovers.put_back", put_back)
    drive(fleet, procedure, size=SIZES[1])
