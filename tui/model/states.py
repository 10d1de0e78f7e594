"""Microsoft's numbers for modes, states and health, and the words for them (hyperv-wmi.md 1.1)."""

from collections.abc import Mapping
from types import MappingProxyType

NO_REPLICATION, PRIMARY, REPLICA, TEST_REPLICA, EXTENDED_REPLICA = range(5)

MODE_NAMES: Mapping[int, str] = MappingProxyType(
    {
        NO_REPLICATION: "None",
        PRIMARY: "Primary",
        REPLICA: "Replica",
        TEST_REPLICA: "TestReplica",
        EXTENDED_REPLICA: "ExtendedReplica",
    }
)
"""ReplicationMode of Msvm_ComputerSystem, as interfaces name it."""

MODE_WORDS: Mapping[int, str] = MappingProxyType(
    {
        NO_REPLICATION: "not replicated",
        PRIMARY: "primary",
        REPLICA: "replica",
        TEST_REPLICA: "test VM",
        EXTENDED_REPLICA: "extended replica",
    }
)
"""The same as people read it."""

REPLICATION_STATES: Mapping[int, str] = MappingProxyType(
    {
        0: "Not replicating",
        1: "Ready for initial replication",
        2: "Initial replication",
        3: "Replicating",
        4: "Prepared for planned failover",
        5: "Failed over, waiting for completion",
        6: "Failover completed",
        7: "Suspended",
        8: "Critical",
        9: "Resynchronization required",
        10: "Resynchronizing",
        11: "Resynchronization suspended",
        12: "Failover in progress",
        13: "Failback in progress",
        14: "Failback complete",
        15: "Disk update in progress",
        16: "Disk update critical",
        17: "Unknown",
        18: "Repurpose in progress",
        19: "Prepared for synchronous replication",
        20: "Prepared for group reverse replication",
        21: "Test failover in progress",
    }
)

INITIAL_REPLICATION, REPLICATING, SYNCED, RECOVERED, COMMITTED, SUSPENDED, CRITICAL = range(2, 9)
WAITING_FOR_RESYNC, RESYNCHRONIZING, RESYNC_SUSPENDED, FAILOVER_IN_PROGRESS = range(9, 13)

HEALTH_NAMES: Mapping[int, str] = MappingProxyType({0: "None", 1: "Normal", 2: "Warning", 3: "Critical"})
HEALTH_NONE, HEALTH_NORMAL, HEALTH_WARNING, HEALTH_CRITICAL = range(4)

RUNNING, OFF, SHUTTING_DOWN, SAVED, PAUSED, STARTING = 2, 3, 4, 6, 9, 10

ENABLED_STATES: Mapping[int, str] = MappingProxyType(
    {
        0: "Unknown",
        1: "Other",
        2: "Running",
        3: "Off",
        4: "Shutting down",
        6: "Saved",
        9: "Paused",
        10: "Starting",
        11: "Resetting",
        32773: "Saving",
        32776: "Pausing",
        32777: "Resuming",
        32779: "Fast saved",
        32780: "Fast saving",
    }
)
"""EnabledState; 32781 and above differ between sources and are shown by number (hyperv-wmi.md 1.1)."""

ONLY_BY_FAILOVER = "starts only by failover"
"""What a replica that is off is said to be."""


def mode_name(mode: int) -> str:
    return MODE_NAMES.get(mode, f"Other({mode})")


def replication_state_name(state: int) -> str:
    return REPLICATION_STATES.get(state, f"Other ({state})")


def health_name(health: int) -> str:
    return HEALTH_NAMES.get(health, f"Other ({health})")


def enabled_state_name(state: int) -> str:
    return ENABLED_STATES.get(state, f"Other ({state})")
