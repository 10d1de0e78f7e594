"""What is tolerated in a request's envelope, what an answer's looks like, and how faults are told."""

import re

import pytest

from tests.unit.practice_protocol.asking import GET, MESSAGE_ID, NS, V2, Asker, envelope
from tests.unit.practice_protocol.shelf import GUID, furnished
from tui.practice.wsman.options import ServiceOptions
from tui.practice.wsman.quirks import Quirks

SYSTEM = V2 + "Msvm_ComputerSystem"
SQL01 = {"CreationClassName": "Msvm_ComputerSystem", "Name": f"00000001{GUID[8:]}"}


def asked(header: str = "") -> str:
    return envelope(GET, SYSTEM, selectors=SQL01, header=header)


GOOD = asked()
BAD = envelope(GET, SYSTEM, selectors={**SQL01, "Name": "gone"})


def test_an_answer_relates_to_the_message_character_for_character() -> None:
    """facts/wsman.md 6.2."""
    answered = Asker().send(GOOD)
    assert answered.texts("s:Header/a:RelatesTo") == [MESSAGE_ID]
    fresh = answered.find("s:Header/a:MessageID").text or ""
    assert fresh.startswith("uuid:")
    assert fresh[5:] == fresh[5:].upper()
    assert answered.find("s:Header/a:To").text == f"{NS['a']}/role/anonymous"


def test_answers_declare_the_prefixes_that_were_recorded() -> None:
    """facts/real-host.md 2, REC: Enumerate and Pull s, a, n, w; Get s, a, x, w, p, with p bound anew in the body."""

    def declared(text: str) -> set[str]:
        return set(re.findall(r" xmlns:(\w+)=", text[: text.index(">")]))

    asker = Asker()
    enumerated = asker.query("select * from Msvm_ComputerSystem")
    assert declared(enumerated.text) == set("sanw")
    assert declared(asker.pull(enumerated.context).text) == set("sanw")
    got = asker.send(GOOD)
    assert declared(got.text) == set("saxwp")
    assert (
        f'<p:Msvm_ComputerSystem xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:p="{SYSTEM}"' in got.text
    )


@pytest.mark.parametrize("language", ["en-US", "ja-JP", "de-DE"])
def test_the_root_and_the_reason_speak_the_hosts_language(language: str) -> None:
    """facts/real-host.md 2, 4."""
    shelf = furnished()
    shelf.language = language
    answered = Asker(shelf).send(BAD)
    xml_lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert answered.root.get(xml_lang) == language
    assert answered.find(".//s:Reason/s:Text").get(xml_lang) == language


def test_a_japanese_host_gives_its_reason_in_japanese() -> None:
    shelf = furnished()
    shelf.language = "ja-JP"
    assert "リソース" in (Asker(shelf).send(BAD).find(".//s:Text").text or "")


def test_any_prefixes_and_an_unqualified_must_understand_are_read() -> None:
    """facts/wsman.md 6.2."""
    other = GOOD
    for prefix, new in (("s", "env"), ("a", "wsa"), ("w", "wsman")):
        other = other.replace(f"<{prefix}:", f"<{new}:").replace(f"</{prefix}:", f"</{new}:")
        other = other.replace(f"xmlns:{prefix}=", f"xmlns:{new}=").replace(f" {prefix}:must", f" {new}:must")
    assert Asker().send(other).status == 200
    assert Asker().send(GOOD.replace("s:mustUnderstand", "mustUnderstand")).status == 200


def test_a_padded_uri_a_class_in_another_case_and_backslashes_are_read() -> None:
    """facts/wsman.md 6.5."""
    odd = SYSTEM.replace("virtualization/v2", "virtualization\\v2")
    padded = GOOD.replace(SYSTEM, f"\n   {odd}  ")
    assert Asker().send(padded.replace("v2/Msvm_ComputerSystem ", "v2/MSVM_computersystem ")).status == 200


@pytest.mark.parametrize("charset", ["utf-16", "UTF-16"])
def test_utf_16_is_answered_in_utf_16(charset: str) -> None:
    asker = Asker()
    answer = asker.service.answer(GOOD.encode("utf-16"), charset, "operator")
    assert answer.body.startswith(b"\xff\xfe")
    assert "sql01" in answer.body.decode("utf-16")


def test_an_xml_declaration_and_a_byte_order_mark_are_read() -> None:
    assert Asker().send(('\ufeff<?xml version="1.0" encoding="utf-8"?>' + GOOD).encode()).status == 200


def test_a_class_of_dmtf_with_its_namespace_in_a_selector_is_read() -> None:
    """facts/wsman.md 2.0."""
    uri = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/Msvm_ComputerSystem"
    selectors = {**SQL01, "__cimnamespace": "root/virtualization/v2"}
    assert Asker().ask(GET, uri, selectors=selectors).status == 200


