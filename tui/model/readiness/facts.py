"""What a rule may look at. A fact that is not known is None, and no rule speaks of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

import netaddr

from tui.model.change import AdapterKey
from tui.model.machine import Adapter, Machine, Switch
from tui.model.readiness.finding import MachineKey
from tui.model.readiness.parsed import ParsedStaged, parsed
from tui.model.staged import StagedRaw


@dataclass(frozen=True, slots=True)
class HostFacts:
    """The host that holds a copy."""

    name: str
    """In the hosts file."""
    build: str
    """E.g. ``10.0.17763``; empty where it is not known."""
    switches: tuple[Switch, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where else an address stands."""

    address: str
    where: str
    """``app07 (dr-hv-01)``."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The other VMs' adapters that are staged in one subnet."""

    network: str
    vlans: tuple[tuple[str, int], ...]
    """The words for the VLAN of an untagged guest, and how many of them are in it; the most frequent first."""


@dataclass(frozen=True, slots=True)
class Primary:
    """The primary of the same family in the fleet."""

    host: str
    adapter: Adapter | None
    """The one of the same GUID."""
    alive: frozenset[netaddr.IPAddress]
    """What its guest reports, over all its adapters, while it runs."""


@dataclass(frozen=True, slots=True)
class AdapterFacts:
    """One adapter and its surroundings."""

    key: AdapterKey
    mode: int
    """The VM's ReplicationMode."""
    host: HostFacts
    adapter: Adapter
    guest_system: str | None = None
    """The guest's operating system, wherever in the family it was last seen."""
    primary: Primary | None = None
    """None for a primary, and where the fleet does not have it."""
    copies_staged: tuple[str, ...] = ()
    """Hosts whose recovery copy of this adapter stages addresses."""
    also_staged: tuple[Place, ...] = ()
    """Its staged addresses on adapters other than its own: never on another member of its family."""
    in_use: tuple[Place, ...] = ()
    """Its staged addresses as guests of other families report them."""
    neighbours: tuple[Neighbours, ...] = ()
    journalled: StagedRaw | None = None
    """What the journal says was last proved to be staged here."""
    drill_values: bool | None = None
    """Whether the journal says that a drill's own values are staged and not taken back."""

    @property
    def staged(self) -> ParsedStaged:
        return parsed(self.adapter.staged)


@dataclass(frozen=True, slots=True)
class Guest:
    """A guest as it was last seen anywhere in its family."""

    system: str | None
    services: int | None
    """IntegrationServicesVersionState."""
    reported: bool
    """It has reported its network, so data exchange has worked."""
    seen: datetime | None = None
    """When, where that is not now."""

    @property
    def is_windows(self) -> bool | None:
        return None if not self.system else "windows" in self.system.casefold()


@dataclass(frozen=True, slots=True)
class Statistics:
    """What a call per VM brings, and so is known later than the rest (facts/hyperv-wmi.md 1.12)."""

    last_test_failover: datetime | None
    """None: never."""
    pending_bytes: int | None = None
    """What waits to be replicated; None where the host did not tell."""
    read_at: datetime | None = None
    """When they were read, UTC."""


@dataclass(frozen=True, slots=True)
class MachineFacts:
    """One VM and its family."""

    key: MachineKey
    host: HostFacts
    machine: Machine
    running_members: tuple[str, ...] = ()
    """Hosts on which a member of its family runs, this one too."""
    test_vms: tuple[str, ...] = ()
    """Names of the test VMs of this replica."""
    drill_runs: bool = False
    """A drill of this console has this VM or its replica in hand."""
    guest: Guest | None = None
    proved: datetime | None = None
    """When a drill last saw this copy's guest report what was staged."""


@dataclass(frozen=True, slots=True)
class MomentFacts:
    """One VM at a moment: all that changes without anything being changed."""

    key: MachineKey
    machine: Machine
    as_of: datetime | None
    """When its replication times were read."""
    now: datetime
    statistics: Statistics | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a VM from elsewhere than its host: statistics, the journal, drills, earlier sessions."""

    statistics: Statistics | None = None
    guest: Guest | None = None
    proved: datetime | None = None
    drill_runs: bool = False
    journalled: Mapping[str, StagedRaw] = field(default_factory=lambda: MappingProxyType({}))
    """By adapter GUID, upper case."""
    drill_values: frozenset[str] | None = None
    """GUIDs of the adapters on which a drill's own values still stand; None where no journal was read."""


NOTHING_KNOWN = Evidence()
