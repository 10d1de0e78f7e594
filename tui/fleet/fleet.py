"""Every host of a hosts file: read and refreshed at its own pace, changed through the one write path."""

import random
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tui.config import Configuration, CredentialSource, HostEntry, Settings
from tui.fleet.apply import WriteAccess, carry_out
from tui.fleet.journal import Journal
from tui.fleet.lane import Lane, Outcome
from tui.fleet.logon import Logon
from tui.fleet.run import ApplyRun
from tui.fleet.session import ReadOnly, Session
from tui.fleet.store import Store
from tui.fleet.tail import Tail
from tui.fleet.trouble import is_final, trouble
from tui.fleet.view import FleetView, HostState, HostView
from tui.hyperv.inventory import read_inventory
from tui.hyperv.quick import read_quick, refreshed
from tui.model.change import Change
from tui.model.event import HostEvent
from tui.model.machine import Inventory
from tui.model.result import ChangeResult
from tui.model.secret import Secret

REST_FACTOR = 10
"""A host rests this many times as long as its last refresh took: it is never kept busy more than a tenth."""

_LONGEST_BACK_OFF = 60.0


class _Host:
    """One host's lanes and its refresh."""

    def __init__(
        self,
        entry: HostEntry,
        secret: Secret,
        logon: Logon,
        settings: Settings,
        store: Store,
        *,
        writes: bool,
        keep_up: bool,
    ) -> None:
        self.entry = entry
        self.writes = writes
        self.lane = Lane(entry.name)
        self.session = Session(entry, secret, logon, settings, writes=writes)
        self.tail = Tail(entry, Session(entry, secret, logon, settings, writes=False), settings, store, self.refresh)
        self._settings = settings
        self._store = store
        self._keep_up = keep_up
        self._inventory: Inventory | None = None
        self._full_read_at: datetime | None = None
        self._failures = 0

    def refresh(self) -> None:
        """Read the host in full as soon as its lane is free."""
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
        inventory = read_inventory(self.session.reader)
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
            ),
        )
        if not self._keep_up:
            return
        self.tail.start()
        rest = max(self._settings.quick_interval, REST_FACTOR * outcome.seconds)
        self._refresh_after(rest)

    def _fold_error(self, error: Exception) -> None:
        now = _now()
        found = trouble(self.entry, error, now)
        next_try = None
        if self._keep_up and not is_final(error):
            back_off = min(_LONGEST_BACK_OFF, 2.0**self._failures) * random.uniform(0.8, 1.2)
            next_try = now + timedelta(seconds=back_off)
            self._refresh_after(back_off)
        self._failures += 1

        def fold(host: HostView) -> HostView:
            state = HostState.FAILED if host.inventory is None else HostState.STALE
            since = host.trouble.since if host.trouble is not None else found.since
            return replace(host, state=state, trouble=replace(found, since=since), next_try=next_try)

        self._store.update_host(self.entry.name, fold)

    def write(
        self,
        change: Change,
        journal: Journal,
        reason: str,
        report: Callable[[str], object],
        done: Callable[[ChangeResult], object],
    ) -> None:
        """Queue one change before every read that waits; `done` gets its result, on the lane's thread."""

        def job() -> ChangeResult:
            inventory = self._inventory or self.session.call(self._read_full)
            access = WriteAccess(self.session.writer, inventory.computer_name)
            return carry_out(access, change, journal, reason, report)

        def fold(outcome: Outcome) -> None:
            done(outcome.value if outcome.error is None else ApplyRun.broken(change, outcome.error))

        self.lane.submit(job, fold, write=True)

    def close(self) -> None:
        self.tail.close()
        self.lane.close()


class Fleet:
    """All hosts. Everything here returns at once; what hosts answer arrives in `view`."""

    def __init__(
        self,
        configuration: Configuration,
        secrets: Mapping[CredentialSource, Secret],
        journal: Journal,
        *,
        read_only: bool = False,
        keep_up: bool = True,
    ) -> None:
        """`keep_up` False reads every host once and follows nothing."""
        self.read_only = read_only
        self._journal = journal
        self._store = Store(
            HostView(entry.name, entry.group, HostState.CONNECTING, badges=entry.badges)
            for entry in configuration.hosts
        )
        self._logons = {source: Logon() for source in secrets}
        self._hosts = {
            entry.name: _Host(
                entry,
                secrets[entry.credential],
                self._logons[entry.credential],
                configuration.settings,
                self._store,
                writes=not (read_only or entry.read_only),
                keep_up=keep_up,
            )
            for entry in configuration.hosts
        }

    @property
    def view(self) -> FleetView:
        return self._store.view

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener`, from a lane's thread, whenever there is a newer view."""
        self._store.listen(listener)

    def start(self) -> None:
        """Begin to read every host."""
        self.refresh()

    def listen_to_events(self, listener: Callable[[tuple[HostEvent, ...]], None]) -> None:
        """Call `listener`, from a lane's thread, with each batch of events."""
        self._store.listen_to_events(listener)

    def wait_for_first_answers(self) -> None:
        """Block until every host has answered or failed once; a host's own time limits bound it."""
        answered = threading.Event()

        def look() -> None:
            if all(host.state is not HostState.CONNECTING for host in self.view.hosts):
                answered.set()

        self.listen(look)
        look()
        answered.wait()

    def refresh(self, host: str | None = None) -> None:
        """Read one host, or all, in full and now; a rejected credential is given another try."""
        for logon in self._logons.values():
            logon.forgive()
        for name, each in self._hosts.items():
            if host in (None, name):
                each.refresh()

    def writable(self, host: str) -> bool:
        """Whether this console built a writer for the host."""
        return self._hosts[host].writes

    def writing(self) -> tuple[str, ...]:
        """Hosts with a write on the wire."""
        return tuple(name for name, host in self._hosts.items() if host.lane.writing)

    def apply(self, plan: Sequence[Change], *, reason: str = "") -> ApplyRun:
        """Carry out a plan, hosts in parallel, one change at a time on each.

        Raises ReadOnly where a change is for a host without a writer; nothing is sent then.
        """
        for change in plan:
            if not self._hosts[change.key.host].writes:
                raise ReadOnly(f"{change.key.host} is read-only here; nothing was sent")
        run = ApplyRun(plan, self._store_written)
        run.begin(
            lambda change, report, done: self._hosts[change.key.host].write(change, self._journal, reason, report, done)
        )
        return run

    def close(self) -> None:
        """Stop; a read on the wire is not waited for."""
        for host in self._hosts.values():
            host.close()

    def _store_written(self, hosts: frozenset[str]) -> None:
        for host in hosts:
            self.refresh(host)


def _now() -> datetime:
    return datetime.now(UTC)
