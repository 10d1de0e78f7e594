"""What each action leads to (facts/hyperv-wmi.md 1.1, 2.4), and how long that may take."""

from collections.abc import Mapping
from types import MappingProxyType

from tui.model import states
from tui.model.step import Action, Moment, Step

LAG = 3.0
"""Seconds that a host may take to show what its job has done."""
PATIENCE: Mapping[Action, float] = MappingProxyType(
    {Action.START: 60.0, Action.TURN_OFF: 60.0, Action.SHUT_DOWN: 300.0, Action.FAIL_OVER: 60.0, Action.CANCEL: 60.0}
)
"""Seconds that the end may take once the host has accepted, where that is more than a lag."""
MOVING = frozenset({4, 10, 11, 32773, 32776, 32777, 32780})
"""EnabledState on its way to another: shutting down, starting, resetting, saving, pausing, resuming."""

_OVER = frozenset({states.SYNCED, states.RECOVERED, states.COMMITTED, states.FAILOVER_IN_PROGRESS})
_STATES: Mapping[Action, frozenset[int]] = MappingProxyType(
    {
        Action.PREPARE: frozenset({states.SYNCED}),
        Action.FAIL_OVER: frozenset({states.RECOVERED}),
        Action.COMPLETE: frozenset({states.COMMITTED}),
        Action.SUSPEND: frozenset({states.SUSPENDED, states.RESYNC_SUSPENDED}),
        Action.RESUME: frozenset({states.INITIAL_REPLICATION, states.REPLICATING, states.RESYNCHRONIZING}),
        Action.RESYNCHRONIZE: frozenset({states.REPLICATING, states.RESYNCHRONIZING}),
    }
)


def is_reached(step: Step, moment: Moment | None, test_vm: str | None) -> bool:
    """Whether a step's end is there; `moment` is None for a VM that is gone, `test_vm` is the replica's."""
    if moment is None:
        return step.action is Action.DESTROY_TEST_VM
    match step.action:
        case Action.DESTROY_TEST_VM:
            return False
        case Action.TEST_FAILOVER:
            return test_vm is not None
        case Action.START:
            return moment.enabled_state == states.RUNNING
        case Action.SHUT_DOWN | Action.TURN_OFF:
            return moment.enabled_state == states.OFF
        case Action.REVERSE:
            return moment.mode == states.PRIMARY
        case Action.CANCEL:
            return moment.mode == step.before.mode and moment.replication_state not in _OVER
    return moment.mode == step.before.mode and moment.replication_state in _STATES[step.action]


def describe(moment: Moment) -> str:
    """``Replica, Off, Replicating``."""
    words = [states.mode_name(moment.mode), states.enabled_state_name(moment.enabled_state)]
    if moment.replication_state is not None:
        words.append(states.replication_state_name(moment.replication_state))
    return ", ".join(words)
