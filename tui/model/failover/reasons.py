"""Why a deed is not offered for a copy of some mode or in some state: a sentence that says what to do instead."""

from collections.abc import Mapping
from types import MappingProxyType

from tui.model import states
from tui.model.failover.deed import Deed
from tui.model.failover.standing import Standing

_FAILED_OVER = {5: "it is failed over already: complete or cancel that first", 6: "its failover is complete already"}
_BUSY = {12: "a failover is in progress: let it end, or cancel it", 13: "a failback is in progress: let it end"}

_BECAUSE: Mapping[Deed, Mapping[int, str]] = MappingProxyType(
    {
        Deed.PLANNED: {
            **_FAILED_OVER,
            **_BUSY,
            7: "replication is suspended: resume it first",
            8: "replication has stopped by an error: resume it first, or see the host's events",
            9: "the copies differ: resynchronize first",
            10: "it is being resynchronized: let that end",
            11: "its resynchronization is suspended: resume it first",
        },
        Deed.UNPLANNED: {
            **_FAILED_OVER,
            **_BUSY,
            1: "its initial replication has not begun: there is no whole copy",
            2: "its initial replication has not ended: there is no whole copy",
        },
        Deed.CANCEL: {
            3: "no failover has begun",
            4: "it waits for a planned failover: that is cancelled on the primary",
            6: "the failover is complete and cannot be taken back: reverse the replication and plan the way back",
        },
        Deed.COMPLETE: {
            3: "no failover has begun",
            4: "it waits for a planned failover: nothing is failed over yet",
            6: "the failover is complete already",
            12: "the failover has not ended: let it end, or cancel it",
        },
        Deed.REVERSE: {3: "it is not failed over", 12: "the failover has not ended: let it end, or cancel it"},
        Deed.SUSPEND: {7: "it is suspended already", 11: "its resynchronization is suspended already"},
        Deed.RESUME: {
            3: "it replicates",
            9: "the copies differ: resynchronize is what it needs",
            10: "it is being resynchronized",
        },
        Deed.RESYNCHRONIZE: {3: "the copies agree", 10: "it is being resynchronized", 11: "resume goes on with it"},
    }
)


def because_of_state(deed: Deed, state: int) -> str:
    """For a ReplicationState in which the deed is not offered."""
    said = _BECAUSE[deed].get(state)
    return said or f"its replication state is “{states.replication_state_name(state).lower()}”: not from there"


def because_of_mode(deed: Deed, standing: Standing) -> str:
    """For a ReplicationMode in which the deed is not offered in any state."""
    mode = standing.moment.mode
    if mode == states.TEST_REPLICA:
        return "it is a test VM: a drill ends it"
    if mode == states.EXTENDED_REPLICA:
        return _EXTENDED.get(deed, "not for an extended replica")
    if deed is Deed.RESYNCHRONIZE:
        primary = standing.primary.host if standing.primary else standing.primary_name or "its primary"
        return f"it is done on the primary, {primary}"
    replica = standing.replica
    where = f"the replica on {replica.host}" if replica else "the replica, which is not in this fleet"
    return f"this is the primary: it is done on {where}"


_EXTENDED: Mapping[Deed, str] = MappingProxyType(
    {
        Deed.PLANNED: "it is an extended replica: a planned failover goes to the replica",
        Deed.REVERSE: "it is an extended replica: nothing is reversed while extended replication is on",
        Deed.RESYNCHRONIZE: "it is an extended replica: it is done where it is replicated from",
    }
)
