"""Every action on a VM against a host that refuses, fails, lies, or is not as it was decided on."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.protocol.fleet.step_cases import PREPARED, Case
from tests.protocol.fleet.stepping import (
    DRILL,
    METHODS,
    calls,
    decide,
    done,
    truth,
    vm_id,
)
from tui.fleet.fleet import Fleet
from tui.model.result import Outcome
from tui.model.step import Action
from tui.practice.serve import PracticeServer

_WORDS = "The disk is full [/b]."


def test_there_is_a_case_for_every_action() -> None:
    assert set(PREPARED) == set(METHODS) == set(Action)


@pytest.mark.parametrize("action", list(Action), ids=lambda action: action.value)
def test_what_the_host_refuses_or_cannot_do_is_told_in_its_words_and_nothing_has_changed(
    action: Action, ground: PracticeServer, case_of: Callable[[Action], Case]
) -> None:
    case = case_of(action)
    host, before = case.step.host, case.step.before
    ground.administration.habits(host, writable=False)
    refused = case.hands.carry_out(case.step, DRILL)
    assert (refused.outcome, refused.found) == (Outcome.FAILED, before)
    assert "access denied (32769)" in refused.sentence
    ground.administration.habits(host, writable=True)
    if action is Action.SHUT_DOWN:
        return
    if action is Action.RESYNCHRONIZE:
        return
    ground.administration.habits(host, failing_jobs=_WORDS)
    failed = case.hands.carry_out(case.step, DRILL)
    assert _WORDS in failed.words
    if action is Action.FAIL_OVER:
        assert failed.outcome is Outcome.DIFFERS
        assert "Failover in progress" in failed.sentence
        return
    assert (failed.outcome, failed.found) == (Outcome.FAILED, before)
    ground.administration.habits(host, failing_jobs="", lying_jobs=True)
    lied = case.hands.carry_out(case.step, DRILL)
    assert (lied.outcome, lied.found) == (Outcome.FAILED, before)
    assert "the host accepted it, and the VM is as it was" in lied.sentence


@pytest.mark.parametrize("action", list(Action), ids=lambda action: action.value)
def test_an_answer_that_was_lost_is_settled_by_reading_and_nothing_is_sent_twice(
    action: Action, ground: PracticeServer, case_of: Callable[[Action], Case]
) -> None:
    case = case_of(action)
    before = calls(ground, case.method)
    ground.administration.misbehave(case.step.host, lose_answer=True, only=f"{case.method}_INPUT")
    result = case.hands.carry_out(case.step, DRILL)
    assert (result.outcome, result.sent) == (Outcome.VERIFIED, True), (result.sentence, result.words)
    assert "the answer was lost" in result.sentence
    assert calls(ground, case.method) == before + 1
    if action is Action.TEST_FAILOVER:
        assert result.test_vm is not None
        assert truth(ground, case.step.host, result.test_vm) is not None


@pytest.mark.parametrize("action", list(Action), ids=lambda action: action.value)
def test_a_vm_that_is_not_as_it_was_decided_on_is_a_conflict_and_gets_nothing(
    action: Action, ground: PracticeServer, case_of: Callable[[Action], Case]
) -> None:
    case = case_of(action)
    before = calls(ground, case.method)
    for other in (
        replace(case.step.before, mode=case.step.before.mode + 1),
        replace(case.step.before, enabled_state=32777),
        replace(case.step.before, replication_state=17),
    ):
        result = case.hands.carry_out(replace(case.step, before=other), DRILL)
        assert (result.outcome, result.sent) == (Outcome.CONFLICT, False), result.sentence
        assert result.found == case.step.before
    gone = replace(case.step, vm="00000000-0000-4000-8000-000000000000", test_of=None)
    result = case.hands.carry_out(gone, DRILL)
    assert result.outcome is (Outcome.VERIFIED if action is Action.DESTROY_TEST_VM else Outcome.CONFLICT)
    assert calls(ground, case.method) == before


def test_a_vm_that_is_no_test_vm_of_the_replica_is_never_destroyed(
    ground: PracticeServer, fleet: Fleet, case_of: Callable[[Action], Case]
) -> None:
    case = case_of(Action.DESTROY_TEST_VM)
    test_vm, hands = case.step, case.hands
    other = vm_id(fleet, vm="app08")
    production = decide(hands, Action.DESTROY_TEST_VM, vm_id(fleet))
    for step in (
        replace(test_vm, test_of=other),
        replace(test_vm, test_of=None),
        production,
        replace(production, test_of=vm_id(fleet)),
        replace(production, test_of=production.vm),
    ):
        result = hands.carry_out(step, DRILL)
        assert (result.outcome, result.sent) == (Outcome.CONFLICT, False)
    assert calls(ground, "DestroySystem") == 0


def test_a_test_vm_of_somebody_else_is_not_taken_for_ours(case_of: Callable[[Action], Case]) -> None:
    case = case_of(Action.TEST_FAILOVER)
    theirs = done(case.hands, Action.TEST_FAILOVER, case.step.vm).test_vm
    result = case.hands.carry_out(case.step, DRILL)
    assert (result.outcome, result.sent, result.test_vm) == (Outcome.CONFLICT, False, theirs)
    assert "has a test VM already" in result.sentence
