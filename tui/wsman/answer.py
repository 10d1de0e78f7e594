"""Answers: the envelope opened, faults raised (facts/wsman.md 4.2, 6.5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from tui.wsman.document import parse_document
from tui.wsman.fault import Malformed, WSManError, from_codes
from tui.wsman.naming import SOAP, local

_CIM_STATUS = {2: 0x80041003, 6: 0x80041002}
"""CIM status codes that have a leaf, as the WMI codes of the same meaning: access denied, not found."""
_CODE_ELEMENTS = ("error_Code", "StatusCode")
_WORD_ELEMENTS = ("Message", "FaultDetail", "error_WindowsErrorMessage", "Description")


@dataclass(frozen=True, slots=True)
class Answer:
    """An envelope that is no fault."""

    headers: tuple[Element, ...]
    content: Element | None
    """The first element of the body."""

    def expected(self, name: str) -> Element:
        """The content, which has to be an element of that local name; Malformed otherwise."""
        if self.content is None or local(self.content.tag) != name:
            raise Malformed(f"no {name} in the answer", delivered=True)
        return self.content


def open_answer(data: bytes, message_id: str) -> Answer:
    """The answer to the message ``message_id``; empty for a message whose answer relates to none.

    Raises Malformed, or the leaf that a fault's code stands for. A fault need not say what it relates to
    (facts/wsman.md 4.2).
    """
    try:
        envelope = parse_document(data)
    except (ParseError, ValueError) as error:
        raise Malformed(str(error), delivered=True) from error
    body = child(envelope, "Body")
    if envelope.tag != f"{{{SOAP}}}Envelope" or body is None:
        raise Malformed("no SOAP envelope in the answer", delivered=True)
    content = body[0] if len(body) else None
    if content is not None and content.tag == f"{{{SOAP}}}Fault":
        raise read_fault(content)
    header = child(envelope, "Header")
    headers = () if header is None else tuple(header)
    relates_to = next((each.text for each in headers if local(each.tag) == "RelatesTo"), None)
    if message_id and relates_to is not None and relates_to != message_id:
        raise Malformed("the answer relates to another request", delivered=True)
    return Answer(headers, content)


def read_fault(fault: Element) -> WSManError:
    """The leaf for a SOAP fault with a WSManFault, an MSFT_WmiError or only a FaultDetail."""
    subcode = next((_first_text(each, "Value") for each in fault.iter() if local(each.tag) == "Subcode"), "")
    reason = next((_first_text(each, "Text") for each in fault.iter() if local(each.tag) == "Reason"), "")
    details = [each for part in fault if local(part.tag) == "Detail" for each in part.iter()]
    words = dict.fromkeys(
        each.text for each in details if local(each.tag) in _WORD_ELEMENTS and each.text and each.text.strip()
    )
    detail = "\n".join(word for word in words if word != reason)
    return from_codes(tuple(_codes(details)), subcode or None, reason, detail)


def child(element: Element, name: str) -> Element | None:
    return next((each for each in element if local(each.tag) == name), None)


def _first_text(element: Element, name: str) -> str:
    return next((each.text or "" for each in element.iter() if local(each.tag) == name), "")


def _codes(details: list[Element]) -> Iterator[int]:
    """Every code, outermost first, unsigned; CIM status codes last, as the least exact."""
    status: list[int] = []
    for each in details:
        name = local(each.tag)
        if name == "WSManFault":
            yield from _number(each.attrib.get("Code"))
        elif name in _CODE_ELEMENTS:
            yield from _number(each.text)
        elif name == "CIMStatusCode":
            status += (_CIM_STATUS[code] for code in _number(each.text) if code in _CIM_STATUS)
    yield from status


def _number(text: str | None) -> Iterator[int]:
    try:
        code = int(text or "") & 0xFFFFFFFF
    except ValueError:
        return
    if code:
        yield code
