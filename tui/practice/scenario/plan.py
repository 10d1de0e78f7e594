"""What a scenario says: the hosts, virtual machines and happenings of a practice fleet, as frozen values."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from tui.practice.http.options import ChannelBinding
from tui.practice.hyperv.habits import Habits
from tui.practice.hyperv.values import GuestNetwork, Health, ReplicationState, Staged, Vlan
from tui.practice.wmi.catalogue import Build

SwitchKind: TypeAlias = Literal["external", "internal", "private"]
GuestSystem: TypeAlias = Literal["windows", "linux", "linux-without-helper", "linux-networkmanager", "none"]
"""linux: the KVP daemon and its hv_set_ifconfig helper work; none: a guest that never speaks KVP."""


@dataclass(frozen=True, slots=True)
class SwitchPlan:
    """A virtual switch of one host."""

    name: str
    kind: SwitchKind = "external"


@dataclass(frozen=True, slots=True)
class HostPlan:
    """A Hyper-V host."""

    name: str
    build: Build = Build.WS2019
    language: str = "en-US"
    memory_gb: int = 256
    switches: tuple[SwitchPlan, ...] = ()
    habits: Habits = field(default_factory=Habits)
    instance_milliseconds: float = 0.0
    """Real time that reading one instance, or running one method, costs the provider."""
    class_milliseconds: tuple[tuple[str, float], ...] = ()
    """The same for single classes, by name."""
    missing_channels: tuple[str, ...] = ()
    """Event channels of Hyper-V that the host does not have."""
    https: bool = False
    """With a certificate of an authority made when the fleet starts."""
    basic: bool = False
    """Whether Basic is offered beside Negotiate, and the hosts file says to use it."""
    channel_binding: ChannelBinding = "relaxed"
    """Over https: whether a sign-in is refused that is bound to another certificate (relaxed), or to none (strict)."""
    client_certificates: bool = False
    """Over https: whether the client certificate beside the hosts file signs the operator in."""


@dataclass(frozen=True, slots=True)
class NetworkPlan:
    """How one host holds one adapter: its cable, its test switch and what is staged on it."""

    switch: str | None = None
    """The switch that the cable leads to; None: the adapter was never connected and has no cable object."""
    connected: bool = True
    test_switch: str | None = None
    staged: Staged | None = field(default_factory=Staged)
    """None: the host has no failover object for the adapter."""


@dataclass(frozen=True, slots=True)
class AdapterPlan:
    """A network adapter, the same on every host that has the machine."""

    name: str = "Network Adapter"
    mac: str | None = None
    """Twelve hexadecimal digits; None: made from the machine's and the adapter's name."""
    legacy: bool = False
    vlan: Vlan | None = None
    guest: GuestNetwork = field(default_factory=GuestNetwork)
    """What the guest reports where the machine runs."""
    primary: NetworkPlan = field(default_factory=NetworkPlan)
    replica: NetworkPlan = field(default_factory=NetworkPlan)
    extended: NetworkPlan = field(default_factory=NetworkPlan)


@dataclass(frozen=True, slots=True)
class GuestPlan:
    """The operating system inside a machine."""

    system: GuestSystem = "windows"
    kvp: bool = True
    """Whether the host offers the Data Exchange service to the machine."""
    broken: bool = False
    """It boots, but never applies what is injected and reports no addresses."""
    boot_seconds: float = 40.0


@dataclass(frozen=True, slots=True)
class ReplicationPlan:
    """The replication of a machine from its primary to its replica."""

    state: ReplicationState = ReplicationState.REPLICATING
    health: Health = Health.OK
    behind: timedelta = timedelta(seconds=45)
    """How old the last received change was when the scenario began; it then drifts by the interval."""
    interval_seconds: Literal[30, 300, 900] = 300
    recovery_points: int = 3
    last_test: timedelta | None = None
    """How long before the scenario's start a test failover was last made; None: never."""


@dataclass(frozen=True, slots=True)
class MachinePlan:
    """A virtual machine: its primary, its replica and its extended replica share its GUID."""

    name: str
    primary: str | None = None
    """Host names; one that the scenario does not have is a name on the wire only."""
    replica: str | None = None
    extended: str | None = None
    id: str | None = None
    """An upper-case GUID; None: made from the scenario's seed and the machine's name."""
    generation: Literal[1, 2] = 2
    memory_mb: int = 4096
    processors: int = 2
    running: bool = True
    """Whether the primary, or a machine without replication, runs."""
    guest: GuestPlan = field(default_factory=GuestPlan)
    replication: ReplicationPlan = field(default_factory=ReplicationPlan)
    adapters: tuple[AdapterPlan, ...] = (AdapterPlan(),)


@dataclass(frozen=True, slots=True)
class ClusterPlan:
    """A failover cluster of hosts of the scenario."""

    name: str
    nodes: tuple[str, ...]
    broker: str | None = None
    """The name of its Hyper-V Replica Broker."""
    readable: bool = True
    """Whether the operator may read root/MSCluster."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that another tool or fate does to a host, `after` the scenario's start."""

    after: timedelta
    host: str
    kind: str
    """One of hyperv.happenings."""
    arguments: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """A practice fleet."""

    hosts: tuple[HostPlan, ...]
    machines: tuple[MachinePlan, ...]
    clusters: tuple[ClusterPlan, ...] = ()
    timeline: tuple[Happening, ...] = ()
    speed: float = 1.0
    start: datetime | None = None
    """The first moment of practice time; None: now."""
    seed: int = 1