def test_an_operation_id_is_echoed_only_where_it_was_sent() -> None:
    """facts/wsman.md 2.0."""
    operation = "<p:OperationID>uuid:1</p:OperationID><p:SequenceId>1</p:SequenceId>"
    assert "<p:OperationID" in Asker().ask(GET, SYSTEM, selectors=SQL01, header=operation).text
    assert "OperationID" not in Asker().send(GOOD).text


@pytest.mark.parametrize(
    ("text", "subcode", "code"),
    [
        (asked().replace("a:ReplyTo>", "a:X>"), "a:MessageInformationHeaderRequired", "2150858769"),
        (asked().replace(MESSAGE_ID, " "), "a:InvalidMessageInformationHeader", "2150858767"),
        (asked().replace("PT5S", "5"), "a:InvalidMessageInformationHeader", "2150858767"),
        (asked('<w:Locale xml:lang="en-US" s:mustUnderstand="true"/>'), "w:UnsupportedFeature", "2150858818"),
        (asked("<w:MaxEnvelopeSize>8191</w:MaxEnvelopeSize>"), "w:EncodingLimit", "2150858878"),
        (asked().replace(SYSTEM, "http://nowhere/x"), "a:DestinationUnreachable", "2150858752"),
        (asked().replace("transfer/Get", "transfer/Steal"), "a:ActionNotSupported", "2150858753"),
        ("<not-soap/>", "w:InternalError", "2150858819"),
        ("<broken", "w:InternalError", "2150858819"),
    ],
)
def test_a_bad_envelope_is_refused_by_a_fault(text: str, subcode: str, code: str) -> None:
    """facts/wsman.md 2.0, 4.1."""
    answered = Asker().send(text)
    assert (answered.status, answered.subcode, answered.code) == (500, subcode, code)


def test_a_header_that_must_be_understood_and_is_not_is_refused() -> None:
    strange = '<q:Strange xmlns:q="urn:q" s:mustUnderstand="1"/>'
    answered = Asker().ask(GET, SYSTEM, selectors=SQL01, header=strange)
    assert answered.find(".//s:Code/s:Value").text == "s:MustUnderstand"
    assert Asker().ask(GET, SYSTEM, selectors=SQL01, header=strange.replace('"1"', '"false"')).status == 200


def test_every_prefix_of_a_fault_is_declared() -> None:
    text = Asker().send(BAD).text
    for prefix in "sawnxep":
        assert f"xmlns:{prefix}=" in text[: text.index(">")]


def test_the_other_shape_of_a_fault_has_its_code_in_msft_wmierror_and_no_relates_to() -> None:
    """facts/wsman.md 4.2, capture."""
    asker = Asker()
    asker.service.quirks = Quirks(fault_detail="MSFT_WmiError")
    answered = asker.send(BAD)
    p = "{http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/MSFT_WmiError}"
    assert answered.find(f".//{p}MSFT_WmiError/{p}error_Code").text == "2150858752"
    assert answered.find(f".//{p}error_Type").text == "HRESULT"
    assert answered.texts("s:Header/a:RelatesTo") == []


def test_a_quota_is_told_by_its_code() -> None:
    """facts/wsman.md 4.3."""
    asker = Asker()
    asker.service.quirks = Quirks(quota_exceeded=True)
    assert asker.send(GOOD).code == "2150859174"


def test_a_wrong_relates_to_is_not_the_messages() -> None:
    asker = Asker()
    asker.service.quirks = Quirks(wrong_relates_to=True)
    assert asker.send(GOOD).texts("s:Header/a:RelatesTo") != [MESSAGE_ID]


def test_text_that_xml_cannot_carry_is_replaced_and_the_rest_survives() -> None:
    """facts/wsman.md 2.4: control characters become question marks."""
    shelf = furnished()
    odd = "a\x00\x07b\t\r\n<&>\"'\u202e\ud800é"
    values = dict(shelf.objects[-3].values, ElementName=odd)
    shelf.objects[-3] = type(shelf.objects[-3])(shelf.objects[-3].decl, values)
    selectors = {"CreationClassName": "Msvm_ComputerSystem", "Name": str(values["Name"])}
    answered = Asker(shelf).ask(GET, SYSTEM, selectors=selectors)
    assert answered.texts(f"s:Body//{{{SYSTEM}}}ElementName") == ["a??b\t\r\n<&>\"'\u202e?é"]


def test_a_failure_of_the_practice_host_itself_is_still_a_fault() -> None:
    shelf = furnished()
    shelf.objects[1] = None  # type: ignore[call-overload]
    answered = Asker(shelf, ServiceOptions()).send(GOOD)
    assert (answered.status, answered.subcode) == (500, "w:InternalError")
