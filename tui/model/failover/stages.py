"""The stages of each deed, and where a copy stands in one of them: what is read decides, not what was sent.

A stage that is begun again finds out from the host whether there is anything left of it. So a run that was killed goes
on from what the hosts say. From which states a copy fails over is known but for those of a resynchronization
(assumption ``failover-from-resync``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from tui.model import states
from tui.model.failover.deed import Deed
from tui.model.step import Action, Moment


class Side(Enum):
    """Whose turn it is."""

    PRIMARY = "primary"
    """The member of the family that gives the VM away."""
    COPY = "copy"
    """The copy that the deed was chosen for."""


class Stage(Enum):
    """One stage of a deed; the value is the word that people, the journal and JSON read."""

    CHECK_PRIMARY = "check the primary"
    SHUT_DOWN = "shut down the primary"
    PREPARE = "prepare the primary"
    RESUME_FIRST = "resume replication first"
    FAIL_OVER = "fail over"
    REVERSE = "reverse replication"
    START = "start"
    VERIFY = "verify the addresses"
    CONNECT = "connect to the addresses"
    DECIDE = "complete or cancel"
    TURN_OFF = "turn off"
    CANCEL = "cancel the failover"
    CANCEL_PREPARED = "cancel on the primary"
    START_PRIMARY = "start the primary"
    COMPLETE = "complete the failover"
    SUSPEND = "suspend replication"
    RESUME = "resume replication"
    RESYNCHRONIZE = "resynchronize"


@dataclass(frozen=True, slots=True)
class StageAct:
    """What a stage sends, to whom, from where, and when it is at its end."""

    action: Action
    side: Side
    begins: frozenset[int]
    """ReplicationStates from which it is sent; power is judged by the enabled state instead."""
    ends: frozenset[int]
    """ReplicationStates in which nothing is left of it."""
    waits: frozenset[int] = frozenset()
    """ReplicationStates in which it is on its way."""


_ANY = frozenset(range(22))
_NONE: frozenset[int] = frozenset()

ACTS: Mapping[Stage, StageAct] = MappingProxyType(
    {
        Stage.SHUT_DOWN: StageAct(Action.SHUT_DOWN, Side.PRIMARY, _NONE, _NONE),
        Stage.TURN_OFF: StageAct(Action.TURN_OFF, Side.COPY, _NONE, _NONE),
        Stage.START: StageAct(Action.START, Side.COPY, _NONE, _NONE),
        Stage.START_PRIMARY: StageAct(Action.START, Side.PRIMARY, _NONE, _NONE),
        Stage.PREPARE: StageAct(Action.PREPARE, Side.PRIMARY, frozenset({3}), frozenset({4})),
        Stage.RESUME_FIRST: StageAct(Action.RESUME, Side.COPY, frozenset({7, 10, 11}), _ANY - {7, 10, 11}),
        Stage.FAIL_OVER: StageAct(
            Action.FAIL_OVER, Side.COPY, frozenset({3, 4, 8, 9}), frozenset({5, 6}), frozenset({12})
        ),
        Stage.REVERSE: StageAct(Action.REVERSE, Side.COPY, frozenset({5, 6}), _NONE),
        Stage.CANCEL: StageAct(Action.CANCEL, Side.COPY, frozenset({5, 12}), _ANY - {5, 6, 12}),
        Stage.CANCEL_PREPARED: StageAct(Action.CANCEL, Side.PRIMARY, frozenset({4}), _ANY - {4}),
        Stage.COMPLETE: StageAct(Action.COMPLETE, Side.COPY, frozenset({5}), frozenset({6})),
        Stage.SUSPEND: StageAct(Action.SUSPEND, Side.COPY, frozenset({3, 10}), frozenset({7, 11})),
        Stage.RESUME: StageAct(Action.RESUME, Side.COPY, frozenset({7, 8, 11}), frozenset({3, 10})),
        Stage.RESYNCHRONIZE: StageAct(Action.RESYNCHRONIZE, Side.COPY, frozenset({8, 9}), frozenset({3, 10})),
    }
)
"""The stages that send something; the others ask, look or wait."""


class Place(Enum):
    """Where a copy stands in a stage."""

    ENDED = "ended"
    READY = "ready"
    ON_ITS_WAY = "on its way"
    ELSEWHERE = "elsewhere"
    """Neither at the beginning nor at the end: somebody else has done something."""


def place_in(stage: Stage, moment: Moment) -> Place:
    """Where the side that a stage acts on stands in it."""
    act = ACTS[stage]
    match act.action:
        case Action.SHUT_DOWN | Action.TURN_OFF:
            return _towards_off(act.action, moment.enabled_state)
        case Action.START:
            return _towards_running(moment)
        case Action.REVERSE if moment.mode == states.PRIMARY:
            return Place.ENDED
        case Action.CANCEL if act.side is Side.COPY and moment.mode == states.PRIMARY:
            # Chosen on a primary: it was prepared.
            return Place.READY if moment.replication_state == 4 else Place.ENDED
        case Action.FAIL_OVER if moment.mode == states.PRIMARY:
            # Reversed already.
            return Place.ENDED
    return _by_replication(act, moment.replication_state)


def _by_replication(act: StageAct, state: int | None) -> Place:
    if state in act.ends:
        return Place.ENDED
    if state in act.begins:
        return Place.READY
    return Place.ON_ITS_WAY if state in act.waits else Place.ELSEWHERE


def _towards_off(action: Action, enabled: int) -> Place:
    if enabled == states.OFF:
        return Place.ENDED
    if enabled == states.RUNNING or action is Action.TURN_OFF:
        return Place.READY
    return Place.ON_ITS_WAY if enabled == states.SHUTTING_DOWN else Place.ELSEWHERE


def _towards_running(moment: Moment) -> Place:
    """A replica starts only once it is failed over, a primary not while it is prepared (facts/hyperv-wmi.md 2.4)."""
    if moment.enabled_state == states.RUNNING:
        return Place.ENDED
    if moment.enabled_state == states.STARTING:
        return Place.ON_ITS_WAY
    is_copy = moment.mode in (states.REPLICA, states.EXTENDED_REPLICA)
    allowed = moment.replication_state in (5, 6) if is_copy else moment.replication_state != 4
    return Place.READY if allowed and moment.enabled_state in (states.OFF, states.SAVED) else Place.ELSEWHERE


def stages_of(deed: Deed, *, reverse: bool = False, connect: bool = False) -> tuple[Stage, ...]:
    """The stages in their order; `reverse` after a planned failover, `connect` where there are ports to connect to."""
    after = (Stage.START, Stage.VERIFY, *((Stage.CONNECT,) if connect else ()))
    match deed:
        case Deed.PLANNED:
            reversing = (Stage.REVERSE,) if reverse else ()
            return (Stage.SHUT_DOWN, Stage.PREPARE, Stage.FAIL_OVER, *reversing, *after)
        case Deed.UNPLANNED:
            return (Stage.CHECK_PRIMARY, Stage.RESUME_FIRST, Stage.FAIL_OVER, *after, Stage.DECIDE)
        case Deed.CANCEL:
            return (Stage.TURN_OFF, Stage.CANCEL)
    return (_SINGLE[deed],)


def way_back(deed: Deed) -> tuple[Stage, ...]:
    """The stages that undo what a failover has done so far; each finds out whether there is anything for it to do.

    After the reversal there is no way back but a planned failover the other way.
    """
    if deed is Deed.PLANNED:
        return (Stage.TURN_OFF, Stage.CANCEL, Stage.CANCEL_PREPARED, Stage.START_PRIMARY)
    return (Stage.TURN_OFF, Stage.CANCEL)


_SINGLE: Mapping[Deed, Stage] = MappingProxyType(
    {
        Deed.COMPLETE: Stage.COMPLETE,
        Deed.REVERSE: Stage.REVERSE,
        Deed.SUSPEND: Stage.SUSPEND,
        Deed.RESUME: Stage.RESUME,
        Deed.RESYNCHRONIZE: Stage.RESYNCHRONIZE,
    }
)
