"""The client against a connection that answers from a list: gate, paging, methods, subscriptions."""

from collections.abc import Callable, Iterable
from contextlib import closing

import pytest

from tui.wsman import enumeration
from tui.wsman.client import Call, Client, Identity
from tui.wsman.envelope import Request
from tui.wsman.fault import (
    BookmarkInvalid,
    EnumerationExpired,
    Fault,
    Malformed,
    NotFound,
    QuotaExceeded,
    Refused,
    SubscriptionLost,
    TimedOut,
    Unreachable,
    WSManError,
)
from tui.wsman.instance import Instance
from tui.wsman.naming import ClassRef
from tui.wsman.transport import Connection, Endpoint

V2 = "root/virtualization/v2"
URI = f"http://schemas.microsoft.com/wbem/wsman/1/wmi/{V2}/"
SERVICE = ClassRef(V2, "Msvm_ReplicationService")
Reply = str | WSManError


class Scripted(Connection):
    """Answers each request with the next of ``replies`` and keeps what was asked."""

    def __init__(self, *replies: Reply) -> None:
        super().__init__(Endpoint("http://hv01:5985/wsman", "ntlm", "u", None))
        self.replies = list(replies)
        self.asked: list[Request] = []

    def exchange(self, request: Request) -> bytes:
        self.asked.append(request)
        reply = self.replies.pop(0)
        if isinstance(reply, WSManError):
            raise reply
        return reply.replace("MESSAGE", request.message_id).encode()

    @property
    def actions(self) -> list[str]:
        return [request.action.rpartition("/")[2] for request in self.asked]


def soap(body: str, headers: str = "") -> str:
    return (
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"'
        ' xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"'
        ' xmlns:n="http://schemas.xmlsoap.org/ws/2004/09/enumeration"'
        ' xmlns:e="http://schemas.xmlsoap.org/ws/2004/08/eventing"'
        ' xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<s:Header><a:RelatesTo>MESSAGE</a:RelatesTo>{headers}</s:Header><s:Body>{body}</s:Body></s:Envelope>"
    )


def fault(code: int) -> str:
    return soap(
        "<s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason><s:Text>no</s:Text></s:Reason><s:Detail>"
        f'<f:WSManFault xmlns:f="http://schemas.microsoft.com/wbem/wsman/1/wsmanfault" Code="{code}"/>'
        "</s:Detail></s:Fault>"
    )


def machine(name: str) -> str:
    return f'<p:Msvm_ComputerSystem xmlns:p="{URI}Msvm_ComputerSystem"><p:Name>{name}</p:Name></p:Msvm_ComputerSystem>'


def first(context: str, *names: str, end: bool = False) -> str:
    items = "".join(machine(name) for name in names)
    return soap(
        f"<n:EnumerateResponse><n:EnumerationContext>{context}</n:EnumerationContext><w:Items>{items}</w:Items>"
        f"{'<w:EndOfSequence/>' if end else ''}</n:EnumerateResponse>"
    )


def page(context: str, *names: str, end: bool = False) -> str:
    items = "".join(machine(name) for name in names)
    token = f"<n:EnumerationContext>{context}</n:EnumerationContext>" if context else ""
    return soap(
        f"<n:PullResponse>{token}<n:Items>{items}</n:Items>{'<n:EndOfSequence/>' if end else ''}</n:PullResponse>"
    )


def client(
    connection: Connection,
    may_invoke: Callable[[str, str], bool] = lambda _class_name, _method: True,
    on_call: Callable[[Call], None] | None = None,
) -> Client:
    return Client(connection, arrays=lambda _name: frozenset(), may_invoke=may_invoke, on_call=on_call)


def names(rows: Iterable[Instance]) -> list[str | None]:
    return [row.text("Name") for row in rows]


def test_a_method_that_the_gate_does_not_allow_never_reaches_the_connection() -> None:
    connection = Scripted()
    asked: list[tuple[str, str]] = []

    def refuse(class_name: str, method: str) -> bool:
        asked.append((class_name, method))
        return False

    with pytest.raises(Refused, match=r"Msvm_ReplicationService\.SetX"):
        client(connection, refuse).invoke(SERVICE, {}, "SetX", {})
    assert asked == [("Msvm_ReplicationService", "SetX")]
    assert connection.asked == []


