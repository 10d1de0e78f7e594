"""A fleet without hosts, of the same shape as the real one, and the VMs that the screen tests look at."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from tui.config import CredentialSource
from tui.fleet.calls import CallLog
from tui.fleet.journal import Entry, Journal, default_folder
from tui.fleet.journal.history import unsettled
from tui.fleet.judging.weighing import Waived, journal_waivers
from tui.fleet.plans.run import ApplyRun
from tui.fleet.session import ReadOnly
from tui.fleet.view import FleetView, HostState, HostTrouble, HostView
from tui.model import states
from tui.model.change import AdapterNetwork, Change
from tui.model.event import HostEvent
from tui.model.machine import Adapter, Connection, GuestReported, Inventory, Machine, Relationship, Switch, Vlan
from tui.model.result import ChangeResult, Outcome
from tui.model.secret import Secret
from tui.model.staged import StagedRaw

NOW = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)

DR_BACKUP = Switch("SWITCH-B", "DR-BACKUP", "external")
DR_LAN = Switch("SWITCH-L", "DR-LAN", "external")
PRIVATE = Switch("SWITCH-P", "Private Test Network", "private")
SWITCHES = (DR_BACKUP, DR_LAN, PRIVATE)

OPERATOR = CredentialSource("site\\operator", password_env="SITE_PASSWORD")
RESCUE = CredentialSource("site\\rescue")
"""A break-glass credential without a source of its password: it has to be typed."""
TICKET = CredentialSource(None, ticket=True)

Report = Callable[[str], object]
Done = Callable[[ChangeResult], object]


class FleetShape(Protocol):
    """What the console asks of a fleet."""

    read_only: bool

    @property
    def view(self) -> FleetView: ...
    @property
    def journal(self) -> Journal: ...
    @property
    def calls(self) -> CallLog: ...
    def listen(self, listener: Callable[[], None]) -> None: ...
    def start(self) -> None: ...
    def close(self) -> None: ...
    def refresh(self, host: str | None = None) -> None: ...
    def select(self, host: str, vm: str) -> None: ...
    def writable(self, host: str) -> bool: ...
    def writing(self) -> tuple[str, ...]: ...
    def apply(self, plan: Sequence[Change], *, reason: str = "", waived: Sequence[Waived] = ()) -> ApplyRun: ...
    @property
    def credentials(self) -> "CredentialsShape": ...


class CredentialsShape(Protocol):
    """What the console asks of a fleet's credentials."""

    def of(self, host: str) -> CredentialSource: ...
    def break_glass(self, host: str) -> CredentialSource | None: ...
    def offer(
        self, replaced: CredentialSource, offered: CredentialSource, secret: Secret | None
    ) -> tuple[str, ...]: ...
    def try_again(self, source: CredentialSource) -> tuple[str, ...]: ...


class FakeCredentials:
    """Takes note of what is offered; every host that uses a credential that was begins to be read."""

    def __init__(self, hosts: Iterable[str], begin_to_read: Callable[[tuple[str, ...]], object]) -> None:
        self.used = dict.fromkeys(hosts, OPERATOR)
        self.second: CredentialSource | None = None
        self.offered: list[tuple[CredentialSource, CredentialSource, Secret | None]] = []
        self.tried_again: list[CredentialSource] = []
        self._begin_to_read = begin_to_read

    def of(self, host: str) -> CredentialSource:
        return self.used[host]

    def break_glass(self, host: str) -> CredentialSource | None:
        return self.second

    def offer(self, replaced: CredentialSource, offered: CredentialSource, secret: Secret | None) -> tuple[str, ...]:
        self.offered.append((replaced, offered, secret))
        names = self._read(replaced)
        self.used |= dict.fromkeys(names, offered)
        return names

    def try_again(self, source: CredentialSource) -> tuple[str, ...]:
        self.tried_again.append(source)
        return self._read(source)

    def _read(self, source: CredentialSource) -> tuple[str, ...]:
        names = tuple(name for name, used in self.used.items() if used == source)
        self._begin_to_read(names)
        return names


