"""Pull subscriptions to event channels (facts/wsman.md 3)."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from xml.etree.ElementTree import Element

from tui.practice.cim import EventLog, EventRecord
from tui.practice.datetimes import parse_duration
from tui.practice.wsman import names
from tui.practice.wsman.context import Contexts, Operation
from tui.practice.wsman.enumeration import context_of, count, pull_response
from tui.practice.wsman.envelope import Reply
from tui.practice.wsman.eventquery import Test, read_query
from tui.practice.wsman.eventxml import bookmark, forwarder_started, write_event
from tui.practice.wsman.fault import Fault, FaultKind
from tui.practice.wsman.xmltext import xml_text

_SLICE = 0.25
"""Seconds between two looks at the log, for the case that a record was written between looking and waiting."""


@dataclass(slots=True)
class Subscription:
    """What a subscriber has still to get."""

    user: str
    expires: float
    identifier: str
    rendered: bool
    send_bookmarks: bool
    heartbeat: float
    """Seconds without an event after which an empty answer is given, and within which the client has to ask."""
    answered: float
    """When the last answer was given, on the service's clock."""
    tests: dict[str, list[Test]]
    positions: dict[str, int]
    """The last record that was looked at, by channel."""
    delivered: dict[str, int] = field(default_factory=dict)
    """The last record that was answered, by channel: what a bookmark holds."""
    newest_channel: str = ""
    started: bool = False
    """Whether the EventForwarder's own first event was answered."""

    def waiting(self, log: EventLog, now: datetime) -> Iterator[EventRecord]:
        """Records that are wanted and not answered yet, by channel, oldest first; a cleared log starts over."""
        for channel, tests in self.tests.items():
            if log.newest(channel) < self.positions[channel]:
                self.positions[channel] = 0
            for record in log.read(channel, self.positions[channel]):
                if any(test(record, now) for test in tests):
                    yield record
                else:
                    self.positions[channel] = record.record_id

    def passed(self, record: EventRecord) -> None:
        self.positions[record.channel] = self.delivered[record.channel] = record.record_id
        self.newest_channel = record.channel