def test_a_client_without_a_gate_invokes_nothing() -> None:
    connection = Scripted()
    with pytest.raises(Refused):
        Client(connection, arrays=lambda _name: frozenset()).invoke(SERVICE, {}, "GetX", {})
    assert connection.asked == []


@pytest.mark.parametrize("operation", ["Put", "Create", "Delete"])
@pytest.mark.parametrize("method", ["", "GetX"])
def test_put_create_and_delete_are_refused_even_by_an_open_gate(operation: str, method: str) -> None:
    connection = Scripted()
    action = f"http://schemas.xmlsoap.org/ws/2004/09/transfer/{operation}"
    with pytest.raises(Refused):
        client(connection).exchange(Request(action, SERVICE.uri, method, "uuid:1", 60, b"<x/>"))
    assert connection.asked == []


def test_every_page_is_pulled_with_the_context_of_the_one_before() -> None:
    connection = Scripted(first("c1", "a"), page("c2", "b", "c"), page("c3"), page("", "d", end=True))
    assert names(client(connection).enumerate("select * from Msvm_ComputerSystem", V2)) == ["a", "b", "c", "d"]
    assert connection.actions == ["Enumerate", "Pull", "Pull", "Pull"]
    assert [f">{c}<".encode() in r.data for c, r in zip(("c1", "c2", "c3"), connection.asked[1:], strict=True)] == [
        True
    ] * 3
    assert {request.resource_uri for request in connection.asked} == {URI + "*"}


@pytest.mark.parametrize("reply", [first("", "a"), first("", "a", end=True), first("c1", "a", end=True)])
def test_an_enumeration_ends_with_its_first_answer_where_that_says_so(reply: str) -> None:
    connection = Scripted(reply)
    assert names(client(connection).enumerate_class(ClassRef(V2, "Msvm_ComputerSystem"))) == ["a"]
    assert connection.actions == ["Enumerate"]


def test_a_first_answer_without_items_is_followed_by_a_pull() -> None:
    context_only = soap("<n:EnumerateResponse><n:EnumerationContext>c1</n:EnumerationContext></n:EnumerateResponse>")
    connection = Scripted(context_only, page("", "a", end=True))
    assert names(client(connection).enumerate("select * from X", V2)) == ["a"]


def test_nothing_is_handed_out_before_the_last_page_is_in() -> None:
    connection = Scripted(first("c1", "a"), page("", "b", end=True))
    with closing(client(connection).enumerate("select * from X", V2)) as rows:
        assert next(rows).text("Name") == "a"
    assert connection.actions == ["Enumerate", "Pull"]


def test_a_fault_between_pages_releases_and_is_raised() -> None:
    connection = Scripted(first("c1", "a"), fault(2150858755), soap(""))
    with pytest.raises(Fault):
        list(client(connection).enumerate("select * from X", V2))
    assert connection.actions == ["Enumerate", "Pull", "Release"]


LOST = Unreachable("reset", delivered=True)


def test_an_enumeration_that_expired_is_begun_anew_and_told_once() -> None:
    again = (first("c2", "a"), page("", "b", end=True))
    connection = Scripted(first("c1", "a"), fault(2150858779), *again)
    assert names(client(connection).enumerate("select * from X", V2)) == ["a", "b"]
    assert connection.actions == ["Enumerate", "Pull", "Enumerate", "Pull"]


def test_a_page_that_was_lost_is_asked_for_in_a_new_enumeration_and_the_old_one_is_released() -> None:
    again = (first("c2", "a"), page("", "b", end=True))
    connection = Scripted(first("c1", "a"), LOST, *again, soap(""))
    assert names(client(connection).enumerate("select * from X", V2)) == ["a", "b"]
    assert connection.actions == ["Enumerate", "Pull", "Enumerate", "Pull", "Release"]
    assert b">c1<" in connection.asked[-1].data


@pytest.mark.parametrize("reply", [fault(2150858779), LOST])
def test_an_enumeration_that_is_lost_again_and_again_ends_with_its_error(reply: Reply) -> None:
    connection = Scripted(*[first("c1", "a"), reply] * 3)
    with pytest.raises((EnumerationExpired, Unreachable)):
        list(client(connection).enumerate("select * from X", V2))
    assert connection.actions == ["Enumerate", "Pull"] * 3


