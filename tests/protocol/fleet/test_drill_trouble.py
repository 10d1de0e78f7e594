"""What goes wrong in the midst of a drill: nothing starts that should not, and nothing is forgotten."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pytest

from tests.protocol.fleet.drilling import (
    PACE,
    Ground,
    When,
    begin,
    drill,
    finish,
    guest_vm,
    scenario,
    served,
    short,
    targets_of,
)
from tests.waiting import wait_for
from tui.fleet.drill import LeftOver, close_finished, leftovers, unfinished_drills
from tui.fleet.drill.putting_back import put_back
from tui.fleet.drill.stillstaged import still_staged
from tui.fleet.fleet import Fleet
from tui.fleet.journal import JournalError
from tui.fleet.writing import Purpose
from tui.hyperv.moment import read_moment
from tui.model.change import Change
from tui.model.drill.profile import Profile
from tui.model.drill.values import DrillVerdict
from tui.model.result import Outcome
from tui.model.staged import IPV4, StagedRaw
from tui.model.step import Action, Step

pytestmark = pytest.mark.matrix

CLUSTER = {"clusters": [{"name": "dr-cluster", "nodes": ["dr-node-01", "dr-node-02"]}]}
NODES = ("dr-node-01", "dr-node-02")


def _read_again(fleet: Fleet) -> None:
    fleet.refresh()
    wait_for(lambda: not any(host.reading for host in fleet.view.hosts), "every host to be read again")


def _clean_up(ground: Ground) -> None:
    """What the next console does about it, until no test VM is there and every drill has its end."""
    fleet = ground.fleet()
    left = leftovers(fleet.view)
    assert {(each.host, each.name) for each in left} == set(ground.test_vms())
    run = fleet.clean(left, "clean up")
    wait_for(lambda: run.view.done, "the cleaning to end")
    assert all(machine.cleaned for machine in run.view.machines)
    assert ground.test_vms() == []
    _read_again(fleet)
    assert all(drill.is_over for drill in unfinished_drills(fleet.journal, fleet.view))
    close_finished(unfinished_drills(fleet.journal, fleet.view), fleet.journal)
    assert unfinished_drills(fleet.journal, fleet.view) == ()


def _swap(ground: Ground, *renamed: tuple[str, str]) -> None:
    for before, after in renamed:
        ground.happen("dr-hv-01", "rename-switch", **{"from": before, "to": after})


_TO_PRODUCTION = (("DR-LAN", "DR-OLD"), ("Isolated", "DR-LAN"))
"""The isolated switch gets the name of the production switch."""


def test_an_isolated_switch_that_gets_productions_name_midway_keeps_the_test_vm_from_being_started(
    tmp_path: Path,
) -> None:
    with served(scenario([guest_vm(11, "windows", "dr-hv-01")]), tmp_path) as ground:
        when = When("windows11", "checking its isolation", lambda: _swap(ground, *_TO_PRODUCTION))
        (machine,) = drill(ground.fleet(), "windows11", when=when).values()
        assert machine.verdict is DrillVerdict.REFUSED
        assert "(test-vm-elsewhere)" in machine.sentence
        assert machine.running is None
        assert machine.cleaned
        assert ground.calls("RequestStateChange") == []
        assert ground.test_vms() == []


def test_a_test_switch_that_is_gone_before_the_test_vm_is_made_leaves_it_without_a_network_and_that_is_told(
    tmp_path: Path,
) -> None:
    with served(scenario([guest_vm(11, "windows", "dr-hv-01")]), tmp_path) as ground:
        when = When("windows11", "creating the test VM", lambda: _swap(ground, *_TO_PRODUCTION))
        (machine,) = drill(ground.fleet(), "windows11", when=when).values()
        assert machine.verdict is DrillVerdict.VERIFIED
        assert any("its test VM is not connected" in note for note in machine.notes)


def test_production_that_takes_the_test_switchs_name_is_not_what_a_test_vm_is_started_on(tmp_path: Path) -> None:
    with served(scenario([guest_vm(11, "windows", "dr-hv-01")]), tmp_path) as ground:
        renamed = (("Isolated", "Old"), ("DR-LAN", "Isolated"))
        when = When("windows11", "creating the test VM", lambda: _swap(ground, *renamed))
        (machine,) = drill(ground.fleet(), when=when).values()
        assert machine.verdict is DrillVerdict.REFUSED
        assert "(test-switch-production)" in machine.sentence
        assert ground.calls("RequestStateChange") == []
        assert ground.test_vms() == []


def test_isolation_lost_while_a_test_vm_runs_is_a_breach_that_stops_the_rest(tmp_path: Path) -> None:
    vms = [guest_vm(11, "windows", "dr-hv-01"), guest_vm(12, "windows", "dr-hv-01")]
    with served(scenario(vms), tmp_path) as ground:
        when = When("windows11", "waiting for the guest", lambda: _swap(ground, *_TO_PRODUCTION))
        ended = drill(ground.fleet(), when=when, at_once=1)
        assert ended["windows11"].verdict is DrillVerdict.ISOLATION_BREACH
        assert ended["windows12"].verdict is DrillVerdict.STOPPED
        assert ended["windows12"].sentence == "isolation breach of windows11"
        assert ground.calls("TestReplicaSystem") == ["windows11"]
        assert ground.test_vms() == []


class _Outside:
    """What answers from the jump host: an address of a test VM as long as that runs, and whatever else is told."""

    def __init__(self, ground: Ground, leaking: str, also: Collection[str] = ()) -> None:
        self._ground, self._leaking, self.also = ground, leaking, set(also)
        self.after: set[str] = set()

    def __call__(self, addresses: Collection[str], limit: float) -> frozenset[str]:
        told = self._ground.server.administration.truth("dr-hv-01")["dr-hv-01"]
        up = {
            address
            for vm in told.values()
            if vm["power"] == "RUNNING" and vm["booted"]
            for adapter in vm["adapters"].values()
            for address in adapter["guest"]["ip_addresses"]
        }
        if self._leaking in up:
            self.also |= self.after
        return frozenset(addresses) & ((up & {self._leaking}) | self.also)


def test_an_address_that_answers_while_its_test_vm_runs_and_never_else_is_a_breach_that_stops_the_rest(
    tmp_path: Path,
) -> None:
    vms = [guest_vm(number, "windows", "dr-hv-01") for number in (11, 12, 13)]
    with served(scenario(vms), tmp_path) as ground:
        ended = drill(ground.fleet(), at_once=1, reach=_Outside(ground, "10.9.20.11"))
        assert ended["windows11"].verdict is DrillVerdict.ISOLATION_BREACH
        assert "10.9.20.11 answered from here while the test VM ran" in ended["windows11"].sentence
        assert {ended[name].verdict for name in ("windows12", "windows13")} == {DrillVerdict.STOPPED}
        assert ground.calls("TestReplicaSystem") == ["windows11"]
        assert ground.test_vms() == []


def test_an_address_that_answers_before_there_is_a_test_vm_is_no_breach(tmp_path: Path) -> None:
    with served(scenario([guest_vm(11, "windows", "dr-hv-01")]), tmp_path) as ground:
        outside = _Outside(ground, "10.9.20.11", also=["10.9.20.11"])
        (machine,) = drill(ground.fleet(), reach=outside).values()
        assert machine.verdict is DrillVerdict.VERIFIED
        assert any("10.9.20.11 answers already" in note for note in machine.notes)


def test_an_address_that_still_answers_when_the_test_vm_is_off_belongs_to_something_else(tmp_path: Path) -> None:
    with served(scenario([guest_vm(11, "windows", "dr-hv-01")]), tmp_path) as ground:
        outside = _Outside(ground, "10.9.20.11")
        outside.after = {"10.9.20.11"}
        (machine,) = drill(ground.fleet(), reach=outside).values()
        assert machine.verdict is DrillVerdict.STOPPED
        assert "something else took it" in machine.sentence


def test_a_test_vm_that_somebody_else_made_is_left_alone(tmp_path: Path) -> None:
    with served(scenario([guest_vm(11, "windows", "dr-hv-01")]), tmp_path) as ground:
        fleet, other = ground.fleet(), ground.fleet()
        theirs = begin(other, guest_patience=30.0)
        wait_for(lambda: theirs.view.machines[0].running, "the other console's test VM to run")
        (machine,) = drill(fleet).values()
        assert machine.verdict is DrillVerdict.REFUSED
        assert machine.test_vm is None
        (its,) = finish(theirs).values()
        assert its.verdict is DrillVerdict.VERIFIED


def test_a_test_vm_that_another_tool_made_in_the_same_moment_is_left_alone(tmp_path: Path) -> None:
    with served(scenario([guest_vm(11, "windows", "dr-hv-01")]), tmp_path) as ground:
        other = Ground(ground.server, tmp_path / "other", ground.hosts_file)
        tool = other.fleet()
        (target,) = targets_of(tool)

        def make_one() -> None:
            hands = tool.hands(target.host)
            replica = hands.read(lambda client: read_moment(client, target.vm))
            assert replica is not None
            step = Step(Action.TEST_FAILOVER, target.host, target.vm, target.vm_name, replica)
            assert hands.carry_out(step, Purpose()).outcome is Outcome.VERIFIED
            hands.close()

        when = When("windows11", "creating the test VM: sending", make_one)
        (machine,) = drill(ground.fleet(), when=when).values()
        tool.close()
        assert (machine.verdict, machine.conflict) == (DrillVerdict.REFUSED, True)
        assert "not of this drill" in machine.sentence
        assert machine.test_vm is None
        assert ground.test_vms() == [("dr-hv-01", "windows11 - Test")]
        assert ground.calls("DestroySystem") == []
        assert any("windows11 - Test" in event.message for event in machine.events)


def test_a_vm_that_moved_before_its_turn_is_found_on_its_other_node(tmp_path: Path) -> None:
    document = scenario([guest_vm(11, "windows", "dr-node-01")], NODES, **CLUSTER)
    with served(document, tmp_path, cluster="dr-cluster") as ground:
        fleet = ground.fleet()
        ground.happen("dr-node-01", "move-vm", vm="windows11", to="dr-node-02")
        (machine,) = drill(fleet).values()
        assert machine.target.host == "dr-node-01"
        assert (machine.verdict, machine.test_host) == (DrillVerdict.VERIFIED, "dr-node-02")
        assert "it moved from dr-node-01 to dr-node-02" in machine.notes
        assert ground.test_vms() == []


def test_a_test_vm_that_moves_while_it_runs_is_found_again_and_parted_from_its_replica_still_destroyed(
    tmp_path: Path,
) -> None:
    document = scenario([guest_vm(11, "windows", "dr-node-01")], NODES, **CLUSTER)
    with served(document, tmp_path, cluster="dr-cluster") as ground:

        def move() -> None:
            ground.happen("dr-node-01", "move-vm", vm="windows11 - Test", to="dr-node-02")

        (machine,) = drill(ground.fleet(), when=When("windows11", "waiting for the guest", move)).values()
        assert machine.verdict is DrillVerdict.VERIFIED
        assert machine.test_host == "dr-node-02"
        assert any("on different nodes they are parted" in note for note in machine.notes)
        assert machine.cleaned
        assert ground.test_vms() == []


def test_a_replica_that_leaves_its_test_vm_behind_before_the_start_keeps_it_from_being_started(tmp_path: Path) -> None:
    document = scenario([guest_vm(11, "windows", "dr-node-01")], NODES, **CLUSTER)
    with served(document, tmp_path, cluster="dr-cluster") as ground:

        def move() -> None:
            ground.happen("dr-node-01", "move-vm", vm="windows11", to="dr-node-02")

        (machine,) = drill(ground.fleet(), when=When("windows11", "checking its isolation", move)).values()
        assert machine.verdict is DrillVerdict.FAILED
        assert "name it as the test VM" in machine.sentence
        assert ground.calls("RequestStateChange") == []
        assert ground.test_vms() == []


@pytest.mark.parametrize("right", ["write", "read"])
@pytest.mark.parametrize("step", ["checking its isolation", "waiting for the guest"])
def test_rights_lost_midway_leave_a_test_vm_that_is_told_and_cleaned_up_once_they_are_back(
    step: str, right: str, tmp_path: Path
) -> None:
    with served(scenario([guest_vm(11, "noagent", "dr-hv-01")]), tmp_path) as ground:
        fleet = ground.fleet()
        when = When("noagent11", step, lambda: ground.happen("dr-hv-01", "drop-rights", right=right))
        (machine,) = drill(fleet, when=when, pace=short(PACE, clean=0.5), guest_patience=1.0).values()
        assert machine.verdict in (DrillVerdict.FAILED, DrillVerdict.SILENT)
        assert not machine.cleaned
        assert machine.test_vm is not None
        assert any(f"{machine.test_vm} is left on dr-hv-01" in note for note in machine.notes)
        if step == "checking its isolation":
            assert machine.running is None
        (unfinished,) = unfinished_drills(fleet.journal, fleet.view)
        assert not unfinished.running
        ground.happen("dr-hv-01", "give-rights")
        _clean_up(ground)


def test_a_credential_that_is_refused_midway_is_tried_once_and_what_is_left_is_told(tmp_path: Path) -> None:
    with served(scenario([guest_vm(11, "noagent", "dr-hv-01")]), tmp_path) as ground:
        fleet = ground.fleet()

        def refuse() -> None:
            ground.server.administration.misbehave("dr-hv-01", refuse_sign_ins=50, drop_after=4)

        when = When("noagent11", "waiting for the guest", refuse)
        (machine,) = drill(fleet, when=when, pace=short(PACE, clean=0.5)).values()
        assert machine.verdict is DrillVerdict.FAILED
        assert "did not accept the credentials" in machine.sentence
        assert not machine.cleaned
        assert fleet.credentials.rejected()
        listener = ground.server.listeners["dr-hv-01"]
        assert listener.misbehaviour.refuse_sign_ins == 50
        ground.server.administration.misbehave("dr-hv-01")
        _clean_up(ground)


def test_a_host_that_is_gone_midway_leaves_a_test_vm_that_the_next_console_finds_and_destroys(tmp_path: Path) -> None:
    with served(scenario([guest_vm(11, "noagent", "dr-hv-01")]), tmp_path) as ground:
        fleet = ground.fleet()
        when = When("noagent11", "waiting for the guest", lambda: ground.server.administration.stop("dr-hv-01"))
        (machine,) = drill(fleet, when=when, pace=short(PACE, clean=0.5), guest_patience=0.5).values()
        assert machine.verdict is DrillVerdict.FAILED
        assert not machine.cleaned
        assert fleet.journal.read().runs[0].ended is None
        ground.server.administration.start("dr-hv-01")
        _clean_up(ground)


def test_a_link_that_is_dead_for_a_moment_only_delays_a_drill(tmp_path: Path) -> None:
    with served(scenario([guest_vm(11, "windows", "dr-hv-01")]), tmp_path) as ground:
        administration = ground.server.administration
        when = When("windows11", "waiting for the guest", lambda: administration.stop("dr-hv-01"))
        run = begin(ground.fleet(), when=when, guest_patience=20.0)
        wait_for(lambda: when.did, "the link to be dead")
        administration.start("dr-hv-01")
        (machine,) = finish(run).values()
        assert machine.verdict is DrillVerdict.VERIFIED
        assert machine.cleaned


def test_the_drill_of_another_console_is_running_and_its_test_vm_is_nobody_elses(tmp_path: Path) -> None:
    with served(scenario([guest_vm(11, "noagent", "dr-hv-01")]), tmp_path) as ground:
        run = begin(ground.fleet(), guest_patience=60.0)
        wait_for(lambda: run.view.machines[0].running, "the test VM to run")
        other = ground.fleet()
        (unfinished,) = unfinished_drills(other.journal, other.view)
        assert ", process " in unfinished.running
        assert not unfinished.is_over
        assert leftovers(other.view, {machine.noted.vm for machine in unfinished.machines}) == ()
        run.stop()
        finish(run)
        assert unfinished_drills(other.journal, other.view) == ()


def test_a_left_over_test_vm_is_told_by_association_and_mode_whatever_its_name(tmp_path: Path) -> None:
    vms = [guest_vm(11, "windows", "dr-hv-01"), guest_vm(12, "windows", "dr-hv-01")]
    with served(scenario(vms), tmp_path) as ground:
        fleet = ground.fleet()
        state = ground.server.fleet.hosts["dr-hv-01"].state
        when = When("windows11", "checking its isolation", lambda: ground.server.administration.stop("dr-hv-01"))
        drill(fleet, "windows11", when=when, pace=short(PACE, clean=0.3))
        ground.server.administration.start("dr-hv-01")
        with state.lock:
            for machine in state.machines.values():
                machine.name = "renamed" if machine.test_of else f"{machine.name} - Test"
        _read_again(fleet)
        (left,) = leftovers(fleet.view)
        replica = targets_of(fleet, "windows11 - Test")[0]
        assert left == LeftOver("dr-hv-01", left.test_vm, "renamed", replica.vm, "windows11 - Test")
        _clean_up(ground)
        assert len(ground.server.administration.truth("dr-hv-01")["dr-hv-01"]) == 2


def test_live_values_that_could_not_be_put_back_are_told_and_put_back_by_the_next_console(tmp_path: Path) -> None:
    with served(scenario([guest_vm(11, "windows", "dr-hv-01")]), tmp_path) as ground:
        fleet = ground.fleet()
        (target,) = targets_of(fleet)
        found = next(row.machine for row in fleet.view.rows() if row.machine.id == target.vm)
        change = Change.begin(target.host, found, found.adapters[0])
        drills = StagedRaw(IPV4, False, ("192.168.77.11",), ("255.255.255.0",))
        profile = Profile("drill.yaml", (replace(change, after=replace(change.after, staged=drills)),))
        when = When(
            "windows11", "creating the test VM", lambda: ground.happen("dr-hv-01", "drop-rights", right="write")
        )
        (machine,) = drill(fleet, when=when, profile=profile, pace=short(PACE, clean=0.5)).values()
        assert machine.verdict is DrillVerdict.FAILED
        assert "values are staged" in machine.banner
        assert _staged(ground) == ["192.168.77.11"]
        assert fleet.journal.read().runs[0].ended is None

        ground.happen("dr-hv-01", "give-rights")
        other = ground.fleet()
        reading = other.journal.read()
        (still,) = still_staged(reading.entries, reading.runs)
        assert still.certain
        assert close_finished(unfinished_drills(other.journal, other.view), other.journal) == 0
        (result,) = put_back(other, (still,), "after trouble")
        assert result.outcome is Outcome.VERIFIED
        assert _staged(ground) == ["10.9.20.11"]
        reading = other.journal.read()
        assert still_staged(reading.entries, reading.runs) == ()
        assert close_finished(unfinished_drills(other.journal, other.view), other.journal) == 1


def _staged(ground: Ground) -> list[str]:
    held = ground.truth("dr-hv-01", "windows11")
    assert held is not None
    (adapter,) = held["adapters"].values()
    return list(adapter["staged"]["ip_addresses"])


def test_a_journal_that_cannot_be_written_lets_nothing_begin(tmp_path: Path) -> None:
    with served(scenario([guest_vm(11, "windows", "dr-hv-01")]), tmp_path) as ground:
        fleet = ground.fleet()
        (tmp_path / "journal").mkdir(exist_ok=True)
        (tmp_path / "journal" / "locks").write_text("no folder")
        with pytest.raises(JournalError, match="no lock can be taken"):
            begin(fleet)
        assert ground.server.administration.executed() == []


def test_a_journal_that_is_full_midway_leaves_a_test_vm_that_is_told(tmp_path: Path) -> None:
    with served(scenario([guest_vm(11, "windows", "dr-hv-01")]), tmp_path) as ground:
        fleet = ground.fleet()
        held = tmp_path / "held"

        def take_away() -> None:
            (tmp_path / "journal").rename(held)
            (tmp_path / "journal").write_text("no folder")

        when = When("windows11", "checking its isolation", take_away)
        (machine,) = drill(fleet, when=when, pace=short(PACE, clean=0.5)).values()
        assert machine.verdict is DrillVerdict.FAILED
        assert "nothing was sent" in machine.sentence
        assert not machine.cleaned
        assert ground.calls("RequestStateChange") == []
        (tmp_path / "journal").unlink()
        held.rename(tmp_path / "journal")
        _clean_up(ground)
