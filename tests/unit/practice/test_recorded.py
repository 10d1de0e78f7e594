"""What was recorded from a real host (facts/real-host.md, REC), asked of a practice host by messages."""

import re
from collections.abc import Callable
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from tests.unit.practice.bench import MANAGEMENT, SCENARIO, SERVICE, Bench, fleet
from tests.unit.practice.wire import Reference, Wire
from tests.unit.practice_protocol.asking import GET, V2, XSI_NIL, envelope, local

NEVER = "1601-01-01T00:00:00Z"
GUID = r"[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}"


@pytest.fixture
def dr() -> Wire:
    return Wire(Bench(fleet(), "dr"))


def one(wire: Wire, query: str) -> Element:
    (found,) = wire.rows(query)
    return found


def read(item: Element) -> dict[str, list[str | None]]:
    """The values by name: text, the text of a time, None for nil; absent arrays are absent."""

    def text(child: Element) -> str | None:
        if child.get(XSI_NIL) == "true":
            return None
        return "".join(child.itertext())

    found: dict[str, list[str | None]] = {}
    for child in item:
        found.setdefault(local(child), []).append(text(child))
    return found


def system(wire: Wire, name: str) -> dict[str, list[str | None]]:
    return read(one(wire, f"select * from Msvm_ComputerSystem where ElementName = '{name}'"))


def test_the_headers_that_were_sent_to_the_host_are_accepted(dr: Wire) -> None:
    """facts/real-host.md 1: every header must be understood, a lower-case uuid, no Locale, no SessionId."""
    must = 's:mustUnderstand="true"'
    message = (
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" '
        'xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" '
        'xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><s:Header>'
        f"<a:Action {must}>{GET}</a:Action><w:ResourceURI {must}>{V2}Msvm_ComputerSystem</w:ResourceURI>"
        f"<a:To {must}>https://dr:5986/wsman</a:To><a:ReplyTo {must}><a:Address {must}>"
        "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>"
        f"<w:MaxEnvelopeSize {must}>153600</w:MaxEnvelopeSize><w:OperationTimeout>PT60S</w:OperationTimeout>"
        "<a:MessageID>uuid:0a1b2c3d-0000-4000-8000-000000000001</a:MessageID><w:SelectorSet>"
        '<w:Selector Name="CreationClassName">Msvm_ComputerSystem</w:Selector><w:Selector Name="Name">dr</w:Selector>'
        "</w:SelectorSet></s:Header><s:Body/></s:Envelope>"
    )
    assert dr.send(message).status == 200


def test_instances_of_subclasses_come_under_their_own_class(dr: Wire) -> None:
    """facts/wsman.md 2.2, captures."""
    found = {item.tag for item in dr.rows("select * from CIM_EthernetPortAllocationSettingData")}
    kinds = ("SyntheticEthernetPort", "EmulatedEthernetPort", "EthernetPortAllocation")
    assert found == {f"{{{V2}Msvm_{kind}SettingData}}Msvm_{kind}SettingData" for kind in kinds}


def test_the_host_is_an_instance_without_what_machines_have(dr: Wire) -> None:
    """facts/real-host.md 4, REC."""
    host = system(dr, "dr")
    assert host["Name"] == host["ElementName"] == ["dr"]
    assert (host["EnabledState"], host["RequestedState"]) == (["2"], ["12"])
    nil = {"InstallDate", "OnTimeInMilliseconds", "ProcessID", "EnhancedSessionModeState", "InstanceID"}
    nil |= {name for name in host if name.startswith("Replication")}
    assert {name for name in nil if host[name] != [None]} == set()


def test_a_machine_without_replication_says_zero_and_never(dr: Wire) -> None:
    """facts/real-host.md 4, REC."""
    alone = system(dr, "alone")
    assert re.fullmatch(GUID, alone["Name"][0] or "")
    assert alone["InstallDate"] != [None]
    assert alone["ReplicationState"] == alone["ReplicationHealth"] == alone["ReplicationMode"] == ["0"]
    assert alone["LastReplicationTime"] == [NEVER]


def test_a_machine_that_is_off_has_no_process_and_no_time(dr: Wire) -> None:
    """facts/real-host.md 4, REC: nil for what only a running machine has, but zero for its time."""
    sql01 = system(dr, "sql01")
    assert (sql01["EnabledState"], sql01["EnabledDefault"]) == (["3"], ["3"])
    assert sql01["ProcessID"] == sql01["HwThreadsPerCoreRealized"] == [None]
    assert sql01["OnTimeInMilliseconds"] == ["0"]
    assert sql01["TimeOfLastStateChange"] == [NEVER]


