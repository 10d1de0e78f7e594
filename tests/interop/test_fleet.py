"""pypsrp does an operator's work on the practice fleet: finds, stages, reads back, follows events."""

from collections.abc import Iterator
from contextlib import closing
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from pypsrp.wsman import SelectorSet, WSMan

from tests.interop.fleet import Serving
from tests.interop.psrp import ENUMERATION, V2, WSMAN, pull_body, rows
from tui.practice.administration import Administration

HOST = "dr-hv-02"
ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
EVENTING = "http://schemas.xmlsoap.org/ws/2004/08/eventing"
EVENT_LOG = "http://schemas.microsoft.com/wbem/wsman/1/windows/EventLog"
EVENT = "http://schemas.microsoft.com/win/2004/08/events/event"
SERVICE = V2 + "Msvm_ReplicationService"
REPLICA = 2


@pytest.fixture
def wsman(fleet: Serving) -> Iterator[WSMan]:
    with closing(fleet.client(HOST)) as opened:
        yield opened


@pytest.fixture
def administration(fleet: Serving) -> Administration:
    return fleet.server.administration


def value(item: Element, name: str) -> str:
    """A property's text, whatever its namespace."""
    return next((child.text or "" for child in item if child.tag.rpartition("}")[2] == name), "")


def values(item: Element, name: str) -> list[str]:
    return [child.text or "" for child in item if child.tag.rpartition("}")[2] == name]


def a_replica_with_a_staged_adapter(wsman: WSMan) -> tuple[Element, Element]:
    """A replica VM and the failover object of its first adapter."""
    for machine in rows(wsman, f"select * from Msvm_ComputerSystem where ReplicationMode = {REPLICA}"):
        name = value(machine, "Name")
        like = f"select * from Msvm_FailoverNetworkAdapterSettingData where InstanceID like '%{name}%'"
        found = rows(wsman, like)
        if found:
            return machine, found[0]
    raise AssertionError("no replica VM of the practice fleet has a failover object")


def test_machines_are_found_by_a_projection_and_by_association(wsman: WSMan) -> None:
    """facts/wsman.md 2.2, 2.4: items of a projection are fragments without a class."""
    found = rows(wsman, f"select ElementName, Name from Msvm_ComputerSystem where ReplicationMode = {REPLICA}")
    assert len(found) > 3
    assert {item.tag for item in found} == {f"{{{WSMAN}}}XmlFragment"}
    guid = value(found[0], "Name")
    path = f"{{Msvm_ComputerSystem.CreationClassName='Msvm_ComputerSystem',Name='{guid.lower()}'}}"
    query = (
        f"ASSOCIATORS OF {path} WHERE AssocClass = Msvm_SettingsDefineState ResultClass = Msvm_VirtualSystemSettingData"
    )
    (settings,) = rows(wsman, query)
    assert value(settings, "ElementName") == value(found[0], "ElementName")


def epr(class_name: str, **keys: str) -> list[Element]:
    """The children of an endpoint reference, to be put directly under a parameter."""
    address = Element(f"{{{ADDRESSING}}}Address")
    address.text = f"{ADDRESSING}/role/anonymous"
    parameters = Element(f"{{{ADDRESSING}}}ReferenceParameters")
    ElementTree.SubElement(parameters, f"{{{WSMAN}}}ResourceURI").text = V2 + class_name
    selectors = ElementTree.SubElement(parameters, f"{{{WSMAN}}}SelectorSet")
    for name, key in keys.items():
        ElementTree.SubElement(selectors, f"{{{WSMAN}}}Selector", Name=name).text = key
    return [address, parameters]


def stage(wsman: WSMan, machine: Element, instance: str) -> Element:
    """SetFailoverNetworkAdapterSettings; its output."""
    body = Element(f"{{{SERVICE}}}SetFailoverNetworkAdapterSettings_INPUT")
    system = ElementTree.SubElement(body, f"{{{SERVICE}}}ComputerSystem")
    system.extend(epr("Msvm_ComputerSystem", CreationClassName="Msvm_ComputerSystem", Name=value(machine, "Name")))
    ElementTree.SubElement(body, f"{{{SERVICE}}}NetworkSettings").text = instance
    service = SelectorSet()
    service.add_option("CreationClassName", "Msvm_ReplicationService")
    answer = wsman.invoke(f"{SERVICE}/SetFailoverNetworkAdapterSettings", SERVICE, body, selector_set=service)
    return next(element for element in answer.iter() if element.tag.endswith("_OUTPUT"))


