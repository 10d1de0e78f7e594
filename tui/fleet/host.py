"""One host: read and refreshed at its own pace, and changed through the one write path."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tui.config import CredentialSource, HostEntry, Settings
from tui.fleet.apply import Purpose, WriteAccess, carry_out
from tui.fleet.journal import Entry, Journal
from tui.fleet.journal.settling import settle_entry
from tui.fleet.lane import Lane, Outcome
from tui.fleet.logon import Logon
from tui.fleet.run import ApplyRun
from tui.fleet.session import Session
from tui.fleet.store import Store
from tui.fleet.tail import Tail
from tui.fleet.trouble import is_final, trouble
from tui.fleet.view import HostState, HostView
from tui.hyperv.inventory import read_inventory
from tui.hyperv.quick import read_quick, refreshed
from tui.model.change import Change
from tui.model.machine import Inventory
from tui.model.result import ChangeResult
from tui.model.secret import Secret
from tui.wsman.client import Client

REST_FACTOR = 10
"""A host rests this many times as long as its last refresh took: it is never kept busy more than a tenth."""

_LONGEST_BACK_OFF = 60.0


class Host:
    """One host's lanes: read at its own pace, written to between reads."""

    def __init__(
        self,
        entry: HostEntry,
        secret: Secret | None,
        logon: Logon,
        settings: Settings,
        store: Store,
        *,
        writes: bool,
        keep_up: bool,
        read: Callable[[Client], Inventory] = read_inventory,
    ) -> None:
        """`read` is what a full read does; `keep_up` False follows nothing."""
        self.entry = entry
        self.credential = entry.credential
        """The one in use, which the operator may have replaced."""
        self.logon = logon
        """Shared with every host that must not be tried while this one proves or was refused the credential."""
        self.writes = writes
        self.lane = Lane(entry.name)
        self.session = Session(entry, secret, logon, settings, writes=writes)
        self._tail = Tail(entry, Session(entry, secret, logon, settings, writes=False), settings, store, self.refresh)
        self._read = read
        self._settings = settings
        self._store = store
        self._keep_up = keep_up
        self._inventory: Inventory | None = None
        self._full_read_at: datetime | None = None
        self._failures = 0

    def refresh(self) -> None:
        """Read the host in full as soon as its lane is free."""
        self._store.update_host(self.entry.name, lambda host: replace(host, reading=True))
        self.lane.submit(lambda: self.session.call(self._read_full), self._fold)

    def _refresh_after(self, seconds: float) -> None:
        self.lane.submit_after(seconds, lambda: self.session.call(self._read_due), self._fold)

    def _read_due(self) -> Inventory:
        """A quick read where one is enough, else a full one."""
        if self._inventory is not None and self._full_read_at is not None:
            age = (_now() - self._full_read_at).total_seconds()
            if age < self._settings.full_interval:
                quick = refreshed(self._inventory, read_quick(self.session.reader))
                if quick is not None:
                    return quick
        return self._read_full()

    def _read_full(self) -> Inventory:
        inventory = self._read(self.session.reader)
        self._full_read_at = _now()
        return inventory

    def _fold(self, outcome: Outcome) -> None:
        if outcome.error is not None:
            self._fold_error(outcome.error)
            return
        self._failures = 0
        self._inventory = outcome.value
        now = _now()
        self._store.update_host(
            self.entry.name,
            lambda host: replace(
                host,
                state=HostState.UP,
                inventory=outcome.value,
                as_of=self._full_read_at,
                states_as_of=now,
                trouble=None,
                next_try=None,
                reading=False,
            ),
        )
        if not self._keep_up:
            return
        self._tail.start()
        rest = max(self._settings.quick_interval, REST_FACTOR * outcome.seconds)
        self._refresh_after(rest)

    def _fold_error(self, error: Exception) -> None:
        now = _now()
        found = trouble(self.entry, error, now)
        next_try = None
        if self._keep_up and not is_final(error):
            back_off = min(_LONGEST_BACK_OFF, 2.0 ** min(self._failures, 6)) * random.uniform(0.8, 1.2)
            next_try = now + timedelta(seconds=back_off)
            self._refresh_after(back_off)
        self._failures += 1

        def fold(host: HostView) -> HostView:
            state = HostState.FAILED if host.inventory is None else HostState.STALE
            since = host.trouble.since if host.trouble is not None else found.since
            kept = replace(found, since=since)
            return replace(host, state=state, trouble=kept, next_try=next_try, reading=False)

        self._store.update_host(self.entry.name, fold)

    def write(
        self,
        change: Change,
        journal: Journal,
        purpose: Purpose,
        report: Callable[[str], object],
        done: Callable[[ChangeResult], object],
    ) -> None:
        """Queue one change before every read that waits; `done` gets its result, on the lane's thread."""

        def job() -> ChangeResult:
            inventory = self._inventory or self.session.call(self._read_full)
            access = WriteAccess(self.session.writer, inventory.computer_name, self.credential.label)
            return carry_out(access, change, journal, purpose, report)

        def fold(outcome: Outcome) -> None:
            done(outcome.value if outcome.error is None else ApplyRun.broken(change, outcome.error))

        self.lane.submit(job, fold, write=True)

    def settle(self, entry: Entry, journal: Journal, done: Callable[[ChangeResult | None], object]) -> None:
        """Queue the settling of a change whose end is not known; `done` gets None where that cannot be told now."""

        def fold(outcome: Outcome) -> None:
            done(outcome.value if outcome.error is None else None)

        reader = self.session.reader
        self.lane.submit(lambda: self.session.call(lambda: settle_entry(reader, journal, entry)), fold)

    def allow_writes(self, allowed: bool) -> None:
        """Build the host's writer, or drop it; a write on the wire is finished."""
        self.session.allow_writes(allowed)
        self.writes = allowed

    def log_on_with(self, source: CredentialSource, secret: Secret | None, logon: Logon) -> None:
        """Use another credential from the next call on."""
        self.credential, self.logon = source, logon
        self.session.log_on_with(source, secret, logon)
        self._tail.log_on_with(source, secret, logon)

    def close(self) -> None:
        self._tail.close()
        self.lane.close()


def _now() -> datetime:
    return datetime.now(UTC)
