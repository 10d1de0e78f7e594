"""One recovery host, in the forms of facts/hyperv-wmi.md 3 and facts/real-host.md 3, 6."""

from tests.unit.hyperv.scripted import Row, ScriptedClient
from tui.wsman.instance import EndpointReference

HOST = "DR-HV-01"
SQL = "1A5B79A6-2C3D-4E5F-8091-A2B3C4D5E6F7"
WEB = "2B6C80B7-3D4E-4F60-91A2-B3C4D5E6F708"
CHECKPOINT = "9F9F9F9F-0000-4000-8000-000000000001"
NIC1 = "AE7DB00D-1111-4222-8333-444455556666"
NIC2 = "BF8EC11E-2222-4333-8444-555566667777"
NIC3 = "C09FD22F-3333-4444-8555-666677778888"
PRODUCTION = "0C0C0C0C-AAAA-4BBB-8CCC-DDDDEEEEFFFF"
INTERNAL = "1D1D1D1D-AAAA-4BBB-8CCC-DDDDEEEEFFFF"
PRIVATE = "2E2E2E2E-AAAA-4BBB-8CCC-DDDDEEEEFFFF"
BUILT_IN = (
    rf"\\{HOST}\root\virtualization\v2:Msvm_ReplicationProvider.InstanceID="
    rf'"Microsoft:{HOST}\\ReplicationProvider\\22391CDC-272C-4DDF-BA88-9BEFB1A0975C"'
)


def path(class_name: str, keys: str) -> str:
    return rf"\\{HOST}\root\virtualization\v2:{class_name}.{keys}"


def switch_path(guid: str) -> str:
    return path("Msvm_VirtualEthernetSwitch", f'CreationClassName="Msvm_VirtualEthernetSwitch",Name="{guid}"')


def port_path(vm: str, nic: str) -> str:
    return path("Msvm_SyntheticEthernetPortSettingData", rf'InstanceID="Microsoft:{vm}\\{nic}"')


def connection(vm: str, nic: str, switch: str | None, enabled: str = "2", **more: str | None) -> Row:
    return {
        "InstanceID": rf"Microsoft:{vm}\{nic}\C",
        "EnabledState": enabled,
        "HostResource": (switch_path(switch),) if switch else (),
        "Parent": port_path(vm, nic),
        "TestReplicaSwitchName": None,
        "TestReplicaPoolID": None,
        "LastKnownSwitchName": None,
        **more,
    }


def attachment(switch: str, resource: str) -> Row:
    return {
        "InstanceID": rf"Microsoft:{switch}\7A7A7A7A-0000-4000-8000-000000000009",
        "EnabledState": "2",
        "HostResource": (resource,),
        "Parent": None,
    }


def settings(vm: str, kind: str, subtype: str = "Microsoft:Hyper-V:SubType:2") -> Row:
    return {
        "VirtualSystemIdentifier": vm,
        "VirtualSystemType": f"Microsoft:Hyper-V:{kind}",
        "VirtualSystemSubType": subtype,
    }


def system(vm: str) -> EndpointReference:
    uri = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/virtualization/v2/Msvm_ComputerSystem"
    return EndpointReference(uri, {"CreationClassName": "Msvm_ComputerSystem", "Name": vm})


