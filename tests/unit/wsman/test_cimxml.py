"""The CIM-XML text of embedded instances; judged by expat and by text written out from facts/real-host.md 1."""

import re
from xml.dom import minidom

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.wsman.cimxml import CimProperty, EmbeddedInstance, read_embedded, write_embedded
from tui.wsman.fault import Malformed, Refused

XML_TEXT = st.text(
    st.characters(
        codec="utf-8", exclude_characters="".join(map(chr, (*range(9), 11, 12, *range(14, 32)))) + "\ufffe\uffff"
    ),
    max_size=40,
)
NAMES = st.from_regex(r"[A-Z][A-Za-z]{0,12}", fullmatch=True)


def one(value: object, cim_type: str = "string") -> str:
    return write_embedded(EmbeddedInstance("C", (CimProperty("P", cim_type, value),)))  # type: ignore[arg-type]


def test_failover_settings_are_written_as_a_real_host_takes_them() -> None:
    settings = EmbeddedInstance(
        "Msvm_FailoverNetworkAdapterSettingData",
        (
            CimProperty("InstanceID", "string", "Microsoft:GUID\\NIC"),
            CimProperty("ProtocolIFType", "uint16", 4096),
            CimProperty("DHCPEnabled", "boolean", False),
            CimProperty("IPAddresses", "string", ("10.9.20.11",)),
            CimProperty("DNSServers", "string", ()),
        ),
    )
    assert write_embedded(settings) == (
        '<INSTANCE CLASSNAME="Msvm_FailoverNetworkAdapterSettingData">'
        '<PROPERTY NAME="InstanceID" TYPE="string"><VALUE>Microsoft:GUID\\NIC</VALUE></PROPERTY>'
        '<PROPERTY NAME="ProtocolIFType" TYPE="uint16"><VALUE>4096</VALUE></PROPERTY>'
        '<PROPERTY NAME="DHCPEnabled" TYPE="boolean"><VALUE>false</VALUE></PROPERTY>'
        '<PROPERTY.ARRAY NAME="IPAddresses" TYPE="string"><VALUE.ARRAY><VALUE>10.9.20.11</VALUE></VALUE.ARRAY>'
        "</PROPERTY.ARRAY>"
        '<PROPERTY.ARRAY NAME="DNSServers" TYPE="string"><VALUE.ARRAY></VALUE.ARRAY></PROPERTY.ARRAY>'
        "</INSTANCE>"
    )


@pytest.mark.parametrize(
    ("character", "reference"),
    [("&", "&#38;"), ("<", "&#60;"), (">", "&#62;"), ('"', "&#34;"), ("'", "&#39;"), ("\n", "&#10;"), ("\r", "&#13;"),
     ("\t", "&#9;")],
)  # fmt: skip
def test_a_special_character_becomes_a_numeric_reference(character: str, reference: str) -> None:
    assert f"<VALUE>a{reference}b</VALUE>" in one(f"a{character}b")


@given(XML_TEXT)
def test_no_text_brings_a_named_entity_or_the_end_of_a_cdata_section(text: str) -> None:
    written = one(text)
    assert "]]>" not in written
    assert re.findall(r"&(?!#\d+;)", written) == []


@given(st.lists(st.tuples(NAMES, st.one_of(XML_TEXT, st.lists(XML_TEXT, max_size=4).map(tuple))), max_size=6), NAMES)
def test_an_independent_parser_reads_back_what_was_written(
    properties: list[tuple[str, str | tuple[str, ...]]], class_name: str
) -> None:
    written = write_embedded(
        EmbeddedInstance(class_name, tuple(CimProperty(name, "string", value) for name, value in properties))
    )
    root = minidom.parseString(f"<wrap><![CDATA[{written}]]></wrap>").documentElement
    assert root is not None
    document = minidom.parseString("".join(node.data for node in root.childNodes))  # type: ignore[union-attr]
    instance = document.documentElement
    assert instance is not None
    assert instance.getAttribute("CLASSNAME") == class_name
    found = []
    for element in instance.childNodes:
        values = ["".join(c.data for c in v.childNodes) for v in element.getElementsByTagName("VALUE")]  # type: ignore[union-attr]
        single = element.nodeName == "PROPERTY"
        found.append((element.getAttribute("NAME"), values[0] if single else tuple(values)))  # type: ignore[union-attr]
    assert found == properties


@given(st.lists(st.tuples(NAMES, st.one_of(XML_TEXT, st.lists(XML_TEXT, max_size=4).map(tuple))), max_size=6))
def test_reading_gives_back_what_was_written(properties: list[tuple[str, str | tuple[str, ...]]]) -> None:
    instance = EmbeddedInstance("C", tuple(CimProperty(name, "string", value) for name, value in properties))
    assert read_embedded(write_embedded(instance)) == instance


def test_a_character_that_xml_cannot_hold_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(Refused, match=r"U\+0001"):
        one("a\x01b")


def test_an_output_with_a_declaration_propagated_null_and_empty_text_is_read() -> None:
    text = (
        '<?xml version="1.0" encoding="utf-16"?>\n<INSTANCE CLASSNAME="Msvm_VirtualHardDiskSettingData">\n'
        '  <QUALIFIER NAME="dynamic" TYPE="boolean"><VALUE>TRUE</VALUE></QUALIFIER>\n'
        '  <PROPERTY NAME="DataAlignment" PROPAGATED="true" TYPE="uint64"></PROPERTY>\n'
        '  <PROPERTY NAME="ParentPath" TYPE="string"><VALUE></VALUE></PROPERTY>\n'
        '  <PROPERTY.ARRAY NAME="Notes" TYPE="string"><VALUE.ARRAY><VALUE>a &amp; b</VALUE></VALUE.ARRAY>'
        "</PROPERTY.ARRAY>\n"
        '  <PROPERTY.ARRAY NAME="Tags" TYPE="string"></PROPERTY.ARRAY>\n'
        "</INSTANCE>"
    )
    assert read_embedded(text) == EmbeddedInstance(
        "Msvm_VirtualHardDiskSettingData",
        (
            CimProperty("DataAlignment", "uint64", None),
            CimProperty("ParentPath", "string", ""),
            CimProperty("Notes", "string", ("a & b",)),
            CimProperty("Tags", "string", None),
        ),
    )


@pytest.mark.parametrize(
    "text",
    ["", "no xml", "<CLASS/>", '<!DOCTYPE x [<!ENTITY e "boom">]><INSTANCE CLASSNAME="C"/>', "\udc80"],
)
def test_an_output_that_is_no_instance_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        read_embedded(text)
