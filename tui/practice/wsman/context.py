"""What an operation works with, and the contexts that outlive one."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from tui.practice.cim import Host
from tui.practice.wsman.envelope import new_id
from tui.practice.wsman.fault import Fault, FaultKind
from tui.practice.wsman.instances import InstanceWriter
from tui.practice.wsman.options import ServiceOptions
from tui.practice.wsman.quirks import Quirks
from tui.practice.wsman.request import Request


@dataclass(frozen=True, slots=True)
class Operation:
    """One request of one user, and its service."""

    host: Host
    options: ServiceOptions
    quirks: Quirks
    writer: InstanceWriter
    closing: threading.Event
    request: Request
    user: str
    deadline: float
    """On the options' clock."""

    @property
    def characters(self) -> int:
        """How many characters of items fit an answer: Windows counts two bytes each (facts/wsman.md 2.2)."""
        most = self.options.max_envelope
        return min(self.request.max_envelope or most, self.quirks.page_bytes or most, most) // 2


class Kept(Protocol):
    """Something that a client comes back for."""

    user: str
    expires: float


K = TypeVar("K", bound=Kept)


class Contexts(Generic[K]):
    """Enumerations or subscriptions by their context, which changes with every Pull. Safe to use from any thread."""

    def __init__(self, clock: Callable[[], float], expired: FaultKind) -> None:
        self._clock = clock
        self._expired = expired
        self._kept: dict[str, K] = {}
        self._lock = threading.Lock()

    def keep(self, kept: K, context: str | None = None) -> str:
        """Remember under a new context (or again under `context`), which is returned."""
        name = context or new_id()
        with self._lock:
            self._kept[name] = kept
        return name

    def of_user(self, user: str) -> int:
        """How many of a user's are open; expired ones are forgotten by this."""
        now = self._clock()
        with self._lock:
            self._kept = {context: kept for context, kept in self._kept.items() if kept.expires >= now}
            return sum(kept.user == user for kept in self._kept.values())

    def __contains__(self, context: str) -> bool:
        with self._lock:
            return context in self._kept

    def take(self, context: str, user: str) -> K:
        """Whatever a context stands for; the context is dead from now on.

        Raises Fault for a context that is unknown, expired, or another user's.
        """
        with self._lock:
            kept = self._kept.get(context)
            if kept is None:
                raise Fault(FaultKind.INVALID_ENUMERATION_CONTEXT, "The enumeration context is not valid.")
            if kept.user != user:
                raise Fault(FaultKind.OTHER_USER, "The context belongs to another user.")
            del self._kept[context]
        if kept.expires < self._clock():
            raise Fault(self._expired, "The context has expired.")
        return kept

    def drop(self, wanted: Callable[[K], bool]) -> bool:
        """Forget what fulfils `wanted`; whether there was any."""
        with self._lock:
            found = [context for context, kept in self._kept.items() if wanted(kept)]
            for context in found:
                del self._kept[context]
        return bool(found)
