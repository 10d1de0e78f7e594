"""Embedded instances as the CIM-XML text that methods take and give (facts/real-host.md 1, 3; facts/wsman.md 2.5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias
from xml.etree.ElementTree import Element, ParseError

from tui.wsman.document import parse_document
from tui.wsman.fault import Malformed
from tui.wsman.naming import local
from tui.wsman.xmltext import escape

CimScalar: TypeAlias = str | bool | int


@dataclass(frozen=True, slots=True)
class CimProperty:
    """One property with its exact CIM type, which the host checks: ``uint32``, ``boolean``, ``string``."""

    name: str
    cim_type: str
    value: CimScalar | tuple[CimScalar, ...] | None
    """A tuple is an array, also with one element; an empty one is written as an explicit empty array, and a property
    that should be left out is left out of the instance. None is a null. As read: text, or tuples of text."""


@dataclass(frozen=True, slots=True)
class EmbeddedInstance:
    """An instance passed inside a parameter: only the properties that matter, keys included."""

    class_name: str
    properties: tuple[CimProperty, ...]


def write_embedded(instance: EmbeddedInstance) -> str:
    """The INSTANCE text, which never holds ``]]>``. Raises Refused for characters that XML cannot hold."""
    properties = "".join(_property(each) for each in instance.properties)
    return f'<INSTANCE CLASSNAME="{escape(instance.class_name)}">{properties}</INSTANCE>'


def read_embedded(text: str) -> EmbeddedInstance:
    """The first INSTANCE in ``text``, qualifiers ignored. Raises Malformed."""
    try:
        root = parse_document(text.encode("utf-8", "surrogatepass"))
    except (ParseError, ValueError) as error:
        raise Malformed(f"embedded instance: {error}", delivered=True) from error
    instance = next((each for each in root.iter() if local(each.tag) == "INSTANCE"), None)
    if instance is None:
        raise Malformed("embedded instance: no INSTANCE in it", delivered=True)
    return EmbeddedInstance(instance.attrib.get("CLASSNAME", ""), tuple(_read_properties(instance)))


def _property(each: CimProperty) -> str:
    attributes = f'NAME="{escape(each.name)}" TYPE="{escape(each.cim_type)}"'
    if each.value is None:
        return f"<PROPERTY {attributes}></PROPERTY>"
    if isinstance(each.value, tuple):
        values = "".join(_value(item) for item in each.value)
        return f"<PROPERTY.ARRAY {attributes}><VALUE.ARRAY>{values}</VALUE.ARRAY></PROPERTY.ARRAY>"
    return f"<PROPERTY {attributes}>{_value(each.value)}</PROPERTY>"


def _value(value: CimScalar) -> str:
    return f"<VALUE>{escape(scalar_text(value))}</VALUE>"


def scalar_text(value: CimScalar) -> str:
    """A scalar as CIM writes it: ``true``, ``4096``, or the text itself."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _read_properties(instance: Element) -> Iterator[CimProperty]:
    for element in instance:
        kind = local(element.tag)
        name, cim_type = element.attrib.get("NAME", ""), element.attrib.get("TYPE", "")
        if kind == "PROPERTY":
            value = next((each for each in element if local(each.tag) == "VALUE"), None)
            yield CimProperty(name, cim_type, None if value is None else value.text or "")
        elif kind == "PROPERTY.ARRAY":
            array = next((each for each in element if local(each.tag) == "VALUE.ARRAY"), None)
            items = None if array is None else tuple(v.text or "" for v in array if local(v.tag) == "VALUE")
            yield CimProperty(name, cim_type, items)