class FakeFleet:
    """Answers from memory. A write is carried out by `carry_out`, by default at once and verified."""

    def __init__(self, view: FleetView, *, read_only: bool = False) -> None:
        self.read_only = read_only
        self._view = view
        self._listeners: list[Callable[[], None]] = []
        self.started = self.closed = False
        self.refreshed: list[str | None] = []
        self.selected: tuple[str, str] | None = None
        self.plans: list[tuple[Change, ...]] = []
        self.reasons: list[str] = []
        self.on_the_wire: tuple[str, ...] = ()
        self.read_only_hosts: set[str] = set()
        self.probes = True
        self.journal = Journal(default_folder())
        self.calls = CallLog()
        self.carry_out: Callable[[Change, Report, Done], None] = self.verify
        self.credentials = FakeCredentials((host.name for host in view.hosts), self._begin_to_read)

    @property
    def view(self) -> FleetView:
        return self._view

    @view.setter
    def view(self, view: FleetView) -> None:
        self._view = replace(view, version=self._view.version + 1)
        for listener in self._listeners:
            listener()

    def listen(self, listener: Callable[[], None]) -> None:
        self._listeners.append(listener)

    def start(self) -> None:
        self.started = True

    def close(self) -> None:
        self.closed = True

    def refresh(self, host: str | None = None) -> None:
        self.refreshed.append(host)

    def select(self, host: str, vm: str) -> None:
        self.selected = (host, vm)

    def writable(self, host: str) -> bool:
        return not self.read_only and host not in self.read_only_hosts

    def writing(self) -> tuple[str, ...]:
        return self.on_the_wire

    def apply(self, plan: Sequence[Change], *, reason: str = "", waived: Sequence[Waived] = ()) -> ApplyRun:
        if self.read_only:
            raise ReadOnly("read-only")
        self.plans.append(tuple(plan))
        self.reasons.append(reason)
        run = ApplyRun(plan, lambda hosts: None)
        apply = f"apply-{len(self.plans)}"
        journal_waivers(self.journal, apply, waived)

        def write(change: Change, report: Report, done: Done) -> None:
            entry = self.journal.intent(change, reason, apply=apply)

            def ended(result: ChangeResult) -> None:
                self.journal.outcome(entry, replace(result, sent=True))
                done(result)

            self.carry_out(change, report, ended)

        run.begin(write)
        return run

    def unlock(self, hosts: Collection[str], reason: str, duration: timedelta) -> datetime:
        """As the fleet does it, without a clock that locks again."""
        self.read_only_hosts -= set(hosts)
        self.reasons.append(reason)
        self._until(hosts, NOW + duration)
        return NOW + duration

    def lock(self, hosts: Collection[str]) -> None:
        self.read_only_hosts |= set(hosts)
        self._until(hosts, None)

    def _until(self, names: Collection[str], until: datetime | None) -> None:
        hosts = (replace(host, unlocked_until=until) if host.name in names else host for host in self._view.hosts)
        self.view = replace(self._view, hosts=tuple(hosts))

    def settle_unknown(self, done: Callable[[Entry, ChangeResult | None], object]) -> int:
        """Every host is seen to hold what was asked for."""
        entries = unsettled(self.journal.read().entries)
        for entry in entries:
            change = entry.intent.change
            result = ChangeResult(change, Outcome.VERIFIED, "settled by reading", found=change.after, sent=True)
            self.journal.settled(entry.intent.id, result)
            done(entry, result)
        return len(entries)

    def _begin_to_read(self, names: tuple[str, ...]) -> None:
        hosts = tuple(replace(host, reading=True) if host.name in names else host for host in self._view.hosts)
        self.view = replace(self._view, hosts=hosts)

    def verify(self, change: Change, report: Report, done: Done) -> None:
        """The host takes the change, and is seen to hold it."""
        report("sending")
        self.hold(change)
        done(ChangeResult(change, Outcome.VERIFIED, "", found=change.after, seconds=0.8))

    def hold(self, change: Change) -> None:
        """Let the host hold what a change asks for."""
        hosts = []
        for host in self._view.hosts:
            if host.name == change.key.host and host.inventory is not None:
                machines = tuple(
                    replace(machine, adapters=tuple(_held(adapter, machine, change) for adapter in machine.adapters))
                    for machine in host.inventory.machines
                )
                hosts.append(replace(host, inventory=replace(host.inventory, machines=machines)))
            else:
                hosts.append(host)
        self.view = replace(self._view, hosts=tuple(hosts))


def _held(adapter: Adapter, machine: Machine, change: Change) -> Adapter:
    if (machine.id, adapter.id) != (change.key.vm, change.key.adapter):
        return adapter
    after: AdapterNetwork = change.after
    name = next((switch.name for switch in SWITCHES if switch.id == after.switch_id), None)
    cable = adapter.connection or Connection("new", False, None, None)
    cable = replace(
        cable, enabled=after.connected, switch_id=after.switch_id, switch_name=name, test_switch=after.test_switch
    )
    return replace(adapter, staged=after.staged, connection=cable)


STAGED = StagedRaw(
    4098,
    False,
    ("10.9.20.11", "10.9.20.12", "2001:db8:20::11"),
    ("255.255.255.0", "255.255.255.0", "64"),
    ("10.9.20.1",),
    ("10.9.0.10", "10.9.0.11"),
)


def adapter(
    number: int,
    name: str = "Network Adapter",
    *,
    staged: StagedRaw | None = STAGED,
    on: bool = True,
    switch: Switch | None = DR_LAN,
    test: str | None = "Private Test Network",
    vlan: int | None = 20,
    kind: str = "synthetic",
) -> Adapter:
    cable = Connection(
        f"cable-{number}",
        enabled=on,
        switch_id=switch.id if switch else None,
        switch_name=switch.name if switch else None,
        test_switch=test,
        vlan=Vlan("access", access_id=vlan) if vlan else None,
    )
    return Adapter(
        id=f"ADAPTER-{number}",
        port_id=f"port-{number}",
        name=name,
        mac=f"00155D0A0B{number:02X}",
        kind="legacy" if kind == "legacy" else "synthetic",
        connection=cable,
        staged=staged,
        staged_id=f"staged-{number}" if staged else None,
    )


