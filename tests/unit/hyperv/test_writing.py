"""What is sent to change staged settings and connections."""

from typing import Any

import pytest

from tests.unit.hyperv.scripted import Invocation, ScriptedClient, output
from tests.unit.hyperv.site import HOST, NIC1, PRODUCTION, SQL, port_path, switch_path
from tui.hyperv.failover import stage
from tui.hyperv.networking import rewire, wire
from tui.hyperv.returncodes import MethodRefused, Submitted
from tui.model.staged import CLEARED, StagedRaw
from tui.wsman.cimxml import CimProperty, EmbeddedInstance
from tui.wsman.fault import Fault, TimedOut
from tui.wsman.instance import EndpointReference
from tui.wsman.naming import ClassRef

_V2 = "root/virtualization/v2"
_JOB = EndpointReference(ClassRef(_V2, "Msvm_ConcreteJob").uri, {"InstanceID": "6D"})
_STAGED_ID = rf"Microsoft:FailoverNetworkSetting\{SQL}\{NIC1.lower()}"
_RAW = StagedRaw(4098, False, ("10.9.20.12", "::1"), ("255.255.255.0", "64"), (), ("10.9.0.11", "10.9.0.10"))


def _embedded(invocation: Invocation, parameter: str) -> tuple[str, dict[str, CimProperty]]:
    (instance,) = _any(invocation.parameters[parameter])
    assert isinstance(instance, EmbeddedInstance)
    return instance.class_name, {each.name: each for each in instance.properties}


def _any(value: object) -> Any:
    return value


def test_staging_sends_one_instance_with_everything_in_its_order() -> None:
    client = ScriptedClient(outcomes=[output(4096, _JOB)])
    assert stage(client, SQL, _STAGED_ID, _RAW) == Submitted(_JOB)
    (sent,) = client.invocations
    assert (sent.class_name, sent.method) == ("Msvm_ReplicationService", "SetFailoverNetworkAdapterSettings")
    assert sent.selectors == {"CreationClassName": "Msvm_ReplicationService"}
    machine = _any(sent.parameters["ComputerSystem"])
    assert machine.resource_uri.endswith("/root/virtualization/v2/Msvm_ComputerSystem")
    assert machine.selectors == {"CreationClassName": "Msvm_ComputerSystem", "Name": SQL}
    class_name, properties = _embedded(sent, "NetworkSettings")
    assert class_name == "Msvm_FailoverNetworkAdapterSettingData"
    assert [(each.name, each.cim_type, each.value) for each in properties.values()] == [
        ("InstanceID", "string", _STAGED_ID),
        ("ProtocolIFType", "uint16", 4098),
        ("DHCPEnabled", "boolean", False),
        ("IPAddresses", "string", ("10.9.20.12", "::1")),
        ("Subnets", "string", ("255.255.255.0", "64")),
        ("DefaultGateways", "string", ()),
        ("DNSServers", "string", ("10.9.0.11", "10.9.0.10")),
    ]


def test_empty_arrays_can_be_left_out() -> None:
    client = ScriptedClient(outcomes=[output(0)])
    assert stage(client, SQL, _STAGED_ID, CLEARED, send_empty_arrays=False) == Submitted(None)
    assert list(_embedded(client.invocations[0], "NetworkSettings")[1]) == [
        "InstanceID", "ProtocolIFType", "DHCPEnabled",
    ]  # fmt: skip


def test_a_null_dhcp_is_not_made_up() -> None:
    client = ScriptedClient(outcomes=[output(0)])
    stage(client, SQL, _STAGED_ID, StagedRaw(4096, None, ("10.9.20.12",)))
    assert "DHCPEnabled" not in _embedded(client.invocations[0], "NetworkSettings")[1]


def test_a_refusal_is_named() -> None:
    client = ScriptedClient(outcomes=[output(32775)])
    with pytest.raises(MethodRefused) as refused:
        stage(client, SQL, _STAGED_ID, _RAW)
    assert (refused.value.method, refused.value.code, refused.value.name) == (
        "SetFailoverNetworkAdapterSettings", 32775, "invalid state",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "name"), [(5, "invalid state"), (4, "invalid parameter"), (99, "undocumented code 99")]
)
def test_codes_of_the_other_family_have_names_too(code: int, name: str) -> None:
    client = ScriptedClient(outcomes=[output(code)])
    with pytest.raises(MethodRefused) as refused:
        rewire(client, "id", HOST, connected=True)
    assert refused.value.name == name


def test_a_job_that_is_not_named_is_not_taken_for_done() -> None:
    client = ScriptedClient(outcomes=[output(4096)])
    assert stage(client, SQL, _STAGED_ID, _RAW) == Submitted(None, job_unnamed=True)


