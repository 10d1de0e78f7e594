"""The WMI classes that this program speaks of, and what it reads of each (facts/hyperv-wmi.md 1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tui.model.machine import AdapterKind
from tui.wsman.naming import ClassRef

VIRTUALIZATION = "root/virtualization/v2"
CIMV2 = "root/cimv2"
MSCLUSTER = "root/MSCluster"

COMPUTER_SYSTEM = "Msvm_ComputerSystem"
VIRTUAL_SYSTEM_SETTING_DATA = "Msvm_VirtualSystemSettingData"
REPLICATION_RELATIONSHIP = "Msvm_ReplicationRelationship"
REPLICATION_SETTING_DATA = "Msvm_ReplicationSettingData"
SYNTHETIC_PORT = "Msvm_SyntheticEthernetPortSettingData"
EMULATED_PORT = "Msvm_EmulatedEthernetPortSettingData"
PORT_ALLOCATION = "Msvm_EthernetPortAllocationSettingData"
FAILOVER_SETTINGS = "Msvm_FailoverNetworkAdapterSettingData"
GUEST_CONFIGURATION = "Msvm_GuestNetworkAdapterConfiguration"
VLAN_SETTINGS = "Msvm_EthernetSwitchPortVlanSettingData"
VIRTUAL_SWITCH = "Msvm_VirtualEthernetSwitch"
KVP_SETTINGS = "Msvm_KvpExchangeComponentSettingData"
KVP_COMPONENT = "Msvm_KvpExchangeComponent"
HEARTBEAT_COMPONENT = "Msvm_HeartbeatComponent"
SHUTDOWN_COMPONENT = "Msvm_ShutdownComponent"
MEMORY_SETTINGS = "Msvm_MemorySettingData"
SUMMARY_INFORMATION = "Msvm_SummaryInformation"
REPLICA_DEPENDENCY = "Msvm_ReplicaSystemDependency"
MANAGEMENT_SERVICE = "Msvm_VirtualSystemManagementService"
REPLICATION_SERVICE = "Msvm_ReplicationService"
CONCRETE_JOB = "Msvm_ConcreteJob"
AFFECTED_JOB_ELEMENT = "Msvm_AffectedJobElement"
OPERATING_SYSTEM = "Win32_OperatingSystem"
CLUSTER = "MSCluster_Cluster"
CLUSTER_NODE = "MSCluster_Node"

ENABLED, DISABLED = 2, 3
"""EnabledState of connections and of the settings of integration services (facts/hyperv-wmi.md 1.13, 4)."""

ETHERNET_CONNECTION_TYPE = 33
ETHERNET_CONNECTION_SUBTYPE = "Microsoft:Hyper-V:Ethernet Connection"
"""ResourceType and ResourceSubType of a connection (facts/hyperv-wmi.md 1.6)."""

_ARRAYS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        PORT_ALLOCATION: frozenset({"HostResource", "Connection", "RequiredFeatures", "RequiredFeatureHints"}),
        FAILOVER_SETTINGS: frozenset({"IPAddresses", "Subnets", "DefaultGateways", "DNSServers"}),
        GUEST_CONFIGURATION: frozenset({"IPAddresses", "Subnets", "DefaultGateways", "DNSServers", "IPAddressOrigins"}),
        KVP_COMPONENT: frozenset({"GuestIntrinsicExchangeItems", "OperationalStatus"}),
        HEARTBEAT_COMPONENT: frozenset({"OperationalStatus"}),
        REPLICATION_SETTING_DATA: frozenset({"IncludedDisks"}),
        VLAN_SETTINGS: frozenset({"TrunkVlanIdArray", "PruneVlanIdArray", "SecondaryVlanIdArray"}),
    }
)


def arrays(class_name: str) -> frozenset[str]:
    """The array properties of a class that are read here: on the wire an array of one looks like a scalar."""
    return _ARRAYS.get(class_name, frozenset())


_NAMESPACES: Mapping[str, str] = MappingProxyType(
    {OPERATING_SYSTEM: CIMV2, CLUSTER: MSCLUSTER, CLUSTER_NODE: MSCLUSTER}
)


def class_ref(class_name: str) -> ClassRef:
    """A class in its namespace."""
    return ClassRef(_NAMESPACES.get(class_name, VIRTUALIZATION), class_name)


@dataclass(frozen=True, slots=True)
class Projection:
    """What one query selects of a class. A projected row carries no key but those selected (facts/wsman.md 2.2)."""

    class_name: str
    properties: tuple[str, ...]
    later: tuple[str, ...] = ()
    """Properties that older builds lack, where a query that names them is refused (facts/hyperv-wmi.md 8)."""
    class_may_lack: bool = False
    """The class itself is missing on some builds."""


SYSTEMS = Projection(
    COMPUTER_SYSTEM,
    ("Name", "ElementName", "EnabledState", "ReplicationMode", "ReplicationState", "ReplicationHealth",
     "LastReplicationTime"),
)  # fmt: skip
RELATIONSHIPS = Projection(
    REPLICATION_RELATIONSHIP,
    ("InstanceID", "ReplicationState", "ReplicationHealth", "LastReplicationTime", "LastApplyTime"),
    class_may_lack=True,
)
REPLICATION_SETTINGS = Projection(
    REPLICATION_SETTING_DATA,
    ("InstanceID", "PrimaryHostSystem", "RecoveryHostSystem", "RecoveryHistory"),
    later=("ReplicationInterval", "ReplicationProvider"),
)
SYNTHETIC_PORTS = Projection(SYNTHETIC_PORT, ("InstanceID", "ElementName", "Address", "StaticMacAddress"))
EMULATED_PORTS = Projection(EMULATED_PORT, ("InstanceID", "ElementName", "Address", "StaticMacAddress"))
PORTS: Mapping[AdapterKind, Projection] = MappingProxyType({"synthetic": SYNTHETIC_PORTS, "legacy": EMULATED_PORTS})
CONNECTIONS = Projection(
    PORT_ALLOCATION,
    ("InstanceID", "EnabledState", "HostResource", "Parent", "TestReplicaSwitchName", "TestReplicaPoolID",
     "RequiredFeatures", "RequiredFeatureHints"),
    later=("LastKnownSwitchName",),
)  # fmt: skip
FAILOVERS = Projection(
    FAILOVER_SETTINGS,
    ("InstanceID", "ProtocolIFType", "DHCPEnabled", "IPAddresses", "Subnets", "DefaultGateways", "DNSServers"),
)
GUESTS = Projection(
    GUEST_CONFIGURATION,
    ("InstanceID", "ProtocolIFType", "DHCPEnabled", "IPAddresses", "Subnets", "DefaultGateways", "DNSServers"),
)
VLANS = Projection(VLAN_SETTINGS, ("InstanceID", "OperationMode", "AccessVlanId", "NativeVlanId", "TrunkVlanIdArray"))
SWITCHES = Projection(VIRTUAL_SWITCH, ("Name", "ElementName"))
DATA_EXCHANGE = Projection(KVP_SETTINGS, ("InstanceID", "EnabledState"))
SYSTEM_SETTINGS = Projection(
    VIRTUAL_SYSTEM_SETTING_DATA,
    ("VirtualSystemIdentifier", "VirtualSystemType"),
    later=("VirtualSystemSubType",),
)
RECOVERY_POINTS = Projection(
    VIRTUAL_SYSTEM_SETTING_DATA,
    ("InstanceID", "ElementName", "CreationTime", "VirtualSystemIdentifier", "VirtualSystemType"),
)
REVERSIBLE_SETTINGS = Projection(
    REPLICATION_SETTING_DATA,
    ("InstanceID", "PrimaryConnectionPoint", "AuthenticationType", "CertificateThumbPrint", "RecoveryServerPortNumber",
     "CompressionEnabled", "BypassProxyServer", "ReplicateHostKvpItems", "RecoveryHistory", "IncludedDisks",
     "ApplicationConsistentSnapshotInterval", "AutoResynchronizeEnabled"),
    later=("ReplicationInterval",),
)  # fmt: skip
MEMORY = Projection(MEMORY_SETTINGS, ("InstanceID", "VirtualQuantity", "AllocationUnits"))
FREE_MEMORY = Projection(OPERATING_SYSTEM, ("FreePhysicalMemory",))
KVP_COMPONENTS = Projection(KVP_COMPONENT, ("SystemName", "OperationalStatus", "GuestIntrinsicExchangeItems"))
HEARTBEATS = Projection(HEARTBEAT_COMPONENT, ("SystemName", "OperationalStatus"))
SHUTDOWN_COMPONENTS = Projection(
    SHUTDOWN_COMPONENT, ("SystemCreationClassName", "SystemName", "CreationClassName", "DeviceID")
)
SUMMARIES = Projection(SUMMARY_INFORMATION, ("Name", "GuestOperatingSystem", "IntegrationServicesVersionState"))
GUEST_ITEMS = Projection(KVP_COMPONENT, ("SystemName", "GuestIntrinsicExchangeItems"))
TEST_REPLICAS = Projection(REPLICA_DEPENDENCY, ("Antecedent", "Dependent"))
JOBS = Projection(CONCRETE_JOB, ("InstanceID", "JobState"))
MANAGEMENT = Projection(MANAGEMENT_SERVICE, ("Name",))
SYSTEM_VERSION = Projection(OPERATING_SYSTEM, ("Version", "CSName", "LocalDateTime"))
SYSTEM_TIME = Projection(OPERATING_SYSTEM, ("LocalDateTime",))
CLUSTERS = Projection(CLUSTER, ("Name", "Fqdn"))
CLUSTER_NODES = Projection(CLUSTER_NODE, ("Name",))
