"""The small deeds: suspend, resume, resynchronize, cancel, complete, reverse; and tiers, gates and stop conditions."""

import socket
from dataclasses import replace

import pytest

from tests.protocol.failover.conftest import EXAMPLES, OpenFleet
from tests.protocol.failover.runs import again, begun, finished, gate_of, methods, plan_for, truth
from tui.fleet.failover.booked import plan_of_book
from tui.fleet.failover.run import InHand
from tui.fleet.failover.unfinished import unfinished_failovers
from tui.model.failover.bookform import read_run_book
from tui.model.failover.deed import Deed
from tui.model.failover.values import GateKind, Standing
from tui.model.staged import StagedRaw
from tui.practice.hyperv import power
from tui.practice.hyperv.happenings import find_machine
from tui.practice.hyperv.values import ReplicationState
from tui.practice.serve import PracticeServer

SQL = ("sql01", "dr-hv-02")


def be(ground: PracticeServer, host: str, state: ReplicationState) -> None:
    """Let sql01 be in a state, whatever brought it there."""
    hypervisor = ground.administration._state(host)
    with hypervisor.lock:
        relationship = find_machine(hypervisor, "sql01").relationship
        assert relationship is not None
        relationship.change(state, hypervisor.clock.now())


@pytest.mark.parametrize(
    ("deed", "host", "state", "after"),
    [
        (Deed.SUSPEND, "dr-hv-02", ReplicationState.REPLICATING, "SUSPENDED"),
        (Deed.SUSPEND, "prod-hv-01", ReplicationState.REPLICATING, "SUSPENDED"),
        (Deed.RESUME, "dr-hv-02", ReplicationState.SUSPENDED, "REPLICATING"),
        (Deed.RESYNCHRONIZE, "prod-hv-01", ReplicationState.WAITING_FOR_RESYNC, "RE"),
        (Deed.COMPLETE, "dr-hv-02", ReplicationState.RECOVERED, "COMMITTED"),
        (Deed.CANCEL, "dr-hv-02", ReplicationState.RECOVERED, "REPLICATING"),
    ],
)
def test_a_deed_of_one_stage_is_done_and_over(
    deed: Deed, host: str, state: ReplicationState, after: str, ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    be(ground, host, state)
    fleet = open_fleet()
    (machine,) = finished(begun(fleet, plan_for(fleet, deed, ("sql01", host))))
    assert machine.standing is Standing.DONE, (machine.sentence, machine.words)
    assert truth(ground, host, "sql01")["replication_state"].startswith(after)
    assert unfinished_failovers(fleet.journal) == ()


def test_a_prepared_primary_is_cancelled_on_the_primary(ground: PracticeServer, open_fleet: OpenFleet) -> None:
    fleet = open_fleet()
    be(ground, "prod-hv-01", ReplicationState.SYNCED)
    hypervisor = ground.administration._state("prod-hv-01")
    with hypervisor.lock:
        power.turn_off(hypervisor, find_machine(hypervisor, "sql01"), hypervisor.clock.now())
    (machine,) = finished(begun(fleet, plan_for(fleet, Deed.CANCEL, ("sql01", "prod-hv-01"))))
    assert machine.standing is Standing.DONE, (machine.sentence, machine.words)
    assert methods(ground) == [("prod-hv-01", "RevertFailover")]


def test_tiers_go_in_order_and_a_gate_waits_for_a_person(ground: PracticeServer, open_fleet: OpenFleet) -> None:
    fleet = open_fleet()
    book = read_run_book(EXAMPLES / "planned-failover.yaml")
    plan = replace(plan_of_book(book, fleet.view, "a test"), shutdown_patience=30.0)
    run = begun(fleet, plan)
    gate = gate_of(run)
    assert (gate.kind, gate.id) == (GateKind.TIER, "tier 1")
    assert gate.sentence == "before databases: Has the directory been checked?"
    assert [machine.standing for machine in run.view.machines] == [Standing.DONE, Standing.WAITING, Standing.WAITING]
    run.answer(gate.id, "go on")
    machines = finished(run)
    assert {machine.standing for machine in machines} == {Standing.DONE}
    order = [host for host, method in methods(ground) if method == "InitiateFailover"]
    assert order == ["dr-hv-01", "dr-hv-02", "dr-hv-01"]


def test_a_run_book_that_stopped_at_a_gate_is_continued_past_it(ground: PracticeServer, open_fleet: OpenFleet) -> None:
    fleet = open_fleet()
    plan = plan_of_book(read_run_book(EXAMPLES / "planned-failover.yaml"), fleet.view, "a test")
    machines = finished(begun(fleet, plan, unattended=True))
    assert [machine.standing for machine in machines] == [Standing.DONE, Standing.ASKS, Standing.ASKS]
    (left,) = unfinished_failovers(fleet.journal)
    assert left.told.asked == ("tier 1",)
    run = again(fleet, left, passed=frozenset(left.told.asked), unattended=True)
    assert {machine.standing for machine in finished(run)} == {Standing.DONE}
    assert unfinished_failovers(fleet.journal) == ()


def test_as_many_failures_as_the_run_book_bears_stop_everything_further(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet = open_fleet()
    ground.administration.happen("dr-hv-01", "drop-rights", right="write")
    plan = plan_of_book(read_run_book(EXAMPLES / "planned-failover.yaml"), fleet.view, "a test")
    run = begun(fleet, replace(plan, stop_after_failures=1))
    machines = finished(run)
    assert [machine.standing for machine in machines] == [Standing.FAILED, Standing.STOPPED, Standing.STOPPED]
    assert run.view.halted == "1 failed, and the run book stops at 1"
    assert "dr-hv-02" not in [host for host, _ in methods(ground)]


def test_a_run_is_held_against_a_second_console_and_so_are_its_vms(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet, other = open_fleet(), open_fleet()
    run = begun(fleet, plan_of_book(read_run_book(EXAMPLES / "planned-failover.yaml"), fleet.view))
    gate = gate_of(run)
    (left,) = unfinished_failovers(other.journal)
    assert left.in_hand
    with pytest.raises(InHand, match="a failover of sql01 is under way, here or in another console"):
        begun(other, plan_for(other, Deed.SUSPEND, SQL))
    with pytest.raises(InHand):
        again(other, left)
    run.answer(gate.id, "stop")
    finished(run)
    (left,) = unfinished_failovers(other.journal)
    assert not left.in_hand
    (machine,) = finished(begun(other, plan_for(other, Deed.SUSPEND, SQL)))
    assert machine.standing is Standing.DONE, machine


def test_ports_are_tried_on_every_staged_address_and_what_is_silent_is_told(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet = open_fleet(probe=True)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        plan = plan_for(fleet, Deed.PLANNED, SQL)
        (target,) = plan.targets
        staged = StagedRaw(4096, False, ("127.0.0.1", "127.0.0.2"), ("255.0.0.0", "255.0.0.0"), (), ())
        adapters = (replace(target.adapters[0], staged=staged),)
        plan = replace(plan, targets=(replace(target, adapters=adapters, ports=(port,)),), guest_patience=0.2)
        (machine,) = finished(begun(fleet, plan))
    assert machine.standing is Standing.DONE, machine
    verified, connected = machine.stages[-2:]
    assert verified.sentence.startswith("not as staged: 0 of 2 addresses")
    assert connected.sentence == f"1 of 2 answer; silent from here: 127.0.0.2 port {port}"


def test_a_vm_that_takes_longer_than_the_rto_stops_what_has_not_begun_where_the_book_says_so(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet = open_fleet()
    plan = plan_of_book(read_run_book(EXAMPLES / "planned-failover.yaml"), fleet.view)
    run = begun(fleet, replace(plan, rto=0.01, stop_over_rto=True))
    machines = finished(run)
    assert [machine.standing for machine in machines] == [Standing.DONE, Standing.STOPPED, Standing.STOPPED]
    assert "longer than the RTO allows" in run.view.halted


def test_on_practice_hosts_no_port_of_a_staged_address_is_tried(ground: PracticeServer, open_fleet: OpenFleet) -> None:
    fleet = open_fleet()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        plan = plan_for(fleet, Deed.PLANNED, SQL)
        (target,) = plan.targets
        staged = StagedRaw(4096, False, ("127.0.0.1",), ("255.0.0.0",), (), ())
        adapters = (replace(target.adapters[0], staged=staged),)
        port = listening.getsockname()[1]
        plan = replace(plan, targets=(replace(target, adapters=adapters, ports=(port,)),), guest_patience=0.2)
        (machine,) = finished(begun(fleet, plan))
        with pytest.raises(BlockingIOError):
            listening.accept()
    assert machine.standing is Standing.DONE, machine
    assert machine.stages[-1].sentence == "not tried: the hosts file says probe: false"
