"""One adapter read afresh."""

from dataclasses import replace

import pytest

from tests.unit.hyperv.site import NIC1, NIC2, SQL, recovery_host
from tui.hyperv.adapter import read_adapter
from tui.hyperv.inventory import read_inventory
from tui.model.machine import Adapter


def _shown(adapter: Adapter) -> Adapter:
    """Without what a change does not compare."""
    cable = adapter.connection
    return replace(adapter, guest=None, connection=None if cable is None else replace(cable, vlan=None))


@pytest.mark.parametrize("gets_nothing", [False, True])
def test_one_adapter_reads_as_it_does_in_a_full_read(gets_nothing: bool) -> None:
    """Also where the host finds no setting by Get."""
    inventory = read_inventory(recovery_host())
    for machine in inventory.machines:
        for adapter in machine.adapters:
            client = recovery_host()
            client.gets_nothing = gets_nothing
            reading = read_adapter(client, machine.id, adapter.id)
            assert reading.adapter == _shown(adapter)
            assert (reading.mode, reading.enabled_state) == (machine.mode, machine.enabled_state)
            assert {switch.name for switch in reading.switches} == {switch.name for switch in inventory.switches}


def test_a_read_ends_with_what_a_change_compares_and_asks_for_the_one_adapter_alone() -> None:
    client = recovery_host()
    read_adapter(client, SQL, NIC1)
    assert client.got == [
        "Msvm_SyntheticEthernetPortSettingData",
        "Msvm_FailoverNetworkAdapterSettingData",
        "Msvm_EthernetPortAllocationSettingData",
        "Msvm_ComputerSystem",
    ]
    assert [query.split(" from ")[1] for query in client.queries] == ["Msvm_VirtualEthernetSwitch"]


def test_a_connection_of_another_name_is_found_by_how_it_begins() -> None:
    client = recovery_host()
    client.tables["Msvm_EthernetPortAllocationSettingData"][0]["InstanceID"] = rf"Microsoft:{SQL}\{NIC1}\X9"
    adapter = read_adapter(client, SQL, NIC1).adapter
    assert adapter is not None
    assert adapter.connection is not None
    assert adapter.connection.id == rf"Microsoft:{SQL}\{NIC1}\X9"


def test_a_vm_that_is_gone_has_no_mode() -> None:
    reading = read_adapter(recovery_host(), "00000000-0000-4000-8000-000000000000", NIC1)
    assert (reading.mode, reading.enabled_state, reading.adapter) == (None, None, None)


def test_an_adapter_that_is_gone_is_none_while_its_vm_has_a_mode() -> None:
    client = recovery_host()
    client.tables["Msvm_SyntheticEthernetPortSettingData"].pop(2)
    reading = read_adapter(client, SQL, NIC2)
    assert (reading.mode, reading.adapter) == (2, None)
