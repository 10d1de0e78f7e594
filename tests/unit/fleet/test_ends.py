"""Which states are an action's end (facts/hyperv-wmi.md 1.1, 2.4)."""

import pytest

from tui.fleet.writing.ends import describe, is_reached
from tui.model.step import Action, Moment, Step

PRIMARY, REPLICA, TEST = 1, 2, 3
RUNNING, OFF = 2, 3

_ENDS: list[tuple[Action, Moment, Moment]] = [
    (Action.START, Moment(TEST, OFF, None), Moment(TEST, RUNNING, None)),
    (Action.SHUT_DOWN, Moment(PRIMARY, RUNNING, 3), Moment(PRIMARY, OFF, 3)),
    (Action.TURN_OFF, Moment(PRIMARY, 4, 3), Moment(PRIMARY, OFF, 3)),
    (Action.PREPARE, Moment(PRIMARY, OFF, 3), Moment(PRIMARY, OFF, 4)),
    (Action.FAIL_OVER, Moment(REPLICA, OFF, 3), Moment(REPLICA, OFF, 5)),
    (Action.FAIL_OVER, Moment(REPLICA, OFF, 4), Moment(REPLICA, OFF, 5)),
    (Action.CANCEL, Moment(REPLICA, OFF, 5), Moment(REPLICA, OFF, 3)),
    (Action.CANCEL, Moment(REPLICA, OFF, 12), Moment(REPLICA, OFF, 8)),
    (Action.CANCEL, Moment(PRIMARY, OFF, 4), Moment(PRIMARY, OFF, 3)),
    (Action.COMPLETE, Moment(REPLICA, RUNNING, 5), Moment(REPLICA, RUNNING, 6)),
    (Action.REVERSE, Moment(REPLICA, OFF, 5), Moment(PRIMARY, OFF, 3)),
    (Action.REVERSE, Moment(REPLICA, OFF, 5), Moment(PRIMARY, OFF, 10)),
    (Action.SUSPEND, Moment(PRIMARY, RUNNING, 3), Moment(PRIMARY, RUNNING, 7)),
    (Action.SUSPEND, Moment(PRIMARY, RUNNING, 10), Moment(PRIMARY, RUNNING, 11)),
    (Action.RESUME, Moment(PRIMARY, RUNNING, 7), Moment(PRIMARY, RUNNING, 3)),
    (Action.RESUME, Moment(PRIMARY, RUNNING, 11), Moment(PRIMARY, RUNNING, 10)),
    (Action.RESYNCHRONIZE, Moment(PRIMARY, RUNNING, 9), Moment(PRIMARY, RUNNING, 10)),
]


@pytest.mark.parametrize(("action", "before", "after"), _ENDS)
def test_an_end_is_told_from_the_beginning(action: Action, before: Moment, after: Moment) -> None:
    step = Step(action, "dr-hv-01", "VM", "sql01", before)
    assert is_reached(step, after, None)
    assert not is_reached(step, before, None)
    assert not is_reached(step, None, None)


def test_every_action_has_an_end_here() -> None:
    ended = {action for action, _, _ in _ENDS}
    assert set(Action) - ended == {Action.TEST_FAILOVER, Action.DESTROY_TEST_VM}


def test_a_test_failover_has_ended_when_the_host_names_a_test_vm() -> None:
    before = Moment(REPLICA, OFF, 3)
    step = Step(Action.TEST_FAILOVER, "dr-hv-01", "VM", "sql01", before)
    assert is_reached(step, before, "TEST")
    assert not is_reached(step, before, None)


def test_a_test_vm_is_destroyed_when_it_is_gone() -> None:
    step = Step(Action.DESTROY_TEST_VM, "dr-hv-01", "TEST", "sql01 - Test", Moment(TEST, OFF, None), test_of="VM")
    assert is_reached(step, None, None)
    assert not is_reached(step, step.before, None)


@pytest.mark.parametrize("state", [4, 5, 6, 12])
def test_a_failover_that_still_stands_is_not_cancelled(state: int) -> None:
    step = Step(Action.CANCEL, "dr-hv-01", "VM", "sql01", Moment(REPLICA, OFF, 5))
    assert not is_reached(step, Moment(REPLICA, OFF, state), None)


def test_what_the_other_mode_holds_is_no_end() -> None:
    step = Step(Action.FAIL_OVER, "dr-hv-01", "VM", "sql01", Moment(REPLICA, OFF, 3))
    assert not is_reached(step, Moment(PRIMARY, OFF, 5), None)


def test_a_moment_is_described_in_words() -> None:
    assert describe(Moment(REPLICA, OFF, 3)) == "Replica, Off, Replicating"
    assert describe(Moment(TEST, RUNNING, None)) == "TestReplica, Running"
