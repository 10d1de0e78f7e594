"""Every host of a hosts file, and of the failover clusters that it names."""

import queue
import threading
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from tui.config import ClusterEntry, Configuration, CredentialSource, HostEntry
from tui.fleet.calls import CallLog
from tui.fleet.cluster import ClusterWatch
from tui.fleet.credentials import Credentials, read_again
from tui.fleet.hands import Hands
from tui.fleet.host import Host
from tui.fleet.journal import Entry, Journal, StepEntry
from tui.fleet.journal.history import unsettled, unsettled_steps
from tui.fleet.judging.evidence import evidence_of
from tui.fleet.judging.weighing import Waived, journal_waivers
from tui.fleet.plans.run import ApplyRun
from tui.fleet.session import ReadOnly
from tui.fleet.store import Store
from tui.fleet.ticketwatch import TicketWatch
from tui.fleet.unlocking import Unlocks
from tui.fleet.view import FleetView, HostState, HostView
from tui.fleet.writing import Purpose
from tui.hyperv.channels import DEFAULT_CHANNELS
from tui.hyperv.inventory import read_inventory
from tui.model.change import Change
from tui.model.drill.profile import Profile
from tui.model.drill.values import DrillPlan
from tui.model.event import HostEvent
from tui.model.machine import Inventory
from tui.model.result import ChangeResult
from tui.model.secret import Secret
from tui.model.step import StepResult
from tui.wsman.client import Client

if TYPE_CHECKING:
    from tui.fleet.drill import LeftOver
    from tui.fleet.drill.clean_run import CleanRun
    from tui.fleet.drill.run import DrillRun


