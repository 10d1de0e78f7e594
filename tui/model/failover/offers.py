"""What is offered for a copy, and a sentence for everything that is not (facts/hyperv-wmi.md 1.1, 2.1, 2.2, 2.4).

The host has the last word. This table keeps what it would refuse, or what would do harm, from being asked at all
(assumption ``resume-critical``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tui.model import states
from tui.model.failover.deed import Deed
from tui.model.failover.reasons import because_of_mode, because_of_state
from tui.model.failover.standing import Standing

_PRIMARY, _REPLICA, _EXTENDED = states.PRIMARY, states.REPLICA, states.EXTENDED_REPLICA
_LOSING = frozenset({3, 4, 7, 8, 9, 10, 11})
"""From which a copy can be failed over without its primary: it holds a whole, if older, state."""

TABLE: Mapping[Deed, Mapping[int, frozenset[int]]] = MappingProxyType(
    {
        Deed.PLANNED: {_REPLICA: frozenset({3, 4})},
        Deed.UNPLANNED: {_REPLICA: _LOSING, _EXTENDED: _LOSING},
        Deed.CANCEL: {_PRIMARY: frozenset({4}), _REPLICA: frozenset({5, 12}), _EXTENDED: frozenset({5, 12})},
        Deed.COMPLETE: {_REPLICA: frozenset({5}), _EXTENDED: frozenset({5})},
        Deed.REVERSE: {_REPLICA: frozenset({5, 6})},
        Deed.SUSPEND: dict.fromkeys((_PRIMARY, _REPLICA, _EXTENDED), frozenset({3, 10})),
        Deed.RESUME: dict.fromkeys((_PRIMARY, _REPLICA, _EXTENDED), frozenset({7, 8, 11})),
        Deed.RESYNCHRONIZE: {_PRIMARY: frozenset({8, 9})},
    }
)
"""For each deed the ReplicationModes, and for each of those the ReplicationStates, in which it is offered at all."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One deed for one copy."""

    deed: Deed
    why_not: str = ""
    """A sentence; empty where it is offered."""
    note: str = ""
    """What a person has to know who takes the offer."""


def offers(standing: Standing) -> tuple[Offer, ...]:
    """Every deed, in the order of a menu."""
    return tuple(offer(deed, standing) for deed in Deed)


def offer(deed: Deed, standing: Standing) -> Offer:
    """One deed: offered, or the first reason why it is not."""
    if why := _why_not(deed, standing):
        return Offer(deed, why)
    return Offer(deed, note=_note(deed, standing))


def _why_not(deed: Deed, standing: Standing) -> str:
    mode, state = standing.moment.mode, standing.moment.replication_state
    if mode == states.NO_REPLICATION or state is None:
        return "it is not replicated"
    if standing.external:
        return "it is replicated by another provider, which alone can do this"
    allowed = TABLE[deed].get(mode)
    if allowed is None:
        return because_of_mode(deed, standing)
    if state not in allowed:
        return because_of_state(deed, state)
    return _because_of_itself(deed, standing) or _because_of_family(deed, standing)


def _because_of_itself(deed: Deed, standing: Standing) -> str:
    if deed.fails_over and standing.moment.enabled_state != states.OFF:
        word = states.enabled_state_name(standing.moment.enabled_state).lower()
        return f"the copy is {word}: it has to be off before it can be failed over"
    if deed.fails_over and not standing.received:
        return "nothing was ever replicated: there is no copy to fail over to"
    if deed is Deed.REVERSE and standing.extended:
        return "it is replicated further: nothing is reversed while extended replication is on; remove that first"
    return ""


def _because_of_family(deed: Deed, standing: Standing) -> str:
    primary, running = standing.primary, standing.running
    if deed is Deed.PLANNED and (silent := standing.silent_primary):
        return f"the primary's host {silent} does not answer: for a lost primary there is unplanned failover"
    if deed is Deed.PLANNED and primary is not None and primary.moment.replication_state not in (3, 4):
        return f"on the primary, {primary.host}: {because_of_state(deed, primary.moment.replication_state or 0)}"
    if deed is Deed.UNPLANNED and running is not None:
        return f"it runs on {running.host}: plan the failover, or turn that one off first"
    if deed is Deed.REVERSE and primary is not None and primary.runs:
        return f"the former primary runs on {primary.host}: turn it off first, its changes since are overwritten"
    return ""


def _note(deed: Deed, standing: Standing) -> str:
    seen, where = standing.primary is not None, standing.primary_name or "its host"
    if deed is Deed.PLANNED and standing.extended:
        return "replication stays as it is: nothing is reversed while extended replication is on"
    if deed is Deed.PLANNED and not seen:
        return f"the primary is not in this fleet: what has to be done on {where} is said and waited for"
    if deed is Deed.UNPLANNED and (silent := standing.silent_primary):
        return f"{silent} does not answer: that the primary does not run there has to be confirmed"
    if deed is Deed.UNPLANNED and not seen:
        return f"the primary is not in this fleet: whether it runs on {where} has to be confirmed"
    return deed.warning
