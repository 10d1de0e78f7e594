"""Over the wire and through pypsrp: what practice hosts answer against the property lists of live MOF.

The lists are `schema.json` beside this file; no practice host reads them.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from pypsrp.exceptions import WSManFaultError
from pypsrp.wsman import SelectorSet, WSMan

from tests.interop.psrp import SYSTEM, V2, client, rows
from tests.scenarios import default_scenario
from tests.unit.practice_protocol.listening import PASSWORD, USER
from tui.practice.fleet import Fleet
from tui.practice.http.credentials import Credentials
from tui.practice.http.listener import Listener
from tui.practice.wmi.catalogue import Build

MOF = json.loads(Path(__file__).with_name("schema.json").read_text("utf-8"))
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
CIM = "{http://schemas.dmtf.org/wbem/wscim/1/common}"
LATER_CLASSES = {
    "Msvm_ComputerSystemSummaryInformation",
    "Msvm_ResourceDependentOnResource",
    "Msvm_SummaryInformationBase",
}
LATER = {
    "Msvm_EthernetPortAllocationSettingData": {"LastKnownSwitchName", "CompartmentGuid"},
    "Msvm_KvpExchangeComponentSettingData": {"DisableHostKVPItems"},
    "Msvm_SummaryInformation": {"Version", "HostComputerSystemName", "Shielded"},
    "Msvm_SyntheticEthernetPortSettingData": {"AllowPacketDirect"},
}
"""What facts/hyperv-wmi.md 8 dates after 2012 R2."""
TEXT_ENUMS = {"Architecture", "VirtualSystemSubType"}
"""Of what the list calls enum, the texts: facts/hyperv-wmi.md 1.2 and 1.16."""
Schema = Mapping[str, Mapping[str, str]]
"""Property to type, by class."""


def schema_of(build: Build) -> Schema:
    if build is not Build.WS2012R2:
        found: Schema = MOF["server2019" if build is Build.WS2019 else "server23h2"]
        return found
    return {
        name: {each: kind for each, kind in properties.items() if each not in LATER.get(name, ())}
        for name, properties in MOF["server2019"].items()
        if name not in LATER_CLASSES
    }


@dataclass(frozen=True)
class Answered:
    """A recovery host of the default fleet as a Windows build, in the middle of a job, and what it answers."""

    build: Build
    schema: Schema
    items: Callable[[str], list[Element]]
    """The instances of a class itself."""


@pytest.fixture(scope="module", params=list(Build), ids=lambda build: build.name)
def answered(request: pytest.FixtureRequest) -> Iterator[Answered]:
    scenario = default_scenario()
    host = replace(scenario.hosts[0], build=request.param)
    fleet = Fleet(replace(scenario, hosts=(host, *scenario.hosts[1:])))
    listener = Listener(fleet.hosts[host.name], Credentials({USER: PASSWORD}))
    with closing(client(listener.start(), "ntlm")) as wsman:
        begin_a_job(wsman)

        @cache
        def items(name: str) -> list[Element]:
            return [item for item in rows(wsman, f"select * from {name}") if item.tag == f"{{{V2}{name}}}{name}"]

        yield Answered(request.param, schema_of(request.param), items)
    listener.stop()


def begin_a_job(wsman: WSMan) -> None:
    """Suspend a replica."""
    machine = rows(wsman, "select * from Msvm_ComputerSystem where ReplicationMode = 2 and ReplicationState = 3")[0]
    selectors = SelectorSet()
    selectors.add_option("Name", machine.findtext(f"{{{SYSTEM}}}Name") or "")
    body = Element(f"{{{SYSTEM}}}RequestReplicationStateChangeEx_INPUT")
    ElementTree.SubElement(body, f"{{{SYSTEM}}}RequestedState").text = "7"
    answer = wsman.invoke(f"{SYSTEM}/RequestReplicationStateChangeEx", SYSTEM, body, selector_set=selectors)
    assert answer.findtext(f".//{{{SYSTEM}}}ReturnValue") == "4096"


def local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


@pytest.mark.parametrize("name", sorted(MOF["server2019"]))
def test_a_class_is_answered_as_its_build_declares_it(answered: Answered, name: str) -> None:
    """facts/real-host.md 3, REC: every scalar, null ones nil; arrays never nil; alphabetical; only arrays repeat."""
    if name not in answered.schema:
        with pytest.raises(WSManFaultError) as caught:
            answered.items(name)
        assert caught.value.code == 2150858778
        return
    declared = answered.schema[name]
    arrays = {each for each, kind in declared.items() if kind.endswith("[]")}
    for item in answered.items(name):
        names = [local(child) for child in item]
        distinct = list(dict.fromkeys(names))
        assert distinct == sorted(distinct, key=str.casefold)
        assert set(names) - arrays == set(declared) - arrays
        assert {local(child) for child in item if child.get(NIL) == "true"}.isdisjoint(arrays)
        assert {each for each in distinct if names.count(each) > 1} <= arrays


def fits(element: Element, kind: str) -> bool:
    """Whether a value is written as its coarse type is; a string may be a datetime, an interval or an embedded one."""
    text = element.text or ""
    if kind.startswith("ref "):
        return any(local(child) == "ReferenceParameters" for child in element)
    if kind == "boolean":
        return text in ("true", "false")
    if kind == "string":
        return not len(element) or [child.tag for child in element] in ([f"{CIM}Datetime"], [f"{CIM}Interval"])
    bits = int("".join(filter(str.isdigit, kind)) or "32")
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1)) if kind.startswith("sint") else (0, 2**bits)
    return text.removeprefix("-").isdecimal() and low <= int(text) < high


@pytest.mark.parametrize("name", sorted(MOF["server2019"]))
def test_every_value_is_written_as_its_type_is(answered: Answered, name: str) -> None:
    """facts/real-host.md 3, REC."""
    if name not in answered.schema:
        return
    for item in answered.items(name):
        for child in item:
            if child.get(NIL) != "true":
                listed = answered.schema[name][local(child)].removesuffix("[]")
                kind = "string" if local(child) in TEXT_ENUMS else listed
                assert fits(child, kind), ElementTree.tostring(child, "unicode")


NEVER_FRACTION = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z"
INTERVAL = r"P\d+DT\d+H\d+M\d+(\.\d+)?S"


@pytest.mark.parametrize(
    ("name", "times", "intervals"),
    [
        ("Msvm_ComputerSystem", "InstallDate LastReplicationTime LastSuccessfulBackupTime TimeOfLastStateChange", ""),
        ("Msvm_VirtualSystemSettingData", "CreationTime", "AutomaticStartupActionDelay"),
        ("Msvm_ReplicationRelationship", "LastReplicationTime LastApplyTime", ""),
        ("Msvm_ReplicationSettingData", "", "AutoResynchronizeIntervalStart AutoResynchronizeIntervalEnd"),
        (
            "Msvm_ConcreteJob",
            "InstallDate TimeSubmitted ScheduledStartTime StartTime TimeOfLastStateChange",
            "ElapsedTime RunStartInterval TimeBeforeRemoval",
        ),
    ],
)
def test_times_and_intervals_are_of_their_exact_types(
    answered: Answered, name: str, times: str, intervals: str
) -> None:
    """facts/hyperv-wmi.md 1.1, 1.2, 1.9, 1.10, 1.15; facts/real-host.md 3, REC: four fields, a trimmed fraction."""
    expected = dict.fromkeys(times.split(), ("Datetime", NEVER_FRACTION))
    expected |= dict.fromkeys(intervals.split(), ("Interval", INTERVAL))
    for each, (tag, form) in expected.items():
        found = [child[0] for item in answered.items(name) for child in item if local(child) == each and len(child)]
        assert found, each
        assert {value.tag for value in found} == {CIM + tag}
        assert all(re.fullmatch(form, value.text or "") for value in found), each


@pytest.mark.parametrize(
    "name",
    [
        "Msvm_ComputerSystem", "Msvm_VirtualSystemSettingData", "Msvm_SyntheticEthernetPortSettingData",
        "Msvm_EmulatedEthernetPortSettingData", "Msvm_EthernetPortAllocationSettingData",
        "Msvm_FailoverNetworkAdapterSettingData", "Msvm_GuestNetworkAdapterConfiguration",
        "Msvm_VirtualEthernetSwitch", "Msvm_ReplicationRelationship", "Msvm_ReplicationSettingData",
        "Msvm_ReplicationService", "Msvm_VirtualSystemManagementService", "Msvm_EthernetSwitchPortVlanSettingData",
        "Msvm_KvpExchangeComponentSettingData", "Msvm_ConcreteJob", "Msvm_AffectedJobElement",
    ],
)  # fmt: skip
def test_a_class_that_consoles_read_or_write_has_instances(answered: Answered, name: str) -> None:
    """facts/hyperv-wmi.md 1 and 3: so that no comparison above is empty."""
    assert answered.items(name)
