"""Requests, read back by expat and compared with facts/wsman.md 2 and 3."""

import re
from xml.etree.ElementTree import Element, fromstring

import pytest

from tui.wsman.cimxml import CimProperty, EmbeddedInstance
from tui.wsman.envelope import Envelopes, EventOptions, Request
from tui.wsman.fault import Refused
from tui.wsman.instance import EndpointReference

NS = {
    "s": "http://www.w3.org/2003/05/soap-envelope",
    "a": "http://schemas.xmlsoap.org/ws/2004/08/addressing",
    "n": "http://schemas.xmlsoap.org/ws/2004/09/enumeration",
    "e": "http://schemas.xmlsoap.org/ws/2004/08/eventing",
    "w": "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd",
    "i": "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd",
    "p": "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/virtualization/v2/Msvm_ReplicationService",
}
SERVICE = NS["p"]
TO = "http://hv01:5985/wsman"
ENVELOPES = Envelopes(TO)
MUST_UNDERSTAND = f"{{{NS['s']}}}mustUnderstand"


def ask(request: Request, path: str) -> list[Element]:
    return fromstring(request.data).findall(path, NS)


def one(request: Request, path: str) -> Element:
    found = ask(request, path)
    assert len(found) == 1, path
    return found[0]


def names(request: Request, path: str) -> list[str]:
    return [each.tag.rpartition("}")[2] for each in ask(request, path)]


def test_every_message_carries_the_headers_that_a_host_demands() -> None:
    request = ENVELOPES.get(SERVICE, {"Name": "a"}, 60)
    head = "s:Header/"
    assert one(request, head + "a:To").text == TO
    assert one(request, head + "w:ResourceURI").text == SERVICE
    assert one(request, head + "a:Action").text == "http://schemas.xmlsoap.org/ws/2004/09/transfer/Get"
    for name in ("w:ResourceURI", "a:Action"):
        assert one(request, head + name).get(MUST_UNDERSTAND) == "true"
    assert one(request, head + "a:ReplyTo/a:Address").text == (
        "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous"
    )
    assert one(request, head + "w:OperationTimeout").text == "PT60.000S"
    assert one(request, head + "a:MessageID").text == request.message_id
    assert re.fullmatch(r"uuid:[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", request.message_id)
    assert one(request, head + "w:Locale").get(MUST_UNDERSTAND) == "false"


def test_no_two_messages_share_an_id() -> None:
    assert len({ENVELOPES.release(SERVICE, "uuid:1", 5).message_id for _ in range(50)}) == 50


def test_identify_has_no_header() -> None:
    request = ENVELOPES.identify(10)
    assert ask(request, "s:Header/*") == []
    assert len(ask(request, "s:Body/i:Identify")) == 1


def test_selectors_survive_special_characters() -> None:
    keys = {"InstanceID": "Microsoft:\"A\"\\<b>&'c'\n", "Other": "]]>"}
    request = ENVELOPES.get(SERVICE, keys, 60)
    assert {each.get("Name"): each.text for each in ask(request, ".//w:Selector")} == keys


def test_an_enumeration_is_optimised_and_its_pulls_name_the_context() -> None:
    request = ENVELOPES.enumerate(SERVICE, "select * from X where A <> 'b'", 60)
    assert len(ask(request, ".//n:Enumerate/w:OptimizeEnumeration")) == 1
    assert one(request, ".//n:Enumerate/w:MaxElements").text == "32000"
    assert one(request, ".//n:Enumerate/w:Filter").text == "select * from X where A <> 'b'"
    assert one(request, ".//w:Filter").get("Dialect") == "http://schemas.microsoft.com/wbem/wsman/1/WQL"
    assert ask(ENVELOPES.enumerate(SERVICE, None, 60), ".//w:Filter") == []
    pull = ENVELOPES.pull(SERVICE, "uuid:<7>", 60)
    assert one(pull, ".//n:Pull/n:EnumerationContext").text == "uuid:<7>"
    assert one(pull, ".//n:Pull/n:MaxElements").text == "32000"
    assert one(ENVELOPES.release(SERVICE, "uuid:7", 5), ".//n:Release/n:EnumerationContext").text == "uuid:7"


