"""What happens in the middle of an action: told as it is, and nothing is sent twice."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.protocol.fleet.conftest import OpenFleet
from tests.protocol.fleet.step_cases import Case
from tests.protocol.fleet.stepping import (
    DRILL,
    REPLICA_HOST,
    VM,
    calls,
    once,
    take,
    truth,
)
from tests.waiting import wait_for
from tui.fleet.fleet import Fleet
from tui.fleet.hands import silent
from tui.fleet.journal.history import unsettled_steps
from tui.model.result import Outcome
from tui.model.step import Action
from tui.practice.serve import PracticeServer
from tui.wsman.fault import TicketExpired

pytestmark = pytest.mark.matrix


def test_what_another_tool_does_while_the_step_waits_for_its_turn_is_a_conflict(
    ground: PracticeServer, case_of: Callable[[Action], Case]
) -> None:
    case = case_of(Action.FAIL_OVER)
    suspend = once("comparing", lambda: ground.administration.happen(REPLICA_HOST, "suspend-replication", vm=VM))
    result = case.hands.carry_out(case.step, DRILL, suspend)
    assert (result.outcome, result.sent) == (Outcome.CONFLICT, False)
    assert "Suspended" in result.sentence


def test_rights_that_are_lost_midway_do_not_pass_for_a_vm_that_is_gone(
    ground: PracticeServer, case_of: Callable[[Action], Case]
) -> None:
    case = case_of(Action.DESTROY_TEST_VM)
    lose = lambda: ground.administration.happen(REPLICA_HOST, "drop-rights")  # noqa: E731
    midway = case.hands.carry_out(case.step, DRILL, once("job", lose))
    assert (midway.outcome, midway.sent) == (Outcome.UNKNOWN, True)
    assert "nothing of Hyper-V is visible" in midway.words
    again = case.hands.carry_out(case.step, DRILL)
    assert (again.outcome, again.sent) == (Outcome.NOT_SENT, False)
    ground.administration.happen(REPLICA_HOST, "give-rights")
    assert calls(ground, "DestroySystem") == 1


def test_a_host_that_dies_during_the_job_leaves_the_step_unknown_until_it_is_back(
    ground: PracticeServer, fleet: Fleet, case_of: Callable[[Action], Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.fleet.writing.settle._PATIENCE", 0.1)
    case = case_of(Action.TEST_FAILOVER)
    ground.administration.habits(REPLICA_HOST, job_seconds=1.0)
    result = case.hands.carry_out(case.step, DRILL, once("job", lambda: ground.administration.stop(REPLICA_HOST)))
    assert (result.outcome, result.sent) == (Outcome.UNKNOWN, True)
    ground.administration.start(REPLICA_HOST)
    settled: list[tuple[str, Outcome | None]] = []
    wait_for(lambda: truth(ground, REPLICA_HOST, f"{VM} - Test"), "the job to end")
    assert fleet.settle_unknown(lambda entry, end: settled.append((entry.title, end.outcome if end else None))) == 1
    wait_for(lambda: settled, "the step to be settled")
    assert settled == [(case.step.title, Outcome.VERIFIED)]
    assert calls(ground, "TestReplicaSystem") == 1


_LOST_AT = {
    "comparing": ("Msvm_ReplicaSystemDependency", Outcome.NOT_SENT, 0),
    "job": ("Msvm_ConcreteJob", Outcome.UNKNOWN, 1),
    "reading back": ("Msvm_ReplicaSystemDependency", Outcome.UNKNOWN, 1),
}


@pytest.mark.parametrize("point", _LOST_AT)
def test_wherever_answers_are_lost_the_step_is_sent_once_at_most_and_its_end_is_found(
    point: str,
    ground: PracticeServer,
    fleet: Fleet,
    case_of: Callable[[Action], Case],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tui.fleet.writing.settle._PATIENCE", 0.2)
    case = case_of(Action.TEST_FAILOVER)
    message, outcome, sent = _LOST_AT[point]
    lose = once(point, lambda: ground.administration.misbehave(REPLICA_HOST, lose_answer=True, only=message))
    result = case.hands.carry_out(case.step, DRILL, lose)
    assert (result.outcome, result.sent) == (outcome, sent == 1), (result.sentence, result.words)
    ground.administration.misbehave(REPLICA_HOST)
    fleet.settle_unknown(lambda entry, end: None)
    wait_for(lambda: not unsettled_steps(fleet.journal.read().steps), "the step to be settled")
    (entry,) = fleet.journal.read().steps
    assert entry.outcome is (Outcome.VERIFIED if sent else Outcome.NOT_SENT)
    assert calls(ground, "TestReplicaSystem") == sent


def test_a_lock_that_is_taken_back_midway_lets_the_step_end_and_stops_the_next(
    ground: PracticeServer, fleet: Fleet, case_of: Callable[[Action], Case]
) -> None:
    case = case_of(Action.TEST_FAILOVER)
    host = fleet._hosts[REPLICA_HOST]
    first = case.hands.carry_out(case.step, DRILL, once("sending", lambda: host.allow_writes(False)))
    assert first.outcome is Outcome.VERIFIED
    assert first.test_vm is not None
    second = take(case.hands, Action.START, first.test_vm, test_of=case.step.vm)
    assert (second.outcome, second.sent) == (Outcome.NOT_SENT, False)
    assert "read-only" in second.sentence
    assert len(fleet.journal.read().steps) == 1


def test_nothing_is_sent_when_the_journal_cannot_be_written(
    ground: PracticeServer, case_of: Callable[[Action], Case], tmp_path: Path
) -> None:
    case = case_of(Action.TEST_FAILOVER)
    (tmp_path / "journal").write_text("in the way")
    result = case.hands.carry_out(case.step, DRILL)
    assert (result.outcome, result.sent) == (Outcome.NOT_SENT, False)
    assert calls(ground, "TestReplicaSystem") == 0


def test_a_step_waits_for_no_other_console_that_writes_to_the_family(
    ground: PracticeServer, open_fleet: OpenFleet, case_of: Callable[[Action], Case]
) -> None:
    case, other = case_of(Action.START), open_fleet()
    with other.journal.family(case.step.family):
        result = case.hands.carry_out(case.step, DRILL, silent)
    assert result.outcome is Outcome.NOT_SENT
    assert "another console" in result.sentence


@pytest.mark.parametrize(
    ("at", "outcome"), [("comparing", Outcome.NOT_SENT), ("sending", Outcome.FAILED), ("job", Outcome.UNKNOWN)]
)
def test_a_ticket_that_expires_midway_is_told_and_nothing_is_sent_twice(
    at: str,
    outcome: Outcome,
    ground: PracticeServer,
    fleet: Fleet,
    case_of: Callable[[Action], Case],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = case_of(Action.TEST_FAILOVER)
    ground.administration.habits(REPLICA_HOST, job_seconds=0.5)

    def expired(request: object) -> object:
        raise TicketExpired("Ticket expired")

    with monkeypatch.context() as patched:
        lose = once(at, lambda: patched.setattr(case.hands.session._connection, "exchange", expired))
        result = case.hands.carry_out(case.step, DRILL, lose)
    assert (result.outcome, result.sent) == (outcome, at == "job")
    assert "Ticket expired" in result.words
    assert calls(ground, "TestReplicaSystem") == (1 if at == "job" else 0)
    if at == "job":
        wait_for(lambda: truth(ground, REPLICA_HOST, f"{VM} - Test"), "the job to end")
    fleet.settle_unknown(lambda entry, end: None)
    wait_for(lambda: not unsettled_steps(fleet.journal.read().steps), "the step to be settled")
