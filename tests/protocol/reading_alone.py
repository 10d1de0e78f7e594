"""What a practice host may see of a console that only looks, written out from the facts."""

from collections.abc import Iterable

from tui.practice.serve import PracticeServer
from tui.practice.wsman.record import RequestRecord

ACTIONS = frozenset({"Identify", "Get", "Enumerate", "Pull", "Release", "Subscribe", "Unsubscribe"})
"""WS-Management's actions that change nothing but an enumeration's or a subscription's own context."""
METHODS = frozenset(
    {
        ("Msvm_VirtualSystemManagementService", "GetSummaryInformation"),
        ("Msvm_ReplicationService", "GetReplicationStatistics"),
        ("Msvm_ReplicationService", "GetReplicationStatisticsEx"),
        ("Msvm_ConcreteJob", "GetError"),
        ("Msvm_ConcreteJob", "GetErrorEx"),
    }
)
"""Methods of which facts/hyperv-wmi.md 2 says that they only tell."""


def seen(ground: PracticeServer) -> list[RequestRecord]:
    """Everything that the hosts were asked, as they themselves recorded it."""
    return [request for listener in ground.listeners.values() for request in listener.requests]


def beyond_reading(requests: Iterable[RequestRecord]) -> list[str]:
    """What may have changed something."""
    return [
        f"{request.resource_class}.{request.method or request.action}"
        for request in requests
        if not _only_reads(request)
    ]


def _only_reads(request: RequestRecord) -> bool:
    if request.method is not None:
        return (request.resource_class, request.method) in METHODS
    return request.action.rpartition("/")[2] in ACTIONS
