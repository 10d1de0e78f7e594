"""The last messages that were sent to the hosts: what they were and what became of them, never what they carried."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from tui.wsman.client import Call

KEPT = 2000
"""Calls kept in memory."""


@dataclass(frozen=True, slots=True)
class HostCall:
    """One message to one host."""

    number: int
    """Counted from 1 over all hosts."""
    time: datetime
    """When its answer came, UTC."""
    host: str
    call: Call


class CallLog:
    """Keeps the newest calls of all hosts. Every lane adds to it, and any thread may look."""

    def __init__(self) -> None:
        self._calls: deque[HostCall] = deque(maxlen=KEPT)
        self._count = 0
        self._lock = threading.Lock()

    def of(self, host: str) -> Callable[[Call], None]:
        """What hears of every message to a host."""

        def heard(call: Call) -> None:
            with self._lock:
                self._count += 1
                self._calls.append(HostCall(self._count, datetime.now(UTC), host, call))

        return heard

    @property
    def count(self) -> int:
        """How many there have been, those that were forgotten included."""
        return self._count

    def newest_first(self) -> tuple[HostCall, ...]:
        with self._lock:
            return tuple(reversed(self._calls))
