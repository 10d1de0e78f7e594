"""Cables, test switches and switch kinds, facts/hyperv-wmi.md 4 and facts/real-host.md 1 and 6."""

from dataclasses import replace

import pytest

from tests.unit.practice.bench import MANAGEMENT, Bench, embedded
from tui.practice.cim import VIRTUALIZATION, Reference
from tui.practice.hyperv.machine import Cable

NETWORKING = "Microsoft-Windows-Hyper-V-VMMS-Networking"


def cable(dr: Bench, vm: str = "sql01", adapter: int = 0) -> Cable:
    found = dr.machine(vm).adapters[adapter].cable
    assert found is not None
    return found


def test_a_property_that_is_left_out_is_unchanged(dr: Bench) -> None:
    before = replace(cable(dr))
    dr.finish(dr.modify_cable("sql01", TestReplicaSwitchName="DR-LAN"))
    assert cable(dr) == replace(before, test_replica_switch_name="DR-LAN")


def test_a_test_switch_is_only_a_name_and_may_be_of_no_switch(dr: Bench) -> None:
    assert dr.finish(dr.modify_cable("sql01", TestReplicaSwitchName="No such switch")).values["JobState"] == 7


def test_a_disconnected_adapter_remembers_its_switch(dr: Bench) -> None:
    switch_id = cable(dr).switch_id
    dr.finish(dr.modify_cable("sql01", EnabledState=3))
    instance = dr.one("Msvm_EthernetPortAllocationSettingData", EnabledState=3)
    assert str(instance.values["HostResource"]).count(str(switch_id)) == 1
    assert "disconnected" in dr.events(NETWORKING)[-1]


def test_a_switch_is_connected_by_its_path(dr: Bench) -> None:
    dr.finish(dr.modify_cable("sql01", HostResource=(dr.switch_path("Isolated"),), EnabledState=2))
    assert cable(dr).last_known_switch_name == "Isolated"
    assert "'Isolated'" in dr.events(NETWORKING)[-1]


def test_a_path_to_no_switch_fails_in_the_job(dr: Bench) -> None:
    path = dr.switch_path("Isolated").replace('Name="', 'Name="0')
    job = dr.finish(dr.modify_cable("sql01", HostResource=(path,)))
    assert (job.values["JobState"], job.values["ErrorCode"]) == (10, 32773)


def test_a_never_connected_adapter_has_no_cable_until_one_is_added(dr: Bench) -> None:
    machine = dr.machine("sql01")
    assert machine.adapters[1].cable is None
    parent = f"Microsoft:{machine.id}\\\\{machine.adapters[1].id}"
    text = embedded(
        "Msvm_EthernetPortAllocationSettingData",
        {
            "Parent": f'\\\\DR\\root\\virtualization\\v2:Msvm_SyntheticEthernetPortSettingData.InstanceID="{parent}"',
            "HostResource": (dr.switch_path("DR-LAN"),),
        },
    )
    configuration = Reference(
        VIRTUALIZATION, "Msvm_VirtualSystemSettingData", (("InstanceID", f"Microsoft:{machine.id}"),)
    )
    result = dr.service(
        MANAGEMENT, "AddResourceSettings", AffectedConfiguration=configuration, ResourceSettings=(text,)
    )
    assert "ResultingResourceSettings" not in result.outputs
    job = dr.finish(result)
    assert job.values["JobState"] == 7
    created = [each for each in dr.all("Msvm_AffectedJobElement") if each.values["ElementEffects"] == (5,)]
    (element,) = [each.values["AffectedElement"] for each in created]
    assert isinstance(element, Reference)
    assert element.keys == (("InstanceID", f"Microsoft:{machine.id}\\{machine.adapters[1].id}\\C"),)


def test_an_undoubled_backslash_in_a_path_is_refused(dr: Bench) -> None:
    machine = dr.machine("sql01")
    instance_id = f"Microsoft:{machine.id}\\{machine.adapters[1].id}"
    text = embedded(
        "Msvm_EthernetPortAllocationSettingData",
        {"Parent": f'Msvm_SyntheticEthernetPortSettingData.InstanceID="{instance_id}"'},
    )
    configuration = Reference(
        VIRTUALIZATION, "Msvm_VirtualSystemSettingData", (("InstanceID", f"Microsoft:{machine.id}"),)
    )
    result = dr.service(
        MANAGEMENT, "AddResourceSettings", AffectedConfiguration=configuration, ResourceSettings=(text,)
    )
    assert result.return_value == 32773


def test_the_ports_of_a_switch_tell_its_kind(dr: Bench) -> None:
    resources: dict[str, str] = {}
    for switch in dr.all("Msvm_VirtualEthernetSwitch"):
        own = f"Microsoft:{switch.values['Name']}\\"
        ports = [
            each
            for each in dr.all("Msvm_EthernetPortAllocationSettingData")
            if str(each.values["InstanceID"]).startswith(own)
        ]
        resources[str(switch.values["ElementName"])] = " ".join(str(each.values["HostResource"]) for each in ports)
    assert "Msvm_ExternalEthernetPort" in resources["DR-LAN"]
    assert "Msvm_ComputerSystem" in resources["Management"]
    assert resources["Isolated"] == ""


def test_every_cable_names_its_adapter_as_parent(dr: Bench) -> None:
    ids = {str(each.values["InstanceID"]) for each in dr.all("CIM_EthernetPortAllocationSettingData")}
    for each in dr.all("Msvm_EthernetPortAllocationSettingData"):
        parent = each.values.get("Parent")
        if isinstance(parent, str) and parent:
            assert parent.partition('InstanceID="')[2].rstrip('"').replace("\\\\", "\\") in ids


@pytest.mark.parametrize(
    "form",
    [
        "{path}",
        "root\\virtualization\\v2:{path}",
        "root/virtualization/v2:{path}",
        "\\\\DR\\root\\virtualization\\v2:{path}",
        "\\\\DR\\root/virtualization/v2:{path}",
    ],
)
def test_an_object_path_may_be_written_with_either_slash_and_without_its_beginning(dr: Bench, form: str) -> None:
    path = form.format(path=dr.switch_path("Isolated").rpartition(":")[2])
    assert dr.finish(dr.modify_cable("sql01", HostResource=(path,))).values["JobState"] == 7
    assert cable(dr).last_known_switch_name == "Isolated"


def test_the_data_exchange_service_is_switched_by_its_state_alone(dr: Bench) -> None:
    setting = dr.one("Msvm_KvpExchangeComponentSettingData", InstanceID=dr_kvp(dr))
    assert setting.values["EnabledState"] == 2
    text = embedded("Msvm_KvpExchangeComponentSettingData", {"InstanceID": dr_kvp(dr), "EnabledState": 3})
    dr.finish(dr.service(MANAGEMENT, "ModifyResourceSettings", ResourceSettings=(text,)))
    assert dr.one("Msvm_KvpExchangeComponentSettingData", InstanceID=dr_kvp(dr)).values["EnabledState"] == 3


def dr_kvp(dr: Bench) -> str:
    return f"Microsoft:{dr.machine('sql01').id}\\2A34B1C2-FD73-4043-8A5B-DD2159BC743F"