def test_a_page_that_was_not_ready_in_time_is_pulled_again_with_the_same_context() -> None:
    connection = Scripted(first("c1", "a"), fault(2150858793), page("", "b", end=True))
    assert names(client(connection).enumerate("select * from X", V2)) == ["a", "b"]
    assert [b">c1<" in request.data for request in connection.asked] == [False, True, True]


def test_a_host_that_is_never_ready_in_time_is_left_with_its_enumeration_released() -> None:
    connection = Scripted(first("c1", "a"), *[fault(2150858793)] * 4, soap(""))
    with pytest.raises(TimedOut):
        list(client(connection).enumerate("select * from X", V2))
    assert connection.actions == ["Enumerate", *["Pull"] * 4, "Release"]


def test_what_the_host_throttles_is_sent_again_after_a_growing_wait() -> None:
    connection = Scripted(fault(2150859174), fault(2150859174), soap(machine("a")))
    waits: list[float] = []
    reader = Client(connection, arrays=lambda _name: frozenset(), pause=waits.append)
    assert reader.get(ClassRef(V2, "Msvm_ComputerSystem"), {"Name": "a"}).text("Name") == "a"
    assert [0.25 <= waits[0] <= 0.75, 0.5 <= waits[1] <= 1.5] == [True, True]


def test_a_host_that_goes_on_throttling_ends_as_quota_exceeded() -> None:
    connection = Scripted(*[fault(2150859174)] * 5)
    reader = Client(connection, arrays=lambda _name: frozenset(), pause=lambda _seconds: None)
    with pytest.raises(QuotaExceeded):
        reader.identify()
    assert connection.replies == []


def test_endless_empty_pages_end_as_malformed() -> None:
    connection = Scripted(first("c"), *[page("c")] * 200)
    with pytest.raises(Malformed, match="without instances"):
        list(client(connection).enumerate("select * from X", V2))


