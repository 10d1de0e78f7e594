"""CIM instances as WS-Management carries them, read into plain values (facts/wsman.md 2.4; facts/real-host.md 3)."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias, TypeVar, cast
from xml.etree.ElementTree import Element

from tui.wsman.fault import Malformed
from tui.wsman.naming import XSI, ClassRef, local
from tui.wsman.timetext import read_datetime, read_interval

Arrays: TypeAlias = Callable[[str], frozenset[str]]
"""From a class name to the names of its array properties: an array of one looks like a scalar on the wire."""

_NIL = f"{{{XSI}}}nil"
_TYPE = f"{{{XSI}}}type"
_TRUE = frozenset({"true", "1"})
_BOOLEANS = {"true": True, "false": False}
_TIMES = frozenset({"Datetime", "Interval", "Date", "Time", "CIM_DateTime"})
_FRAGMENT = "XmlFragment"


@dataclass(frozen=True, slots=True)
class EndpointReference:
    """An instance's address: its class resource URI and its keys. Also what a REF parameter takes."""

    resource_uri: str
    selectors: Mapping[str, str] = field(hash=False)
    """Key name to text. A key that is itself a reference is left out."""

    @property
    def class_name(self) -> str:
        return ClassRef.of(self.resource_uri).class_name


Ref: TypeAlias = EndpointReference
Item: TypeAlias = "str | EndpointReference | Instance"
Value: TypeAlias = "Item | tuple[Item, ...] | None"
_Kind = TypeVar("_Kind", bound="str | EndpointReference | Instance")


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance, or the outputs of one method.

    The readers below raise Malformed where the property holds something of another shape; an absent property reads as
    None or as an empty tuple, because a null array is sent as nothing at all.
    """

    class_name: str
    namespace: str
    """``root/virtualization/v2``."""
    properties: Mapping[str, Value]
    """Scalars are the host's exact text, or None for null; arrays are tuples."""

    def text(self, name: str) -> str | None:
        value = self.properties.get(name)
        if value is None or isinstance(value, str):
            return value
        raise self._unfit(name, "is not a single text")

    def integer(self, name: str) -> int | None:
        text = self.text(name)
        try:
            return None if text is None else int(text)
        except ValueError:
            raise self._unfit(name, f"is no integer: {text!r}") from None

    def boolean(self, name: str) -> bool | None:
        """Any letter case (facts/wsman.md 6.5)."""
        text = self.text(name)
        if text is None:
            return None
        try:
            return _BOOLEANS[text.lower()]
        except KeyError:
            raise self._unfit(name, f"is no boolean: {text!r}") from None

    def datetime(self, name: str) -> dt.datetime | None:
        """Aware, in UTC; None for null and for 1601, which means never."""
        text = self.text(name)
        try:
            return read_datetime(text) if text else None
        except (ValueError, OverflowError):
            raise self._unfit(name, f"is no datetime: {text!r}") from None

    def interval(self, name: str) -> dt.timedelta | None:
        text = self.text(name)
        try:
            return read_interval(text) if text else None
        except (ValueError, OverflowError):
            raise self._unfit(name, f"is no interval: {text!r}") from None

    def array(self, name: str) -> tuple[str, ...]:
        return self._items(name, str)

    def integers(self, name: str) -> tuple[int, ...]:
        try:
            return tuple(int(text) for text in self.array(name))
        except ValueError:
            raise self._unfit(name, "is no array of integers") from None

    def reference(self, name: str) -> EndpointReference | None:
        return next(iter(self.references(name)), None)

    def references(self, name: str) -> tuple[EndpointReference, ...]:
        return self._items(name, EndpointReference)

    def instances(self, name: str) -> "tuple[Instance, ...]":
        return self._items(name, Instance)

    def _items(self, name: str, kind: type[_Kind]) -> tuple[_Kind, ...]:
        value = self.properties.get(name)
        if value is None:
            return ()
        items = value if isinstance(value, tuple) else (value,)
        for item in items:
            if not isinstance(item, kind):
                raise self._unfit(name, "holds something else than expected")
        return cast("tuple[_Kind, ...]", items)

    def _unfit(self, name: str, what: str) -> Malformed:
        return Malformed(f"{self.class_name}.{name} {what}", delivered=True)


