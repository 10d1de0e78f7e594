"""Failovers among clusters, extended replicas, lost rights and hosts that may only be read."""

from pathlib import Path

from tests.protocol.failover.conftest import OpenFleet, Serve
from tests.protocol.failover.runs import again, begun, finished, gate_of, methods, plan_for, row_of, truth, why_not
from tests.waiting import wait_for
from tui.fleet.failover.unfinished import unfinished_failovers
from tui.model.failover.deed import Deed
from tui.model.failover.stages import Stage
from tui.model.failover.values import Fault, GateKind, Standing
from tui.practice.serve import PracticeServer

_HERE = Path(__file__).parent


def test_each_step_finds_the_vm_on_the_node_that_owns_it_then(serve: Serve, open_fleet: OpenFleet) -> None:
    ground = serve(_HERE / "clustered.yaml")
    clusters = {
        "prod-cluster": ("prod-node-01", "prod-node-02"), "dr-cluster": ("dr-node-01", "dr-node-02"),
    }  # fmt: skip
    fleet = open_fleet(clusters=clusters)
    plan = plan_for(fleet, Deed.PLANNED, ("sql01", "dr-node-01"))
    ground.administration.happen("prod-node-01", "move-vm", vm="sql01", to="prod-node-02")
    noted = fleet.journal.run_noted
    moved: list[str] = []

    def move_before_failing_over(run: str, document: dict[str, object]) -> None:
        noted(run, document)
        if document.get("stage") == Stage.FAIL_OVER.value and not moved:
            moved.append("now")
            ground.administration.happen("dr-node-01", "move-vm", vm="sql01", to="dr-node-02")

    fleet.journal.run_noted = move_before_failing_over  # type: ignore[method-assign, assignment]
    (machine,) = finished(begun(fleet, plan))
    assert machine.standing is Standing.DONE, (machine.sentence, machine.words)
    hosts = [host for host, _ in methods(ground)]
    assert hosts == ["prod-node-02", "prod-node-02", "dr-node-02", "dr-node-02", "dr-node-02"]
    assert truth(ground, "dr-node-02", "sql01")["mode"] == "PRIMARY"


def test_nothing_is_reversed_while_it_is_extended(serve: Serve, open_fleet: OpenFleet) -> None:
    ground = serve(_HERE / "extended.yaml")
    fleet = open_fleet()
    plan = plan_for(fleet, Deed.PLANNED, ("erp01", "dr-hv-01"), reverse=True)
    assert not plan.targets[0].reverse
    (machine,) = finished(begun(fleet, plan))
    assert machine.standing is Standing.DONE, (machine.sentence, machine.words)
    assert "ReverseReplicationRelationship" not in [method for _, method in methods(ground)]
    fleet.refresh()
    wait_for(lambda: row_of(fleet, "erp01", "dr-hv-01").machine.enabled_state == 2, "the copy to be seen running")
    why = why_not(fleet, Deed.REVERSE, "erp01", "dr-hv-01")
    assert why == "it is replicated further: nothing is reversed while extended replication is on; remove that first"


def test_an_extended_replica_takes_over_only_once_neither_of_the_others_runs(
    serve: Serve, open_fleet: OpenFleet
) -> None:
    ground = serve(_HERE / "extended.yaml")
    fleet = open_fleet()
    ground.administration.happen("prod-hv-01", "host-down")
    ground.administration.happen("dr-hv-01", "host-down")
    run = begun(fleet, plan_for(fleet, Deed.UNPLANNED, ("erp01", "far-hv-01")))
    gate = gate_of(run)
    assert "dr-hv-01 does not answer" in gate.sentence
    assert "prod-hv-01 does not answer" in gate.sentence
    run.answer(gate.id, "go on", "erp01")
    gate = gate_of(run)
    assert gate.kind is GateKind.DECIDE
    run.answer(gate.id, "later")
    (machine,) = finished(run)
    assert machine.standing is Standing.DONE, (machine.sentence, machine.words)
    assert machine.proofs[0].cause is None


def test_rights_that_are_lost_midway_end_it_with_the_hosts_words_and_it_is_continued_once_they_are_back(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet = open_fleet()
    noted = fleet.journal.run_noted

    def drop_before_failing_over(run: str, document: dict[str, object]) -> None:
        noted(run, document)
        if document.get("stage") == Stage.FAIL_OVER.value:
            ground.administration.happen("dr-hv-02", "drop-rights", right="write")

    fleet.journal.run_noted = drop_before_failing_over  # type: ignore[method-assign, assignment]
    (machine,) = finished(begun(fleet, plan_for(fleet, Deed.PLANNED, ("sql01", "dr-hv-02"))))
    assert (machine.standing, machine.fault) == (Standing.FAILED, Fault.UNREACHABLE)
    assert "dr-hv-02: fail over" in machine.sentence
    assert truth(ground, "dr-hv-02", "sql01")["power"] == "OFF"
    fleet.journal.run_noted = noted  # type: ignore[method-assign]
    ground.administration.happen("dr-hv-02", "give-rights")
    (left,) = unfinished_failovers(fleet.journal)
    (machine,) = finished(again(fleet, left))
    assert machine.standing is Standing.DONE, (machine.sentence, machine.words)


def test_a_host_that_may_only_be_read_is_asked_and_never_written_to(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet = open_fleet(read_only=True)
    (machine,) = finished(begun(fleet, plan_for(fleet, Deed.PLANNED, ("sql01", "dr-hv-02")), unattended=True))
    assert machine.standing is not Standing.DONE
    assert "read-only" in machine.sentence
    assert methods(ground) == []


def test_a_primary_on_a_read_only_host_still_keeps_an_unplanned_failover_from_beginning(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet = open_fleet(read_only=True)
    (machine,) = finished(begun(fleet, plan_for(fleet, Deed.UNPLANNED, ("sql01", "dr-hv-02"))))
    assert "it runs on prod-hv-01" in machine.sentence
    assert methods(ground) == []
