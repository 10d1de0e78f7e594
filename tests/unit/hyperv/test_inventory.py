"""The full read of a host, over tables written out from the facts."""

from datetime import UTC, datetime

import pytest

from tests.unit.hyperv.scripted import ScriptedClient
from tests.unit.hyperv.site import HOST, INTERNAL, NIC1, NIC2, NIC3, PRIVATE, PRODUCTION, SQL, WEB, recovery_host
from tui.hyperv.inventory import read_inventory
from tui.model.machine import Adapter, GuestReported, Machine, Vlan
from tui.model.staged import StagedRaw
from tui.wsman.fault import Fault, NotAuthorised, Unreachable


def _machine(client: ScriptedClient, name: str) -> Machine:
    return next(machine for machine in read_inventory(client).machines if machine.name == name)


def _adapter(client: ScriptedClient, adapter_id: str) -> Adapter:
    machines = read_inventory(client).machines
    return next(adapter for machine in machines for adapter in machine.adapters if adapter.id == adapter_id)


def test_the_host_is_told_from_its_vms_by_a_name_that_is_no_guid() -> None:
    inventory = read_inventory(recovery_host())
    assert (inventory.computer_name, inventory.build) == (HOST, "10.0.17763")
    assert [(machine.name, machine.id) for machine in inventory.machines] == [("App01", WEB), ("sql01", SQL)]
    assert inventory.management_visible


def test_a_system_without_a_name_is_neither_host_nor_vm() -> None:
    client = recovery_host()
    client.tables["Win32_OperatingSystem"] = []
    client.tables["Msvm_ComputerSystem"].append({"Name": None, "ElementName": "?"})
    inventory = read_inventory(client)
    assert (inventory.computer_name, len(inventory.machines)) == (HOST, 2)


def test_a_read_costs_one_query_a_class_however_many_vms_there_are() -> None:
    client = recovery_host()
    systems = client.tables["Msvm_ComputerSystem"]
    systems += [{**systems[1], "Name": f"{number:08X}-0000-4000-8000-000000000000"} for number in range(100)]
    read_inventory(client)
    assert len(client.queries) == 16
    assert not any("where" in query for query in client.queries)


def test_both_relationships_of_a_vm_are_shown_with_what_their_settings_tell() -> None:
    machine = _machine(recovery_host(), "sql01")
    first, second = machine.relationships
    assert (first.index, first.state, first.health, first.interval) == (0, 3, 1, 300)
    assert first.last_replication == datetime(2026, 10, 8, 15, 15, 36, 684240, tzinfo=UTC)
    assert (first.primary_host, first.replica_host) == ("hq-hv-01", HOST)
    assert (second.index, second.state, second.last_replication, second.interval) == (1, 8, None, None)


def test_a_2012_host_without_relationships_tells_them_on_the_vm() -> None:
    client = recovery_host()
    del client.tables["Msvm_ReplicationRelationship"]
    client.tables["Msvm_ReplicationSettingData"][0]["InstanceID"] = rf"Microsoft:{SQL}\HVR"
    client.lacking = frozenset({"LastKnownSwitchName", "ReplicationInterval", "ReplicationProvider"})
    (only,) = _machine(client, "sql01").relationships
    assert (only.index, only.state, only.health, only.primary_host, only.interval) == (0, 3, 1, "hq-hv-01", None)
    assert _adapter(client, NIC1).connected


def test_a_missing_class_is_told_by_the_subcode_where_there_is_no_code() -> None:
    client = recovery_host()
    client.refusals["Msvm_ReplicationRelationship"] = Fault(None, "w:CannotProcessFilter", "no such class")
    assert len(_machine(client, "sql01").relationships) == 1


def test_another_fault_is_not_taken_for_a_missing_class() -> None:
    client = recovery_host()
    client.refusals["Msvm_ReplicationRelationship"] = Fault(2150858755, "w:InternalError", "provider failure")
    with pytest.raises(Fault):
        read_inventory(client)


def test_a_vm_without_replication_has_no_relationship() -> None:
    client = recovery_host()
    client.tables["Msvm_ComputerSystem"][2]["ReplicationMode"] = "0"
    del client.tables["Msvm_ReplicationRelationship"][2]
    assert _machine(client, "App01").relationships == ()


def test_staged_settings_are_kept_exactly_even_where_they_do_not_parse() -> None:
    adapter = _adapter(recovery_host(), NIC1)
    assert adapter.staged == StagedRaw(
        4098,
        False,
        ("10.9.20.12", "not an address", "2001:DB8:20::11"),
        ("255.255.255.0", ""),
        ("10.9.20.1",),
        ("10.9.0.11", "10.9.0.10"),
    )
    assert adapter.staged_id == rf"Microsoft:FailoverNetworkSetting\{SQL}\{NIC1.lower()}"


def test_absent_arrays_are_a_cleared_failover_object_and_no_object_is_none() -> None:
    staged = _adapter(recovery_host(), NIC2).staged
    assert staged is not None
    assert staged.is_clear
    assert _adapter(recovery_host(), NIC3).staged is None


def test_a_guest_that_never_reported_is_none_whatever_its_dhcp_says() -> None:
    assert _adapter(recovery_host(), NIC1).guest is None
    assert _adapter(recovery_host(), NIC2).guest == GuestReported(4096, False, ("10.1.20.12",), ("255.255.255.0",))