def test_a_service_that_asks_for_all_its_keys_gets_them_once() -> None:
    keys = {
        "SystemCreationClassName": "Msvm_ComputerSystem", "SystemName": HOST,
        "CreationClassName": "Msvm_ReplicationService", "Name": "replicasvc",
    }  # fmt: skip
    client = ScriptedClient(
        tables={"Msvm_ReplicationService": [{**keys, "Caption": "x"}]},
        outcomes=[Fault(2150858842, "w:InvalidSelectors", "more keys"), output(0)],
    )
    stage(client, SQL, _STAGED_ID, _RAW)
    assert [dict(each.selectors) for each in client.invocations] == [
        {"CreationClassName": "Msvm_ReplicationService"}, keys,
    ]  # fmt: skip


@pytest.mark.parametrize("error", [TimedOut("late", delivered=True), Fault(2150858755, "w:InternalError", "failed")])
def test_what_may_have_reached_the_service_is_not_sent_again(error: TimedOut | Fault) -> None:
    client = ScriptedClient(outcomes=[error])
    with pytest.raises(type(error)):
        stage(client, SQL, _STAGED_ID, _RAW)
    assert len(client.invocations) == 1


def test_rewiring_sends_only_what_changes() -> None:
    client = ScriptedClient(outcomes=[output(0)])
    rewire(client, rf"Microsoft:{SQL}\{NIC1}\C", HOST, test_switch="Private Test Network")
    (sent,) = client.invocations
    assert (sent.class_name, sent.method) == ("Msvm_VirtualSystemManagementService", "ModifyResourceSettings")
    class_name, properties = _embedded(sent, "ResourceSettings")
    assert class_name == "Msvm_EthernetPortAllocationSettingData"
    assert [(each.name, each.cim_type, each.value) for each in properties.values()] == [
        ("InstanceID", "string", rf"Microsoft:{SQL}\{NIC1}\C"),
        ("TestReplicaSwitchName", "string", "Private Test Network"),
    ]


def test_no_test_switch_is_an_empty_text() -> None:
    client = ScriptedClient(outcomes=[output(0)])
    rewire(client, "id", HOST, test_switch=None)
    assert _embedded(client.invocations[0], "ResourceSettings")[1]["TestReplicaSwitchName"].value == ""


def test_connecting_names_the_switch_by_its_path_in_an_array() -> None:
    client = ScriptedClient(outcomes=[output(0), output(0)])
    rewire(client, "id", HOST, connected=True, switch_id=PRODUCTION)
    rewire(client, "id", HOST, connected=False)
    on, off = (_embedded(each, "ResourceSettings")[1] for each in client.invocations)
    assert (on["EnabledState"].cim_type, on["EnabledState"].value) == ("uint16", 2)
    assert on["HostResource"].value == (switch_path(PRODUCTION),)
    assert (off["EnabledState"].value, set(off)) == (3, {"InstanceID", "EnabledState"})


def test_an_adapter_without_a_connection_gets_one() -> None:
    client = ScriptedClient(outcomes=[output(4096, _JOB)])
    wire(client, rf"Microsoft:{SQL}\{NIC1}", "synthetic", HOST, switch_id=PRODUCTION, connected=True, test_switch="T")
    (sent,) = client.invocations
    configuration = _any(sent.parameters["AffectedConfiguration"])
    assert sent.method == "AddResourceSettings"
    assert configuration.resource_uri.endswith("/Msvm_VirtualSystemSettingData")
    assert configuration.selectors == {"InstanceID": f"Microsoft:{SQL}"}
    properties = _embedded(sent, "ResourceSettings")[1]
    assert {name: each.value for name, each in properties.items()} == {
        "ResourceType": 33,
        "ResourceSubType": "Microsoft:Hyper-V:Ethernet Connection",
        "Parent": port_path(SQL, NIC1),
        "EnabledState": 2,
        "HostResource": (switch_path(PRODUCTION),),
        "TestReplicaSwitchName": "T",
    }


def test_a_legacy_adapter_is_named_by_its_own_class() -> None:
    client = ScriptedClient(outcomes=[output(0)])
    wire(client, rf"Microsoft:{SQL}\{NIC1}", "legacy", HOST, switch_id=None, connected=False)
    properties = _embedded(client.invocations[0], "ResourceSettings")[1]
    assert str(properties["Parent"].value).startswith(
        rf"\\{HOST}\root\virtualization\v2:Msvm_EmulatedEthernetPortSettingData."
    )
    assert "HostResource" not in properties