class EventLogService:
    """The subscriptions of one service."""

    def __init__(self, contexts: Contexts[Subscription]) -> None:
        self._contexts = contexts

    def subscribe(self, operation: Operation) -> Reply:
        """Raises Fault."""
        body = operation.request.body
        if operation.quirks.subscriptions_refused:
            raise Fault(FaultKind.UNSUPPORTED_FEATURE)
        if not operation.request.resource.is_event_log or body is None:
            raise Fault(FaultKind.EVENT_FILTER_UNAVAILABLE, "Only the event log can be subscribed to.")
        delivery = body.find(f"{{{names.EVENTING}}}Delivery")
        if delivery is None or delivery.get("Mode") != names.PULL_DELIVERY:
            raise Fault(FaultKind.DELIVERY_MODE_UNAVAILABLE, "Practice hosts deliver by Pull only.")
        if self._contexts.of_user(operation.user) >= operation.options.max_subscriptions:
            raise Fault(FaultKind.QUOTA_USER_OPERATIONS)
        query = body.find(f"{{{names.WSMAN}}}Filter")
        if query is None or query.get("Dialect") != names.EVENT_DIALECT:
            raise Fault(FaultKind.EVENT_FILTER_UNAVAILABLE, "The dialect of the filter is not known.")
        tests = self._known_channels(read_query(query), operation)
        now = operation.options.clock()
        heartbeat = _seconds(delivery.findtext(f"{{{names.WSMAN}}}Heartbeats"))
        subscription = Subscription(
            user=operation.user,
            expires=now + heartbeat,
            identifier=str(uuid.uuid4()).upper(),
            rendered=operation.request.options.get("contentformat", "").casefold() == "renderedtext",
            send_bookmarks=body.find(f"{{{names.WSMAN}}}SendBookmarks") is not None,
            heartbeat=heartbeat,
            answered=now,
            tests=tests,
            positions=self._positions(tests, body, operation),
        )
        context = self._contexts.keep(subscription)
        manager = (
            f"<a:Address>{names.ANONYMOUS}</a:Address><a:ReferenceProperties><w:ResourceURI>{names.EVENT_LOG}"
            f"</w:ResourceURI><e:Identifier>{subscription.identifier}</e:Identifier></a:ReferenceProperties>"
        )
        content = (
            f"<e:SubscriptionManager>{manager}</e:SubscriptionManager><e:Expires>PT0.000S</e:Expires>"
            f"<n:EnumerationContext>{context}</n:EnumerationContext>"
        )
        return Reply(f"{names.SUBSCRIBE}Response", f"<e:SubscribeResponse>{content}</e:SubscribeResponse>", "en")

    def pull(self, operation: Operation) -> Reply:
        """The events since the last Pull, or an empty page once the heartbeat is due. Raises Fault.

        TIMED_OUT when the OperationTimeout is over first: the same context is good for another Pull then.
        """
        body = operation.request.body
        if body is None:
            raise Fault(FaultKind.SCHEMA_VALIDATION, "The body holds no Pull.")
        context = context_of(body)
        subscription = self._contexts.take(context, operation.user)
        elements = count(body.findtext(f"{{{names.ENUMERATION}}}MaxElements"))
        clock = operation.options.clock
        heartbeat_due = subscription.answered + subscription.heartbeat
        while True:
            items = _collect(subscription, operation, elements)
            now = clock()
            if items or now >= heartbeat_due or operation.closing.is_set():
                break
            if now >= operation.deadline:
                subscription.expires = now + subscription.heartbeat
                self._contexts.keep(subscription, context)
                raise Fault(FaultKind.TIMED_OUT)
            operation.host.events.wait(max(0.0, min(_SLICE, operation.deadline - now, heartbeat_due - now)))
        subscription.answered = clock()
        subscription.expires = subscription.answered + subscription.heartbeat
        renewed = self._contexts.keep(subscription)
        headers = ""
        if subscription.send_bookmarks and subscription.delivered and not operation.quirks.no_bookmarks:
            headers = f"<w:Bookmark>{bookmark(subscription.delivered, subscription.newest_channel)}</w:Bookmark>"
        context_element = f"<n:EnumerationContext>{renewed}</n:EnumerationContext>"
        return pull_response(context_element, "".join(items), ended=False, headers=headers)

    def unsubscribe(self, operation: Operation) -> Reply:
        """Raises Fault when there is no such subscription of the user."""
        identifier = operation.request.identifier.strip()
        if not self._contexts.drop(lambda kept: (kept.identifier, kept.user) == (identifier, operation.user)):
            raise Fault(FaultKind.SUBSCRIPTION_CLOSED, f"There is no subscription {xml_text(identifier)}.")
        return Reply(f"{names.UNSUBSCRIBE}Response", "", "en")

    def _known_channels(self, tests: dict[str, list[Test]], operation: Operation) -> dict[str, list[Test]]:
        """The tests by the host's own spelling of a channel. Raises Fault for one that it lacks, unless ignored."""
        known = {name.casefold(): name for name in operation.host.events.channels()}
        found: dict[str, list[Test]] = {}
        for channel, of_channel in tests.items():
            if channel.casefold() in known:
                found.setdefault(known[channel.casefold()], []).extend(of_channel)
            elif "ignorechannelerror" not in operation.request.options:
                raise Fault(FaultKind.CHANNEL_NOT_FOUND, f"The channel {channel} could not be found.")
        return found

    def _positions(self, tests: dict[str, list[Test]], body: Element, operation: Operation) -> dict[str, int]:
        """Where each channel begins: after its bookmark, at its start, or after what it holds now."""
        log = operation.host.events
        given = body.find(f"{{{names.WSMAN}}}Bookmark")
        if given is None:
            existing = operation.request.options.get("readexistingevents", "").casefold() == "true"
            return {channel: 0 if existing else log.newest(channel) for channel in tests}
        if (given.text or "").strip() == names.EARLIEST_BOOKMARK:
            return dict.fromkeys(tests, 0)
        marks = _marks(given)
        lost = operation.quirks.bookmarks_lost
        if lost or any(marks.get(channel.casefold(), 0) > log.newest(channel) for channel in tests):
            raise Fault(FaultKind.BOOKMARK_EXPIRED, "The bookmark has expired.")
        return {channel: marks.get(channel.casefold(), 0) for channel in tests}


def _collect(subscription: Subscription, operation: Operation, elements: int) -> list[str]:
    items: list[str] = []
    left = operation.characters
    if not subscription.started:
        subscription.started = True
        items.append(forwarder_started(operation.host))
    for record in subscription.waiting(operation.host.events, operation.host.now()):
        item = write_event(record, operation.host, subscription.rendered)
        left -= len(item)
        if len(items) >= elements or (items and left < 0):
            break
        items.append(item)
        subscription.passed(record)
    return items


def _marks(element: Element) -> dict[str, int]:
    """Record ids by channel in lower case. Raises Fault for what is no bookmark."""
    marks: dict[str, int] = {}
    for mark in element.iter():
        if mark.tag.rpartition("}")[2] == "Bookmark" and mark is not element:
            record = mark.get("RecordId", "")
            if not record.isdecimal() or not mark.get("Channel"):
                raise Fault(FaultKind.INVALID_BOOKMARK, "The bookmark is not valid.")
            marks[mark.get("Channel", "").casefold()] = int(record)
    if not marks:
        raise Fault(FaultKind.INVALID_BOOKMARK, "The bookmark is not valid.")
    return marks


def _seconds(text: str | None) -> float:
    """The heartbeat interval; without one, only OperationTimeout ends a Pull."""
    duration = parse_duration(text or "")
    return duration.total_seconds() if duration is not None else float("inf")