@pytest.mark.parametrize("language", ["ja-JP", "de-DE"])
def test_captions_and_states_are_in_the_hosts_language_and_a_machines_description_is_not(language: str) -> None:
    """facts/real-host.md 2, 4, REC."""
    text = SCENARIO.replace("- name: dr\n", f"- name: dr\n    language: {language}\n", 1)
    here, english = Wire(Bench(fleet(text), "dr")), Wire(Bench(fleet(), "dr"))
    for name, same in (("dr", {"Status"}), ("sql01", {"Status", "Description"})):
        ours, theirs = system(here, name), system(english, name)
        translated = {each for each in ("Caption", "Description", "StatusDescriptions") if ours[each] != theirs[each]}
        assert translated == {"Caption", "Description", "StatusDescriptions"} - same
        assert ours["Status"] == theirs["Status"] == ["OK"]
    root = here.send(envelope(GET, V2 + "Msvm_Nothing")).root
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == language


def stage(dr: Wire) -> None:
    machine = dr.bench.machine("sql01")
    settings = {
        "": "Msvm_FailoverNetworkAdapterSettingData",
        "InstanceID": f"Microsoft:FailoverNetworkSetting\\{machine.id}\\{machine.adapters[0].id}",
        "DHCPEnabled": False,
        "IPAddresses": ("10.9.20.5",),
        "Subnets": ("255.255.255.0",),
    }
    answered = dr.service(
        SERVICE, "SetFailoverNetworkAdapterSettings", ComputerSystem=dr.system("sql01"), NetworkSettings=settings
    )
    assert answered == 4096


def test_a_job_runs_and_ends_as_recorded(dr: Wire) -> None:
    """facts/real-host.md 3 and 5, REC: an empty text is no nil; times to removal; two states of operation."""
    stage(dr)
    dr.bench.wait(0.25)
    job = "select * from Msvm_ConcreteJob"
    running = read(one(dr, job))
    assert (running["JobState"], running["OperationalStatus"]) == (["4"], ["2"])
    assert 0 < int(running["PercentComplete"][0] or "") < 100
    dr.bench.wait(1)
    ended = read(one(dr, job))
    assert (ended["JobState"], ended["OperationalStatus"], ended["PercentComplete"]) == (["7"], ["17", "2"], ["100"])
    for each in (running, ended):
        assert each["ErrorDescription"] == each["ErrorSummaryDescription"] == [""]
        assert (each["ErrorCode"], each["HealthState"], each["UntilTime"]) == (["0"], ["5"], [None])
        assert (each["DeleteOnCompletion"], each["Cancellable"]) == (["false"], ["true"])
        assert (each["TimeBeforeRemoval"], each["InstallDate"]) == (["P0DT0H5M0S"], [NEVER])
        assert re.fullmatch(r"DR\\\w+", each["Owner"][0] or "")


def test_an_interval_has_four_fields_and_a_trimmed_fraction(dr: Wire) -> None:
    """facts/real-host.md 3, REC."""
    stage(dr)
    dr.bench.wait(0.25)
    text = ElementTree.tostring(one(dr, "select ElapsedTime from Msvm_ConcreteJob"), "unicode")
    assert "<Interval>P0DT0H0M0.25S</Interval>" in text


def test_the_element_that_a_job_made_is_named_only_when_the_job_has_ended(dr: Wire) -> None:
    """facts/real-host.md 3 and 5, REC: references are endpoint references with the leaf class and all keys."""

    def effects() -> list[tuple[str, list[str]]]:
        rows = dr.rows("select * from Msvm_AffectedJobElement")
        return [(read(row)["ElementEffects"][0] or "", selectors(row, "AffectedElement")) for row in rows]

    def selectors(row: Element, name: str) -> list[str]:
        (reference,) = [child for child in row if local(child) == name]
        assert [local(child) for child in reference] == ["Address", "ReferenceParameters"]
        assert [each.text for each in reference.iter() if local(each) == "ResourceURI"] == [V2 + "Msvm_ComputerSystem"]
        return [each.text or "" for each in reference.iter() if local(each) == "Selector"]

    assert dr.service(SERVICE, "TestReplicaSystem", ComputerSystem=dr.system("sql01")) == 4096
    source = ["Msvm_ComputerSystem", dr.bench.machine("sql01").id]
    assert effects() == [("0", source)]
    dr.bench.wait(2)
    assert effects() == [("0", source), ("5", ["Msvm_ComputerSystem", dr.bench.machine("sql01 - Test").id])]


