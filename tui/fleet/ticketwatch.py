"""How long the Kerberos ticket lasts, for as long as a host is logged on to with it."""

import threading
from collections.abc import Callable
from datetime import datetime

from tui.fleet.store import Store
from tui.wsman.ticket import ticket_expiry

LOOK_S = 20.0
"""Seconds between looks into the ticket cache: a renewed ticket is seen this soon."""


class TicketWatch:
    """Looks into the ticket cache on a thread of its own, which a cache that does not answer may hold up for good."""

    def __init__(
        self,
        store: Store,
        used: Callable[[], bool],
        read: Callable[[], datetime | None] = ticket_expiry,
        interval_s: float = LOOK_S,
    ) -> None:
        """`used` tells whether any host is logged on to with a ticket; without one the cache is left alone."""
        self._store = store
        self._used = used
        self._read = read
        self._interval_s = interval_s
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ticket", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Stop; a look that hangs is not waited for."""
        self._closed.set()

    def _run(self) -> None:
        while not self._closed.is_set():
            self._store.tell_ticket(self._read() if self._used() else None)
            self._closed.wait(self._interval_s)
