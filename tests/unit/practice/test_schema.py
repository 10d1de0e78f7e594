"""Class declarations, facts/hyperv-wmi.md 1 and 8. The comparison with a real host's schema runs over the wire."""

from dataclasses import replace

import pytest

from tests.unit.practice.bench import Bench
from tui.practice.cim import CIMV2, MSCLUSTER, VIRTUALIZATION, ClassDecl, PropertyDecl, WmiError
from tui.practice.wmi.catalogue import Build, Catalogue

ALL = (VIRTUALIZATION, CIMV2, MSCLUSTER)


def declared(build: Build, class_name: str) -> ClassDecl:
    return Catalogue(build, ALL).declaration(VIRTUALIZATION, class_name)


def properties(decl: ClassDecl) -> dict[str, PropertyDecl]:
    return {declaration.name: declaration for declaration in decl.properties}


@pytest.mark.parametrize(
    ("class_name", "name", "cim_type", "is_array"),
    [
        ("Msvm_ConcreteJob", "JobState", "uint16", False),
        ("Msvm_ConcreteJob", "JobRunTimes", "uint32", False),
        ("Msvm_ConcreteJob", "RunMonth", "uint8", False),
        ("Msvm_ConcreteJob", "RunDayOfWeek", "sint8", False),
        ("Msvm_ConcreteJob", "TimeBeforeRemoval", "datetime", False),
        ("Msvm_ConcreteJob", "OperationalStatus", "uint16", True),
        ("Msvm_FailoverNetworkAdapterSettingData", "ProtocolIFType", "uint16", False),
        ("Msvm_FailoverNetworkAdapterSettingData", "IPAddresses", "string", True),
        ("Msvm_GuestNetworkAdapterConfiguration", "IPAddressOrigins", "uint16", True),
        ("Msvm_EthernetPortAllocationSettingData", "HostResource", "string", True),
        ("Msvm_EthernetSwitchPortVlanSettingData", "OperationMode", "uint32", False),
        ("Msvm_ReplicationStatistics", "ReplicationHealth", "uint32", False),
        ("Msvm_ReplicationStatistics", "PendingReplicationSize", "uint64", False),
        ("Msvm_ReplicationRelationship", "LastApplyTime", "datetime", False),
        ("Msvm_VirtualSystemSettingData", "VirtualSystemSubType", "string", False),
        ("Msvm_VirtualSystemSettingData", "AutomaticStartupActionDelay", "datetime", False),
        ("Msvm_SummaryInformation", "MemoryAvailable", "sint32", False),
        ("Msvm_SummaryInformation", "TestReplicaSystem", "reference", False),
        ("Msvm_Error", "CIMStatusCode", "uint32", False),
    ],
)
def test_a_property_has_the_type_that_windows_declares(
    class_name: str, name: str, cim_type: str, is_array: bool
) -> None:
    declaration = properties(declared(Build.WS2019, class_name))[name]
    assert (declaration.cim_type, declaration.is_array) == (cim_type, is_array)


def test_properties_are_in_alphabetical_order() -> None:
    for decl in Catalogue(Build.WS23H2, ALL).classes(VIRTUALIZATION):
        names = [declaration.name.casefold() for declaration in decl.properties]
        assert names == sorted(names)


def test_each_build_has_what_it_brought() -> None:
    cable = "Msvm_EthernetPortAllocationSettingData"
    assert "PortName" in properties(declared(Build.WS23H2, cable))
    assert "PortName" not in properties(declared(Build.WS2019, cable))
    assert "LastKnownSwitchName" in properties(declared(Build.WS2019, cable))
    assert "LastKnownSwitchName" not in properties(declared(Build.WS2012R2, cable))


def test_a_class_that_a_build_lacks_leaves_its_properties_to_its_subclasses() -> None:
    summary = declared(Build.WS2012R2, "Msvm_SummaryInformation")
    assert summary.ancestors == ("CIM_View", "CIM_ManagedElement")
    assert properties(summary)["InstanceID"].is_key
    assert "HostComputerSystemName" not in properties(summary)
    with pytest.raises(WmiError):
        declared(Build.WS2012R2, "Msvm_SummaryInformationBase")


def test_outputs_are_in_the_order_in_which_windows_answers_them() -> None:
    methods = {method.name: method for method in declared(Build.WS2019, "Msvm_ReplicationService").methods}
    assert [output.name for output in methods["TestReplicaSystem"].outputs] == ["ResultingSystem", "Job"]
    settings = methods["SetFailoverNetworkAdapterSettings"].inputs[1]
    assert (settings.cim_type, settings.is_array) == ("string", True)
    assert settings.embedded_class == "Msvm_FailoverNetworkAdapterSettingData"


def test_the_base_class_of_ethernet_settings_has_all_three_kinds(dr: Bench) -> None:
    names = {each.decl.name for each in dr.all("CIM_EthernetPortAllocationSettingData")}
    assert names == {
        "Msvm_EmulatedEthernetPortSettingData",
        "Msvm_EthernetPortAllocationSettingData",
        "Msvm_SyntheticEthernetPortSettingData",
    }


def test_every_value_fits_its_declaration(dr: Bench, prod: Bench) -> None:
    kinds = {"string": str, "boolean": bool, "reference": object, "datetime": object, "instance": object}
    for bench in (dr, prod):
        for decl in bench.host.classes(VIRTUALIZATION):
            for instance in bench.all(decl.name):
                declarations = properties(instance.decl)
                for name, value in instance.values.items():
                    declaration = declarations[name]
                    assert value is None or declaration.is_array == isinstance(value, tuple), (decl.name, name)
                    for each in value if isinstance(value, tuple) else (value,):
                        assert each is None or isinstance(each, kinds.get(declaration.cim_type, int)), (decl.name, name)


def test_every_object_has_all_its_keys(dr: Bench) -> None:
    for decl in dr.host.classes(VIRTUALIZATION):
        for instance in dr.all(decl.name):
            for declaration in instance.decl.properties:
                assert not declaration.is_key or instance.values.get(declaration.name), (decl.name, declaration.name)


def test_templates_are_there_to_be_skipped(dr: Bench) -> None:
    ids = [str(each.values["InstanceID"]) for each in dr.all("Msvm_SyntheticEthernetPortSettingData")]
    assert sum(each.startswith("Microsoft:Definition\\") for each in ids) == 4


def test_a_caller_without_the_right_sees_nothing_and_no_error(dr: Bench) -> None:
    dr.host.state.habits = replace(dr.host.state.habits, visible=False)
    assert dr.all("Msvm_ComputerSystem") == []
    assert len(dr.all("Win32_OperatingSystem", CIMV2)) == 1


def test_a_class_or_namespace_that_is_not_there_is_refused_by_its_code(dr: Bench) -> None:
    with pytest.raises(WmiError) as caught:
        dr.all("Msvm_Nothing")
    assert caught.value.code == 0x80041010
    with pytest.raises(WmiError) as caught:
        dr.all("MSCluster_Cluster", MSCLUSTER)
    assert caught.value.code == 0x8004100E
