"""Pull subscriptions, asked with envelopes written by hand."""

import pytest

from tests.unit.practice_protocol.asking import (
    EVENT_LOG,
    NS,
    SUBSCRIBE,
    UNSUBSCRIBE,
    Answered,
    Asker,
    in_background,
    local,
)
from tests.unit.practice_protocol.shelf import CHANNELS
from tui.practice.wsman.options import ServiceOptions
from tui.practice.wsman.quirks import Quirks

ADMIN, WORKER = CHANNELS
RENDERED = '<w:Option Name="ContentFormat">RenderedText</w:Option>'
EXISTING = '<w:Option Name="ReadExistingEvents">true</w:Option>'
IGNORE = '<w:Option Name="IgnoreChannelError" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>'


def query(*channels: str, select: str = "*") -> str:
    inner = "".join(f'<Query Path="{channel}"><Select>{select}</Select></Query>' for channel in channels)
    return f"<QueryList>{inner}</QueryList>"


def subscribe(
    asker: Asker,
    *channels: str,
    options: str = RENDERED,
    bookmark: str = "",
    heartbeat: str = "PT60S",
    select: str = "*",
    child: bool = False,
) -> Answered:
    text = query(*(channels or CHANNELS), select=select)
    content = text if child else text.replace("&", "&amp;").replace("<", "&lt;")
    mark = f"<w:Bookmark>{bookmark}</w:Bookmark>" if bookmark else ""
    body = (
        '<e:Subscribe><e:Delivery Mode="http://schemas.dmtf.org/wbem/wsman/1/wsman/Pull">'
        f"<w:Heartbeats>{heartbeat}</w:Heartbeats></e:Delivery>"
        f'<w:Filter Dialect="http://schemas.microsoft.com/win/2004/08/events/eventquery">{content}</w:Filter>'
        f"{mark}<w:SendBookmarks/></e:Subscribe>"
    )
    return asker.ask(SUBSCRIBE, EVENT_LOG, body, header=f"<w:OptionSet>{options}</w:OptionSet>")


def pull(asker: Asker, context: str, most: int = 32000, timeout: str = "PT0.05S") -> Answered:
    return asker.pull(context, most=most, uri=EVENT_LOG, timeout=timeout)


def records(answered: Answered) -> list[str]:
    return answered.texts(".//ev:EventRecordID")


def started(asker: Asker, **rest: object) -> str:
    """A subscription whose first event is taken; its context."""
    return pull(asker, subscribe(asker, **rest).context).context  # type: ignore[arg-type]


def test_the_first_item_is_the_forwarders_own_event() -> None:
    """facts/wsman.md 3.2."""
    asker = Asker()
    answered = pull(asker, subscribe(asker).context)
    assert answered.texts(".//ev:EventID") == ["111"]
    assert records(answered) == []
    assert answered.root.find("s:Header/w:Bookmark", NS) is None


def test_a_new_event_is_answered_while_a_pull_waits() -> None:
    asker = Asker()
    context = started(asker)
    writing = in_background(lambda: asker.shelf.events.write(text="Replication is 37 minutes behind."))
    answered = pull(asker, context, timeout="PT20S")
    writing.join()
    assert records(answered) == ["1"]
    assert answered.texts(".//ev:RenderingInfo/ev:Message") == ["Replication is 37 minutes behind."]
    assert answered.texts(".//ev:UserData//ev:VmName") == ["sql01"]


def test_only_events_after_now_are_answered_unless_existing_ones_are_wanted() -> None:
    asker = Asker()
    asker.shelf.events.write()
    fault = pull(asker, started(asker))
    assert (fault.code, fault.subcode) == ("2150858793", "w:TimedOut")
    answered = pull(asker, subscribe(asker, options=EXISTING).context)
    assert records(answered) == ["1"]
    assert answered.texts(".//ev:RenderingInfo") == []


def test_after_a_timeout_the_same_context_is_good_and_after_an_answer_it_is_not() -> None:
    """facts/wsman.md 3.2."""
    asker = Asker()
    context = started(asker)
    assert pull(asker, context).code == "2150858793"
    asker.shelf.events.write()
    answered = pull(asker, context)
    assert records(answered) == ["1"]
    assert pull(asker, context).code == "2150858779"
    assert answered.context not in ("", context)


