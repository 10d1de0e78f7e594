"""What the journal and the view tell of drills that never came to their end."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.unit.fleet.site import fleet, host, judged, said, vm
from tui.fleet.drill import busy_replicas, close_finished, leftovers, unfinished_drills
from tui.fleet.drill.record import end_document, made_document, plan_document, read_targets, verdict_document
from tui.fleet.drill.unfinished import live_drills
from tui.fleet.journal import Journal
from tui.fleet.judging.evidence import evidence_of
from tui.fleet.view import FleetView, HostState
from tui.model import states
from tui.model.drill.values import DrillPlan, DrillTarget, DrillVerdict, MachineDrill
from tui.model.machine import Machine
from tui.model.result import Outcome
from tui.model.step import Action, Moment, Step, StepResult

TARGET = DrillTarget("dr-hv-01", "VM1", "vm01")
OFF = Moment(states.REPLICA, states.OFF, 3)


def _test_vm(**other: object) -> Machine:
    made = vm(9, mode=states.TEST_REPLICA, name="vm01 - Test", test_of="VM1", enabled_state=states.OFF)
    return replace(made, **other)  # type: ignore[arg-type]


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal")


def _began(journal: Journal, *steps: tuple[Action, Outcome | None]) -> None:
    """A drill of one VM that ended without its end; None: no outcome of the step is there."""
    journal.run_began("run", "drill", plan_document(DrillPlan((TARGET,), "why")))
    for action, outcome in steps:
        at, test_of = ("VM1", None) if action is Action.TEST_FAILOVER else ("VM9", "VM1")
        step = Step(action, "dr-hv-01", at, "vm01", OFF, test_of=test_of)
        entry = journal.step_intent(step, "why", run="run")
        if outcome is not None:
            journal.step_outcome(entry, StepResult(step, outcome, "", sent=outcome is not Outcome.NOT_SENT))


def _stands(journal: Journal, view: FleetView) -> tuple[str, bool]:
    (drill,) = unfinished_drills(journal, view)
    (machine,) = drill.machines
    return machine.sentence, machine.is_over


def test_a_drill_that_asked_for_nothing_is_over(journal: Journal) -> None:
    _began(journal)
    assert _stands(journal, fleet(host("dr-hv-01", vm(1)))) == ("not begun", True)


def test_a_test_vm_that_is_there_is_left_whatever_the_journal_missed(journal: Journal) -> None:
    _began(journal, (Action.TEST_FAILOVER, None))
    view = fleet(host("dr-hv-01", vm(1), _test_vm()))
    assert _stands(journal, view) == (
        "ended while: test failover; its test VM vm01 - Test is left on dr-hv-01 and is off",
        False,
    )


def test_a_test_vm_beside_a_refused_step_is_anothers(journal: Journal) -> None:
    _began(journal, (Action.TEST_FAILOVER, Outcome.FAILED))
    sentence, is_over = _stands(journal, fleet(host("dr-hv-01", vm(1), _test_vm())))
    assert (sentence, is_over) == ("ended after: test failover, failed; no test VM of it is there", True)


def test_an_open_step_is_not_over_before_it_is_settled(journal: Journal) -> None:
    _began(journal, (Action.TEST_FAILOVER, None))
    sentence, is_over = _stands(journal, fleet(host("dr-hv-01", vm(1))))
    assert "has to be settled by reading" in sentence
    assert not is_over


def test_a_host_that_is_silent_does_not_tell_that_nothing_is_left(journal: Journal) -> None:
    _began(journal, (Action.TEST_FAILOVER, Outcome.VERIFIED))
    silent = replace(host("dr-hv-01", vm(1)), state=HostState.STALE)
    assert _stands(journal, fleet(silent)) == (
        "ended after: test failover, verified; dr-hv-01 does not tell whether a test VM is left",
        False,
    )


def test_another_node_that_is_silent_may_have_it(journal: Journal) -> None:
    _began(journal, (Action.TEST_FAILOVER, Outcome.VERIFIED))
    node = replace(host("dr-hv-01", vm(1)), cluster="dr")
    other = replace(host("dr-hv-02"), cluster="dr", state=HostState.FAILED)
    assert not _stands(journal, fleet(node, other))[1]
    assert _stands(journal, fleet(node, replace(other, state=HostState.UP)))[1]


def test_a_destroyed_test_vm_is_over(journal: Journal) -> None:
    _began(journal, (Action.TEST_FAILOVER, Outcome.VERIFIED), (Action.DESTROY_TEST_VM, Outcome.VERIFIED))
    assert _stands(journal, fleet(host("dr-hv-01", vm(1)))) == (
        "ended after: destroy test VM, verified; its test VM is gone",
        True,
    )


def test_a_drill_that_runs_is_told_by_its_lock_and_its_vms_are_busy(journal: Journal, tmp_path: Path) -> None:
    _began(journal, (Action.TEST_FAILOVER, Outcome.VERIFIED))
    other, view = Journal(tmp_path / "journal"), fleet(host("dr-hv-01", vm(1), _test_vm()))
    with journal.family("run"):
        drills = unfinished_drills(other, view)
        assert ", process " in drills[0].running
        assert busy_replicas(drills) == {"VM1"}
        assert leftovers(view, busy_replicas(drills)) == ()
    assert unfinished_drills(other, view)[0].running == ""
    assert [left.name for left in leftovers(view, busy_replicas(unfinished_drills(other, view)))] == ["vm01 - Test"]


def test_only_what_is_over_is_closed(journal: Journal) -> None:
    _began(journal, (Action.TEST_FAILOVER, Outcome.VERIFIED))
    with_it, without = fleet(host("dr-hv-01", vm(1), _test_vm())), fleet(host("dr-hv-01", vm(1)))
    assert close_finished(unfinished_drills(journal, with_it), journal) == 0
    assert close_finished(unfinished_drills(journal, without), journal) == 1
    assert unfinished_drills(journal, without) == ()
    assert journal.read().runs[0].documents[-1] == {"verdicts": {"interrupted": 1}, "cleaned_later": True}


def test_a_drill_with_its_end_is_not_unfinished(journal: Journal) -> None:
    _began(journal)
    journal.run_ended("run", end_document([DrillVerdict.VERIFIED]))
    assert unfinished_drills(journal, fleet(host("dr-hv-01", vm(1)))) == ()


def test_left_overs_are_told_by_mode_and_parted_ones_have_no_replica() -> None:
    parted = replace(_test_vm(test_of=None, enabled_state=states.RUNNING), id="VM8", name="a")
    found = leftovers(fleet(host("dr-hv-01", vm(1), _test_vm(), parted), host("dr-hv-02", vm(2))))
    assert [(left.test_vm, left.replica, left.replica_name, left.running) for left in found] == [
        ("VM8", None, "", True),
        ("VM9", "VM1", "vm01", False),
    ]


def test_what_is_noted_of_a_vm_is_read_again() -> None:
    plan = DrillPlan((TARGET, DrillTarget("dr-hv-02", "VM2", "vm02")), "why")
    made = MachineDrill(TARGET, "starting", test_vm="VM9", test_host="dr-hv-01", cleaned=False)
    over = replace(made, verdict=DrillVerdict.SILENT, cleaned=True, ended=datetime(2026, 11, 20, tzinfo=UTC))
    first, second = read_targets((plan_document(plan), made_document(made))).values()
    assert (first.test_vm, first.verdict, first.cleaned) == ("VM9", None, False)
    assert (second.vm, second.test_vm) == ("VM2", None)
    (told,) = read_targets((made_document(made), verdict_document(over))).values()
    assert (told.verdict, told.cleaned) == (DrillVerdict.SILENT, True)
    later = verdict_document(over) | {"verdict": "a verdict of a later version"}
    assert next(iter(read_targets((later,)).values())).verdict is None


def test_a_test_vm_in_the_hands_of_a_running_drill_is_no_left_over_to_the_rules(journal: Journal) -> None:
    _began(journal, (Action.TEST_FAILOVER, Outcome.VERIFIED))
    view = host("dr-hv-01", vm(1), _test_vm())
    with journal.family("run"):
        reading = journal.read()
        live = live_drills(reading.runs, journal)
    assert live == {"run"}
    running = judged(view, evidence=evidence_of(reading.entries, reading.runs, live))
    interrupted = judged(view, evidence=evidence_of(reading.entries, reading.runs, live_drills(reading.runs, journal)))
    assert (said(running, "dr-hv-01", 1, "test-vm-left"), said(running, "dr-hv-01", 9, "test-vm-left")) == ([], [])
    assert said(interrupted, "dr-hv-01", 1, "test-vm-left")
    assert said(interrupted, "dr-hv-01", 9, "test-vm-left")
