"""Embedded instance text, read as strictly as the recorded host read it (facts/real-host.md 1)."""

from datetime import timedelta

import pytest

from tests.unit.practice_protocol.shelf import SETTINGS, SUMMARY
from tui.practice.cim import INVALID_CLASS, ClassDecl, EmbeddedText, Instance, WmiError
from tui.practice.cimxml import EmbeddedInstanceError, read_instance, write_instance


def declare(name: str) -> ClassDecl:
    if name != SETTINGS.name:
        raise WmiError(INVALID_CLASS, "Invalid class")
    return SETTINGS


def wrapped(properties: str) -> EmbeddedText:
    return EmbeddedText(f'<INSTANCE CLASSNAME="{SETTINGS.name}">{properties}</INSTANCE>')


def name(text: str) -> str:
    return f'<PROPERTY NAME="ElementName" TYPE="string"><VALUE>{text}</VALUE></PROPERTY>'


def notes(values: str) -> str:
    return f'<PROPERTY.ARRAY NAME="Notes" TYPE="string">{values}</PROPERTY.ARRAY>'


def delay(text: str, kind: str = "datetime") -> str:
    return f'<PROPERTY NAME="AutomaticStartupActionDelay" TYPE="{kind}"><VALUE>{text}</VALUE></PROPERTY>'


def test_a_declaration_and_pretty_printing_are_tolerated() -> None:
    text = EmbeddedText(f'\n<?xml version="1.0"?>\n{wrapped(chr(10) + name("sql01") + chr(10)).text}\n')
    assert read_instance(text, declare).values == {"ElementName": "sql01"}


@pytest.mark.parametrize("text", ["a &#38; b", "a &#60; b", 'a " b', "a &gt; b", "a&#xA;b", "&#34;"])
def test_numeric_references_a_raw_quote_and_a_named_greater_than_are_read(text: str) -> None:
    plain = {"a &#38; b": "a & b", "a &#60; b": "a < b", "a &gt; b": "a > b", "a&#xA;b": "a\nb", "&#34;": '"'}
    assert read_instance(wrapped(name(text)), declare).values["ElementName"] == plain.get(text, text)


def test_an_omitted_property_an_empty_array_no_value_and_an_empty_text_are_four_things() -> None:
    properties = notes("<VALUE.ARRAY/>") + name("") + '<PROPERTY NAME="VirtualQuantity" TYPE="uint64"></PROPERTY>'
    values = read_instance(wrapped(properties), declare).values
    assert values == {"Notes": (), "ElementName": "", "VirtualQuantity": None}


def test_values_have_their_declared_type() -> None:
    properties = (
        notes("<VALUE.ARRAY><VALUE>a</VALUE><VALUE></VALUE></VALUE.ARRAY>")
        + delay("00000000000130.000000:000")
        + '<PROPERTY NAME="Enabled" TYPE="boolean"><VALUE>FALSE</VALUE></PROPERTY>'
        + '<PROPERTY NAME="virtualquantity" TYPE="uint64"><VALUE>2</VALUE></PROPERTY>'
    )
    values = read_instance(wrapped(properties), declare).values
    assert values == {
        "Notes": ("a", ""),
        "AutomaticStartupActionDelay": timedelta(seconds=90),
        "Enabled": False,
        "VirtualQuantity": 2,
    }


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        (name("a &amp; b"), 32768),
        (name("a &lt; b"), 32773),
        (name("a").replace("string", "uint32"), 32768),
        (delay("PT90S"), 32768),
        (delay("2026-10-08T15:15:36Z"), 32768),
        (delay("00000000000130.000000:000", "string"), 32768),
        ('<PROPERTY NAME="Notes" TYPE="string"><VALUE>a</VALUE></PROPERTY>', 32773),
        (name("a").replace("PROPERTY", "PROPERTY.ARRAY"), 32773),
        (name("a") + name("b"), 32773),
        ('<PROPERTY NAME="Nothing" TYPE="string"><VALUE>a</VALUE></PROPERTY>', 32773),
        ('<PROPERTY NAME="VirtualQuantity" TYPE="uint64"><VALUE>-1</VALUE></PROPERTY>', 32773),
        ('<PROPERTY NAME="Enabled" TYPE="boolean"><VALUE>yes</VALUE></PROPERTY>', 32773),
        (name("<b/>"), 32773),
        ("<PROPERTY", 32773),
    ],
)
def test_a_sloppy_text_is_refused_by_the_code_seen(properties: str, code: int) -> None:
    with pytest.raises(EmbeddedInstanceError) as caught:
        read_instance(wrapped(properties), declare)
    assert caught.value.return_value == code


@pytest.mark.parametrize("text", ['<p:Class xmlns:p="x"/>', '<INSTANCE CLASSNAME="Other"/>', "<INSTANCE/>", ""])
def test_what_is_no_instance_of_a_known_class_is_refused(text: str) -> None:
    with pytest.raises(EmbeddedInstanceError):
        read_instance(EmbeddedText(text), declare)


def test_an_output_is_written_with_null_properties_lacking_their_value() -> None:
    text = write_instance(Instance(SUMMARY, {"Name": "a & b", "InstanceID": ""}))
    assert text == (
        '<INSTANCE CLASSNAME="Msvm_SummaryInformation"><PROPERTY NAME="InstanceID" TYPE="string"><VALUE></VALUE>'
        '</PROPERTY><PROPERTY NAME="Name" TYPE="string"><VALUE>a &amp; b</VALUE></PROPERTY>'
        '<PROPERTY NAME="Notes" PROPAGATED="true" TYPE="string"></PROPERTY></INSTANCE>'
    )


def test_an_interval_is_written_as_it_is_read() -> None:
    text = write_instance(Instance(SETTINGS, {"AutomaticStartupActionDelay": timedelta(days=1, seconds=2)}))
    assert "<VALUE>00000001000002.000000:000</VALUE>" in text
    assert read_instance(EmbeddedText(text), declare).values["AutomaticStartupActionDelay"] == timedelta(1, 2)
