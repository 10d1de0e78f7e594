"""The limits and the pace of a host's WS-Management service."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from tui.practice.cim import ClassDecl


def _free(_: ClassDecl) -> float:
    return 0.0


@dataclass(frozen=True, slots=True)
class ServiceOptions:
    """Defaults are a modern host's (facts/wsman.md 4.1)."""

    max_envelope: int = 500 * 1024
    """MaxEnvelopeSizekb in bytes: a longer request is HTTP 413; pages are bounded by half of it, as Windows counts
    UTF-16 (facts/wsman.md 2.2)."""
    max_timeout: float = 60.0
    """MaxTimeoutms in seconds: default and cap of OperationTimeout for everything but Pull."""
    enumeration_timeout: float = 240.0
    """EnumerationTimeoutms in seconds: an enumeration context that is not pulled for so long is gone."""
    max_operations: int = 1500
    """MaxConcurrentOperationsPerUser: enumerations that a user has open; 15 on 2008 R2."""
    max_subscriptions: int = 15
    """The same for the event forwarding plugin (facts/wsman.md 3.3)."""
    max_shells: int = 30
    """MaxShellsPerUser."""
    first_page: int = 1
    """Items in the answer to an optimised Enumerate when there are more (facts/wsman.md 2.2)."""
    instance_cost: Callable[[ClassDecl], float] = _free
    """Seconds of real time that the provider takes for each instance of a class, matching or not, and for a method."""
    clock: Callable[[], float] = time.monotonic
    """Real seconds, for what clients measure in real time: contexts, heartbeats, OperationTimeout."""
