"""Objects as XML, written straight as text (facts/real-host.md 3): what a page costs is decided here."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tui.practice.cim import ClassDecl, Instance, Reference, Scalar, Value
from tui.practice.datetimes import iso_datetime, iso_interval
from tui.practice.wsman import names
from tui.practice.wsman.xmltext import attribute, xml_text

_FRAGMENT = f'<w:XmlFragment xmlns:xsi="{names.XSI}" xmlns:w="{names.WSMAN}">'


@dataclass(frozen=True, slots=True)
class _Shape:
    """The ready-made pieces of an element for the objects of one class."""

    decl: ClassDecl
    start: str
    end: str
    tags: tuple[tuple[str, str, str, str], ...]
    """Property, start tag, end tag and what stands for null, in alphabetical order."""
    prefix: str
    """Of the elements that hold a time or an interval."""


class InstanceWriter:
    """Writes instances, with what it knows of a class kept from one to the next. Safe to use from any thread."""

    def __init__(self) -> None:
        self._shapes: dict[tuple[int, tuple[str, ...] | str], _Shape] = {}

    def write(self, instance: Instance) -> str:
        """The ``p:Class`` element: alphabetical, a null scalar nil, a null or empty array absent."""
        decl = instance.decl
        shape = self._shapes.get((id(decl), "p"))
        if shape is None:
            start = f'<p:{decl.name} {_namespaces(decl, "p")} xsi:type="p:{decl.name}_Type">'
            shape = self._keep("p", _Shape(decl, start, f"</p:{decl.name}>", _tags(decl, "p:"), "cim:"))
        return self._fill(shape, instance)

    def fragment(self, instance: Instance, projection: tuple[str, ...]) -> str:
        """The ``w:XmlFragment`` of a projection: un-namespaced children in alphabetical order, no class name."""
        text = instance.written.get(projection)
        if text is None:
            text = instance.written[projection] = self._fill(self._fragment_shape(instance.decl, projection), instance)
        return text

    def elements(self, start: str, end: str, value: Value, prefix: str = "cim:") -> str:
        """An element for a value, one for each element of an array."""
        if isinstance(value, tuple):
            return "".join([self.elements(start, end, element, prefix) for element in value])
        if isinstance(value, Instance):
            return self._embedded(start, end, value)
        return start + _content(value, prefix) + end

    def _embedded(self, start: str, end: str, value: Instance) -> str:
        """An embedded object: nested elements in its own class's namespace, ``p1`` (facts/wsman.md 2.5)."""
        decl = value.decl
        shape = self._shapes.get((id(decl), "p1"))
        if shape is None:
            declared = f' {_namespaces(decl, "p1")} xsi:type="p1:{decl.name}_Type">'
            shape = self._keep("p1", _Shape(decl, declared, "", _tags(decl, "p1:"), "cim:"))
        return start[:-1] + self._fill(shape, value) + end

    def _fill(self, shape: _Shape, instance: Instance) -> str:
        get = instance.values.get
        parts = [shape.start]
        append = parts.append
        for name, start, end, null in shape.tags:
            value = get(name)
            kind = type(value)
            if value is None:
                append(null)
            elif kind is str:
                append(start + xml_text(value) + end)  # type: ignore[arg-type]
            elif kind is int:
                append(f"{start}{value}{end}")
            elif kind is bool:
                append(start + ("true" if value else "false") + end)
            elif kind is tuple:
                for element in value:  # type: ignore[union-attr]
                    if type(element) is str:
                        append(start + xml_text(element) + end)
                    else:
                        append(self.elements(start, end, element, shape.prefix))
            else:
                append(self.elements(start, end, value, shape.prefix))
        append(shape.end)
        return "".join(parts)

    def _fragment_shape(self, decl: ClassDecl, projection: tuple[str, ...]) -> _Shape:
        shape = self._shapes.get((id(decl), projection))
        if shape is None:
            tags = tuple(tag for tag in _tags(decl, "") if tag[0] in projection)
            shape = self._keep(projection, _Shape(decl, _FRAGMENT, "</w:XmlFragment>", tags, ""))
        return shape

    def _keep(self, form: tuple[str, ...] | str, shape: _Shape) -> _Shape:
        """A shape holds its declaration, so an id is never another declaration's."""
        self._shapes[id(shape.decl), form] = shape
        return shape


def epr(reference: Reference) -> str:
    """The children of an endpoint reference: anonymous address, leaf class URI, every key."""
    selectors = "".join(
        f'<w:Selector Name="{attribute(name)}">{xml_text(value)}</w:Selector>' for name, value in reference.keys
    )
    return (
        f"<a:Address>{names.ANONYMOUS}</a:Address><a:ReferenceParameters>"
        f"<w:ResourceURI>{xml_text(names.class_uri(reference.namespace, reference.class_name))}</w:ResourceURI>"
        f"<w:SelectorSet>{selectors}</w:SelectorSet></a:ReferenceParameters>"
    )


def endpoint_reference(reference: Reference) -> str:
    """A whole ``a:EndpointReference``, as enumeration items carry it."""
    return f"<a:EndpointReference>{epr(reference)}</a:EndpointReference>"


def _namespaces(decl: ClassDecl, prefix: str) -> str:
    uri = names.class_uri(decl.namespace, decl.name)
    return f'xmlns:xsi="{names.XSI}" xmlns:{prefix}="{uri}" xmlns:cim="{names.CIM}"'


def _tags(decl: ClassDecl, prefix: str) -> tuple[tuple[str, str, str, str], ...]:
    return tuple(
        (
            p.name,
            f"<{prefix}{p.name}>",
            f"</{prefix}{p.name}>",
            "" if p.is_array else f'<{prefix}{p.name} xsi:nil="true"/>',
        )
        for p in sorted(decl.properties, key=lambda p: p.name.casefold())
    )


def _content(value: Scalar, prefix: str) -> str:
    if isinstance(value, str):
        return xml_text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, datetime):
        return f"<{prefix}Datetime>{iso_datetime(value)}</{prefix}Datetime>"
    if isinstance(value, timedelta):
        return f"<{prefix}Interval>{iso_interval(value)}</{prefix}Interval>"
    if isinstance(value, Reference):
        return epr(value)
    raise TypeError(f"{type(value).__name__} is no CIM value")
