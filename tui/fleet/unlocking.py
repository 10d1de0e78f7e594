"""Hosts that are read-only by the hosts file, written to for a time and for a reason.

This is the client's promise and not the host's: who may log on to a host may also write to it with another program.
"""

import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from tui.fleet.journal import Journal, JournalError
from tui.fleet.session import ReadOnly

LONGEST = timedelta(hours=8)


class Unlocks:
    """Which hosts are unlocked and until when. Thread-safe."""

    def __init__(self, journal: Journal, switch: Callable[[str, datetime | None], object]) -> None:
        """`switch` builds a host's writer until a time, or drops it where the time is None."""
        self._journal = journal
        self._switch = switch
        self._lock = threading.Lock()
        self._timers: dict[str, threading.Timer] = {}

    def unlock(self, hosts: Collection[str], reason: str, duration: timedelta) -> datetime:
        """Let hosts be written to until the returned time, UTC; a host that was unlocked already gets the new time.

        Raises ReadOnly without a reason or for more than LONGEST, and JournalError where it cannot be recorded; the
        hosts stay as they were then.
        """
        if not reason.strip():
            raise ReadOnly("to unlock, give a reason: it goes into the journal")
        if not timedelta(0) < duration <= LONGEST:
            raise ReadOnly(f"unlock for at most {LONGEST.seconds // 3600} hours")
        until = datetime.now(UTC) + duration
        self._journal.unlocked(sorted(hosts), reason, until)
        for host in hosts:
            timer = threading.Timer(duration.total_seconds(), self.lock, ([host],))
            timer.daemon = True
            with self._lock:
                earlier = self._timers.pop(host, None)
                self._timers[host] = timer
            if earlier is not None:
                earlier.cancel()
            self._switch(host, until)
            timer.start()
        return until

    def lock(self, hosts: Collection[str]) -> None:
        """Drop the hosts' writers; what is on the wire is finished. A host that was never unlocked stays as it is."""
        locked = []
        for host in hosts:
            with self._lock:
                timer = self._timers.pop(host, None)
            if timer is not None:
                timer.cancel()
                self._switch(host, None)
                locked.append(host)
        if locked:
            with suppress(JournalError):
                self._journal.locked(sorted(locked))

    def close(self) -> None:
        """Forget the timers; the process ends and its writers with it."""
        with self._lock:
            timers, self._timers = tuple(self._timers.values()), {}
        for timer in timers:
            timer.cancel()
