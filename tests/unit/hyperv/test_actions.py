"""What is asked of a host for each action on a VM (facts/hyperv-wmi.md 2.1 to 2.4)."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.hyperv.scripted import Row, ScriptedClient, output
from tests.unit.hyperv.site import SQL
from tui.hyperv import power, replication_service, testvms
from tui.hyperv.guests import inject, read_guest, read_services
from tui.hyperv.memory import free_memory, startup_memory
from tui.hyperv.moment import acted_on, read_moment
from tui.hyperv.recoverypoints import recovery_points
from tui.hyperv.returncodes import MethodRefused, Submitted
from tui.model.guest import GuestServices
from tui.model.machine import GuestReported
from tui.model.staged import IPV4, StagedRaw
from tui.model.step import Moment
from tui.wsman.cimxml import EmbeddedInstance
from tui.wsman.client import Client
from tui.wsman.fault import Fault, NotAuthorised
from tui.wsman.instance import EndpointReference, Instance
from tui.wsman.naming import ClassRef

_V2 = "root/virtualization/v2"
_TEST = "0F0E0D0C-0B0A-4908-8706-050403020100"
_NIC = "11111111-2222-4333-8444-555555555555"
_POINT = "Microsoft:99999999-8888-4777-8666-555555555555"


def _uri(class_name: str) -> str:
    return ClassRef(_V2, class_name).uri


def _system(name: str = SQL, mode: int = 2, state: int = 3, replication: int = 3) -> Row:
    return {
        "CreationClassName": "Msvm_ComputerSystem", "Name": name, "ElementName": "sql01", "EnabledState": str(state),
        "ReplicationMode": str(mode), "ReplicationState": str(replication), "ReplicationHealth": "1",
    }  # fmt: skip


def _relationship(index: int, state: int) -> Row:
    return {"InstanceID": rf"Microsoft:{SQL}\HVR\{index}", "ReplicationState": str(state), "ReplicationHealth": "1"}


def _dependency(replica: str, test_vm: str) -> Row:
    def end(name: str) -> EndpointReference:
        keys = {"CreationClassName": "Msvm_ComputerSystem", "Name": name}
        return EndpointReference(_uri("Msvm_ComputerSystem"), keys)

    return {"Antecedent": end(replica), "Dependent": end(test_vm)}


def _any(value: object) -> Any:
    return value


_ON_THE_SERVICE: list[tuple[str, Callable[[Client], Submitted]]] = [
    ("TestReplicaSystem", lambda client: replication_service.make_test_vm(client, SQL)),
    ("InitiateFailover", lambda client: replication_service.fail_over(client, SQL)),
    ("RevertFailover", lambda client: replication_service.cancel(client, SQL)),
    ("CommitFailover", lambda client: replication_service.complete(client, SQL)),
    ("Resynchronize", lambda client: replication_service.resynchronize(client, SQL)),
]


@pytest.mark.parametrize(("method", "act"), _ON_THE_SERVICE, ids=[method for method, _ in _ON_THE_SERVICE])
def test_actions_on_replication_name_the_vm_by_both_keys(method: str, act: Callable[[Client], Submitted]) -> None:
    client = ScriptedClient(outcomes=[output(0)])
    assert act(client) == Submitted(None)
    (sent,) = client.invocations
    assert (sent.class_name, sent.method) == ("Msvm_ReplicationService", method)
    machine = _any(sent.parameters["ComputerSystem"])
    assert machine.resource_uri == _uri("Msvm_ComputerSystem")
    assert machine.selectors == {"CreationClassName": "Msvm_ComputerSystem", "Name": SQL}
    assert {name for name, value in sent.parameters.items() if value is not None} == {"ComputerSystem"}


@pytest.mark.parametrize("act", [replication_service.make_test_vm, replication_service.fail_over])
def test_a_chosen_recovery_point_is_named_by_its_settings(act: Callable[[Client, str, str], Submitted]) -> None:
    client = ScriptedClient(outcomes=[output(0)])
    act(client, SQL, _POINT)
    point = _any(client.invocations[0].parameters["SnapshotSettingData"])
    assert (point.resource_uri, point.selectors) == (_uri("Msvm_VirtualSystemSettingData"), {"InstanceID": _POINT})


def test_a_reversal_swaps_the_server_and_keeps_the_rest_of_the_settings() -> None:
    held: Row = {
        "InstanceID": rf"Microsoft:{SQL}\HVR\0", "PrimaryConnectionPoint": "prod-hv-01", "AuthenticationType": "1",
        "RecoveryConnectionPoint": "dr-hv-01", "RecoveryServerPortNumber": "80", "CompressionEnabled": "true",
        "RecoveryHistory": "4", "ReplicationInterval": "300", "CertificateThumbPrint": None, "IncludedDisks": ("d",),
    }  # fmt: skip
    client = ScriptedClient(tables={"Msvm_ReplicationSettingData": [held]}, outcomes=[output(0)])
    settings = replication_service.reversed_settings(client, SQL)
    assert settings is not None
    replication_service.reverse(client, SQL, settings)
    sent = _any(client.invocations[0].parameters["ReplicationSettingData"])
    assert isinstance(sent, EmbeddedInstance)
    assert sent.class_name == "Msvm_ReplicationSettingData"
    assert {each.name: each.value for each in sent.properties} == {
        "InstanceID": rf"Microsoft:{SQL}\HVR\0", "RecoveryConnectionPoint": "prod-hv-01", "AuthenticationType": "1",
        "RecoveryServerPortNumber": "80", "CompressionEnabled": "true", "RecoveryHistory": "4",
        "ReplicationInterval": "300", "IncludedDisks": ("d",),
    }  # fmt: skip
    types = {each.name: each.cim_type for each in sent.properties}
    assert (types["AuthenticationType"], types["CompressionEnabled"]) == ("uint16", "boolean")


def test_without_replication_settings_there_is_nothing_to_reverse() -> None:
    assert (
        replication_service.reversed_settings(ScriptedClient(tables={"Msvm_ReplicationSettingData": []}), SQL) is None
    )


def test_the_primary_relationship_is_left_out_of_a_state_change_and_the_extended_one_named() -> None:
    client = ScriptedClient(outcomes=[output(0), output(0)])
    replication_service.request_replication_state(client, SQL, replication_service.SUSPEND)
    replication_service.request_replication_state(client, SQL, replication_service.RESUME, 1)
    first, second = client.invocations
    assert (first.class_name, first.method) == ("Msvm_ComputerSystem", "RequestReplicationStateChangeEx")
    assert first.parameters == {"RequestedState": 7}
    named = _any(second.parameters["ReplicationRelationship"])
    assert second.parameters["RequestedState"] == 3
    assert [(each.name, each.value) for each in named.properties] == [("InstanceID", rf"Microsoft:{SQL}\HVR\1")]


def test_power_is_asked_of_the_vm_itself() -> None:
    client = ScriptedClient(outcomes=[output(0), output(32775)])
    assert power.start(client, SQL) == Submitted(None)
    with pytest.raises(MethodRefused, match="invalid state"):
        power.turn_off(client, SQL)
    assert [(each.method, each.parameters) for each in client.invocations] == [
        ("RequestStateChange", {"RequestedState": 2}),
        ("RequestStateChange", {"RequestedState": 3}),
    ]


def test_a_guest_is_asked_to_shut_down_without_force_through_its_own_component() -> None:
    keys: Row = {
        "SystemCreationClassName": "Msvm_ComputerSystem", "SystemName": SQL,
        "CreationClassName": "Msvm_ShutdownComponent", "DeviceID": rf"Microsoft:{SQL}\9F",
    }  # fmt: skip
    other = {**keys, "SystemName": _TEST}
    client = ScriptedClient(tables={"Msvm_ShutdownComponent": [other, keys]}, outcomes=[output(0)])
    component = power.shutdown_component(client, SQL)
    assert component is not None
    power.shut_down(client, component, "failover")
    (sent,) = client.invocations
    assert (sent.class_name, sent.method, sent.selectors) == ("Msvm_ShutdownComponent", "InitiateShutdown", keys)
    assert sent.parameters == {"Force": False, "Reason": "failover"}
    assert power.shutdown_component(ScriptedClient(tables={"Msvm_ShutdownComponent": [other]}), SQL) is None


def test_a_test_vm_is_the_one_that_depends_on_the_replica() -> None:
    client = ScriptedClient(tables={"Msvm_ReplicaSystemDependency": [_dependency(SQL.lower(), _TEST.lower())]})
    assert testvms.test_vm_of(client, SQL) == _TEST
    assert testvms.replica_of(client, _TEST) == SQL
    assert testvms.test_vm_of(client, _TEST) is None
    assert testvms.replica_of(client, SQL) is None


def test_a_vm_is_destroyed_by_the_management_service() -> None:
    client = ScriptedClient(outcomes=[output(4096)])
    assert testvms.destroy(client, _TEST) == Submitted(None, job_unnamed=True)
    (sent,) = client.invocations
    assert (sent.class_name, sent.method) == ("Msvm_VirtualSystemManagementService", "DestroySystem")
    assert _any(sent.parameters["AffectedSystem"]).selectors["Name"] == _TEST


def test_a_moment_is_of_the_first_relationship() -> None:
    tables = {
        "Msvm_ComputerSystem": [_system(replication=7)],
        "Msvm_ReplicationRelationship": [_relationship(1, 8), _relationship(0, 5)],
    }
    assert read_moment(ScriptedClient(tables=tables), SQL) == Moment(2, 3, 5)


def test_an_extended_replica_has_only_the_second_relationship() -> None:
    tables = {"Msvm_ComputerSystem": [_system(mode=4)], "Msvm_ReplicationRelationship": [_relationship(1, 8)]}
    assert read_moment(ScriptedClient(tables=tables), SQL) == Moment(4, 3, 8)
    relationship = acted_on(ScriptedClient(tables=tables), SQL)
    assert relationship is not None
    assert relationship.index == 1


def test_on_2012_the_vm_tells_its_replication_itself_however_the_missing_class_is_answered() -> None:
    def unknown_class() -> Instance:
        raise Fault(0x80041010, None, "Invalid class")

    tables = {"Msvm_ComputerSystem": [_system()]}
    assert read_moment(ScriptedClient(tables=tables), SQL) == Moment(2, 3, 3)
    system = Instance("Msvm_ComputerSystem", _V2, _system())
    assert read_moment(ScriptedClient(tables=tables, gets=[lambda: system, unknown_class]), SQL) == Moment(2, 3, 3)


def test_a_test_vm_has_no_replication_state() -> None:
    tables = {"Msvm_ComputerSystem": [_system(mode=3, replication=0)], "Msvm_ReplicationRelationship": []}
    assert read_moment(ScriptedClient(tables=tables), SQL) == Moment(3, 3, None)


def test_a_vm_that_is_gone_is_none_and_one_that_is_hidden_is_not() -> None:
    seen = ScriptedClient(tables={"Msvm_ComputerSystem": [], "Msvm_VirtualSystemManagementService": [{"Name": "vmms"}]})
    assert read_moment(seen, SQL) is None
    hidden = ScriptedClient(tables={"Msvm_ComputerSystem": [], "Msvm_VirtualSystemManagementService": []})
    with pytest.raises(NotAuthorised, match="nothing of Hyper-V is visible"):
        read_moment(hidden, SQL)


def test_recovery_points_are_the_replicas_own_newest_first_with_their_kinds() -> None:
    def point(number: int, kind: str, vm: str = SQL) -> Row:
        return {
            "InstanceID": f"Microsoft:{number}", "ElementName": f"point {number}", "VirtualSystemIdentifier": vm,
            "CreationTime": f"2026-11-0{number}T12:00:00Z", "VirtualSystemType": f"Microsoft:Hyper-V:{kind}",
        }  # fmt: skip

    rows = [
        point(1, "Snapshot:Replica:Standard"),
        point(3, "Snapshot:Replica:ApplicationConsistent"),
        point(2, "Snapshot:Replica:PlannedFailover"),
        point(4, "Snapshot:Realized"),
        point(5, "System:Realized"),
        point(6, "Snapshot:Replica:Standard", _TEST),
    ]
    found = recovery_points(ScriptedClient(tables={"Msvm_VirtualSystemSettingData": rows}), SQL.lower())
    assert [(each.id, each.kind) for each in found] == [
        ("Microsoft:3", "application consistent"),
        ("Microsoft:2", "planned failover"),
        ("Microsoft:1", "standard"),
    ]


def test_memory_is_told_in_mebibytes_or_not_at_all() -> None:
    memory: Row = {"InstanceID": rf"Microsoft:{SQL}\47", "VirtualQuantity": "4096", "AllocationUnits": "byte * 2^20"}
    client = ScriptedClient(
        tables={"Win32_OperatingSystem": [{"FreePhysicalMemory": "8388608"}], "Msvm_MemorySettingData": [memory]}
    )
    assert (free_memory(client), startup_memory(client, SQL), startup_memory(client, _TEST)) == (8192, 4096, None)
    memory["AllocationUnits"] = "byte * 2^30"
    assert startup_memory(client, SQL) is None


def test_a_guests_report_is_by_adapter_and_silence_is_left_out() -> None:
    def configuration(nic: str, protocol: int, *addresses: str) -> Row:
        return {
            "InstanceID": rf"Microsoft:GuestNetwork\{SQL}\{nic}", "ProtocolIFType": str(protocol),
            "DHCPEnabled": "true", "IPAddresses": addresses,
        }  # fmt: skip

    rows = [configuration(_NIC.lower(), 4096, "10.0.0.1"), configuration(_TEST, 0)]
    found = read_guest(ScriptedClient(tables={"Msvm_GuestNetworkAdapterConfiguration": rows}), SQL)
    assert found == {_NIC: GuestReported(4096, True, ("10.0.0.1",))}


def test_the_services_of_a_vm_that_is_off_tell_only_what_is_offered() -> None:
    settings: Row = {"InstanceID": rf"Microsoft:{SQL}\2A", "EnabledState": "3"}
    tables: dict[str, list[Row]] = {
        "Msvm_KvpExchangeComponentSettingData": [settings], "Msvm_KvpExchangeComponent": [],
        "Msvm_HeartbeatComponent": [],
    }  # fmt: skip
    assert read_services(ScriptedClient(tables=tables), SQL) == GuestServices(kvp_offered=False)


def test_the_services_of_a_guest_that_speaks_tell_its_system() -> None:
    item = (
        '<INSTANCE CLASSNAME="Msvm_KvpExchangeDataItem"><PROPERTY NAME="Name" TYPE="string"><VALUE>OSName</VALUE>'
        '</PROPERTY><PROPERTY NAME="Data" TYPE="string"><VALUE>Debian</VALUE></PROPERTY></INSTANCE>'
    )
    status: Row = {"SystemName": SQL, "OperationalStatus": ("2", "2")}
    tables: dict[str, list[Row]] = {
        "Msvm_KvpExchangeComponentSettingData": [{"InstanceID": rf"Microsoft:{SQL}\2A", "EnabledState": "2"}],
        "Msvm_KvpExchangeComponent": [{**status, "GuestIntrinsicExchangeItems": (item,)}],
        "Msvm_HeartbeatComponent": [{**status, "OperationalStatus": ("12", "32775")}],
        "Msvm_SummaryInformation": [{"Name": SQL, "IntegrationServicesVersionState": "2"}],
    }
    services = read_services(ScriptedClient(tables=tables), SQL)
    assert services == GuestServices(True, 2, 12, 2, "Debian")
    assert (services.speaks, services.beats) == (True, False)


def test_a_guest_is_told_everything_of_one_adapter() -> None:
    client = ScriptedClient(outcomes=[output(0)])
    inject(client, SQL, _NIC, StagedRaw(IPV4, False, ("10.0.0.2",), ("255.0.0.0",), (), ("10.0.0.9",)))
    (sent,) = client.invocations
    assert sent.method == "SetGuestNetworkAdapterConfiguration"
    (told,) = _any(sent.parameters["NetworkConfiguration"])
    assert told.class_name == "Msvm_GuestNetworkAdapterConfiguration"
    assert [(each.name, each.cim_type, each.value) for each in told.properties] == [
        ("InstanceID", "string", rf"Microsoft:GuestNetwork\{SQL}\{_NIC}"),
        ("ProtocolIFType", "uint16", 4096),
        ("DHCPEnabled", "boolean", False),
        ("IPAddresses", "string", ("10.0.0.2",)),
        ("Subnets", "string", ("255.0.0.0",)),
        ("DefaultGateways", "string", ()),
        ("DNSServers", "string", ("10.0.0.9",)),
    ]