def recovery_host() -> ScriptedClient:
    """Two replica VMs, three adapters, three switches, and what else such tables hold: templates and a checkpoint."""
    never, received = "1601-01-01T00:00:00Z", "2026-10-08T15:15:36.68424Z"
    return ScriptedClient(
        tables={
            "Msvm_ComputerSystem": [
                {"Name": HOST, "ElementName": HOST, "EnabledState": "2", "ReplicationMode": None},
                {"Name": SQL, "ElementName": "sql01", "EnabledState": "3", "ReplicationMode": "2",
                 "ReplicationState": "3", "ReplicationHealth": "1", "LastReplicationTime": received},
                {"Name": WEB.lower(), "ElementName": "App01", "EnabledState": "3", "ReplicationMode": "2",
                 "ReplicationState": "2", "ReplicationHealth": "2", "LastReplicationTime": never},
            ],
            "Msvm_ReplicationRelationship": [
                {"InstanceID": rf"Microsoft:{SQL}\HVR\1", "ReplicationState": "8", "ReplicationHealth": "3",
                 "LastReplicationTime": never, "LastApplyTime": never},
                {"InstanceID": rf"Microsoft:{SQL}\HVR\0", "ReplicationState": "3", "ReplicationHealth": "1",
                 "LastReplicationTime": received, "LastApplyTime": "2026-10-08T15:15:40Z"},
                {"InstanceID": rf"Microsoft:{WEB}\HVR\0", "ReplicationState": "2", "ReplicationHealth": "2",
                 "LastReplicationTime": never, "LastApplyTime": never},
            ],
            "Msvm_ReplicationSettingData": [
                {"InstanceID": rf"Microsoft:{SQL}\HVR\0", "PrimaryHostSystem": "hq-hv-01", "RecoveryHostSystem": HOST,
                 "ReplicationInterval": "300", "RecoveryHistory": "4",
                 "ReplicationProvider": BUILT_IN},
            ],
            "Msvm_SyntheticEthernetPortSettingData": [
                {"InstanceID": r"Microsoft:Definition\6A45335D-4C3A-44B7-B61F-C9808BBDF8ED\Default",
                 "ElementName": "Network Adapter", "Address": "", "StaticMacAddress": "false"},
                {"InstanceID": rf"Microsoft:{SQL}\{NIC1}", "ElementName": "Network Adapter",
                 "Address": "00155D0A0B0C", "StaticMacAddress": "true"},
                {"InstanceID": rf"Microsoft:{SQL}\{NIC2}", "ElementName": "Backup", "Address": "00155D0A0B0D",
                 "StaticMacAddress": "false"},
                {"InstanceID": rf"Microsoft:{CHECKPOINT}\{NIC1}", "ElementName": "Network Adapter",
                 "Address": "00155D0A0B0C", "StaticMacAddress": "true"},
            ],
            "Msvm_EmulatedEthernetPortSettingData": [
                {"InstanceID": rf"Microsoft:{WEB}\{NIC3}", "ElementName": "Legacy", "Address": "00155D0A0B0E",
                 "StaticMacAddress": "false"},
            ],
            "Msvm_EthernetPortAllocationSettingData": [
                connection(SQL, NIC1, PRODUCTION, TestReplicaSwitchName="Private Test Network"),
                connection(WEB, NIC3, "FFFFFFFF-0000-4000-8000-000000000000", "3", LastKnownSwitchName="OLD-LAN"),
                attachment(PRODUCTION, path("Msvm_ExternalEthernetPort", 'DeviceID="Microsoft:{5E}"')),
                attachment(PRODUCTION, path("Msvm_ComputerSystem", f'Name="{HOST}"')),
                attachment(INTERNAL, path("Msvm_ComputerSystem", f'Name="{HOST}"')),
            ],
            "Msvm_EthernetSwitchPortVlanSettingData": [
                {"InstanceID": rf"Microsoft:{SQL}\{NIC1}\C\952C5004-4465-451C-8CB8-FA9AB382B773",
                 "OperationMode": "1", "AccessVlanId": "20", "NativeVlanId": "0", "TrunkVlanIdArray": ()},
                {"InstanceID": rf"Microsoft:{WEB}\{NIC3}\C\952C5004-4465-451C-8CB8-FA9AB382B773",
                 "OperationMode": "2", "AccessVlanId": "0", "NativeVlanId": "5", "TrunkVlanIdArray": ("10", "20")},
            ],
            "Msvm_FailoverNetworkAdapterSettingData": [
                {"InstanceID": rf"Microsoft:FailoverNetworkSetting\{SQL}\{NIC1.lower()}", "ProtocolIFType": "4098",
                 "DHCPEnabled": "false", "IPAddresses": ("10.9.20.12", "not an address", "2001:DB8:20::11"),
                 "Subnets": ("255.255.255.0", ""), "DefaultGateways": ("10.9.20.1",),
                 "DNSServers": ("10.9.0.11", "10.9.0.10")},
                {"InstanceID": rf"Microsoft:FailoverNetworkSetting\{SQL}\{NIC2}", "ProtocolIFType": "0",
                 "DHCPEnabled": "true"},
            ],
            "Msvm_GuestNetworkAdapterConfiguration": [
                {"InstanceID": rf"Microsoft:GuestNetwork\{SQL}\{NIC1}", "ProtocolIFType": "0", "DHCPEnabled": "true"},
                {"InstanceID": rf"Microsoft:GuestNetwork\{SQL}\{NIC2}", "ProtocolIFType": "4096",
                 "DHCPEnabled": "false", "IPAddresses": ("10.1.20.12",), "Subnets": ("255.255.255.0",)},
            ],
            "Msvm_VirtualEthernetSwitch": [
                {"Name": PRODUCTION, "ElementName": "PROD-LAN"},
                {"Name": INTERNAL, "ElementName": "Internal"},
                {"Name": PRIVATE, "ElementName": "Private Test Network"},
            ],
            "Msvm_KvpExchangeComponentSettingData": [
                {"InstanceID": r"Microsoft:Definition\2A34B1C2\Default", "EnabledState": "2"},
                {"InstanceID": rf"Microsoft:{SQL}\2A34B1C2-FD73-4043-8A5B-DD2159BC743F", "EnabledState": "2"},
                {"InstanceID": rf"Microsoft:{WEB}\2A34B1C2-FD73-4043-8A5B-DD2159BC743F", "EnabledState": "3"},
            ],
            "Msvm_VirtualSystemSettingData": [
                settings(SQL, "System:Realized", "Microsoft:Hyper-V:SubType:2"),
                settings(SQL, "Snapshot:Replica:Standard"),
                settings(SQL, "Snapshot:Replica:ApplicationConsistent"),
                settings(SQL, "Snapshot:Realized"),
                settings(WEB.lower(), "System:Realized", "Microsoft:Hyper-V:SubType:1"),
            ],
            "Msvm_SummaryInformation": [
                {"Name": SQL, "GuestOperatingSystem": "", "IntegrationServicesVersionState": "0"},
                {"Name": WEB, "GuestOperatingSystem": "Windows Server 2019", "IntegrationServicesVersionState": "2"},
            ],
            "Msvm_KvpExchangeComponent": [],
            "Msvm_ReplicaSystemDependency": [
                {"Antecedent": system(SQL), "Dependent": system(WEB.lower())},
            ],
            "Msvm_VirtualSystemManagementService": [{"Name": "vmms"}],
            "Win32_OperatingSystem": [{"Version": "10.0.17763", "CSName": HOST}],
        }
    )  # fmt: skip