def test_a_heartbeat_is_an_empty_page_with_a_new_context() -> None:
    """facts/wsman.md 3.2, capture."""
    asker = Asker()
    context = pull(asker, subscribe(asker, heartbeat="PT0.05S").context).context
    answered = pull(asker, context, timeout="PT20S")
    assert answered.status == 200
    assert answered.items == []
    answered.find(".//n:Items")
    assert answered.context != context


def test_a_subscriber_that_does_not_pull_within_the_heartbeat_is_dropped() -> None:
    """facts/wsman.md 3.2: 2150858762."""
    asker = Asker()
    context = subscribe(asker, heartbeat="PT0S").context
    assert pull(asker, context).code == "2150858762"


def test_a_bookmark_names_what_was_delivered_and_resumes_after_it() -> None:
    """facts/wsman.md 3.2: a channel that is missing from the bookmark is replayed from its start."""
    asker = Asker()
    log = asker.shelf.events
    log.write(WORKER, text="old")
    context = started(asker)
    log.write(ADMIN, text="first")
    header = pull(asker, context).find("s:Header/w:Bookmark")
    mark = header[0][0]
    assert mark.attrib == {"Channel": ADMIN, "RecordId": "1", "IsCurrent": "true"}
    log.write(ADMIN, text="second")
    bookmark = f'<BookmarkList><Bookmark Channel="{ADMIN}" RecordId="1" IsCurrent="true"/></BookmarkList>'
    answered = pull(asker, subscribe(asker, bookmark=bookmark).context)
    assert answered.texts(".//ev:Message") == ["second", "old"]


def test_the_earliest_bookmark_reads_everything() -> None:
    asker = Asker()
    asker.shelf.events.write()
    earliest = "http://schemas.dmtf.org/wbem/wsman/1/wsman/bookmark/earliest"
    assert records(pull(asker, subscribe(asker, bookmark=earliest).context)) == ["1"]


@pytest.mark.parametrize(
    ("bookmark", "code"),
    [
        (f'<BookmarkList><Bookmark Channel="{ADMIN}" RecordId="99"/></BookmarkList>', "2150858832"),
        ('<BookmarkList><Bookmark Channel="" RecordId="1"/></BookmarkList>', "2150858808"),
        ("<BookmarkList/>", "2150858808"),
    ],
)
def test_a_bookmark_of_a_cleared_log_or_a_broken_one_is_refused(bookmark: str, code: str) -> None:
    assert subscribe(Asker(), bookmark=bookmark).code == code


def test_bookmarks_that_are_said_to_be_lost_are() -> None:
    asker = Asker()
    asker.shelf.events.write()
    asker.service.quirks = Quirks(bookmarks_lost=True)
    bookmark = f'<BookmarkList><Bookmark Channel="{ADMIN}" RecordId="1"/></BookmarkList>'
    assert subscribe(asker, bookmark=bookmark).code == "2150858832"


def test_a_log_that_was_cleared_starts_over() -> None:
    asker = Asker()
    asker.shelf.events.write(record_id=50)
    context = started(asker)
    asker.shelf.events.records[ADMIN].clear()
    asker.shelf.events.write(text="after")
    assert pull(asker, context).texts(".//ev:EventRecordID") == ["1"]


def test_pages_hold_as_many_as_were_asked_for() -> None:
    asker = Asker()
    for _ in range(5):
        asker.shelf.events.write()
    answered = pull(asker, subscribe(asker, options=EXISTING).context, most=3)
    assert records(answered) == ["1", "2"]
    assert records(pull(asker, answered.context, most=3)) == ["3", "4", "5"]


def test_a_missing_channel_is_a_fault_unless_it_is_to_be_ignored() -> None:
    """facts/wsman.md 3.4: 15007."""
    asker = Asker()
    assert subscribe(asker, ADMIN, "No-Such-Channel").code == "15007"
    assert subscribe(asker, ADMIN, "No-Such-Channel", options=IGNORE).status == 200


@pytest.mark.parametrize("child", [True, False])
@pytest.mark.parametrize(
    "select",
    [
        "*[System[(Level=1 or Level=2 or Level=3) and TimeCreated[timediff(@SystemTime) &lt;= 86400000]]]",
        "*[System[Level &lt; 4 and EventRecordID > 1 and EventID != 5]]",
        "*[System[Level &lt;= 3 and Provider[@Name='Microsoft-Windows-Hyper-V-VMMS']]]",
    ],
)
def test_a_query_selects_given_as_text_or_as_elements(child: bool, select: str) -> None:
    """facts/wsman.md 3.1."""
    asker = Asker()
    for level in (4, 2, 3, 4):
        asker.shelf.events.write(level=level)
    answered = pull(asker, subscribe(asker, options=EXISTING, select=select, child=child).context)
    assert records(answered) == ["2", "3"]


