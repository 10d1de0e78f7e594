"""The register of what this program leans on and nobody has confirmed on a Windows host.

Code that leans on an entry names it in its docstring: (assumption ``empty-array``).
"""

from dataclasses import dataclass
from enum import Enum


class Settled(Enum):
    """What it takes to know; the value is the word that people and reports read."""

    READING = "a read-only check"
    READ_BACK = "the read-back of an ordinary change"
    LAB = "a lab only"


@dataclass(frozen=True, slots=True)
class Assumption:
    """One unconfirmed fact."""

    id: str
    statement: str
    source: str
    used_by: tuple[str, ...]
    """Modules of this package by name, others of the program with their room: ``wsman.fault``."""
    settled_by: Settled


ASSUMPTIONS = (
    Assumption(
        "projection",
        "Hyper-V's provider answers a WQL query with a select list, sent to the namespace's every-class URI.",
        "facts/wsman.md 2.2 has it for root/cimv2; facts/real-host.md 2 for select * on root/virtualization/v2",
        ("reading",),
        Settled.READING,
    ),
    Assumption(
        "unknown-property",
        "A query that selects a property or a class which the build lacks is refused with CannotProcessFilter.",
        "facts/wsman.md 4.2, where a missing class is refused so",
        ("reading",),
        Settled.READING,
    ),
    Assumption(
        "get-setting",
        "A Get with an InstanceID that holds backslashes finds the instance.",
        "facts/wsman.md 2.3; only keys without backslashes were seen (facts/real-host.md 1, 5)",
        ("reading",),
        Settled.READING,
    ),
    Assumption(
        "hidden-host",
        "A caller without rights sees neither the host's Msvm_ComputerSystem nor the management service.",
        "facts/hyperv-wmi.md 7, silent filtering",
        ("inventory",),
        Settled.READING,
    ),
    Assumption(
        "failover-instance-id",
        "A failover object's InstanceID is Microsoft:FailoverNetworkSetting, the VM's GUID and the adapter's GUID.",
        "facts/hyperv-wmi.md 1.4, 9 item 1",
        ("adapter", "join", "wires"),
        Settled.READING,
    ),
    Assumption(
        "connection-instance-id",
        "The InstanceID of an adapter's connection begins with the InstanceID of the adapter.",
        "facts/hyperv-wmi.md 3, 9 item 9; facts/real-host.md 6",
        ("adapter",),
        Settled.READING,
    ),
    Assumption(
        "vlan-instance-id",
        "The InstanceID of a VLAN setting begins with the InstanceID of the connection that it belongs to.",
        "os-win networkutils, which joins them so (facts/hyperv-wmi.md 0)",
        ("wiring",),
        Settled.READING,
    ),
    Assumption(
        "switch-attachment",
        "The InstanceID of what attaches a physical port or the host to a switch begins with the switch's GUID.",
        "facts/hyperv-wmi.md 3",
        ("wiring",),
        Settled.READING,
    ),
    Assumption(
        "summaries",
        "Enumerating Msvm_SummaryInformation tells the guest's system and the state of its integration services.",
        "facts/hyperv-wmi.md 1.16: enumerable since 2016, what is filled in is unconfirmed",
        ("particulars",),
        Settled.READING,
    ),
    Assumption(
        "test-dependency",
        "A query for Msvm_ReplicaSystemDependency answers both ends as references with the VMs' Names as keys.",
        "facts/hyperv-wmi.md 2.4; facts/real-host.md 3 for another association",
        ("testvms",),
        Settled.READING,
    ),
    Assumption(
        "no-connection",
        "An adapter that was never connected has no connection object until AddResourceSettings makes one.",
        "facts/hyperv-wmi.md 3, 9 item 9",
        ("networking",),
        Settled.READ_BACK,
    ),
    Assumption(
        "service-selectors",
        "CreationClassName alone addresses Msvm_ReplicationService, as it does four services like it.",
        "facts/real-host.md 1, 9",
        ("service",),
        Settled.READ_BACK,
    ),
    Assumption(
        "statistics-at-once",
        "GetReplicationStatistics answers with the statistics at once; an answer that names a job holds none.",
        "facts/hyperv-wmi.md 2.1 gives it a job beside its outputs, 1.15 a JobType of its own",
        ("statistics",),
        Settled.READING,
    ),
    Assumption(
        "empty-array",
        "An explicit empty array in staged settings clears that array; whether one left out clears or keeps is open.",
        "facts/hyperv-wmi.md 2.5, 9 item 3; facts/real-host.md 10",
        ("failover",),
        Settled.READ_BACK,
    ),
    Assumption(
        "null-dhcp",
        "DHCPEnabled left out of staged settings stays null where the host holds null.",
        "facts/hyperv-wmi.md 5.2; facts/real-host.md 1, for other classes",
        ("failover",),
        Settled.READ_BACK,
    ),
    Assumption(
        "clear-test-switch",
        "An empty TestReplicaSwitchName takes the test switch away.",
        "no source; a property left out keeps its value (facts/real-host.md 1), so that something has to be sent",
        ("networking",),
        Settled.READ_BACK,
    ),
    Assumption(
        "missing-channel",
        "A subscription to one channel that the host lacks, channel errors not ignored, is answered with a fault.",
        "facts/wsman.md 3.4: error 15007",
        ("channels",),
        Settled.READING,
    ),
    Assumption(
        "event-window",
        "A subscription's query may limit TimeCreated by timediff, with a bookmark and with existing events.",
        "facts/wsman.md 3.1, the subset of XPath",
        ("events",),
        Settled.READING,
    ),
    Assumption(
        "wevtutil-exit-code",
        "wevtutil ends with the Windows error as its exit code: 15007 for an unknown channel, 5 for a denied one.",
        "facts/wsman.md 3.3 has the codes, for another reader of channels",
        ("wevtutil",),
        Settled.READING,
    ),
    Assumption(
        "pull-subscription",
        "Windows Server 2016 and later still answer a pull subscription to the event log.",
        "facts/wsman.md 7 item 3: the captures are of 2013",
        ("channels",),
        Settled.READING,
    ),
    Assumption(
        "cluster-nodes",
        "A node tells all nodes of its failover cluster in root/MSCluster, by computer names without a domain.",
        "facts/hyperv-wmi.md 1.17, 9 item 15",
        ("clusters",),
        Settled.READING,
    ),
    Assumption(
        "fault-code",
        "A fault of WinRM or of a provider carries its code in a WSManFault or an MSFT_WmiError.",
        "facts/wsman.md 4.2; facts/real-host.md 7: no fault body of a current build was recorded",
        ("wsman.fault", "wsman.answer"),
        Settled.READING,
    ),
    Assumption(
        "reversed-settings",
        "ReverseReplicationRelationship takes the settings that were read, the recovery server's name replaced, without"
        " those that only the host fills in.",
        "facts/hyperv-wmi.md 2.4: Microsoft's sample echoes every property; facts/real-host.md 1: an echo was refused",
        ("replication_service",),
        Settled.LAB,
    ),
    Assumption(
        "failover-from-resync",
        "A copy that waits for resynchronization fails over as it is; one that is resynchronizing, once it is resumed.",
        "facts/hyperv-wmi.md 2.4 has it for suspended and resynchronizing, and says nothing of state 9",
        ("model.failover.stages",),
        Settled.LAB,
    ),
    Assumption(
        "resume-critical",
        "Replication that stopped by an error, state 8, is resumed as suspended replication is, or resynchronized.",
        "facts/hyperv-wmi.md 2.4: the choice is inferred",
        ("model.failover.offers",),
        Settled.LAB,
    ),
    Assumption(
        "family-guid",
        "Primary, replica and extended replica of one VM have its GUID, and their adapters the same GUIDs.",
        "facts/hyperv-wmi.md 9 item 18: known from operating Hyper-V Replica, no source",
        ("fleet.failover.planning",),
        Settled.READING,
    ),
    Assumption(
        "guest-arrays",
        "SetGuestNetworkAdapterConfiguration replaces all four arrays, and an explicit empty one empties.",
        "facts/hyperv-wmi.md 1.5, 2.3; facts/real-host.md 6: no data",
        ("guests",),
        Settled.READ_BACK,
    ),
    Assumption(
        "staging-while-running",
        "Failover settings may be staged whatever state the VM and its replication are in.",
        "facts/hyperv-wmi.md 9 item 11",
        ("failover",),
        Settled.READ_BACK,
    ),
    Assumption(
        "ipv6-spelling",
        "A staged IPv6 address is kept in the form in which it is sent.",
        "facts/hyperv-wmi.md 9 item 16",
        ("failover",),
        Settled.READ_BACK,
    ),
    Assumption(
        "stale-key",
        "A host answers what it cannot decrypt, its connection being new to it, with HTTP 400 or 401.",
        "facts/wsman.md 7 item 4",
        ("wsman.transport",),
        Settled.LAB,
    ),
    Assumption(
        "test-vm-own-settings",
        "A test VM that shows staged settings of its own gets those, whatever its replica's are changed to meanwhile.",
        "no source: a test VM gets what is staged (facts/hyperv-wmi.md 2.4), when it is copied there is open",
        ("fleet.drill.profile", "fleet.drill.staging"),
        Settled.LAB,
    ),
    Assumption(
        "test-adapters",
        "An adapter of a test VM has the GUID of the replica's adapter that it stands for, or at least its MAC.",
        "no source: facts/hyperv-wmi.md 2.4 gives a test VM a GUID of its own and says nothing of its adapters",
        ("fleet.drill.pairing",),
        Settled.LAB,
    ),
    Assumption(
        "page-size",
        "A host honours MaxElements above one on Hyper-V's namespace, so that a class takes few requests.",
        "facts/wsman.md 7 item 5; facts/real-host.md 10",
        ("wsman.envelope",),
        Settled.LAB,
    ),
    Assumption(
        "least-rights",
        "Hyper-V Administrators, Remote Management Users, Event Log Readers and Remote Enable are enough to work with.",
        "facts/hyperv-wmi.md 7, 9 items 13 and 14; facts/wsman.md 7 item 2",
        ("doctor.account",),
        Settled.LAB,
    ),
)
