"""Requests written out by hand, and a service to send them to without a network."""

import threading
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from tests.unit.practice_protocol.shelf import Shelf, furnished
from tui.practice.wsman.options import ServiceOptions
from tui.practice.wsman.record import Log, RequestRecord
from tui.practice.wsman.service import Service

NS = {
    "s": "http://www.w3.org/2003/05/soap-envelope",
    "a": "http://schemas.xmlsoap.org/ws/2004/08/addressing",
    "n": "http://schemas.xmlsoap.org/ws/2004/09/enumeration",
    "e": "http://schemas.xmlsoap.org/ws/2004/08/eventing",
    "w": "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd",
    "f": "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault",
    "cim": "http://schemas.dmtf.org/wbem/wscim/1/common",
    "ev": "http://schemas.microsoft.com/win/2004/08/events/event",
}
XSI_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
V2 = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/virtualization/v2/"
EVENT_LOG = "http://schemas.microsoft.com/wbem/wsman/1/windows/EventLog"
GET = "http://schemas.xmlsoap.org/ws/2004/09/transfer/Get"
ENUMERATE = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/Enumerate"
PULL = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/Pull"
RELEASE = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/Release"
SUBSCRIBE = "http://schemas.xmlsoap.org/ws/2004/08/eventing/Subscribe"
UNSUBSCRIBE = "http://schemas.xmlsoap.org/ws/2004/08/eventing/Unsubscribe"
MESSAGE_ID = "uuid:9a0B1c2d-0000-0000-0000-00000000000f"


def envelope(
    action: str,
    uri: str,
    body: str = "",
    selectors: dict[str, str] | None = None,
    header: str = "",
    message_id: str = MESSAGE_ID,
    timeout: str = "PT5S",
) -> str:
    """A request as a Windows client writes it."""
    chosen = "".join(f'<w:Selector Name="{name}">{value}</w:Selector>' for name, value in (selectors or {}).items())
    return (
        f'<s:Envelope xmlns:s="{NS["s"]}" xmlns:a="{NS["a"]}" xmlns:n="{NS["n"]}" xmlns:w="{NS["w"]}"'
        f' xmlns:e="{NS["e"]}" xmlns:p="http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd"><s:Header>'
        f"<a:To>http://hv1:5985/wsman</a:To>"
        f'<w:ResourceURI s:mustUnderstand="true">{uri}</w:ResourceURI>'
        f'<a:ReplyTo><a:Address s:mustUnderstand="true">{NS["a"]}/role/anonymous</a:Address></a:ReplyTo>'
        f'<a:Action s:mustUnderstand="true">{action}</a:Action>'
        f"<a:MessageID>{message_id}</a:MessageID><w:OperationTimeout>{timeout}</w:OperationTimeout>"
        f"{f'<w:SelectorSet>{chosen}</w:SelectorSet>' if chosen else ''}{header}</s:Header>"
        f"<s:Body>{body}</s:Body></s:Envelope>"
    )


def wql(query: str, *elements: str) -> str:
    """The body of an Enumerate with a WQL filter."""
    dialect = "http://schemas.microsoft.com/wbem/wsman/1/WQL"
    text = query.replace("&", "&amp;").replace("<", "&lt;")
    return f'<n:Enumerate>{"".join(elements)}<w:Filter Dialect="{dialect}">{text}</w:Filter></n:Enumerate>'


OPTIMIZED = ("<w:OptimizeEnumeration/>", "<w:MaxElements>32000</w:MaxElements>")


@dataclass
class Answered:
    status: int
    text: str
    root: Element

    def find(self, path: str) -> Element:
        found = self.root.find(path, NS)
        assert found is not None, f"{path} is not in {self.text}"
        return found

    def texts(self, path: str) -> list[str]:
        return [element.text or "" for element in self.root.findall(path, NS)]

    @property
    def items(self) -> list[Element]:
        return [item for kind in ("w", "n") for item in self.root.findall(f".//{kind}:Items/*", NS)]

    @property
    def names(self) -> list[str]:
        """The ElementName of every item."""
        return [child.text or "" for item in self.items for child in item if local(child) == "ElementName"]

    @property
    def context(self) -> str:
        return self.root.findtext(".//n:EnumerationContext", "", NS)

    @property
    def ended(self) -> bool:
        return any(self.root.find(f".//{kind}:EndOfSequence", NS) is not None for kind in ("w", "n"))

    @property
    def code(self) -> str:
        return self.find(".//f:WSManFault").get("Code", "")

    @property
    def subcode(self) -> str:
        return self.find(".//s:Subcode/s:Value").text or ""


def local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


@dataclass
class Asker:
    """A service over a shelf, asked without HTTP."""

    shelf: Shelf = field(default_factory=furnished)
    options: ServiceOptions = field(default_factory=ServiceOptions)
    user: str = "operator"

    def __post_init__(self) -> None:
        self.log: Log[RequestRecord] = Log()
        self.service = Service(self.shelf, self.options, self.log)

    def send(self, text: str | bytes, charset: str = "utf-8") -> Answered:
        message = text if isinstance(text, bytes) else text.encode()
        answer = self.service.answer(message, charset, self.user)
        decoded = answer.body.decode(answer.charset)
        return Answered(answer.status, decoded, ElementTree.fromstring(decoded))

    def ask(self, action: str, uri: str, body: str = "", **rest: object) -> Answered:
        return self.send(envelope(action, uri, body, **rest))  # type: ignore[arg-type]

    def query(self, text: str, *elements: str, uri: str = V2 + "*") -> Answered:
        return self.ask(ENUMERATE, uri, wql(text, *elements))

    def pull(self, context: str, most: int | None = 32000, uri: str = V2 + "*", **rest: object) -> Answered:
        elements = f"<n:MaxElements>{most}</n:MaxElements>" if most else ""
        body = f"<n:Pull><n:EnumerationContext>{context}</n:EnumerationContext>{elements}</n:Pull>"
        return self.ask(PULL, uri, body, **rest)

    def all_of(self, query: str, *elements: str) -> list[Element]:
        """Every item of a query, pulled to the end."""
        answered = self.query(query, *elements)
        items = answered.items
        while not answered.ended:
            assert answered.status == 200, answered.text
            answered = self.pull(answered.context)
            items += answered.items
        return items


def in_background(work: object) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)  # type: ignore[arg-type]
    thread.start()
    return thread