class Fleet:
    """All hosts. Everything here returns at once; what hosts answer arrives in `view`."""

    def __init__(
        self,
        configuration: Configuration,
        secrets: Mapping[CredentialSource, Secret | None],
        journal: Journal,
        *,
        read_only: bool = False,
        keep_up: bool = True,
        events_since: timedelta | None = None,
    ) -> None:
        """`secrets` has every credential of the hosts; `keep_up` False reads every host once and follows nothing.

        With `events_since`, what hosts wrote so long before now is told too; without, only what they write from now on.
        """
        self._events_since = events_since
        self.read_only = read_only
        self._journal = journal
        self._settings = configuration.settings
        self._keep_up = keep_up
        self._store = Store(())
        self._lock = threading.Lock()
        self._hosts: dict[str, Host] = {}
        self.credentials = Credentials(secrets, journal, lambda: self._hosts)
        self._watches = {cluster.name: self._watch(cluster) for cluster in configuration.clusters}
        for entry in configuration.hosts:
            watch = self._watches.get(entry.cluster or "")
            self._add(entry, watch.read_node if watch else read_inventory)
        self._unlocks = Unlocks(journal, self._switch_writer)
        self._ticket = TicketWatch(self._store, self.credentials.use_a_ticket)
        for cluster in configuration.clusters:
            if not cluster.nodes:
                self._add(cluster.contact, self._watches[cluster.name].read_contact)

    @property
    def view(self) -> FleetView:
        return self._store.view

    @property
    def calls(self) -> CallLog:
        """What was sent to the hosts."""
        return self._store.calls

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener`, from a lane's thread, whenever there is a newer view."""
        self._store.listen(listener)

    def start(self) -> None:
        """Begin to read every host."""
        self.refresh()
        if self._keep_up:
            self._ticket.start()

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
        read_again([each for name, each in self._hosts.items() if host in (None, name)])

    def select(self, host: str, vm: str) -> None:
        """The operator looks at this VM, by GUID: what costs a call a VM is read of it first."""
        if host in self._hosts:
            self._hosts[host].select(vm)

    def read_statistics(self) -> tuple[str, ...]:
        """Read every replica's statistics now, one call each, and block until that is done; for a verb.

        Returns the hosts of which not all could be read: those that do not answer; their own time limits bound it.
        """
        up = [host.name for host in self.view.hosts if host.state is HostState.UP]
        silent = [host.name for host in self.view.hosts if host.state is not HostState.UP]
        answers: queue.SimpleQueue[tuple[str, bool]] = queue.SimpleQueue()
        for name in up:
            self._hosts[name].read_statistics(partial(_answered, answers, name))
        told = [answers.get() for _ in up]
        return (*silent, *(name for name, whole in told if not whole))

    def read_backlog(self, since: timedelta) -> tuple[HostEvent, ...]:
        """What every host that answers has written since then, oldest first; blocks until all told it, or failed.

        Why a host could not tell it is its `events_trouble` in the view.
        """
        up = [host.name for host in self.view.hosts if host.state is HostState.UP]
        answers: queue.SimpleQueue[tuple[HostEvent, ...] | None] = queue.SimpleQueue()
        for name in up:
            self._hosts[name].read_backlog(since, answers.put)
        told = [event for _ in up for event in answers.get() or ()]
        return tuple(sorted(told, key=lambda event: event.time or datetime.min.replace(tzinfo=UTC)))

    def writable(self, host: str) -> bool:
        """Whether this console built a writer for the host."""
        return self._hosts[host].writes

    def unlock(self, hosts: Collection[str], reason: str, duration: timedelta) -> datetime:
        """Let hosts that the hosts file makes read-only be written to for a time; the time of its end, UTC.

        Raises ReadOnly in a process that was started read-only, without a reason, or for too long, and JournalError
        where it cannot be recorded; nothing is unlocked then.
        """
        if self.read_only:
            raise ReadOnly("this console was started read-only and stays so: start another one")
        return self._unlocks.unlock([name for name in hosts if self._hosts[name].entry.read_only], reason, duration)

    def lock(self, hosts: Collection[str]) -> None:
        """Take back an `unlock` before its time."""
        self._unlocks.lock(hosts)

    def writing(self) -> tuple[str, ...]:
        """Hosts with a write on the wire."""
        return tuple(name for name, host in self._hosts.items() if host.writing)

    def apply(self, plan: Sequence[Change], *, reason: str = "", waived: Sequence[Waived] = ()) -> ApplyRun:
        """Carry out a plan, hosts in parallel, one change at a time on each; what was waived is journalled first.

        Raises ReadOnly where a change is for a host without a writer, or for none of this fleet, and JournalError where
        a waiver cannot be recorded; nothing is sent then.
        """
        for change in plan:
            if change.key.host not in self._hosts:
                raise ReadOnly(f"{change.key.host} is not in this fleet any more; nothing was sent")
            if not self.writable(change.key.host):
                raise ReadOnly(f"{change.key.host} is read-only here; nothing was sent")
        purpose = Purpose(reason, uuid.uuid4().hex)
        journal_waivers(self._journal, purpose.apply, waived)
        run = ApplyRun(plan, self._store_written)
        run.begin(
            lambda change, report, done: self._hosts[change.key.host].write(
                change, self._journal, purpose, report, done
            )
        )
        return run

    @property
    def journal(self) -> Journal:
        """Where this process writes what it does."""
        return self._journal

    def settle_unknown(self, done: Callable[[Entry | StepEntry, ChangeResult | StepResult | None], object]) -> int:
        """Read what became of every write whose end the journal does not know, as after a crash; read-only too.

        `done` is called once for each change and each action, from a lane's thread: with None where it cannot be told
        now, because the host does not answer or the write is on its way in another console. Returns how many there are
        on hosts of this fleet. Raises JournalError where the journal cannot be read.
        """
        read = self._journal.read()
        entries = [entry for entry in unsettled(read.entries) if entry.intent.change.key.host in self._hosts]
        steps = [step for step in unsettled_steps(read.steps) if step.intent.step.host in self._hosts]
        for entry in entries:
            self._hosts[entry.intent.change.key.host].settle(entry, self._journal, partial(done, entry))
        for step in steps:
            self._hosts[step.intent.step.host].settle_step(step, self._journal, partial(done, step))
        return len(entries) + len(steps)

    def hands(self, host: str) -> Hands:
        """A connection of its own to a host for one thread of a drill or a failover; to be closed by that thread.

        Raises KeyError for a host that is not there, and ReadOnly where no writer may be built.
        """
        if not self.writable(host):
            raise ReadOnly(f"{host} is read-only here")
        return self._hosts[host].hands(self._journal)

    @property
    def channels(self) -> tuple[str, ...]:
        """The event channels that are followed."""
        return self._settings.channels or DEFAULT_CHANNELS

    @property
    def probes(self) -> bool:
        """Whether staged addresses may be tried from this machine."""
        return self._settings.probe

    def drill(self, plan: DrillPlan, profile: Profile | None = None) -> "DrillRun":
        """Begin to test-fail VMs over, prove them, and clean up after each; `profile` is staged meanwhile.

        Where this fleet does not probe, neither does the drill, whatever its plan says.
        Raises ReadOnly where a VM's host takes no changes from here, and JournalError; nothing is sent then.
        """
        from tui.fleet.drill.run import DrillRun

        reading = self._journal.read()
        evidence = evidence_of(reading.entries, reading.runs)
        plan = replace(plan, probe=plan.probe and self.probes)
        run = DrillRun(self, plan, evidence, self._store_written, profile=profile)
        run.begin()
        return run

    def clean(self, left: "Sequence[LeftOver]", reason: str) -> "CleanRun":
        """Begin to turn test VMs off and to destroy them. Raises ReadOnly; nothing is sent then."""
        from tui.fleet.drill.clean_run import CleanRun

        run = CleanRun(self, left, reason, self._store_written)
        run.begin()
        return run

    def close(self) -> None:
        """Stop; a read on the wire is not waited for."""
        self._unlocks.close()
        self._ticket.close()
        for host in self._hosts.values():
            host.close()

    def _switch_writer(self, name: str, until: datetime | None) -> None:
        host = self._hosts.get(name)
        if host is not None:
            host.allow_writes(until is not None)
            self._store.update_host(name, lambda view: replace(view, unlocked_until=until))

    def _watch(self, cluster: ClusterEntry) -> ClusterWatch:
        return ClusterWatch(cluster, self._store, self._settings.full_interval, join=self._join, leave=self._leave)

    def _add(self, entry: HostEntry, read: Callable[[Client], Inventory]) -> Host:
        source, secret, logon = self.credentials.for_entry(entry)
        host = Host(
            replace(entry, credential=source),
            secret,
            logon,
            self._settings,
            self._store,
            writes=not (self.read_only or entry.read_only),
            keep_up=self._keep_up,
            read=read,
            events_since=self._events_since,
        )
        with self._lock:
            self._hosts = {**self._hosts, entry.name: host}
        self._store.add_host(
            HostView(
                entry.name,
                entry.group,
                HostState.CONNECTING,
                badges=entry.badges,
                cluster=entry.cluster,
                readiness=entry.readiness,
                production=entry.production,
            )
        )
        return host

    def _join(self, entry: HostEntry) -> None:
        if entry.name not in self._hosts:
            self._add(entry, self._watches[entry.cluster or ""].read_node).refresh()

    def _leave(self, name: str) -> None:
        with self._lock:
            left = self._hosts[name]
            self._hosts = {each: host for each, host in self._hosts.items() if each != name}
        left.close()
        self._store.remove_host(name)

    def _store_written(self, hosts: frozenset[str]) -> None:
        for name in hosts & self._hosts.keys():
            self._hosts[name].refresh()


def _answered(answers: "queue.SimpleQueue[tuple[str, bool]]", name: str, whole: bool) -> None:
    answers.put((name, whole))
