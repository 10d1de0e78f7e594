"""InstanceIDs, object paths and queries."""

import pytest

from tests.unit.hyperv.site import HOST, NIC1, SQL
from tui.hyperv.join import ObjectPath, Owner, is_guid, owner_of, read_path, relationship_of, write_path
from tui.hyperv.wql import begins_with, equals


@pytest.mark.parametrize(
    "instance_id",
    [
        rf"Microsoft:{SQL}\{NIC1}",
        rf"Microsoft:{SQL}\{NIC1}\C",
        rf"Microsoft:FailoverNetworkSetting\{SQL}\{NIC1}",
        rf"Microsoft:GuestNetwork\{SQL}\{NIC1}",
        rf"microsoft:guestnetwork\{SQL.lower()}\{NIC1.lower()}",
    ],
)
def test_every_form_of_instance_id_names_vm_and_adapter(instance_id: str) -> None:
    assert owner_of(instance_id) == Owner(SQL, NIC1)


@pytest.mark.parametrize(
    "instance_id",
    ["", r"Microsoft:Definition\6A45335D-4C3A-44B7-B61F-C9808BBDF8ED\Default", rf"Microsoft:Pool\{SQL}", f"X{SQL}"],
)
def test_templates_and_pools_belong_to_nobody(instance_id: str) -> None:
    assert owner_of(instance_id) is None


@pytest.mark.parametrize(("suffix", "index"), [(r"\HVR\0", 0), (r"\HVR\1", 1), (r"\HVR", 0)])
def test_a_relationship_is_numbered_and_2012_has_only_the_first(suffix: str, index: int) -> None:
    assert relationship_of(f"Microsoft:{SQL}{suffix}") == (SQL, index)
    assert relationship_of(rf"Microsoft:{SQL}\{NIC1}") is None


def test_a_computer_name_is_no_guid() -> None:
    assert is_guid(SQL.lower())
    assert not is_guid(HOST)
    assert not is_guid(f"{{{SQL}}}")


@pytest.mark.parametrize("head", ["", r"\\HOST\root\virtualization\v2:", "//HOST/root/virtualization/v2:"])
def test_a_path_reads_with_and_without_host_and_namespace(head: str) -> None:
    text = rf'{head}Msvm_ResourceAllocationSettingData.InstanceID="Microsoft:GUID\\GUID\\0\\0\\D"'
    expected = ObjectPath("Msvm_ResourceAllocationSettingData", {"InstanceID": r"Microsoft:GUID\GUID\0\0\D"})
    assert read_path(text) == expected


@pytest.mark.parametrize("text", ["", "no path", r"\\HOST\root:Class", "Microsoft:GUID", '="', '.="x"'])
def test_other_text_is_no_path(text: str) -> None:
    assert read_path(text) is None


def test_a_path_is_written_as_hosts_write_it() -> None:
    path = ObjectPath("Msvm_SyntheticEthernetPortSettingData", {"InstanceID": r'Microsoft:A\B "x"'})
    text = write_path("HOST", "root/virtualization/v2", path)
    assert text == (
        r'\\HOST\root\virtualization\v2:Msvm_SyntheticEthernetPortSettingData.InstanceID="Microsoft:A\\B \"x\""'
    )
    assert read_path(text) == path


def test_a_path_on_a_host_of_unknown_name_names_none() -> None:
    path = ObjectPath("Msvm_VirtualEthernetSwitch", {"Name": "x"})
    text = write_path("", "root/virtualization/v2", path)
    assert text == r'root\virtualization\v2:Msvm_VirtualEthernetSwitch.Name="x"'
    assert read_path(text) == path


def test_text_in_a_query_stands_for_itself() -> None:
    assert equals("Name", r"a\b'c") == r"Name = 'a\\b\'c'"
    assert begins_with("Name", r"a\b_c%d[e") == r"Name like 'a\\b[_]c[%]d[[]e%'"
