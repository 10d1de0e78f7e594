"""Hyper-V's numbers and the frozen values of its network objects, facts/hyperv-wmi.md 1."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum

NEVER = datetime(1601, 1, 1, tzinfo=UTC)
FOREVER = datetime.max.replace(tzinfo=UTC)


class Mode(IntEnum):
    """Msvm_ComputerSystem.ReplicationMode."""

    NONE = 0
    PRIMARY = 1
    REPLICA = 2
    TEST_REPLICA = 3
    EXTENDED_REPLICA = 4


class Power(IntEnum):
    """Msvm_ComputerSystem.EnabledState."""

    RUNNING = 2
    OFF = 3
    STOPPING = 4
    SAVED = 6
    PAUSED = 9
    STARTING = 10


class ReplicationState(IntEnum):
    """ReplicationState of WMI; PowerShell counts otherwise."""

    DISABLED = 0
    READY = 1
    WAITING_FOR_INITIAL = 2
    REPLICATING = 3
    SYNCED = 4
    RECOVERED = 5
    COMMITTED = 6
    SUSPENDED = 7
    CRITICAL = 8
    WAITING_FOR_RESYNC = 9
    RESYNCHRONIZING = 10
    RESYNC_SUSPENDED = 11
    FAILOVER_IN_PROGRESS = 12
    FAILBACK_IN_PROGRESS = 13
    FAILBACK_COMPLETE = 14


class Health(IntEnum):
    """ReplicationHealth."""

    NOT_APPLICABLE = 0
    OK = 1
    WARNING = 2
    CRITICAL = 3


class FailoverType(IntEnum):
    """FailedOverReplicationType and LastReplicationType."""

    NONE = 0
    REGULAR = 1
    APPLICATION_CONSISTENT = 2
    PLANNED = 3


@dataclass(frozen=True, slots=True)
class Staged:
    """What a failover object holds, any text and any lengths. The default is the cleared form."""

    protocol_if_type: int = 0
    dhcp_enabled: bool = True
    ip_addresses: tuple[str, ...] = ()
    subnets: tuple[str, ...] = ()
    default_gateways: tuple[str, ...] = ()
    dns_servers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GuestNetwork:
    """What a guest reports of one adapter. The default is a guest that reported nothing, facts/real-host.md 6."""

    protocol_if_type: int = 0
    dhcp_enabled: bool = True
    ip_addresses: tuple[str, ...] = ()
    ip_address_origins: tuple[int, ...] = ()
    """2 static, 1 other, parallel to the addresses."""
    subnets: tuple[str, ...] = ()
    default_gateways: tuple[str, ...] = ()
    dns_servers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vlan:
    """A port's VLAN: access with one id, or trunk with a native id and a list."""

    access_id: int | None = None
    native_id: int = 0
    trunk_ids: tuple[int, ...] = ()