def test_a_method_takes_scalars_arrays_references_and_embedded_instances() -> None:
    machine = EndpointReference(
        "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/virtualization/v2/Msvm_ComputerSystem",
        {"CreationClassName": "Msvm_ComputerSystem", "Name": "GUID"},
    )
    settings = EmbeddedInstance("Msvm_X", (CimProperty("Notes", "string", ("a&b",)),))
    request = ENVELOPES.invoke(
        SERVICE,
        {"CreationClassName": "Msvm_ReplicationService"},
        "SetX",
        {"ComputerSystem": machine, "Settings": [settings, settings], "Wait": True, "Count": 3, "Text": "<t>",
         "Empty": [], "Null": None},
        60,
    )  # fmt: skip
    assert one(request, ".//a:Action").text == f"{SERVICE}/SetX"
    assert request.method == "SetX"
    assert names(request, ".//p:SetX_INPUT/*") == ["ComputerSystem", "Settings", "Settings", "Wait", "Count", "Text"]
    assert one(request, ".//p:ComputerSystem/a:ReferenceParameters/w:ResourceURI").text == machine.resource_uri
    assert one(request, ".//p:ComputerSystem//w:Selector[@Name='Name']").text == "GUID"
    assert ask(request, ".//p:ComputerSystem/a:EndpointReference") == []
    assert one(request, ".//p:Wait").text == "true"
    assert one(request, ".//p:Count").text == "3"
    assert one(request, ".//p:Text").text == "<t>"
    written = (
        '<INSTANCE CLASSNAME="Msvm_X"><PROPERTY.ARRAY NAME="Notes" TYPE="string"><VALUE.ARRAY>'
        "<VALUE>a&#38;b</VALUE></VALUE.ARRAY></PROPERTY.ARRAY></INSTANCE>"
    )
    assert [each.text for each in ask(request, ".//p:Settings")] == [written, written]


def test_a_subscription_asks_for_rendered_text_and_bookmarks_in_pull_mode() -> None:
    options = EventOptions("hvr", ignore_channel_errors=True, read_existing=False)
    bookmark = '<BookmarkList><Bookmark Channel="A" RecordId="7" IsCurrent="true"/></BookmarkList>'
    request = ENVELOPES.subscribe("<QueryList/>", bookmark, options, 60, 60)
    assert one(request, ".//e:Delivery").get("Mode") == "http://schemas.dmtf.org/wbem/wsman/1/wsman/Pull"
    assert one(request, ".//e:Delivery/w:Heartbeats").text == "PT60.000S"
    assert one(request, ".//e:Subscribe/w:Filter").text == "<QueryList/>"
    assert one(request, ".//w:Option[@Name='ContentFormat']").text == "RenderedText"
    assert ask(request, ".//w:Option[@Name='ReadExistingEvents']") == []
    assert names(request, ".//e:Subscribe/*") == ["Delivery", "Filter", "Bookmark", "SendBookmarks"]
    assert one(request, ".//e:Subscribe/w:Bookmark/BookmarkList/Bookmark").get("RecordId") == "7"
    pull = ENVELOPES.pull("http://schemas.microsoft.com/wbem/wsman/1/windows/EventLog", "c", 20, options)
    assert one(pull, ".//w:Option[@Name='ContentFormat']").text == "RenderedText"


def test_an_unsubscribe_names_its_subscription_in_the_header() -> None:
    request = ENVELOPES.unsubscribe("uuid:9", 5)
    assert one(request, "s:Header/e:Identifier").text == "uuid:9"
    assert len(ask(request, "s:Body/e:Unsubscribe")) == 1


def test_a_text_that_xml_cannot_hold_is_refused() -> None:
    with pytest.raises(Refused, match=r"U\+0000"):
        ENVELOPES.get(SERVICE, {"Name": "a\x00"}, 60)