def test_a_guest_that_never_reported_has_an_instance_that_says_nothing(dr: Wire) -> None:
    """facts/real-host.md 6, REC: type 0, DHCP true, no arrays."""
    for row in map(read, dr.rows("select * from Msvm_GuestNetworkAdapterConfiguration")):
        assert re.fullmatch(rf"Microsoft:GuestNetwork\\{GUID}\\{GUID}", row["InstanceID"][0] or "")
    like = f"InstanceID like 'Microsoft:GuestNetwork\\\\{dr.bench.machine('sql01').id}%'"
    silent = dr.rows(f"select * from Msvm_GuestNetworkAdapterConfiguration where {like}")
    assert silent
    for row in map(read, silent):
        assert row.pop("InstanceID")
        assert row == {"DHCPEnabled": ["true"], "ProtocolIFType": ["0"]}


def test_a_recovery_point_is_a_setting_of_its_own_guid(dr: Wire) -> None:
    """facts/real-host.md 6, REC: `Microsoft:<SNAPSHOT GUID>`, which is its ConfigurationID too."""
    points = dr.rows("select * from Msvm_VirtualSystemSettingData where VirtualSystemType like '%Snapshot:Replica%'")
    assert points
    for point in map(read, points):
        assert point["InstanceID"] == [f"Microsoft:{point['ConfigurationID'][0]}"]
        assert point["ConfigurationID"] != point["VirtualSystemIdentifier"]


def test_an_uplink_has_its_guid_in_braces(dr: Wire) -> None:
    """facts/real-host.md 6, REC."""
    for uplink in map(read, dr.rows("select * from Msvm_ExternalEthernetPort")):
        assert re.fullmatch(rf"Microsoft:\{{{GUID}\}}", uplink["DeviceID"][0] or "")


def test_a_switch_is_as_recorded(dr: Wire) -> None:
    """facts/real-host.md 6, REC."""
    switches = list(map(read, dr.rows("select * from Msvm_VirtualEthernetSwitch")))
    assert {each["ElementName"][0] for each in switches} == {"DR-LAN", "Isolated", "Management"}
    for switch in switches:
        assert re.fullmatch(GUID, switch["Name"][0] or "")
        assert switch["CreationClassName"] == ["Msvm_VirtualEthernetSwitch"]
        assert (switch["EnabledState"], switch["HealthState"], switch["Dedicated"]) == (["5"], ["5"], ["38"])
        assert switch["OtherIdentifyingInfo"] == [f"{{{switch['Name'][0]}}}"]


def a_name_for_a_guid(dr: Wire) -> int | None:
    return dr.service(SERVICE, "TestReplicaSystem", ComputerSystem=Reference("Msvm_ComputerSystem", {"Name": "sql01"}))


def a_resource_before_the_job_of_another_has_ended(dr: Wire) -> int | None:
    machine = dr.bench.machine("sql01")
    parent = f'Msvm_SyntheticEthernetPortSettingData.InstanceID="Microsoft:{machine.id}\\\\{machine.adapters[1].id}"'
    configuration = Reference("Msvm_VirtualSystemSettingData", {"InstanceID": f"Microsoft:{machine.id}"})
    cable = {"": "Msvm_EthernetPortAllocationSettingData", "Parent": parent}
    stage(dr)
    return dr.service(MANAGEMENT, "AddResourceSettings", AffectedConfiguration=configuration, ResourceSettings=cable)


def a_state_that_is_none(dr: Wire) -> int | None:
    return dr.on_machine("alone", "RequestStateChange", RequestedState=32768)


def a_machine_that_runs_destroyed(dr: Wire) -> int | None:
    return dr.service(MANAGEMENT, "DestroySystem", AffectedSystem=dr.system("alone"))


@pytest.mark.parametrize(
    ("sloppy", "code"),
    [
        (a_name_for_a_guid, 32773),
        (a_resource_before_the_job_of_another_has_ended, 32773),
        (a_state_that_is_none, 32775),
        (a_machine_that_runs_destroyed, 32775),
    ],
)
def test_what_the_host_refused_is_refused_by_its_code(
    dr: Wire, sloppy: Callable[[Wire], int | None], code: int
) -> None:
    """facts/real-host.md 4 and 5, OBS."""
    assert sloppy(dr) == code
