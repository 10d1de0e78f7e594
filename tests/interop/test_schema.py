"""Over the wire and through pypsrp: what practice hosts answer against the property lists of live MOF.

The lists are `schema.json` beside this file; no practice host reads them.
"""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from pypsrp.wsman import WSMan

from tests.interop.psrp import V2, client, rows
from tests.unit.practice_protocol.listening import PASSWORD, USER
from tui.practice.fleet import Fleet
from tui.practice.http.credentials import Credentials
from tui.practice.http.listener import Listener
from tui.practice.scenario.builtin import default_scenario
from tui.practice.wmi.catalogue import Build

SCHEMA = json.loads(Path(__file__).with_name("schema.json").read_text("utf-8"))
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
BUILDS = {"server2019": Build.WS2019, "server23h2": Build.WS23H2}


@pytest.fixture(scope="module", params=sorted(BUILDS))
def answered(request: pytest.FixtureRequest) -> Iterator[tuple[str, WSMan]]:
    """A recovery host of the default fleet as a Windows build, and a client for it."""
    scenario = default_scenario()
    host = replace(scenario.hosts[0], build=BUILDS[request.param])
    fleet = Fleet(replace(scenario, hosts=(host, *scenario.hosts[1:])))
    listener = Listener(fleet.hosts[host.name], Credentials({USER: PASSWORD}))
    with closing(client(listener.start(), "ntlm")) as wsman:
        yield request.param, wsman
    listener.stop()


def of_class(wsman: WSMan, name: str) -> list[Element]:
    tag = f"{{{V2}{name}}}{name}"
    return [item for item in rows(wsman, f"select * from {name}") if item.tag == tag]


def local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


@pytest.mark.parametrize("name", sorted(SCHEMA["server2019"]))
def test_a_class_is_answered_as_its_build_declares_it(answered: tuple[str, WSMan], name: str) -> None:
    """facts/real-host.md 3: all scalars, arrays never nil; alphabetical; only arrays repeat."""
    build, wsman = answered
    declared = SCHEMA[build][name]
    for item in of_class(wsman, name):
        names = [local(child) for child in item]
        distinct = list(dict.fromkeys(names))
        assert distinct == sorted(distinct, key=str.casefold)
        assert set(declared["scalars"]) == set(names) - set(declared["arrays"])
        nil = {local(child) for child in item if child.get(NIL) == "true"}
        assert nil <= set(declared["scalars"])
        assert {each for each in distinct if names.count(each) > 1} <= set(declared["arrays"])


@pytest.mark.parametrize(
    "name",
    [
        "Msvm_ComputerSystem", "Msvm_VirtualSystemSettingData", "Msvm_SyntheticEthernetPortSettingData",
        "Msvm_EthernetPortAllocationSettingData", "Msvm_FailoverNetworkAdapterSettingData",
        "Msvm_GuestNetworkAdapterConfiguration", "Msvm_VirtualEthernetSwitch", "Msvm_ReplicationRelationship",
        "Msvm_ReplicationService", "Msvm_VirtualSystemManagementService", "Msvm_EthernetSwitchPortVlanSettingData",
    ],
)  # fmt: skip
def test_a_class_that_consoles_read_has_instances(answered: tuple[str, WSMan], name: str) -> None:
    assert of_class(answered[1], name)
