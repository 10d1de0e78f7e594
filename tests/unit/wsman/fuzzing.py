"""Any answer at all, given to everything that the client asks: only the errors of its tree may come out."""

from collections.abc import Callable
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

from hypothesis import strategies as st

from tui.wsman import naming
from tui.wsman.cimxml import read_embedded
from tui.wsman.client import Client
from tui.wsman.envelope import Request
from tui.wsman.fault import Unreachable, WSManError
from tui.wsman.instance import Instance
from tui.wsman.naming import ClassRef
from tui.wsman.transport import Connection, Endpoint

V2 = "root/virtualization/v2"
MACHINE = ClassRef(V2, "Msvm_ComputerSystem")
CHANNEL = "Microsoft-Windows-Hyper-V-VMMS-Admin"
ANSWERS_LIMIT = 12


def soap(body: str, headers: str = "") -> str:
    return (
        f'<s:Envelope xmlns:s="{naming.SOAP}" xmlns:a="{naming.ADDRESSING}" xmlns:n="{naming.ENUMERATION}"'
        f' xmlns:e="{naming.EVENTING}" xmlns:w="{naming.WSMAN}" xmlns:p="{MACHINE.uri}" xmlns:xsi="{naming.XSI}"'
        f' xmlns:rsp="{naming.SHELL}" xmlns:f="http://schemas.microsoft.com/wbem/wsman/1/wsmanfault">'
        f"<s:Header><a:RelatesTo>MESSAGE</a:RelatesTo>{headers}</s:Header><s:Body>{body}</s:Body></s:Envelope>"
    )


EVENT = (
    '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="P"/>'
    '<EventID>1</EventID><Level>2</Level><TimeCreated SystemTime="2026-10-08T12:00Z"/><EventRecordID>7</EventRecordID>'
    f"<Channel>{CHANNEL}</Channel></System><EventData><Data Name='VmId'>x</Data></EventData>"
    "<RenderingInfo><Message>m</Message></RenderingInfo></Event>"
)
INSTANCE = (
    '<p:Msvm_ComputerSystem><p:Name>a</p:Name><p:On xsi:nil="true"/><p:Ports>1</p:Ports><p:Ports>2</p:Ports>'
    "<p:Time><cim:Datetime xmlns:cim='x'>2026-10-08T12:00:00Z</cim:Datetime></p:Time><p:Long>P1DT2H3M4.5S</p:Long>"
    "<p:Ref><a:Address>x</a:Address><a:ReferenceParameters><w:ResourceURI>u</w:ResourceURI><w:SelectorSet>"
    '<w:Selector Name="K">v</w:Selector></w:SelectorSet></a:ReferenceParameters></p:Ref></p:Msvm_ComputerSystem>'
)
REFERENCE = (
    "<a:Address>x</a:Address><a:ReferenceParameters>"
    f"<w:ResourceURI>{MACHINE.uri}</w:ResourceURI></a:ReferenceParameters>"
)
SAMPLES = (
    soap(
        "<wsmid:IdentifyResponse xmlns:wsmid='x'><wsmid:ProductVendor>M</wsmid:ProductVendor></wsmid:IdentifyResponse>"
    ),
    soap(INSTANCE),
    soap(
        "<n:EnumerateResponse><n:EnumerationContext>c</n:EnumerationContext>"
        f"<w:Items>{INSTANCE}</w:Items></n:EnumerateResponse>"
    ),
    soap(f"<n:PullResponse><n:Items>{INSTANCE}{INSTANCE}</n:Items><n:EndOfSequence/></n:PullResponse>"),
    soap(f"<p:X_OUTPUT><p:Job>{REFERENCE}</p:Job><p:ReturnValue>4096</p:ReturnValue></p:X_OUTPUT>"),
    soap(
        "<e:SubscribeResponse><e:SubscriptionManager><e:Identifier>i</e:Identifier></e:SubscriptionManager>"
        "<n:EnumerationContext>c</n:EnumerationContext></e:SubscribeResponse>"
    ),
    soap(
        f"<n:PullResponse><n:EnumerationContext>d</n:EnumerationContext><n:Items>{EVENT}</n:Items></n:PullResponse>",
        f"<w:Bookmark><BookmarkList><Bookmark Channel='{CHANNEL}' RecordId='7'/></BookmarkList></w:Bookmark>",
    ),
    soap(
        "<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>w:TimedOut</s:Value></s:Subcode></s:Code>"
        "<s:Reason><s:Text>no</s:Text></s:Reason><s:Detail><f:WSManFault Code='2150858793'><f:Message>m</f:Message>"
        "</f:WSManFault></s:Detail></s:Fault>"
    ),
    soap(
        "<s:Fault><s:Reason><s:Text>no</s:Text></s:Reason><s:Detail><p:MSFT_WmiError><p:CIMStatusCode>2"
        "</p:CIMStatusCode><p:error_Code>2150859173</p:error_Code></p:MSFT_WmiError></s:Detail></s:Fault>"
    ),
    soap(
        "<x:ResourceCreated xmlns:x='x'><w:SelectorSet><w:Selector Name='ShellId'>S</w:Selector></w:SelectorSet>"
        "</x:ResourceCreated>"
    ),
    soap("<rsp:CommandResponse><rsp:CommandId>C</rsp:CommandId></rsp:CommandResponse>"),
    soap(
        "<rsp:ReceiveResponse><rsp:Stream Name='stdout' CommandId='C'>aGk=</rsp:Stream>"
        "<rsp:CommandState State='x/Done'><rsp:ExitCode>0</rsp:ExitCode></rsp:CommandState></rsp:ReceiveResponse>"
    ),
    '<INSTANCE CLASSNAME="X"><PROPERTY NAME="A" TYPE="string"><VALUE>v</VALUE></PROPERTY>'
    '<PROPERTY.ARRAY NAME="B" TYPE="string"><VALUE.ARRAY><VALUE>v</VALUE></VALUE.ARRAY></PROPERTY.ARRAY></INSTANCE>',
)
_TOKENS = (
    "<a>", "</a>", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "&a;", "&#0;", "&#xD800;", "\x00", "\ufeff", "]]>", "<![CDATA[",
    'xsi:nil="true"', "-1", "99999999999999999999999999", "1e9", "NaN", "9999-12-31T23:59:59+99:99", "P1Y", "{}",
    "{x}y", " ", "<n:EndOfSequence/>", "<s:Fault/>", "xmlns=''", "<Event/>", "=", "A" * 5000, "<a>" * 200,
)  # fmt: skip

