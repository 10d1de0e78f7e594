"""Unplanned failovers: the primary is lost, and no second one may come alive."""

from tests.protocol.failover.conftest import OpenFleet
from tests.protocol.failover.runs import begun, finished, gate_of, methods, plan_for, row_of, truth, why_not
from tests.waiting import wait_for
from tui.fleet.fleet import Fleet
from tui.model.failover.deed import Deed
from tui.model.failover.points import PointChoice, PointRule
from tui.model.failover.values import Fault, GateKind, Standing
from tui.practice.hyperv import power
from tui.practice.hyperv.happenings import find_machine
from tui.practice.serve import PracticeServer

SQL = ("sql01", "dr-hv-02")


def lose_the_site(ground: PracticeServer) -> None:
    ground.administration.happen("prod-hv-01", "host-down")


def test_an_unplanned_failover_is_confirmed_started_verified_and_completed_by_a_person(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet = open_fleet()
    lose_the_site(ground)
    run = begun(fleet, plan_for(fleet, Deed.UNPLANNED, SQL))
    gate = gate_of(run)
    assert gate.kind is GateKind.PRIMARY_UNKNOWN
    assert "prod-hv-01 does not answer" in gate.sentence
    assert methods(ground) == []
    assert run.answer(gate.id, "go on") == "type sql01 for that; nothing was done"
    assert run.answer(gate.id, "go on", "sql01") == ""
    gate = gate_of(run)
    assert gate.kind is GateKind.DECIDE
    assert run.view.machines[0].up is not None
    assert truth(ground, "dr-hv-02", "sql01")["power"] == "RUNNING"
    assert run.view.machines[0].lost is not None
    assert run.answer(gate.id, "complete", "sql01") == ""
    (machine,) = finished(run)
    assert machine.standing is Standing.DONE, (machine.sentence, machine.words)
    assert truth(ground, "dr-hv-02", "sql01")["replication_state"] == "COMMITTED"
    assert [method for _, method in methods(ground)] == ["InitiateFailover", "RequestStateChange", "CommitFailover"]


def test_a_decision_to_cancel_turns_the_copy_off_and_takes_the_failover_back(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet = open_fleet()
    lose_the_site(ground)
    run = begun(fleet, plan_for(fleet, Deed.UNPLANNED, SQL), passed=frozenset({_primary_gate(fleet)}))
    gate = gate_of(run)
    assert run.answer(gate.id, "cancel", "sql01") == ""
    (machine,) = finished(run)
    assert machine.standing is Standing.DONE, (machine.sentence, machine.words)
    here = truth(ground, "dr-hv-02", "sql01")
    assert (here["power"], here["replication_state"]) == ("OFF", "REPLICATING")


def test_a_whole_lost_site_is_confirmed_once_and_what_is_up_is_left_to_be_decided_later(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet = open_fleet()
    lose_the_site(ground)
    run = begun(fleet, plan_for(fleet, Deed.UNPLANNED, SQL, ("dc01", "dr-hv-01"), ("app07", "dr-hv-01")))
    wait_for(lambda: len(run.view.gates) == 3, "all to ask")
    gate = run.view.gates[0]
    assert run.answer(gate.id, "go on for all", "sql01") == "type unplanned failover 3 for that; nothing was done"
    assert run.answer(gate.id, "go on for all", "unplanned failover 3") == ""
    wait_for(lambda: {gate.kind for gate in run.view.gates} == {GateKind.DECIDE}, "the decisions")
    wait_for(lambda: len(run.view.gates) == 3, "all decisions")
    first, *_ = run.view.gates
    name = next(each.target.vm_name for each in run.view.machines if each.target.vm == first.vm)
    assert run.answer(first.id, "complete", name) == ""
    wait_for(lambda: len(run.view.gates) == 2, "the others' decisions")
    assert run.answer(run.view.gates[0].id, "all later") == ""
    assert {machine.standing for machine in finished(run)} == {Standing.DONE}
    assert [method for _, method in methods(ground)].count("CommitFailover") == 1


def test_a_primary_that_runs_keeps_an_unplanned_failover_from_being_offered_and_from_beginning(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet = open_fleet()
    assert (
        why_not(fleet, Deed.UNPLANNED, *SQL) == "it runs on prod-hv-01: plan the failover, or turn that one off first"
    )
    (machine,) = finished(begun(fleet, plan_for(fleet, Deed.UNPLANNED, SQL)))
    assert (machine.standing, machine.fault) == (Standing.FAILED, Fault.CONFLICT)
    assert methods(ground) == []


def test_a_primary_that_comes_back_halts_everything_that_has_not_started(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet = open_fleet()
    lose_the_site(ground)
    plan = plan_for(fleet, Deed.UNPLANNED, SQL, ("dc01", "dr-hv-01"))
    run = begun(fleet, plan)
    wait_for(lambda: len(run.view.gates) == 2, "both to ask")
    ground.administration.happen("prod-hv-01", "host-up")
    _start_on_primary(ground, "sql01")
    gates = {gate.vm: gate.id for gate in run.view.gates}
    sql = next(target.vm for target in plan.targets if target.vm_name == "sql01")
    assert run.answer(gates[sql], "go on", "sql01") == ""
    machines = finished(run)
    assert {machine.standing for machine in machines} == {Standing.STOPPED}
    assert "sql01 runs on prod-hv-01 again: nothing further is started" in run.view.halted
    assert "InitiateFailover" not in [method for _, method in methods(ground)]


def test_a_primarys_host_that_never_answered_is_watched_all_the_same(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    lose_the_site(ground)
    fleet = open_fleet(silent=True)
    run = begun(fleet, plan_for(fleet, Deed.UNPLANNED, SQL))
    gate = gate_of(run)
    assert "prod-hv-01 does not answer" in gate.sentence
    ground.administration.happen("prod-hv-01", "host-up")
    _start_on_primary(ground, "sql01")
    assert run.answer(gate.id, "go on", "sql01") == ""
    (machine,) = finished(run)
    assert machine.standing is Standing.STOPPED
    assert run.view.halted == "sql01 runs on prod-hv-01 again: nothing further is started"
    assert methods(ground) == []


def test_a_primarys_host_that_hides_its_vms_has_to_be_confirmed_and_does_not_count_as_without_them(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet = open_fleet()
    ground.administration.happen("prod-hv-01", "drop-rights", right="read")
    run = begun(fleet, plan_for(fleet, Deed.UNPLANNED, SQL))
    gate = gate_of(run)
    assert "prod-hv-01 refuses to tell: make sure that it does not run" in gate.sentence
    run.answer(gate.id, "stop")
    (machine,) = finished(run)
    assert machine.standing is Standing.STOPPED
    assert methods(ground) == []


def test_the_recovery_point_that_was_chosen_is_the_one_that_is_sent(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet = open_fleet()
    lose_the_site(ground)
    choice = PointChoice(PointRule.EXACTLY, id="Microsoft:no such point")
    plan = plan_for(fleet, Deed.UNPLANNED, SQL, point=choice)
    (machine,) = finished(begun(fleet, plan, passed=frozenset({_primary_gate(fleet)})))
    assert machine.standing is Standing.FAILED
    assert "no recovery point is the one that was chosen: the host holds 3" in machine.sentence
    assert methods(ground) == []


def test_without_anybody_to_ask_a_gate_ends_the_run_and_says_what_it_asks(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet = open_fleet()
    lose_the_site(ground)
    (machine,) = finished(begun(fleet, plan_for(fleet, Deed.UNPLANNED, SQL), unattended=True))
    assert machine.standing is Standing.ASKS
    assert "make sure that it does not run" in machine.sentence
    assert methods(ground) == []


def test_a_suspended_copy_is_resumed_first(ground: PracticeServer, open_fleet: OpenFleet) -> None:
    ground.administration.happen("dr-hv-02", "suspend-replication", vm="sql01")
    fleet = open_fleet()
    lose_the_site(ground)
    run = begun(fleet, plan_for(fleet, Deed.UNPLANNED, SQL), passed=frozenset({_primary_gate(fleet)}))
    gate = gate_of(run)
    assert run.answer(gate.id, "later") == ""
    (machine,) = finished(run)
    assert machine.standing is Standing.DONE, (machine.sentence, machine.words)
    assert methods(ground)[:2] == [
        ("dr-hv-02", "RequestReplicationStateChangeEx"),
        ("dr-hv-02", "InitiateFailover"),
    ]


def _primary_gate(fleet: Fleet) -> str:
    return f"primary {row_of(fleet, *SQL).machine.id}"


def _start_on_primary(ground: PracticeServer, vm: str) -> None:
    """Somebody at the lost site starts the VM again."""
    state = ground.administration._state("prod-hv-01")
    with state.lock:
        power.start(state, find_machine(state, vm), state.clock.now())
