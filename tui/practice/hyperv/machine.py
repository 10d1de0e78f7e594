"""The mutable state of one virtual machine on one host. Guarded by its host's lock."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tui.practice.hyperv.values import (
    FOREVER,
    NEVER,
    FailoverType,
    GuestNetwork,
    Health,
    Mode,
    Power,
    ReplicationState,
    Staged,
    Vlan,
)
from tui.practice.scenario.plan import GuestPlan


@dataclass(slots=True)
class Cable:
    """An adapter's connection, Msvm_EthernetPortAllocationSettingData."""

    switch_id: str | None
    enabled: bool
    test_replica_switch_name: str | None = None
    test_replica_pool_id: str | None = None
    last_known_switch_name: str | None = None


@dataclass(slots=True)
class Adapter:
    """A network adapter of a machine."""

    id: str
    name: str
    mac: str
    legacy: bool
    cable: Cable | None
    staged: Staged | None
    vlan: Vlan | None = None
    guest: GuestNetwork = field(default_factory=GuestNetwork)
    configured: GuestNetwork = field(default_factory=GuestNetwork)
    """What the guest's disk is set to; it reports it in `guest` while it runs."""


@dataclass(frozen=True, slots=True)
class RecoveryPoint:
    """A recovery point of a replica."""

    id: str
    name: str
    created: datetime
    application_consistent: bool = False


@dataclass(slots=True)
class Relationship:
    """One replication relationship of a machine, Msvm_ReplicationRelationship and its settings."""

    index: int
    """0 from the primary, 1 to or on an extended replica."""
    primary_host: str
    recovery_host: str
    state: ReplicationState
    health: Health
    interval: timedelta
    received: datetime
    """When a change was last received, as of `known`."""
    known: datetime
    failed_over: FailoverType = FailoverType.NONE
    stalled: bool = False
    """The other side sends or takes nothing, whatever this side's state says."""
    last_test: datetime = NEVER
    history: int = 4
    application_consistent_hours: int = 0

    def last_received(self, now: datetime) -> datetime:
        """The last change received by `now`: it moves by the interval while the relationship replicates."""
        if self.state is not ReplicationState.REPLICATING or self.stalled or self.received == NEVER:
            return self.received
        return self.received + max(0, (now - self.known) // self.interval) * self.interval

    def next_receipt(self, now: datetime) -> datetime:
        """When `last_received` will differ from what it is at `now`."""
        if self.state is not ReplicationState.REPLICATING or self.stalled or self.received == NEVER:
            return FOREVER
        return self.known + (max(0, (now - self.known) // self.interval) + 1) * self.interval

    def change(self, state: ReplicationState, now: datetime) -> None:
        """Enter a state; the drift up to now is kept."""
        self.received = self.last_received(now)
        self.known = now
        self.state = state

    def stall(self, now: datetime) -> None:
        """The other side paused."""
        self.received = self.last_received(now)
        self.stalled = True

    def unstall(self, now: datetime) -> None:
        """The other side goes on."""
        self.stalled = False
        self.known = now


@dataclass(slots=True)
class Machine:
    """A virtual machine as one host holds it."""

    id: str
    name: str
    mode: Mode
    power: Power
    generation: int
    memory_mb: int
    processors: int
    guest: GuestPlan
    adapters: list[Adapter]
    created: datetime
    relationships: list[Relationship] = field(default_factory=list)
    recovery_points: list[RecoveryPoint] = field(default_factory=list)
    power_changed: datetime = NEVER
    started: datetime | None = None
    booted: bool = False
    """The guest is up and, where it speaks KVP, has reported."""
    test_of: str | None = None
    """The replica's id, for a test machine."""
    process_id: int = 0
    boots: int = 0
    """Counts starts, so that a boot that was overtaken by a power off comes to nothing."""
    staged_pending: bool = False
    """The staged settings are to be injected when the guest speaks KVP."""
    pushed: dict[str, Staged] = field(default_factory=dict)
    """Settings by adapter id from SetGuestNetworkAdapterConfiguration that wait for KVP."""

    @property
    def relationship(self) -> Relationship | None:
        """The relationship that this machine's own state is told by."""
        return self.relationships[0] if self.relationships else None

    def adapter(self, adapter_id: str) -> Adapter | None:
        wanted = adapter_id.casefold()
        return next((each for each in self.adapters if each.id.casefold() == wanted), None)
