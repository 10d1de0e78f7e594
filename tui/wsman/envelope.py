"""Requests as bytes (facts/wsman.md 2, 3; facts/real-host.md 1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeAlias
from uuid import uuid4

from tui.wsman import naming
from tui.wsman.cimxml import EmbeddedInstance, scalar_text, write_embedded
from tui.wsman.instance import EndpointReference
from tui.wsman.xmltext import escape

SingleParameter: TypeAlias = str | bool | int | EndpointReference | EmbeddedInstance
Parameter: TypeAlias = SingleParameter | Sequence[SingleParameter] | None
"""A sequence is an array parameter; None and an empty sequence leave the parameter out."""

MAX_ELEMENTS = 32000
_MAX_ENVELOPE_BYTES = 512000
_ENVELOPE = (
    f'<s:Envelope xmlns:s="{naming.SOAP}" xmlns:a="{naming.ADDRESSING}" xmlns:n="{naming.ENUMERATION}"'
    f' xmlns:e="{naming.EVENTING}" xmlns:w="{naming.WSMAN}" xmlns:p="{naming.MICROSOFT}" xmlns:xsi="{naming.XSI}">'
)
_LOCALE = (
    '<w:Locale xml:lang="en-US" s:mustUnderstand="false"/><p:DataLocale xml:lang="en-US" s:mustUnderstand="false"/>'
)


@dataclass(frozen=True, slots=True)
class Request:
    """One message, and what the gate and the command log need to know of it."""

    action: str
    resource_uri: str
    method: str
    """Empty unless the message invokes one."""
    message_id: str
    """Empty where the answer relates to none, as with Identify."""
    timeout_s: float
    """The operation timeout that the host was told."""
    data: bytes
    command: str = ""
    """The command line, where the message runs one in a shell."""


@dataclass(frozen=True, slots=True)
class EventOptions:
    """What a subscription asks for; sent again with every Pull of it."""

    name: str
    ignore_channel_errors: bool
    read_existing: bool

    def write(self) -> str:
        return (
            f'<w:OptionSet><w:Option Name="SubscriptionName">{escape(self.name)}</w:Option>'
            '<w:Option Name="ContentFormat">RenderedText</w:Option>'
            + ('<w:Option Name="IgnoreChannelError" xsi:nil="true"/>' if self.ignore_channel_errors else "")
            + ('<w:Option Name="ReadExistingEvents">true</w:Option>' if self.read_existing else "")
            + "</w:OptionSet>"
        )


@dataclass(frozen=True, slots=True)
class Envelopes:
    """Writes the messages for one host. Every method raises Refused where a text cannot be put into XML."""

    to: str
    """The URL that the messages are sent to."""

    def identify(self, timeout_s: float) -> Request:
        text = (
            f'<s:Envelope xmlns:s="{naming.SOAP}" xmlns:wsmid="{naming.IDENTITY}">'
            "<s:Header/><s:Body><wsmid:Identify/></s:Body></s:Envelope>"
        )
        return Request(naming.IDENTIFY, "", "", "", timeout_s, text.encode())

    def get(self, resource_uri: str, selectors: Mapping[str, str], timeout_s: float) -> Request:
        """``selectors`` hold every key of the instance."""
        return self._request(naming.GET, resource_uri, timeout_s, "", headers=_selector_set(selectors))

    def enumerate(self, resource_uri: str, wql: str | None, timeout_s: float) -> Request:
        """With ``wql`` the resource is every class of a namespace, else one class with its subclasses."""
        query = "" if wql is None else f'<w:Filter Dialect="{naming.WQL_DIALECT}">{escape(wql)}</w:Filter>'
        maximum = f"<w:MaxElements>{MAX_ELEMENTS}</w:MaxElements>"
        body = f"<n:Enumerate><w:OptimizeEnumeration/>{maximum}{query}</n:Enumerate>"
        return self._request(naming.ENUMERATE, resource_uri, timeout_s, body)

    def pull(self, resource_uri: str, context: str, timeout_s: float, options: EventOptions | None = None) -> Request:
        """Headers and options are those of the Enumerate or Subscribe that gave ``context`` (facts/wsman.md 4.3)."""
        maximum = f"<n:MaxElements>{MAX_ELEMENTS}</n:MaxElements>"
        body = f"<n:Pull>{_context(context)}{maximum}</n:Pull>"
        return self._request(naming.PULL, resource_uri, timeout_s, body, headers=options.write() if options else "")

    def release(self, resource_uri: str, context: str, timeout_s: float) -> Request:
        return self._request(naming.RELEASE, resource_uri, timeout_s, f"<n:Release>{_context(context)}</n:Release>")

    def invoke(
        self,
        resource_uri: str,
        selectors: Mapping[str, str],
        method: str,
        parameters: Mapping[str, Parameter],
        timeout_s: float,
    ) -> Request:
        inputs = "".join(_parameter(name, value) for name, value in parameters.items())
        body = f'<p:{method}_INPUT xmlns:p="{escape(resource_uri)}">{inputs}</p:{method}_INPUT>'
        headers = _selector_set(selectors)
        return self._request(f"{resource_uri}/{method}", resource_uri, timeout_s, body, headers=headers, method=method)

    def subscribe(
        self, query: str, bookmark: str | None, options: EventOptions, heartbeat_s: float, timeout_s: float
    ) -> Request:
        """``query`` is a QueryList document; ``bookmark`` the BookmarkList of an earlier answer, well-formed."""
        body = (
            f'<e:Subscribe><e:Delivery Mode="{naming.PULL_DELIVERY}">'
            f"<w:Heartbeats>{_seconds(heartbeat_s)}</w:Heartbeats>"
            f"{_LOCALE}<w:ContentEncoding>UTF-8</w:ContentEncoding></e:Delivery>"
            f'<w:Filter Dialect="{naming.EVENT_QUERY_DIALECT}">{escape(query)}</w:Filter>'
            + (f"<w:Bookmark>{bookmark}</w:Bookmark>" if bookmark else "")
            + "<w:SendBookmarks/></e:Subscribe>"
        )
        return self._request(naming.SUBSCRIBE, naming.EVENT_LOG, timeout_s, body, headers=options.write())

    def unsubscribe(self, identifier: str, timeout_s: float) -> Request:
        headers = f"<e:Identifier>{escape(identifier)}</e:Identifier>"
        return self._request(naming.UNSUBSCRIBE, naming.EVENT_LOG, timeout_s, "<e:Unsubscribe/>", headers=headers)

    def shell(
        self,
        action: str,
        shell_id: str,
        body: str,
        timeout_s: float,
        *,
        options: Mapping[str, str] = MappingProxyType({}),
        command: str = "",
    ) -> Request:
        """A message to the WinRS shell ``shell_id``, or with an empty one to whoever makes shells; ``body`` is XML."""
        each = (f'<w:Option Name="{escape(name)}">{escape(value)}</w:Option>' for name, value in options.items())
        option_set = f"<w:OptionSet>{''.join(each)}</w:OptionSet>" if options else ""
        headers = (_selector_set({"ShellId": shell_id}) if shell_id else "") + option_set
        request = self._request(action, naming.SHELL_CMD, timeout_s, body, headers=headers)
        return replace(request, command=command)

    def _request(
        self, action: str, resource_uri: str, timeout_s: float, body: str, *, headers: str = "", method: str = ""
    ) -> Request:
        message_id = f"uuid:{str(uuid4()).upper()}"
        text = (
            f"{_ENVELOPE}<s:Header><a:To>{escape(self.to)}</a:To>"
            f'<w:ResourceURI s:mustUnderstand="true">{escape(resource_uri)}</w:ResourceURI>'
            f'<a:ReplyTo><a:Address s:mustUnderstand="true">{naming.ANONYMOUS}</a:Address></a:ReplyTo>'
            f'<a:Action s:mustUnderstand="true">{escape(action)}</a:Action>'
            f'<w:MaxEnvelopeSize s:mustUnderstand="true">{_MAX_ENVELOPE_BYTES}</w:MaxEnvelopeSize>'
            f"<a:MessageID>{message_id}</a:MessageID>{_LOCALE}"
            f"<w:OperationTimeout>{_seconds(timeout_s)}</w:OperationTimeout>"
            f"{headers}</s:Header><s:Body>{body}</s:Body></s:Envelope>"
        )
        return Request(action, resource_uri, method, message_id, timeout_s, text.encode())


def _seconds(length: float) -> str:
    return f"PT{length:.3f}S"


def _context(context: str) -> str:
    return f"<n:EnumerationContext>{escape(context)}</n:EnumerationContext>"


def _selector_set(selectors: Mapping[str, str]) -> str:
    if not selectors:
        return ""
    each = (f'<w:Selector Name="{escape(name)}">{escape(value)}</w:Selector>' for name, value in selectors.items())
    return f"<w:SelectorSet>{''.join(each)}</w:SelectorSet>"


def _parameter(name: str, value: Parameter) -> str:
    if value is None:
        return ""
    if isinstance(value, str | bool | int):
        content = escape(scalar_text(value))
    elif isinstance(value, EndpointReference):
        content = _reference(value)
    elif isinstance(value, EmbeddedInstance):
        content = f"<![CDATA[{write_embedded(value)}]]>"
    else:
        return "".join(_parameter(name, item) for item in value)
    return f"<p:{name}>{content}</p:{name}>"


def _reference(reference: EndpointReference) -> str:
    """An EndpointReference's children without their element: a real host refuses the wrapped form."""
    return (
        f"<a:Address>{naming.ANONYMOUS}</a:Address><a:ReferenceParameters>"
        f"<w:ResourceURI>{escape(reference.resource_uri)}</w:ResourceURI>{_selector_set(reference.selectors)}"
        "</a:ReferenceParameters>"
    )