def test_an_enumeration_without_end_is_malformed_and_released_with_its_newest_context(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(enumeration, "ITEMS_LIMIT", 3)
    connection = Scripted(first("c1", "a", "b"), page("c2", "c"), page("c3", "d"), soap(""))
    with pytest.raises(Malformed, match="no end"):
        list(client(connection).enumerate("select * from X", V2))
    assert connection.actions == ["Enumerate", "Pull", "Pull", "Release"]
    assert b">c3<" in connection.asked[-1].data


@pytest.mark.parametrize(
    ("replies", "actions"),
    [
        ((page("c1", "a"),), ["Enumerate"]),
        ((first("c1", "a"), first("c2", "b"), soap("")), ["Enumerate", "Pull", "Release"]),
    ],
    ids=["first", "second"],
)
def test_a_page_that_answers_something_else_is_malformed(replies: tuple[str, ...], actions: list[str]) -> None:
    connection = Scripted(*replies)
    with pytest.raises(Malformed, match="Response in the answer"):
        list(client(connection).enumerate("select * from X", V2))
    assert connection.actions == actions


def test_instances_of_several_classes_in_one_page_keep_each_its_own() -> None:
    other = f'<p:Msvm_X xmlns:p="{URI}Msvm_X"><p:Name>b</p:Name></p:Msvm_X>'
    row = "<w:XmlFragment><Name>c</Name></w:XmlFragment>"
    reply = soap(
        f"<n:EnumerateResponse><w:Items>{machine('a')}{other}{row}{machine('d')}</w:Items><w:EndOfSequence/>"
        "</n:EnumerateResponse>"
    )
    arrays = {"Msvm_X": frozenset({"Name"})}
    reader = Client(Scripted(reply), arrays=lambda name: arrays.get(name, frozenset()))
    found = [(each.class_name, each.properties) for each in reader.enumerate("select * from X", V2, class_name="Y")]
    assert found == [
        ("Msvm_ComputerSystem", {"Name": "a"}),
        ("Msvm_X", {"Name": ("b",)}),
        ("Y", {"Name": "c"}),
        ("Msvm_ComputerSystem", {"Name": "d"}),
    ]


def test_a_projection_takes_the_class_that_the_caller_names() -> None:
    row = "<w:XmlFragment><Name>a</Name></w:XmlFragment>"
    reply = soap(f"<n:EnumerateResponse><w:Items>{row}</w:Items><w:EndOfSequence/></n:EnumerateResponse>")
    (found,) = client(Scripted(reply)).enumerate("select Name from X", V2, class_name="X")
    assert (found.class_name, found.namespace, found.text("Name")) == ("X", V2, "a")


def test_get_reads_one_instance_and_says_when_there_is_none() -> None:
    connection = Scripted(soap(machine("a")), fault(2150858752))
    reader = client(connection)
    assert reader.get(ClassRef(V2, "Msvm_ComputerSystem"), {"Name": "a"}).text("Name") == "a"
    with pytest.raises(NotFound):
        reader.get(URI + "Msvm_ConcreteJob", {"InstanceID": "gone"})


def output(inner: str) -> str:
    return soap(f'<p:SetX_OUTPUT xmlns:p="{SERVICE.uri}">{inner}</p:SetX_OUTPUT>')


def test_a_method_that_is_done_gives_zero_and_no_job() -> None:
    reply = output('<p:Job xsi:nil="true"/><p:ReturnValue>0</p:ReturnValue>')
    done = client(Scripted(reply)).invoke(SERVICE, {"CreationClassName": "x"}, "SetX", {})
    assert (done.return_value, done.job) == (0, None)


def test_a_method_that_goes_on_gives_the_job_with_its_real_class() -> None:
    reply = output(
        "<p:Job><a:Address>any</a:Address><a:ReferenceParameters>"
        f"<w:ResourceURI>{URI}Msvm_StorageJob</w:ResourceURI><w:SelectorSet>"
        '<w:Selector Name="InstanceID">J</w:Selector></w:SelectorSet></a:ReferenceParameters></p:Job>'
        "<p:ReturnValue>4096</p:ReturnValue>"
    )
    started = client(Scripted(reply)).invoke(SERVICE, {}, "SetX", {})
    assert started.return_value == 4096
    assert started.job is not None
    assert (started.job.class_name, started.job.selectors) == ("Msvm_StorageJob", {"InstanceID": "J"})


@pytest.mark.parametrize("reply", [output(""), output("<p:ReturnValue>x</p:ReturnValue>"), soap("<y/>"), soap("")])
def test_a_method_whose_answer_is_not_its_own_is_malformed_and_may_have_run(reply: str) -> None:
    with pytest.raises(Malformed) as caught:
        client(Scripted(reply)).invoke(SERVICE, {}, "SetX", {})
    assert caught.value.delivered


def test_identify_tells_vendor_and_version() -> None:
    reply = (
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header/><s:Body>'
        '<wsmid:IdentifyResponse xmlns:wsmid="http://schemas.dmtf.org/wbem/wsman/identify/1/wsmanidentity.xsd">'
        "<wsmid:ProtocolVersion>http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd</wsmid:ProtocolVersion>"
        "<wsmid:ProductVendor>Microsoft Corporation</wsmid:ProductVendor>"
        "<wsmid:ProductVersion>OS: 10.0.20348 SP: 0.0 Stack: 3.0</wsmid:ProductVersion>"
        "</wsmid:IdentifyResponse></s:Body></s:Envelope>"
    )
    assert client(Scripted(reply)).identify() == Identity(
        "Microsoft Corporation",
        "OS: 10.0.20348 SP: 0.0 Stack: 3.0",
        "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd",
    )


def test_the_command_log_hears_of_every_message_and_its_end() -> None:
    heard: list[Call] = []
    connection = Scripted(first("c1", "a"), page("", "b", end=True), fault(2150858752))
    speaker = client(connection, lambda _class_name, method: method != "SetX", heard.append)
    list(speaker.enumerate("select Name from Msvm_ComputerSystem", V2, class_name="Msvm_ComputerSystem"))
    with pytest.raises(NotFound):
        speaker.get(ClassRef(V2, "Msvm_ConcreteJob"), {})
    with pytest.raises(Refused):
        speaker.invoke(SERVICE, {}, "SetX", {})
    assert [(call.class_name, call.method, call.result) for call in heard] == [
        ("Msvm_ComputerSystem", "", "ok"),
        ("Msvm_ComputerSystem", "", "ok"),
        ("Msvm_ConcreteJob", "", "NotFound"),
        ("Msvm_ReplicationService", "SetX", "Refused"),
    ]
    assert all(call.milliseconds >= 0 for call in heard)


def test_a_quiet_event_log_is_no_fault_in_the_command_log_and_a_silent_connection_is_one() -> None:
    heard: list[Call] = []
    connection = Scripted(SUBSCRIBED, fault(2150858793), TimedOut("no answer in time", delivered=True))
    subscription = client(connection, on_call=heard.append).subscribe(("A",))
    assert subscription.pull() == ()
    with pytest.raises(TimedOut):
        subscription.pull()
    assert [(call.result, call.is_fault) for call in heard] == [("ok", False), ("no event", False), ("TimedOut", True)]


MARK = '<w:Bookmark><BookmarkList><Bookmark Channel="A" RecordId="{}" IsCurrent="true"/></BookmarkList></w:Bookmark>'
SUBSCRIBED = soap(
    "<e:SubscribeResponse><e:SubscriptionManager><a:Address>x</a:Address><a:ReferenceProperties>"
    "<e:Identifier>id1</e:Identifier></a:ReferenceProperties></e:SubscriptionManager><e:Expires>PT0.000S</e:Expires>"
    "<n:EnumerationContext>s1</n:EnumerationContext></e:SubscribeResponse>"
)


def events(context: str, *records: int) -> str:
    each = "".join(
        '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>'
        f"<EventID>1</EventID><EventRecordID>{record}</EventRecordID><Channel>A</Channel></System></Event>"
        for record in records
    )
    headers = MARK.format(records[-1]) if records else ""
    token = f"<n:EnumerationContext>{context}</n:EnumerationContext>"
    return soap(f"<n:PullResponse>{token}<n:Items>{each}</n:Items></n:PullResponse>", headers)


def test_a_subscription_hands_out_records_and_remembers_its_place() -> None:
    connection = Scripted(SUBSCRIBED, events("s2", 7, 8), events("s3"), fault(2150858793), events("s4", 9), soap(""))
    subscription = client(connection).subscribe(("A",))
    assert [record.record_id for record in subscription.pull()] == [7, 8]
    assert subscription.bookmark is not None
    assert 'RecordId="8"' in subscription.bookmark
    assert subscription.pull() == ()
    assert subscription.pull() == ()
    assert [record.record_id for record in subscription.pull()] == [9]
    assert [
        f">{c}<".encode() in r.data for c, r in zip(("s1", "s2", "s3", "s3"), connection.asked[1:], strict=True)
    ] == [True] * 4
    assert all(b">RenderedText<" in request.data for request in connection.asked)
    subscription.unsubscribe()
    assert b">id1<" in connection.asked[-1].data


def test_a_bookmark_goes_back_to_the_host_as_it_came() -> None:
    connection = Scripted(SUBSCRIBED, events("s2", 7), SUBSCRIBED)
    speaker = client(connection)
    subscription = speaker.subscribe(("A",))
    subscription.pull()
    speaker.subscribe(("A",), subscription.bookmark)
    assert b'<w:Bookmark><BookmarkList><Bookmark Channel="A" RecordId="7" IsCurrent="true"' in connection.asked[-1].data


def test_a_bookmark_that_is_no_xml_is_not_sent() -> None:
    connection = Scripted()
    with pytest.raises(BookmarkInvalid):
        client(connection).subscribe(("A",), "</w:Bookmark><evil>")
    assert connection.asked == []


def test_a_lost_subscription_says_so_and_a_silent_connection_is_no_quiet_log() -> None:
    connection = Scripted(SUBSCRIBED, fault(2150858762), TimedOut("no answer in time", delivered=True))
    subscription = client(connection).subscribe(("A",))
    with pytest.raises(SubscriptionLost):
        subscription.pull()
    with pytest.raises(TimedOut):
        subscription.pull()


def test_a_subscription_whose_context_the_host_has_forgotten_is_lost() -> None:
    subscription = client(Scripted(SUBSCRIBED, fault(2150858779))).subscribe(("A",))
    with pytest.raises(SubscriptionLost) as caught:
        subscription.pull()
    assert caught.value.code == 2150858779


def test_a_host_that_faults_at_unsubscribe_does_not_matter() -> None:
    connection = Scripted(SUBSCRIBED, fault(2150858755))
    client(connection).subscribe(("A",)).unsubscribe()
    assert connection.actions == ["Subscribe", "Unsubscribe"]