def replica(
    number: int,
    name: str,
    *adapters: Adapter,
    health: int = states.HEALTH_NORMAL,
    state: int = 3,
    behind: int = 42,
    mode: int = states.REPLICA,
    enabled: int = states.OFF,
) -> Machine:
    received = datetime.fromtimestamp(NOW.timestamp() - behind, UTC)
    relationships = () if mode == states.NO_REPLICATION else (Relationship(0, state, health, received),)
    return Machine(f"VM-{number}", name, mode, enabled, relationships, adapters or (adapter(number),))


CLEAR = StagedRaw(0, True)
JUNK = StagedRaw(4096, False, ("10.9.20.40", "not an address"), ("255.255.255.0",), ("10.9.20.1",), ("",))


def machines_one() -> tuple[Machine, ...]:
    return (
        replica(
            1,
            "sql01",
            adapter(1, on=False, switch=None),
            adapter(2, "Backup", staged=CLEAR, switch=DR_BACKUP, test=None, vlan=None),
            health=states.HEALTH_CRITICAL,
            state=9,
            behind=8000,
        ),
        replica(2, "app07", adapter(3, test="Gone Network")),
        replica(3, "web01", adapter(4)),
        replica(4, "old01", adapter(5, staged=None, kind="legacy")),
        replica(5, "junk01", adapter(6, staged=JUNK), health=states.HEALTH_WARNING, state=2),
        replica(6, "sql01 - Test", adapter(7, staged=None), mode=states.TEST_REPLICA, enabled=states.RUNNING),
        replica(7, "print01", adapter(8, staged=None), mode=states.NO_REPLICATION, enabled=states.RUNNING),
    )


def machines_two() -> tuple[Machine, ...]:
    guest = GuestReported(4096, False, ("10.1.20.21",), ("255.255.255.0",), ("10.1.20.1",), ("10.1.0.10",))
    return (
        replica(21, "web21", replace(adapter(21), guest=guest), behind=130),
        replica(22, "lin02", adapter(22, switch=None)),
        replica(23, "erp01", adapter(23), mode=states.PRIMARY, enabled=states.RUNNING),
    )


def up(name: str, machines: tuple[Machine, ...], badges: tuple[str, ...] = ()) -> HostView:
    inventory = Inventory(name.upper(), "10.0.17763", machines, SWITCHES)
    return HostView(name, "dr-site", HostState.UP, inventory, NOW, badges=badges)


def stale(host: HostView, minutes: int = 7) -> HostView:
    since = datetime.fromtimestamp(NOW.timestamp() - minutes * 60, UTC)
    trouble = HostTrouble("timed out", f"{host.name} did not answer within 30 s. Check that it is up.", "", since)
    return replace(host, state=HostState.STALE, as_of=since, trouble=trouble, next_try=NOW)


def failed(name: str) -> HostView:
    sentence = f"{name}: the certificate expired 2026-11-01. Ask for a new one, or name its CA in hosts.yaml line 14."
    trouble = HostTrouble("certificate", sentence, "certificate has expired", NOW)
    return HostView(name, "dr-site", HostState.FAILED, trouble=trouble, next_try=NOW)


def refused(host: HostView, kind: str = "not authenticated", words: str = "HTTP 401") -> HostView:
    """A host that nobody is logged on to."""
    trouble = HostTrouble(kind, f"{host.name}: did not accept the credentials; not tried again by itself", words, NOW)
    state = HostState.FAILED if host.inventory is None else HostState.STALE
    return replace(host, state=state, trouble=trouble, next_try=None, reading=False)


def refused_view() -> FleetView:
    """Two hosts that share a credential which is not accepted any more."""
    view = small_view()
    return replace(view, hosts=tuple(refused(host) for host in view.hosts))


def event(number: int, message: str, *, level: int = 2, vm: str | None = "sql01", host: str = "dr-hv-01") -> HostEvent:
    channel = "Microsoft-Windows-Hyper-V-VMMS-Admin"
    provider = "Microsoft-Windows-Hyper-V-VMMS"
    return HostEvent(host, channel, number, NOW, level, 32000 + number, provider, "VM-1" if vm else None, vm, message)


EVENTS = (
    event(1, "Replication was resumed.", level=4),
    event(86, "Replication was suspended because of a failure that needs a person.", host="dr-hv-02"),
)


def small_view() -> FleetView:
    """Two hosts that answer."""
    return FleetView(1, (up("dr-hv-01", machines_one()), up("dr-hv-02", machines_two())), EVENTS)


def troubled_view() -> FleetView:
    """One host of each state."""
    hosts = (
        up("dr-hv-01", machines_one(), ("ntlm over http",)),
        stale(up("dr-hv-02", machines_two())),
        failed("dr-hv-03"),
        HostView("dr-hv-04", "dr-site", HostState.CONNECTING),
    )
    return FleetView(1, hosts, EVENTS)