positions = st.integers(0, 4000)
mutations = st.one_of(
    st.tuples(st.just("cut"), positions, positions),
    st.tuples(st.just("repeat"), positions, positions),
    st.tuples(st.just("insert"), positions, st.sampled_from(_TOKENS) | st.text(max_size=8)),
    st.tuples(st.just("move"), positions, positions),
)
mutated = st.builds(
    lambda sample, steps: _mutate(sample, steps), st.sampled_from(SAMPLES), st.lists(mutations, max_size=6)
)
answers = st.lists(
    mutated.map(lambda text: text.encode("utf-8", "surrogatepass")) | st.binary(max_size=200), max_size=5
)


def _mutate(text: str, steps: list[tuple[str, int, Any]]) -> str:
    for kind, at, what in steps:
        at %= len(text) + 1
        if kind == "insert":
            text = text[:at] + what + text[at:]
            continue
        end = min(at + what % 60, len(text))
        piece = text[at:end]
        if kind == "cut":
            text = text[:at] + text[end:]
        elif kind == "repeat":
            text = text[:at] + piece * 3 + text[end:]
        else:
            text = piece + text[:at] + text[end:]
    return text


class Answering(Connection):
    """Gives the answers in turn, again and again, and then no more."""

    def __init__(self, replies: list[bytes]) -> None:
        super().__init__(Endpoint("http://hv01:5985/wsman", "ntlm", "u", None))
        self._replies = replies or [b""]
        self._given = 0

    def exchange(self, request: Request) -> bytes:
        if self._given == ANSWERS_LIMIT:
            raise Unreachable("no more", delivered=False)
        self._given += 1
        reply = self._replies[self._given % len(self._replies)]
        return reply.replace(b"MESSAGE", request.message_id.encode())


def _read_all(instance: Instance) -> None:
    for name in instance.properties:
        for read in (
            instance.text, instance.integer, instance.boolean, instance.datetime, instance.interval, instance.array,
            instance.integers, instance.reference, instance.instances,
        ):  # fmt: skip
            with suppress(WSManError):
                read(name)


def _enumerate(client: Client) -> None:
    for instance in client.enumerate("select * from X", V2):
        _read_all(instance)


def _subscribe(client: Client) -> None:
    subscription = client.subscribe((CHANNEL,))
    subscription.pull(0.01)
    client.subscribe((CHANNEL,), subscription.bookmark)


def _run(client: Client) -> None:
    with client.shell() as shell:
        shell.run("anything", limit_s=0.05)


ASKING: tuple[Callable[[Client], object], ...] = (
    lambda client: client.identify(),
    lambda client: _read_all(client.get(MACHINE, {"Name": "a"})),
    _enumerate,
    lambda client: client.invoke(MACHINE, {}, "X", {}),
    _subscribe,
    _run,
)


def ask_everything(replies: list[bytes]) -> None:
    """Raises whatever comes out of the client that is no leaf of WSManError."""
    for ask in ASKING:
        client = Client(
            Answering(replies),
            arrays=lambda _name: frozenset({"Ports"}),
            may_invoke=lambda _class_name, _method: True,
            may_run=lambda _line: True,
            pause=lambda _seconds: None,
        )
        with suppress(WSManError):
            ask(client)
    for reply in replies:
        with suppress(WSManError):
            read_embedded(reply.decode("utf-8", "surrogatepass") if _decodes(reply) else "")


def _decodes(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def as_response(content: bytes, content_type: str) -> Any:
    """What the framing's reader takes of an HTTP answer."""
    request = SimpleNamespace(url="http://hv01:5985/wsman")
    return SimpleNamespace(headers={"Content-Type": content_type}, request=request, content=content)
