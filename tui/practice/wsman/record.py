"""What was asked of a listener, kept for tests."""

import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One SOAP request that was let in."""

    time: datetime
    """The host's own time, UTC."""
    user: str
    action: str
    """The action URI; for a method its class URI and name."""
    resource_class: str
    """The last part of the resource URI: a class, ``*`` or EventLog."""
    method: str | None
    """The method of an Invoke."""


R = TypeVar("R")


class Log(Generic[R]):
    """The newest records, oldest first. Safe to use from any thread."""

    def __init__(self, keep: int = 10_000) -> None:
        self._records: deque[R] = deque(maxlen=keep)
        self._lock = threading.Lock()

    def add(self, record: R) -> None:
        with self._lock:
            self._records.append(record)

    def records(self) -> tuple[R, ...]:
        with self._lock:
            return tuple(self._records)
