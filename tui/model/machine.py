"""A virtual machine of one host, its adapters and the host's switches, as they were read."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from tui.model import states
from tui.model.staged import StagedRaw

AdapterKind = Literal["synthetic", "legacy"]
BUILT_IN_PROVIDER = "22391CDC-272C-4DDF-BA88-9BEFB1A0975C"
"""Hyper-V's own replication, from host to host; a relationship that names another is not ours (hyperv-wmi.md 1.11)."""

SERVICES_UNKNOWN, SERVICES_CURRENT, SERVICES_OUTDATED = range(3)
"""IntegrationServicesVersionState (hyperv-wmi.md 1.16)."""

SwitchKind = Literal["external", "internal", "private", "unknown"]
VlanMode = Literal["access", "trunk", "private", "other"]


@dataclass(frozen=True, slots=True)
class Switch:
    """A virtual switch of one host."""

    id: str
    """GUID, in the host's spelling."""
    name: str
    kind: SwitchKind = "unknown"


@dataclass(frozen=True, slots=True)
class Vlan:
    """The VLAN of an adapter's connection; an untagged adapter has none."""

    mode: VlanMode
    access_id: int | None = None
    native_id: int | None = None
    allowed_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Connection:
    """The cable between an adapter and a switch (Msvm_EthernetPortAllocationSettingData, hyperv-wmi.md 4)."""

    id: str
    """InstanceID, in the host's spelling: what a change addresses."""
    enabled: bool
    """EnabledState 2; a disabled connection remembers its switch."""
    switch_id: str | None
    """GUID of the switch in HostResource, None where it names none."""
    switch_name: str | None
    """Name of that switch on this host, None where the host has no such switch."""
    last_known_switch: str | None = None
    test_switch: str | None = None
    """TestReplicaSwitchName: a name, not an identity."""
    test_pool: str | None = None
    vlan: Vlan | None = None
    required_features: tuple[str, ...] = ()
    """What a switch must offer to take this connection, by name where the host tells one, else by id (1.6)."""

    @property
    def connected(self) -> bool:
        """On, and to a switch that this host has."""
        return self.enabled and self.switch_name is not None


@dataclass(frozen=True, slots=True)
class GuestReported:
    """What the guest last reported through KVP (Msvm_GuestNetworkAdapterConfiguration, hyperv-wmi.md 1.5)."""

    protocol: int
    dhcp: bool | None
    addresses: tuple[str, ...] = ()
    subnets: tuple[str, ...] = ()
    gateways: tuple[str, ...] = ()
    dns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Adapter:
    """A network adapter of a VM."""

    id: str
    """GUID, upper case: the same on the primary and its replicas."""
    port_id: str
    """InstanceID of the adapter's setting data, in the host's spelling."""
    name: str
    mac: str
    """Twelve hexadecimal digits, as the host holds them."""
    kind: AdapterKind
    static_mac: bool = False
    connection: Connection | None = None
    """None for an adapter that was never connected."""
    staged: StagedRaw | None = None
    """None where the host has no failover object for the adapter."""
    staged_id: str | None = None
    """InstanceID of the failover object: what staging addresses."""
    guest: GuestReported | None = None
    """None where the guest reported nothing: ProtocolIFType 0 and no arrays (real-host.md 6)."""

    @property
    def connected(self) -> bool:
        return self.connection is not None and self.connection.connected

    @property
    def is_staged(self) -> bool:
        return self.staged is not None and bool(self.staged.addresses)


@dataclass(frozen=True, slots=True)
class Relationship:
    """One replication relationship of a VM: 0 is the primary one, 1 the extended one (hyperv-wmi.md 1.9)."""

    index: int
    state: int
    health: int
    last_replication: datetime | None
    """Last replica received, UTC."""
    last_apply: datetime | None = None
    interval: int | None = None
    """Seconds between replications, None where the host did not tell."""
    primary_host: str | None = None
    replica_host: str | None = None
    provider: str | None = None
    """ReplicationProvider, as the host holds it."""
    history: int | None = None
    """Recovery points to be kept besides the latest state; None where the host did not tell."""

    @property
    def is_external(self) -> bool:
        """Replicated by another provider, such as Azure Site Recovery."""
        return bool(self.provider) and BUILT_IN_PROVIDER not in (self.provider or "").upper()


@dataclass(frozen=True, slots=True)
class Machine:
    """A VM as one host holds it. Its identity is the host (or its failover cluster), the GUID and the mode."""

    id: str
    """GUID, upper case: primary, replica and extended replica share it."""
    name: str
    mode: int
    """ReplicationMode."""
    enabled_state: int
    relationships: tuple[Relationship, ...] = ()
    adapters: tuple[Adapter, ...] = ()
    kvp_offered: bool | None = None
    """Whether the data exchange service is offered, which injection needs; None where the host did not tell."""
    generation: int | None = None
    recovery_points: int | None = None
    """How many the host holds; None where it did not tell."""
    guest_system: str | None = None
    """The guest's operating system in its own words; None where the host does not know, as for a VM that is off."""
    services_state: int | None = None
    """IntegrationServicesVersionState; None where the host did not tell."""
    test_of: str | None = None
    """GUID of the replica that this VM is the test VM of, upper case; None where no association tells."""

    @property
    def replication(self) -> Relationship | None:
        """The relationship to judge this copy by: the newest a replica receives from, else the first."""
        return self.relationships[0] if self.relationships else None

    @property
    def is_recovery_copy(self) -> bool:
        return self.mode in (states.REPLICA, states.EXTENDED_REPLICA)

    @property
    def staged_count(self) -> int:
        return sum(adapter.is_staged for adapter in self.adapters)

    @property
    def connected_count(self) -> int:
        return sum(adapter.connected for adapter in self.adapters)


@dataclass(frozen=True, slots=True)
class Inventory:
    """Everything a full read of one host brought."""

    computer_name: str
    build: str
    """Win32_OperatingSystem.Version, e.g. ``10.0.17763``; empty where it may not be read."""
    machines: tuple[Machine, ...]
    switches: tuple[Switch, ...]
    management_visible: bool = True
    """False where not even the management service is visible: rights are missing, not VMs (hyperv-wmi.md 7)."""
    clock_ahead: timedelta | None = None
    """How far the host's clock is ahead of this machine's, to a second or so; None where the host does not tell."""