def read_instance(element: Element, arrays: Arrays, projected: ClassRef) -> Instance:
    """The instance in ``element``; ``projected`` is the class of one that came without a name, as an XmlFragment."""
    (instance,) = read_instances((element,), arrays, projected)
    return instance


def read_instances(elements: Iterable[Element], arrays: Arrays, projected: ClassRef) -> list[Instance]:
    """The instance in each element, as ``read_instance`` reads one; rows of one class are read as quickly as can be."""
    instances: list[Instance] = []
    tag = ""
    found, array_names = projected, arrays(projected.class_name)
    for element in elements:
        if element.tag != tag:
            tag = element.tag
            found = projected if local(tag) == _FRAGMENT else _class_of(tag)
            array_names = arrays(found.class_name)
        instances.append(Instance(found.class_name, found.namespace, read_properties(element, array_names, arrays)))
    return instances


def read_properties(element: Element, array_names: frozenset[str], arrays: Arrays) -> Mapping[str, Value]:
    """The children of ``element`` by local name; repeated ones and those in ``array_names`` as tuples."""
    found: dict[str, Value] = {}
    several: dict[str, list[Item]] = {}
    for child in element:
        name = _local(child.tag)
        value: Item | None
        if len(child):
            value = _read_compound(child, arrays)
        elif child.get(_NIL) in _TRUE:
            value = None
        else:
            value = child.text or ""
        if name in array_names or name in found:
            items = several.get(name)
            if items is None:
                first = found.get(name)
                items = several[name] = [] if first is None or isinstance(first, tuple) else [first]
            if value is not None:
                items.append(value)
        else:
            found[name] = value
    for name, items in several.items():
        found[name] = tuple(items)
    return found


def _read_compound(element: Element, arrays: Arrays) -> Item:
    """A property with children: a time, a reference or an embedded instance."""
    first = element[0]
    name = local(first.tag)
    if name in _TIMES and len(element) == 1 and not len(first):
        return first.text or ""
    if name == "EndpointReference":
        return read_reference(first)
    if any(local(child.tag) == "ReferenceParameters" for child in element):
        return read_reference(element)
    try:
        return _read_embedded(element, arrays)
    except RecursionError:
        raise Malformed("instances are nested too deeply", delivered=True) from None


def _read_embedded(element: Element, arrays: Arrays) -> Instance:
    """An instance whose element is inside the property, or whose properties are."""
    first = element[0]
    if len(element) == 1 and len(first) and _class_of(first.tag) == ClassRef.of(_namespace(first)):
        return read_instance(first, arrays, ClassRef("", local(first.tag)))
    embedded = ClassRef.of(_namespace(first))
    if not embedded.class_name:
        embedded = ClassRef("", element.attrib.get(_TYPE, "").rpartition(":")[2].removesuffix("_Type"))
    properties = read_properties(element, arrays(embedded.class_name), arrays)
    return Instance(embedded.class_name, embedded.namespace, properties)


def read_reference(element: Element) -> EndpointReference:
    """The endpoint reference whose Address and ReferenceParameters are children of ``element``."""
    resource_uri = ""
    selectors: dict[str, str] = {}
    for child in element.iter():
        name = local(child.tag)
        if name == "ResourceURI" and not resource_uri:
            resource_uri = (child.text or "").strip()
        elif name == "Selector" and not len(child):
            selectors[child.attrib.get("Name", "")] = child.text or ""
    return EndpointReference(resource_uri, selectors)


def _namespace(element: Element) -> str:
    return element.tag[1:].partition("}")[0] if element.tag.startswith("{") else ""


_local = lru_cache(maxsize=4096)(local)
"""Few tags stand on many elements."""


@lru_cache(maxsize=1024)
def _class_of(tag: str) -> ClassRef:
    """The class that an element's tag names: its namespace is the class resource URI."""
    uri, _, name = tag[1:].rpartition("}")
    return ClassRef(ClassRef.of(uri).namespace, name or tag)
