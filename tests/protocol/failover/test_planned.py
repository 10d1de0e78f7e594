"""Planned failovers: the primary goes down first, and nothing is lost."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tests.protocol.failover.conftest import EXAMPLES, SPEED, OpenFleet, Serve
from tests.protocol.failover.runs import again, begun, finished, gate_of, methods, plan_for, truth, wait_for_stage
from tui.fleet.failover.unfinished import taken_back, unfinished_failovers, why_no_way_back
from tui.model.failover.deed import Deed
from tui.model.failover.stages import Stage
from tui.model.failover.values import Fault, GateKind, Standing
from tui.practice.hyperv.happenings import find_machine
from tui.practice.hyperv.values import ReplicationState
from tui.practice.serve import PracticeServer

WHOLE_WAY = [
    ("prod-hv-01", "InitiateShutdown"),
    ("prod-hv-01", "RequestReplicationStateChangeEx"),
    ("dr-hv-02", "InitiateFailover"),
    ("dr-hv-02", "ReverseReplicationRelationship"),
    ("dr-hv-02", "RequestStateChange"),
]


def test_a_planned_failover_shuts_down_prepares_fails_over_reverses_starts_and_verifies(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet = open_fleet()
    run = begun(fleet, plan_for(fleet, Deed.PLANNED, ("sql01", "dr-hv-02")))
    (machine,) = finished(run)
    assert machine.standing is Standing.DONE, (machine.sentence, machine.words)
    assert [view.stage.value for view in machine.stages] == [
        "shut down the primary", "prepare the primary", "fail over", "reverse replication", "start",
        "verify the addresses",
    ]  # fmt: skip
    assert methods(ground) == WHOLE_WAY
    here, there = truth(ground, "dr-hv-02", "sql01"), truth(ground, "prod-hv-01", "sql01")
    assert (here["mode"], here["power"], here["replication_state"]) == ("PRIMARY", "RUNNING", "REPLICATING")
    assert (there["mode"], there["power"]) == ("REPLICA", "OFF")
    assert machine.stages[-1].sentence == "2 of 2 addresses, gateway, dns"
    assert all(proof.cause is None for proof in machine.proofs)
    (entry,) = fleet.journal.read().runs
    assert entry.ended is not None
    assert len(entry.steps) == 5


def test_a_guest_that_does_not_go_down_is_turned_off_only_when_its_name_is_typed_for_that(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet = open_fleet()
    ground.administration.speed(0)
    plan = replace(plan_for(fleet, Deed.PLANNED, ("sql01", "dr-hv-02")), shutdown_patience=0.3)
    run = begun(fleet, plan)
    gate = gate_of(run)
    assert gate.kind is GateKind.TURN_OFF
    assert run.answer(gate.id, "turn off", "sql") == "type sql01 for that; nothing was done"
    assert [method for _, method in methods(ground)] == ["InitiateShutdown"]
    ground.administration.speed(SPEED)
    assert run.answer(gate.id, "turn off", "sql01") == ""
    (machine,) = finished(run)
    assert machine.standing is Standing.DONE, (machine.sentence, machine.words)
    assert machine.stages[0].sentence == "turned off on prod-hv-01"


def test_a_primary_outside_the_fleet_is_somebody_elses_to_prepare_and_waited_for(
    serve: Serve, open_fleet: OpenFleet
) -> None:
    ground = serve(EXAMPLES / "cluster.yaml")
    fleet = open_fleet()
    run = begun(fleet, plan_for(fleet, Deed.PLANNED, ("app01", "dr-node-02")))
    gate = gate_of(run)
    assert gate.kind is GateKind.BY_HAND
    assert "its primary is not seen in this fleet. On prod-hv-01" in gate.sentence
    assert methods(ground) == []
    assert run.answer(gate.id, "stop") == ""
    (machine,) = finished(run)
    assert machine.standing is Standing.STOPPED
    assert methods(ground) == []


def test_a_copy_that_cannot_take_over_any_more_keeps_the_primary_running(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet = open_fleet()
    ground.administration.happen("dr-hv-02", "suspend-replication", vm="sql01")
    (machine,) = finished(begun(fleet, plan_for(fleet, Deed.PLANNED, ("sql01", "dr-hv-02"))))
    assert (machine.standing, machine.fault) == (Standing.FAILED, Fault.CONFLICT)
    assert machine.sentence == "the copy on dr-hv-02 is off, suspended: the primary was left as it is"
    ground.administration.happen("dr-hv-01", "host-down")
    (machine,) = finished(begun(fleet, plan_for(fleet, Deed.PLANNED, ("dc01", "dr-hv-01"))))
    assert (machine.standing, machine.fault) == (Standing.FAILED, Fault.UNREACHABLE)
    assert methods(ground) == []


def test_a_primary_that_is_not_prepared_any_more_keeps_the_copy_from_failing_over(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet = open_fleet()
    noted = fleet.journal.run_noted
    hypervisor = ground.administration._state("prod-hv-01")

    def cancel_behind_its_back(run: str, document: Mapping[str, Any]) -> None:
        noted(run, document)
        if document.get("stage") == Stage.FAIL_OVER.value:
            with hypervisor.lock:
                machine = find_machine(hypervisor, "sql01")
                assert machine.relationship is not None
                machine.relationship.change(ReplicationState.REPLICATING, hypervisor.clock.now())

    fleet.journal.run_noted = cancel_behind_its_back  # type: ignore[method-assign]
    (machine,) = finished(begun(fleet, plan_for(fleet, Deed.PLANNED, ("sql01", "dr-hv-02"))))
    assert (machine.standing, machine.fault) == (Standing.FAILED, Fault.CONFLICT)
    assert "not prepared any more" in machine.sentence
    assert "InitiateFailover" not in [method for _, method in methods(ground)]


def test_a_run_that_was_stopped_is_continued_from_where_the_hosts_are(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet = open_fleet()
    run = begun(fleet, plan_for(fleet, Deed.PLANNED, ("sql01", "dr-hv-02")))
    wait_for_stage(run, Stage.SHUT_DOWN)
    run.stop()
    (machine,) = finished(run)
    assert machine.standing is Standing.STOPPED
    (left,) = unfinished_failovers(fleet.journal)
    (machine,) = finished(again(fleet, left))
    assert machine.standing is Standing.DONE, (machine.sentence, machine.words)
    assert methods(ground) == WHOLE_WAY
    assert unfinished_failovers(fleet.journal) == ()


def test_a_run_that_was_stopped_before_the_guest_was_verified_verifies_it_when_it_is_continued(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet = open_fleet()
    run = begun(fleet, plan_for(fleet, Deed.PLANNED, ("sql01", "dr-hv-02")))
    wait_for_stage(run, Stage.START)
    ground.administration.speed(2)
    wait_for_stage(run, Stage.VERIFY)
    run.stop()
    (machine,) = finished(run)
    assert machine.standing is Standing.STOPPED
    assert "it runs; stopped before its guest was verified" in machine.sentence
    ground.administration.speed(SPEED)
    (left,) = unfinished_failovers(fleet.journal)
    (machine,) = finished(again(fleet, left))
    assert machine.standing is Standing.DONE, (machine.sentence, machine.words)
    assert machine.stages[-1].sentence == "2 of 2 addresses, gateway, dns"
    assert methods(ground) == WHOLE_WAY


def test_a_prepared_failover_is_taken_back_and_the_primary_runs_again(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet = open_fleet()
    run = begun(fleet, plan_for(fleet, Deed.PLANNED, ("sql01", "dr-hv-02")))
    wait_for_stage(run, Stage.PREPARE)
    run.stop()
    finished(run)
    fleet.refresh()
    (left,) = unfinished_failovers(fleet.journal)
    assert why_no_way_back(left, fleet.view) == ""
    back = taken_back(fleet, left)
    back.begin()
    (machine,) = finished(back)
    assert machine.standing is Standing.DONE, (machine.sentence, machine.words)
    there = truth(ground, "prod-hv-01", "sql01")
    assert (there["mode"], there["power"], there["replication_state"]) == ("PRIMARY", "RUNNING", "REPLICATING")
    assert truth(ground, "dr-hv-02", "sql01")["replication_state"] == "REPLICATING"
    assert unfinished_failovers(fleet.journal) == ()
