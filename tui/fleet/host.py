"""One host: read and refreshed at its own pace, and changed through the one write path."""

import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tui.config import CredentialSource, HostEntry, Settings
from tui.fleet.backlog import read_backlog
from tui.fleet.hands import Hands
from tui.fleet.journal import Entry, Journal, StepEntry
from tui.fleet.keeping import kept
from tui.fleet.lane import Lane, Outcome
from tui.fleet.logon import Logon
from tui.fleet.plans.run import ApplyRun
from tui.fleet.session import Session
from tui.fleet.store import Store
from tui.fleet.tail import Tail
from tui.fleet.trickle import Trickle
from tui.fleet.trouble import is_final, trouble
from tui.fleet.view import HostState, HostView
from tui.fleet.writing import Purpose, WriteAccess, carry_out
from tui.fleet.writing.adapters import AdapterWork
from tui.fleet.writing.settling import settle_change, settle_step
from tui.hyperv.channels import DEFAULT_CHANNELS
from tui.hyperv.inventory import read_inventory
from tui.hyperv.quick import read_quick, refreshed
from tui.model.change import Change
from tui.model.event import HostEvent
from tui.model.machine import Inventory
from tui.model.readiness import Statistics
from tui.model.result import ChangeResult
from tui.model.secret import Secret
from tui.model.step import StepResult
from tui.wsman.client import Client

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
        events_since: timedelta | None = None,
    ) -> None:
        """`read` is what a full read does; `keep_up` False follows nothing; `events_since` as in Tail."""
        self.entry = entry
        self.credential = entry.credential
        """The one in use, which the operator may have replaced."""
        self.logon = logon
        """Shared with every host that must not be tried while this one proves or was refused the credential."""
        self.writes = writes
        self.lane = Lane(entry.name)
        self._on_call = store.calls.of(entry.name)
        self.session = Session(entry, secret, logon, settings, writes=writes, on_call=self._on_call)
        tail_session = Session(entry, secret, logon, settings, writes=False, on_call=self._on_call)
        self._tail = Tail(entry, tail_session, settings, store, self.refresh, since=events_since)
        self._read = read
        self._secret = secret
        self._hands: tuple[Hands, ...] = ()
        self._lock = threading.Lock()
        """Guards credential and right to write against hands that are being given out."""
        self._settings = settings
        self._store = store
        self._keep_up = keep_up
        self._inventory: Inventory | None = None
        self._full_read_at: datetime | None = None
        self._failures = 0
        self._trickle = Trickle(
            self.lane,
            self.session,
            settings.statistics_interval,
            read_after=self._refresh_after,
            show=self._show_statistics,
        )

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
        inventory = self._inventory = kept(self._inventory, outcome.value)
        now = _now()
        self._store.update_host(
            self.entry.name,
            lambda host: replace(
                host,
                state=HostState.UP,
                inventory=inventory,
                as_of=self._full_read_at,
                states_as_of=now,
                trouble=None,
                next_try=None,
                reading=False,
                statistics=self._trickle.told,
            ),
        )
        if not self._keep_up:
            return
        self._tail.start()
        self._trickle.go_on(inventory, outcome.seconds, self._settings.quick_interval)

    def _show_statistics(self, told: Mapping[str, Statistics]) -> None:
        self._store.update_host(self.entry.name, lambda host: replace(host, statistics=told))

    def select(self, vm: str) -> None:
        """Ask for this VM's statistics before the others', from the next call for them on."""
        self._trickle.select(vm)

    def read_statistics(self, done: Callable[[bool], object]) -> None:
        """Queue reading every replica's statistics; `done` is told whether the host answered them all."""
        self._trickle.ask_all(self._inventory, done)

    def read_backlog(self, since: timedelta, done: Callable[[tuple[HostEvent, ...] | None], object]) -> None:
        """Queue reading what the host has written since then; `done` gets it, None where the host did not tell it."""

        def job() -> tuple[HostEvent, ...]:
            ahead = (self._inventory.clock_ahead if self._inventory else None) or timedelta()
            channels = self._settings.channels or DEFAULT_CHANNELS
            return read_backlog(self.session.reader, self.entry.name, channels, since.total_seconds(), _now() + ahead)

        def fold(outcome: Outcome) -> None:
            if outcome.error is not None:
                found = trouble(self.entry, outcome.error, _now())
                self._store.update_host(self.entry.name, lambda host: replace(host, events_trouble=found))
            done(outcome.value)

        self.lane.submit(lambda: self.session.call(job), fold)

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
            access = WriteAccess(self.session, self.credential.label)
            return carry_out(access, AdapterWork(change, inventory.computer_name), journal, purpose, report)

        def fold(outcome: Outcome) -> None:
            done(outcome.value if outcome.error is None else ApplyRun.broken(change, outcome.error))

        self.lane.submit(job, fold, write=True)

    def settle(self, entry: Entry, journal: Journal, done: Callable[[ChangeResult | None], object]) -> None:
        """Queue the settling of a change whose end is not known; `done` gets None where that cannot be told now."""

        def fold(outcome: Outcome) -> None:
            done(outcome.value if outcome.error is None else None)

        self.lane.submit(lambda: settle_change(self.session.read, journal, entry), fold)

    def settle_step(self, entry: StepEntry, journal: Journal, done: Callable[[StepResult | None], object]) -> None:
        """The same for an action on a VM."""

        def fold(outcome: Outcome) -> None:
            done(outcome.value if outcome.error is None else None)

        self.lane.submit(lambda: settle_step(self.session.read, journal, entry), fold)

    @property
    def writing(self) -> bool:
        """A write is on the wire now."""
        return self.lane.writing or any(hands.writing for hands in self._hands)

    def hands(self, journal: Journal) -> Hands:
        """A connection of its own for another thread, with this host's credential and its right to write."""
        with self._lock:
            entry = replace(self.entry, credential=self.credential)
            hands = Hands(
                Session(entry, self._secret, self.logon, self._settings, writes=self.writes, on_call=self._on_call),
                journal,
                computer_name=self._inventory.computer_name if self._inventory else "",
                principal=lambda: self.credential.label,
                closed=self._take_back,
            )
            self._hands = (*self._hands, hands)
        return hands

    def _take_back(self, hands: Hands) -> None:
        with self._lock:
            self._hands = tuple(each for each in self._hands if each is not hands)
        if hands.wrote:
            self.refresh()

    def allow_writes(self, allowed: bool) -> None:
        """Build the host's writers, or drop them; a write on the wire is finished."""
        with self._lock:
            self.writes = allowed
            sessions = [self.session, *(hands.session for hands in self._hands)]
        for session in sessions:
            session.allow_writes(allowed)

    def log_on_with(self, source: CredentialSource, secret: Secret | None, logon: Logon) -> None:
        """Use another credential from the next call on."""
        with self._lock:
            self.credential, self.logon, self._secret = source, logon, secret
            sessions = [self.session, *(hands.session for hands in self._hands)]
        for session in sessions:
            session.log_on_with(source, secret, logon)
        self._tail.log_on_with(source, secret, logon)

    def close(self) -> None:
        self._tail.close()
        self.lane.close()


def _now() -> datetime:
    return datetime.now(UTC)