def test_a_guest_without_addresses_has_reported_once_its_protocol_is_known() -> None:
    client = recovery_host()
    client.tables["Msvm_GuestNetworkAdapterConfiguration"][0]["ProtocolIFType"] = "4096"
    assert _adapter(client, NIC1).guest == GuestReported(4096, True)


def test_adapters_of_checkpoints_and_templates_are_nobodys() -> None:
    machine = _machine(recovery_host(), "sql01")
    assert [(adapter.name, adapter.id) for adapter in machine.adapters] == [("Backup", NIC2), ("Network Adapter", NIC1)]


def test_an_adapter_tells_its_switch_vlan_and_test_switch() -> None:
    adapter = _adapter(recovery_host(), NIC1)
    assert (adapter.kind, adapter.mac, adapter.static_mac, adapter.connected) == (
        "synthetic", "00155D0A0B0C", True, True,
    )  # fmt: skip
    cable = adapter.connection
    assert cable is not None
    assert (cable.id, cable.switch_id, cable.switch_name) == (rf"Microsoft:{SQL}\{NIC1}\C", PRODUCTION, "PROD-LAN")
    assert (cable.test_switch, cable.vlan) == ("Private Test Network", Vlan("access", access_id=20))


@pytest.mark.parametrize(("mode", "vlan"), [("0", None), ("3", Vlan("private")), ("7", Vlan("other"))])
def test_a_vlan_setting_may_be_none_or_of_another_kind(mode: str, vlan: Vlan | None) -> None:
    client = recovery_host()
    client.tables["Msvm_EthernetSwitchPortVlanSettingData"][0]["OperationMode"] = mode
    cable = _adapter(client, NIC1).connection
    assert cable is not None
    assert cable.vlan == vlan


def test_a_switch_that_the_host_lacks_leaves_the_adapter_unconnected() -> None:
    adapter = _adapter(recovery_host(), NIC3)
    cable = adapter.connection
    assert cable is not None
    assert (adapter.kind, adapter.connected, cable.switch_name, cable.last_known_switch) == (
        "legacy", False, None, "OLD-LAN",
    )  # fmt: skip
    assert cable.vlan == Vlan("trunk", native_id=5, allowed_ids=(10, 20))


def test_an_adapter_that_was_never_connected_has_no_connection() -> None:
    assert _adapter(recovery_host(), NIC2).connection is None


def test_a_connection_belongs_to_the_adapter_that_its_parent_names() -> None:
    client = recovery_host()
    client.tables["Msvm_EthernetPortAllocationSettingData"][0]["InstanceID"] = "Microsoft:something else"
    cable = _adapter(client, NIC1).connection
    assert cable is not None
    assert cable.id == "Microsoft:something else"


def test_the_kind_of_a_switch_follows_from_what_is_attached_to_it() -> None:
    kinds = {switch.id: switch.kind for switch in read_inventory(recovery_host()).switches}
    assert kinds == {PRODUCTION: "external", INTERNAL: "internal", PRIVATE: "private"}


def test_a_switch_is_not_called_private_where_an_attachment_cannot_be_placed() -> None:
    client = recovery_host()
    client.tables["Msvm_EthernetPortAllocationSettingData"][2]["InstanceID"] = "Microsoft:unheard-of"
    client.tables["Msvm_EthernetPortAllocationSettingData"].pop(3)
    kinds = {switch.id: switch.kind for switch in read_inventory(client).switches}
    assert kinds == {PRODUCTION: "unknown", INTERNAL: "internal", PRIVATE: "unknown"}


def test_whether_data_exchange_is_offered_is_told_per_vm() -> None:
    assert (_machine(recovery_host(), "sql01").kvp_offered, _machine(recovery_host(), "App01").kvp_offered) == (
        True, False,
    )  # fmt: skip


def test_without_rights_nothing_is_visible_and_that_is_said() -> None:
    client = ScriptedClient(tables={name: [] for name in recovery_host().tables})
    inventory = read_inventory(client)
    assert (inventory.machines, inventory.management_visible) == ((), False)


def test_a_host_that_hides_itself_and_shows_its_service_is_visible() -> None:
    client = recovery_host()
    del client.tables["Msvm_ComputerSystem"][0]
    inventory = read_inventory(client)
    assert (inventory.management_visible, inventory.computer_name) == (True, HOST)


@pytest.mark.parametrize("refusal", [NotAuthorised("denied", delivered=True, code=5), Fault(1, None, "no")])
def test_a_version_that_may_not_be_read_is_empty(refusal: NotAuthorised | Fault) -> None:
    client = recovery_host()
    client.refusals["Win32_OperatingSystem"] = refusal
    inventory = read_inventory(client)
    assert (inventory.build, inventory.computer_name, len(inventory.machines)) == ("", HOST, 2)


def test_a_class_that_may_not_lack_is_not_taken_for_an_empty_one() -> None:
    client = recovery_host()
    del client.tables["Msvm_FailoverNetworkAdapterSettingData"]
    with pytest.raises(Fault):
        read_inventory(client)


def test_a_host_that_goes_away_midway_is_an_error() -> None:
    client = recovery_host()
    client.refusals["Win32_OperatingSystem"] = Unreachable("reset", delivered=False)
    with pytest.raises(Unreachable):
        read_inventory(client)