def array(name: str, *texts: str) -> str:
    inner = "".join(f"<VALUE>{text}</VALUE>" for text in texts)
    return f'<PROPERTY.ARRAY NAME="{name}" TYPE="string"><VALUE.ARRAY>{inner}</VALUE.ARRAY></PROPERTY.ARRAY>'


def instance_of(failover: Element, *arrays: str) -> str:
    return (
        '<INSTANCE CLASSNAME="Msvm_FailoverNetworkAdapterSettingData">'
        f'<PROPERTY NAME="InstanceID" TYPE="string"><VALUE>{value(failover, "InstanceID")}</VALUE></PROPERTY>'
        '<PROPERTY NAME="DHCPEnabled" TYPE="boolean"><VALUE>false</VALUE></PROPERTY>'
        '<PROPERTY NAME="ProtocolIFType" TYPE="uint16"><VALUE>4096</VALUE></PROPERTY>'
        f"{''.join(arrays)}</INSTANCE>"
    )


def test_several_addresses_are_staged_in_their_order(wsman: WSMan, administration: Administration) -> None:
    """facts/wsman.md 2.5, facts/real-host.md 1 and 5: the embedded instance, the job, the read-back."""
    machine, failover = a_replica_with_a_staged_adapter(wsman)
    addresses = ["10.77.0.13", "10.77.0.11", "10.77.0.12"]
    text = instance_of(
        failover,
        array("IPAddresses", *addresses),
        array("Subnets", *["255.255.255.0"] * 3),
        array("DefaultGateways", "10.77.0.1"),
        array("DNSServers", "10.77.0.2", "10.77.0.3"),
    )
    output = stage(wsman, machine, text)
    assert value(output, "ReturnValue") == "4096"
    assert output.findtext(f".//{{{WSMAN}}}Selector")
    administration.advance(600)
    key = value(failover, "InstanceID").replace("\\", "\\\\")
    (staged,) = rows(wsman, f"select * from Msvm_FailoverNetworkAdapterSettingData where InstanceID = '{key}'")
    assert values(staged, "IPAddresses") == addresses
    assert values(staged, "DNSServers") == ["10.77.0.2", "10.77.0.3"]


def test_a_scalar_in_an_arrays_place_is_refused(wsman: WSMan, administration: Administration) -> None:
    """facts/real-host.md 1: 32773, as the return value or as the job's error."""
    machine, failover = a_replica_with_a_staged_adapter(wsman)
    scalar = '<PROPERTY NAME="IPAddresses" TYPE="string"><VALUE>10.77.0.99</VALUE></PROPERTY>'
    output = stage(wsman, machine, instance_of(failover, scalar))
    administration.advance(5)
    code = value(output, "ReturnValue")
    if code == "4096":
        identifier = output.findtext(f".//{{{WSMAN}}}Selector")
        (job,) = rows(wsman, f"select * from Msvm_ConcreteJob where InstanceID = '{identifier}'")
        code = value(job, "ErrorCode")
    assert code == "32773"


def test_the_event_log_is_followed_by_a_pull_subscription(wsman: WSMan) -> None:
    """facts/wsman.md 3.1, 3.2: event 111 first, then what the channel holds, each with its channel."""
    body = Element(f"{{{EVENTING}}}Subscribe")
    delivery = ElementTree.SubElement(
        body, f"{{{EVENTING}}}Delivery", Mode="http://schemas.dmtf.org/wbem/wsman/1/wsman/Pull"
    )
    ElementTree.SubElement(delivery, f"{{{WSMAN}}}Heartbeats").text = "PT60S"
    dialect = "http://schemas.microsoft.com/win/2004/08/events/eventquery"
    ElementTree.SubElement(
        body, f"{{{WSMAN}}}Filter", Dialect=dialect
    ).text = '<QueryList><Query Path="Microsoft-Windows-Hyper-V-VMMS-Admin"><Select>*</Select></Query></QueryList>'
    earliest = "http://schemas.dmtf.org/wbem/wsman/1/wsman/bookmark/earliest"
    ElementTree.SubElement(body, f"{{{WSMAN}}}Bookmark").text = earliest
    ElementTree.SubElement(body, f"{{{WSMAN}}}SendBookmarks")
    answer = wsman.invoke(f"{EVENTING}/Subscribe", EVENT_LOG, body)
    context = answer.findtext(f".//{{{ENUMERATION}}}EnumerationContext")
    page = wsman.pull(EVENT_LOG, pull_body(context or "", 32000), timeout=5)
    ids = [element.text for element in page.iter(f"{{{EVENT}}}EventID")]
    assert ids[0] == "111"
    assert {element.text for element in page.iter(f"{{{EVENT}}}Channel")} <= {"Microsoft-Windows-Hyper-V-VMMS-Admin"}
