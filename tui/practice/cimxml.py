"""CIM-XML text of embedded instances: read as strictly as a Hyper-V host reads it, written as it writes it.

The rules and the codes are facts/real-host.md 1 and 3.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from tui.practice.cim import ClassDecl, EmbeddedText, Instance, PropertyDecl, Scalar, Value, WmiError
from tui.practice.datetimes import dmtf_datetime, dmtf_interval, parse_dmtf

FAILED = 32768
INVALID_PARAMETER = 32773


class EmbeddedInstanceError(Exception):
    """The text is refused; `return_value` is what the method answers, or what its job fails with."""

    def __init__(self, return_value: int, message: str) -> None:
        super().__init__(message)
        self.return_value = return_value
        self.message = message


def read_instance(embedded: EmbeddedText, declare: Callable[[str], ClassDecl]) -> Instance:
    """The instance in a text, with the properties that it gives and no other.

    A property that is not in `values` was left out and means unchanged; None was given without a value; ``()`` is an
    explicit empty array. `declare` finds a class by name and may raise WmiError.
    Raises EmbeddedInstanceError.
    """
    text = embedded.text.strip()
    if "&amp;" in text:
        raise EmbeddedInstanceError(FAILED, "A named entity for an ampersand is not understood.")
    if "&lt;" in text:
        raise EmbeddedInstanceError(INVALID_PARAMETER, "A named entity for a less-than sign is not understood.")
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise EmbeddedInstanceError(INVALID_PARAMETER, f"The instance is not well-formed: {error}.") from error
    if root.tag != "INSTANCE":
        raise EmbeddedInstanceError(INVALID_PARAMETER, "The text is no INSTANCE.")
    try:
        decl = declare(root.get("CLASSNAME", ""))
    except WmiError as error:
        raise EmbeddedInstanceError(INVALID_PARAMETER, error.message) from error
    declared = {p.name.casefold(): p for p in decl.properties}
    values: dict[str, Value] = {}
    for element in root:
        if element.tag == "QUALIFIER":
            continue
        name = element.get("NAME", "")
        p = declared.get(name.casefold())
        if p is None or p.name in values:
            raise EmbeddedInstanceError(INVALID_PARAMETER, f"{name} is no property of {decl.name}, or given twice.")
        values[p.name] = _property(element, p)
    return Instance(decl, values)


def write_instance(instance: Instance) -> str:
    """The text of an instance: every property in alphabetical order, a null one without VALUE."""
    parts = [f'<INSTANCE CLASSNAME="{instance.decl.name}">']
    for p in sorted(instance.decl.properties, key=lambda p: p.name.casefold()):
        value = instance.values.get(p.name)
        kind = "string" if p.cim_type == "instance" else p.cim_type
        tag = "PROPERTY.ARRAY" if p.is_array else "PROPERTY"
        if value is None:
            parts.append(f'<{tag} NAME="{p.name}" PROPAGATED="true" TYPE="{kind}"></{tag}>')
        elif isinstance(value, tuple):
            elements = "".join(f"<VALUE>{escape(_text(element))}</VALUE>" for element in value)
            parts.append(f'<{tag} NAME="{p.name}" TYPE="{kind}"><VALUE.ARRAY>{elements}</VALUE.ARRAY></{tag}>')
        else:
            parts.append(f'<{tag} NAME="{p.name}" TYPE="{kind}"><VALUE>{escape(_text(value))}</VALUE></{tag}>')
    parts.append("</INSTANCE>")
    return "".join(parts)


def _property(element: Element, p: PropertyDecl) -> Value:
    if element.tag != ("PROPERTY.ARRAY" if p.is_array else "PROPERTY"):
        raise EmbeddedInstanceError(INVALID_PARAMETER, f"{p.name} is {'an array' if p.is_array else 'no array'}.")
    expected = "string" if p.cim_type == "instance" else p.cim_type
    if element.get("TYPE") != expected:
        raise EmbeddedInstanceError(FAILED, f"The type of {p.name} is {expected}.")
    inner = [child for child in element if child.tag != "QUALIFIER"]
    if not inner:
        return None
    if len(inner) > 1 or inner[0].tag != ("VALUE.ARRAY" if p.is_array else "VALUE"):
        raise EmbeddedInstanceError(INVALID_PARAMETER, f"The value of {p.name} is not understood.")
    if not p.is_array:
        return _value(inner[0], p)
    return tuple(_value(child, p) for child in inner[0])


def _value(element: Element, p: PropertyDecl) -> Scalar:
    if element.tag != "VALUE" or len(element):
        raise EmbeddedInstanceError(INVALID_PARAMETER, f"The value of {p.name} is not understood.")
    text = element.text or ""
    if p.cim_type == "boolean":
        if text.casefold() not in ("true", "false"):
            raise EmbeddedInstanceError(INVALID_PARAMETER, f"{p.name} is not a boolean.")
        return text.casefold() == "true"
    if p.cim_type == "datetime":
        moment = parse_dmtf(text)
        if moment is None:
            raise EmbeddedInstanceError(FAILED, f"{p.name} is not a DMTF datetime.")
        return moment
    if p.cim_type.startswith(("uint", "sint")):
        return _integer(text, p)
    return text


def _integer(text: str, p: PropertyDecl) -> int:
    bits = int(p.cim_type[4:])
    low, high = (0, 2**bits) if p.cim_type.startswith("uint") else (-(2 ** (bits - 1)), 2 ** (bits - 1))
    if not text.isascii() or not text.removeprefix("-").isdigit() or not low <= int(text) < high:
        raise EmbeddedInstanceError(INVALID_PARAMETER, f"{p.name} is not a {p.cim_type}.")
    return int(text)


def _text(value: Scalar) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return dmtf_datetime(value)
    if isinstance(value, timedelta):
        return dmtf_interval(value)
    if isinstance(value, Instance):
        return write_instance(value)
    if isinstance(value, str | int):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in an embedded instance")
