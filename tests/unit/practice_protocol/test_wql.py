"""WQL over a shelf of three machines: sql01 to sql03, all off, and the host HV1."""

import pytest

from tests.unit.practice_protocol.shelf import GUID, SETTINGS, Shelf, defines, furnished, machine, settings
from tui.practice.cim import INVALID_CLASS, INVALID_NAMESPACE, INVALID_QUERY, NOT_FOUND, VIRTUALIZATION, WmiError
from tui.practice.wql.execute import execute


def names(query: str, shelf: Shelf | None = None) -> list[str]:
    found = execute(query, shelf or furnished(), VIRTUALIZATION)
    return [str(instance.values.get("ElementName")) for instance in found.instances]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("EnabledState = 2", ["HV1"]),
        ("EnabledState <> 2 and ElementName != 'sql03'", ["sql01", "sql02"]),
        ("elementname = 'SQL02'", ["sql02"]),
        (f'Name = "00000002{GUID[8:].lower()}"', ["sql02"]),
        ("Name != __SERVER", ["sql01", "sql02", "sql03"]),
        ("__SERVER = Name", ["HV1"]),
        ("__CLASS = 'msvm_computersystem' and EnabledState < 3", ["HV1"]),
        ("InstallDate is null", ["HV1"]),
        ("InstallDate = NULL", ["HV1"]),
        ("InstallDate is not null and (ElementName like 'sql0[1-2]')", ["sql01", "sql02"]),
        ("ElementName like '%3' or ElementName LIKE 'hv_'", ["HV1", "sql03"]),
        ("ElementName like 'sql0[^12]'", ["sql03"]),
        ("not EnabledState = 3", ["HV1"]),
        ("NOT (EnabledState = 3 OR EnabledState = 2)", []),
        ("EnabledState >= 3 and ElementName > 'sql01'", ["sql02", "sql03"]),
        ("InstallDate >= '20261008000000.000000+000'", ["sql01", "sql02", "sql03"]),
        ("InstallDate > '20261008181536.000000+120'", []),
        ("OnTimeInMilliseconds > 0", []),
        ("EnabledState = '3' and ElementName <= 'SQL01'", ["sql01"]),
        ("__this isa 'CIM_ManagedElement' and EnabledState = 0x2", ["HV1"]),
        ("__this isa 'Msvm_ConcreteJob'", []),
    ],
)
def test_a_where_clause_selects(where: str, expected: list[str]) -> None:
    assert names(f"select * from Msvm_ComputerSystem where {where}") == expected


def test_keywords_and_the_class_come_in_any_letter_case_and_a_property_may_begin_like_a_keyword() -> None:
    shelf = Shelf(objects=[settings(machine(1), Notes=("a",)), settings(machine(2))])
    assert names("SELECT * FROM msvm_virtualsystemsettingdata WHERE Notes IS NOT NULL", shelf) == ["settings"]


def test_a_backslash_is_doubled_in_a_literal() -> None:
    key = f"Microsoft:00000002{GUID[8:]}\\\\0"
    assert len(names(f"select * from {SETTINGS.name} where InstanceID = '{key}'")) == 1


def test_a_select_list_is_spelt_as_the_class_spells_it_and_leaves_system_properties_out() -> None:
    found = execute("select NAME, __PATH, elementname from Msvm_ComputerSystem", furnished(), VIRTUALIZATION)
    assert found.projection == ("Name", "ElementName")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("select * form Msvm_ComputerSystem", INVALID_QUERY),
        ("select * from Msvm_ComputerSystem where", INVALID_QUERY),
        ("select Nothing from Msvm_ComputerSystem", INVALID_QUERY),
        ("select * from Msvm_ComputerSystem where Nothing = 1", INVALID_QUERY),
        ("select * from Msvm_ComputerSystem where Roles = 'x'", INVALID_QUERY),
        ("select * from Msvm_ComputerSystem where EnabledState = 'on'", INVALID_QUERY),
        ("select * from Msvm_ComputerSystem where InstallDate > 'yesterday'", INVALID_QUERY),
        (r"select * from Msvm_VirtualSystemSettingData where InstanceID = 'Microsoft:A\b'", INVALID_QUERY),
        ("select * from Msvm_ComputerSystem where 'a' isa 'b'", INVALID_QUERY),
        ("select * from Msvm_Nothing", INVALID_CLASS),
        ("associators of {Msvm_ComputerSystem.CreationClassName='Msvm_ComputerSystem',Name='x'}", NOT_FOUND),
        (r"associators of {Msvm_VirtualSystemSettingData.InstanceID='Microsoft:A\b'}", INVALID_QUERY),
    ],
)
def test_a_query_is_refused_by_its_code(query: str, code: int) -> None:
    with pytest.raises(WmiError) as caught:
        list(execute(query, furnished(), VIRTUALIZATION).instances)
    assert caught.value.code == code


def test_an_unknown_namespace_is_refused() -> None:
    with pytest.raises(WmiError) as caught:
        execute("select * from Msvm_ComputerSystem", furnished(), "root/nothing")
    assert caught.value.code == INVALID_NAMESPACE


SYSTEM_2 = f"{{Msvm_ComputerSystem.CreationClassName='Msvm_ComputerSystem',Name='00000002{GUID[8:].lower()}'}}"
SETTINGS_2 = f'{{Msvm_VirtualSystemSettingData.InstanceID="Microsoft:00000002{GUID[8:]}\\\\0"}}'


@pytest.mark.parametrize(
    "options",
    [
        "",
        "where AssocClass = Msvm_SettingsDefineState ResultClass = Msvm_VirtualSystemSettingData",
        "where ASSOCCLASS=msvm_settingsdefinestate",
        "where Role = managedelement ResultRole = SettingData",
    ],
)
def test_associators_of_a_system_are_its_settings(options: str) -> None:
    found = list(execute(f"ASSOCIATORS OF {SYSTEM_2} {options}", furnished(), VIRTUALIZATION).instances)
    assert [instance.values["InstanceID"] for instance in found] == [f"Microsoft:00000002{GUID[8:]}\\0"]


@pytest.mark.parametrize("options", ["where Role = SettingData", "where ResultClass = Msvm_ConcreteJob"])
def test_associators_of_another_role_or_class_are_none(options: str) -> None:
    assert list(execute(f"associators of {SYSTEM_2} {options}", furnished(), VIRTUALIZATION).instances) == []


def test_an_associator_is_found_once_from_either_end() -> None:
    shelf = furnished()
    shelf.objects.append(defines(machine(2), settings(machine(2))))
    assert names(f"associators of {SETTINGS_2}", shelf) == ["sql02"]


def test_references_of_an_object_are_its_associations() -> None:
    found = list(execute(f"references of {SYSTEM_2}", furnished(), VIRTUALIZATION).instances)
    assert [instance.decl.name for instance in found] == ["Msvm_SettingsDefineState"]


def test_class_definitions_come_as_an_instance_with_nothing_set() -> None:
    found = list(execute(f"associators of {SYSTEM_2} where ClassDefsOnly", furnished(), VIRTUALIZATION).instances)
    assert [(i.decl.name, dict(i.values)) for i in found] == [("Msvm_VirtualSystemSettingData", {})]
