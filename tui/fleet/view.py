"""The immutable view of all hosts: last good data, its age, and what is wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from types import MappingProxyType

from tui.model.change import AdapterKey
from tui.model.event import HostEvent
from tui.model.machine import Adapter, Inventory, Machine
from tui.model.readiness import DEFAULT_SETTINGS, ReadinessSettings, Statistics

NOTHING_VISIBLE = "nothing visible: check Hyper-V Administrators"

CLOCK_WARNS = timedelta(seconds=60)
KERBEROS_CLOCK_LIMIT = timedelta(minutes=5)
"""A difference of clocks beyond which Kerberos does not work, unless a domain says otherwise."""


class HostState(Enum):
    """How a host stands; the value is the word that people and JSON read."""

    CONNECTING = "connecting"
    UP = "up"
    STALE = "stale"
    """It answered before and does not now: its last good data is kept, with its age."""
    FAILED = "failed"
    """It has not answered yet, and says or shows why."""


@dataclass(frozen=True, slots=True)
class HostTrouble:
    """Why a host does not answer."""

    kind: str
    """Our name for it, a leaf of the tree in wsman/fault.py: ``unreachable``, ``timed out``, ``certificate`` …"""
    sentence: str
    """What happened, where, and what to do next."""
    words: str
    """The host's own words, exactly; empty where it said nothing."""
    since: datetime
    """UTC."""


@dataclass(frozen=True, slots=True)
class HostView:
    """One host."""

    name: str
    group: str | None
    state: HostState
    inventory: Inventory | None = None
    as_of: datetime | None = None
    """When the whole inventory was read, UTC, by this machine's clock."""
    states_as_of: datetime | None = None
    """When states, modes, health and replication times were read: as often as a quick read, or with the whole."""
    trouble: HostTrouble | None = None
    next_try: datetime | None = None
    reading: bool = False
    """A read that was asked for, and not one that is due, has not answered yet."""
    events_trouble: HostTrouble | None = None
    """Why the event tail of this host is not running."""
    missing_channels: tuple[str, ...] = ()
    """Event channels that this host lacks."""
    denied_channels: tuple[str, ...] = ()
    """Event channels that the account may not read."""
    events_by_command: bool = False
    """It refused a subscription: its events are read by command, a little later."""
    badges: tuple[str, ...] = ()
    """What about the connection is less safe than the default, e.g. ``ntlm over http``."""
    cluster: str | None = None
    """The failover cluster that it is a node of: a VM of a cluster is the same VM on every node."""
    membership: str = ""
    """What is not sure about that, a sentence; empty where the cluster told its nodes."""

    readiness: ReadinessSettings = DEFAULT_SETTINGS
    """How its VMs are judged."""
    statistics: Mapping[str, Statistics] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    """What is known of its replicas so far, by VM GUID: a call a VM brings it, so that it comes in bit by bit."""
    production: bool = False
    """The hosts file says so: what is for this host is framed in red."""
    unlocked_until: datetime | None = None
    """A host that is read-only by the hosts file may be written to until then, UTC."""

    @property
    def nothing_visible(self) -> bool:
        """It answers and hides everything: rights are missing, not VMs (facts/hyperv-wmi.md 7)."""
        return self.inventory is not None and not self.inventory.management_visible

    @property
    def is_read(self) -> bool:
        """What is known of it is of now, and not hidden from this account."""
        return self.state is HostState.UP and not self.nothing_visible

    @property
    def clock_off(self) -> timedelta | None:
        """How far the host's clock is ahead of this machine's, where that is too much."""
        off = self.inventory.clock_ahead if self.inventory is not None else None
        return off if off is not None and abs(off) > CLOCK_WARNS else None

    @property
    def stale(self) -> bool:
        return self.state is HostState.STALE


@dataclass(frozen=True, slots=True)
class MachineRow:
    """A VM together with the host it was read from."""

    host: HostView
    machine: Machine


@dataclass(frozen=True, slots=True)
class FleetView:
    """Everything known at one moment. A newer view has a higher version."""

    version: int
    hosts: tuple[HostView, ...]
    events: tuple[HostEvent, ...] = ()
    """Oldest first; bounded."""
    ticket_ends: datetime | None = None
    """When the Kerberos ticket in use ends, UTC; None where none is used or there is none."""

    def host(self, name: str) -> HostView:
        """Raises KeyError for a host that is not in the fleet."""
        for host in self.hosts:
            if host.name == name:
                return host
        raise KeyError(name)

    def rows(self) -> Iterator[MachineRow]:
        for host in self.hosts:
            if host.inventory is not None:
                for machine in host.inventory.machines:
                    yield MachineRow(host, machine)

    def find(self, key: AdapterKey) -> tuple[HostView, Machine, Adapter] | None:
        """The adapter as it was last read, None where it is gone."""
        for row in self.rows():
            if row.host.name == key.host and row.machine.id == key.vm:
                for adapter in row.machine.adapters:
                    if adapter.id == key.adapter:
                        return row.host, row.machine, adapter
        return None