@pytest.mark.parametrize("select", ["*[System[Level=", "rubbish"])
def test_a_query_that_is_not_understood_is_refused(select: str) -> None:
    assert subscribe(Asker(), select=select).code == "15001"


def test_unsubscribing_ends_the_subscription() -> None:
    asker = Asker()
    answered = subscribe(asker)
    identifier = answered.find(".//e:Identifier").text
    header = f"<e:Identifier>{identifier}</e:Identifier>"
    assert asker.ask(UNSUBSCRIBE, EVENT_LOG, "<e:Unsubscribe/>", header=header).status == 200
    assert pull(asker, answered.context).code == "2150858779"
    assert asker.ask(UNSUBSCRIBE, EVENT_LOG, "<e:Unsubscribe/>", header=header).status == 500


def test_subscriptions_of_a_user_are_limited() -> None:
    """facts/wsman.md 3.3."""
    asker = Asker(options=ServiceOptions(max_subscriptions=1))
    assert subscribe(asker).status == 200
    assert subscribe(asker).code == "2150859174"
    asker.user = "somebody"
    assert subscribe(asker).status == 200


def test_a_renewal_is_not_possible() -> None:
    """facts/wsman.md 3.2."""
    action = SUBSCRIBE.replace("Subscribe", "Renew")
    assert Asker().ask(action, EVENT_LOG, "<e:Renew/>").subcode == "e:UnableToRenew"


def test_other_deliveries_and_dialects_are_refused() -> None:
    asker = Asker()
    push = '<e:Subscribe><e:Delivery Mode="http://schemas.xmlsoap.org/ws/2004/08/eventing/DeliveryModes/Push"/></e:Subscribe>'
    assert asker.ask(SUBSCRIBE, EVENT_LOG, push).subcode == "e:DeliveryModeRequestedUnavailable"
    other = (
        '<e:Subscribe><e:Delivery Mode="http://schemas.dmtf.org/wbem/wsman/1/wsman/Pull"/>'
        '<w:Filter Dialect="urn:other">*</w:Filter></e:Subscribe>'
    )
    assert asker.ask(SUBSCRIBE, EVENT_LOG, other).code == "2150858786"


def test_a_waiting_pull_is_let_go_when_the_service_closes() -> None:
    asker = Asker()
    context = started(asker)
    waiting = in_background(lambda: pull(asker, context, timeout="PT60S"))
    asker.service.close()
    waiting.join(10)
    assert not waiting.is_alive()


def test_a_subscription_is_answered_as_captured() -> None:
    """facts/wsman.md 3.1, capture: the manager with its reference properties, Expires, the context."""
    answered = subscribe(Asker())
    response = answered.find("s:Body/e:SubscribeResponse")
    assert [local(child) for child in response] == ["SubscriptionManager", "Expires", "EnumerationContext"]
    assert [local(child) for child in response[0]] == ["Address", "ReferenceProperties"]
    assert [local(child) for child in response[0][1]] == ["ResourceURI", "Identifier"]
    assert answered.find(".//w:ResourceURI").text == EVENT_LOG
    assert answered.find(".//e:Expires").text == "PT0.000S"


def test_events_are_answered_inline() -> None:
    """facts/wsman.md 3.2, capture: Event elements directly in n:Items."""
    asker = Asker()
    asker.shelf.events.write()
    page = pull(asker, subscribe(asker, options=EXISTING).context)
    assert {item.tag for item in page.items} == {f"{{{NS['ev']}}}Event"}
    assert page.root.find(".//w:Events", NS) is None


def test_a_page_comes_without_its_bookmark_when_told_so() -> None:
    """facts/wsman.md 6.4."""
    asker = Asker()
    asker.service.quirks = Quirks(no_bookmarks=True)
    asker.shelf.events.write()
    page = pull(asker, subscribe(asker, options=EXISTING).context)
    assert records(page) == ["1"]
    assert page.root.find("s:Header/w:Bookmark", NS) is None
