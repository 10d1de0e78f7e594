"""Reading a request envelope, however its sender spelt it (facts/wsman.md 2.0, 6.2, 6.5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from tui.practice.cim import Reference
from tui.practice.datetimes import parse_duration
from tui.practice.wsman import names
from tui.practice.wsman.fault import Fault, FaultKind
from tui.practice.wsman.resource import Resource, read_resource

SMALLEST_ENVELOPE = 8192
_TRUE = ("true", "1")
_UNDERSTOOD = {
    names.ADDRESSING: ("To", "ReplyTo", "FaultTo", "From", "Action", "MessageID", "RelatesTo"),
    names.WSMAN: (
        "ResourceURI", "SelectorSet", "OptionSet", "OperationTimeout", "MaxEnvelopeSize", "Locale", "FragmentTransfer",
        "RequestTotalItemsCountEstimate",
    ),
    names.MICROSOFT: ("DataLocale", "SessionId", "OperationID", "SequenceId", "FunctionIdentifier", "ActivityId"),
    names.EVENTING: ("Identifier",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Request:
    """A request's header, and the first element of its body."""

    action: str
    resource: Resource
    message_id: str
    selectors: tuple[tuple[str, str | Reference], ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    """By name in lower case; a nil option is an empty text."""
    timeout: timedelta | None = None
    max_envelope: int | None = None
    operation: tuple[str, str] | None = None
    """OperationID and SequenceId, echoed where they were sent."""
    identifier: str = ""
    """The subscription that Unsubscribe and Renew name."""
    body: Element | None = None

    @property
    def keys(self) -> dict[str, str]:
        """The selectors that name an object, without ``__cimnamespace``; a reference as its object path."""
        return {name: str(value) for name, value in self.selectors if name.casefold() != "__cimnamespace"}


def parse(message: bytes, charset: str) -> Element:
    """The envelope of a message in UTF-8 or UTF-16. Raises Fault where it is no SOAP envelope."""
    try:
        text = message.decode("utf-16" if charset.casefold().startswith("utf-16") else "utf-8-sig")
        root = ElementTree.fromstring(text)
    except (UnicodeDecodeError, LookupError, ElementTree.ParseError) as error:
        raise Fault(FaultKind.INVALID_XML, f"The request is not well-formed: {error}.") from error
    if root.tag != f"{{{names.SOAP}}}Envelope":
        raise Fault(FaultKind.INVALID_XML, "The request is not a SOAP 1.2 envelope.")
    return root


def body_of(root: Element) -> Element | None:
    body = root.find(f"{{{names.SOAP}}}Body")
    return next(iter(body), None) if body is not None else None


def message_id_of(root: Element) -> str:
    """For the answer to a request that is refused while it is read; empty when there is none."""
    return root.findtext(f"{{{names.SOAP}}}Header/{{{names.ADDRESSING}}}MessageID", "")


def read(root: Element) -> Request:
    """The request in an envelope. Raises Fault for a header that is missing, malformed or not understood."""
    header = root.find(f"{{{names.SOAP}}}Header")
    blocks = {block.tag: block for block in header} if header is not None else {}
    for block in blocks.values():
        _refuse_unknown(block)

    def text(namespace: str, name: str) -> str | None:
        block = blocks.get(f"{{{namespace}}}{name}")
        return None if block is None else (block.text or "").strip()

    action = text(names.ADDRESSING, "Action")
    message_id = blocks.get(f"{{{names.ADDRESSING}}}MessageID")
    if not action or message_id is None or f"{{{names.ADDRESSING}}}ReplyTo" not in blocks:
        raise Fault(FaultKind.HEADER_REQUIRED, "A required header is missing.")
    if not (message_id.text or "").strip():
        raise Fault(FaultKind.INVALID_HEADER, "The MessageID is empty.")
    selectors = _selectors(blocks.get(f"{{{names.WSMAN}}}SelectorSet"))
    operation = text(names.MICROSOFT, "OperationID")
    return Request(
        action=action,
        resource=read_resource(text(names.WSMAN, "ResourceURI") or "", _namespace(selectors)),
        message_id=message_id.text or "",
        selectors=selectors,
        options=_options(blocks.get(f"{{{names.WSMAN}}}OptionSet")),
        timeout=_timeout(text(names.WSMAN, "OperationTimeout")),
        max_envelope=_max_envelope(text(names.WSMAN, "MaxEnvelopeSize")),
        operation=(operation, text(names.MICROSOFT, "SequenceId") or "1") if operation else None,
        identifier=text(names.EVENTING, "Identifier") or "",
        body=body_of(root),
    )


def read_reference(element: Element) -> Reference | None:
    """The object that EPR children directly under an element name; None when there are none."""
    parameters = element.find(f"{{{names.ADDRESSING}}}ReferenceParameters")
    if parameters is None:
        return None
    uri = parameters.findtext(f"{{{names.WSMAN}}}ResourceURI", "")
    selectors = _selectors(parameters.find(f"{{{names.WSMAN}}}SelectorSet"))
    resource = read_resource(uri, _namespace(selectors))
    keys = tuple((name, value) for name, value in selectors if isinstance(value, str) and name != "__cimnamespace")
    return Reference(resource.namespace, resource.class_name, keys)


def _refuse_unknown(block: Element) -> None:
    required = block.get(f"{{{names.SOAP}}}mustUnderstand", block.get("mustUnderstand", "")).casefold() in _TRUE
    namespace, _, name = block.tag[1:].partition("}")
    if required and name not in _UNDERSTOOD.get(namespace, ()):
        raise Fault(FaultKind.MUST_UNDERSTAND, f"The header {name} is not understood.")
    if required and (namespace, name) == (names.WSMAN, "Locale"):
        raise Fault(FaultKind.UNSUPPORTED_FEATURE, "The Locale cannot be guaranteed.")


def _selectors(element: Element | None) -> tuple[tuple[str, str | Reference], ...]:
    found: list[tuple[str, str | Reference]] = []
    for selector in element if element is not None else ():
        name = selector.get("Name", "")
        if any(name.casefold() == other.casefold() for other, _ in found):
            raise Fault(FaultKind.DUPLICATE_SELECTORS, f"The selector {name} is given twice.")
        epr = selector.find(f"{{{names.ADDRESSING}}}EndpointReference")
        reference = read_reference(epr) if epr is not None else None
        found.append((name, reference or selector.text or ""))
    return tuple(found)


def _namespace(selectors: tuple[tuple[str, str | Reference], ...]) -> str | None:
    named = (value for name, value in selectors if name.casefold() == "__cimnamespace")
    return next((value for value in named if isinstance(value, str)), None)


def _options(element: Element | None) -> dict[str, str]:
    options = element if element is not None else ()
    return {option.get("Name", "").casefold(): (option.text or "").strip() for option in options}


def _timeout(text: str | None) -> timedelta | None:
    if text is None:
        return None
    duration = parse_duration(text)
    if duration is None:
        raise Fault(FaultKind.INVALID_TIMEOUT, "The OperationTimeout is not a duration.")
    return duration


def _max_envelope(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isdecimal():
        raise Fault(FaultKind.INVALID_HEADER, "The MaxEnvelopeSize is not a number.")
    if int(text) < SMALLEST_ENVELOPE:
        raise Fault(FaultKind.MINIMUM_ENVELOPE, f"The MaxEnvelopeSize is below {SMALLEST_ENVELOPE} bytes.")
    return int(text)
