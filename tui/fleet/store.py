"""Keeps the newest view of the fleet and tells listeners that there is one."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from tui.fleet.calls import CallLog
from tui.fleet.view import FleetView, HostView
from tui.model.event import HostEvent

MAX_EVENTS = 5000
"""Events kept in memory."""


class Store:
    """The one mutable cell: a FleetView that is replaced whole. Thread-safe."""

    def __init__(self, hosts: Iterable[HostView]) -> None:
        self.calls = CallLog()
        """What was sent to the hosts."""
        self._lock = threading.Lock()
        self._view = FleetView(0, tuple(hosts))
        self._listeners: list[Callable[[], None]] = []
        self._event_listeners: list[Callable[[tuple[HostEvent, ...]], None]] = []

    @property
    def view(self) -> FleetView:
        return self._view

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener` from whichever thread brought a newer view."""
        self._listeners.append(listener)

    def listen_to_events(self, listener: Callable[[tuple[HostEvent, ...]], None]) -> None:
        """Call `listener` with each batch of events as it arrives, each event once."""
        self._event_listeners.append(listener)

    def update_host(self, name: str, change: Callable[[HostView], HostView]) -> None:
        """Replace one host's view. An unchanged host makes no new version."""
        with self._lock:
            hosts = tuple(change(host) if host.name == name else host for host in self._view.hosts)
            if hosts == self._view.hosts:
                return
            self._view = replace(self._view, version=self._view.version + 1, hosts=hosts)
        self._tell()

    def add_host(self, added: HostView) -> None:
        """Put a host behind the others."""
        with self._lock:
            hosts = (*self._view.hosts, added)
            self._view = replace(self._view, version=self._view.version + 1, hosts=hosts)
        self._tell()

    def remove_host(self, name: str) -> None:
        with self._lock:
            hosts = tuple(host for host in self._view.hosts if host.name != name)
            self._view = replace(self._view, version=self._view.version + 1, hosts=hosts)
        self._tell()

    def tell_ticket(self, ends: datetime | None) -> None:
        """When the Kerberos ticket in use ends, UTC; None where there is none."""
        with self._lock:
            if ends == self._view.ticket_ends:
                return
            self._view = replace(self._view, version=self._view.version + 1, ticket_ends=ends)
        self._tell()

    def add_events(self, events: tuple[HostEvent, ...]) -> None:
        """Append events as they arrive; the oldest leave beyond MAX_EVENTS."""
        if not events:
            return
        with self._lock:
            kept = (*self._view.events, *events)[-MAX_EVENTS:]
            self._view = replace(self._view, version=self._view.version + 1, events=kept)
        for listener in self._event_listeners:
            listener(events)
        self._tell()

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()
