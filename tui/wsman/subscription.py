"""A pull subscription to a host's event log (facts/wsman.md 3)."""

from collections.abc import Callable
from contextlib import suppress
from xml.etree.ElementTree import Element, tostring

from tui.wsman.answer import Answer, child
from tui.wsman.envelope import Envelopes, EventOptions, Request
from tui.wsman.events import EventRecord, read_event
from tui.wsman.fault import EnumerationExpired, SubscriptionLost, TimedOut, WSManError
from tui.wsman.naming import EVENT_LOG, local

Exchange = Callable[[Request], Answer]


class Subscription:
    """Made by ``Client.subscribe``; lives on that client's connection.

    The host closes it where two pulls are further apart than its heartbeat: SubscriptionLost, then subscribe again from
    ``bookmark``. Around that a record may come twice: (channel, record_id) tells.
    """

    def __init__(self, exchange: Exchange, envelopes: Envelopes, options: EventOptions, answer: Answer) -> None:
        response = answer.expected("SubscribeResponse")
        self._exchange = exchange
        self._envelopes = envelopes
        self._options = options
        self._identifier = next((each.text or "" for each in response.iter() if local(each.tag) == "Identifier"), "")
        self._context = _context_in(response)
        self.bookmark: str | None = None
        """The position after the records handed out last, to subscribe from later; None before the first."""
        self._note_bookmark(answer)

    def pull(self, timeout_s: float = 20.0) -> tuple[EventRecord, ...]:
        """The next records, or none where nothing happened for ``timeout_s``. Raises SubscriptionLost and the rest."""
        if not self._context:
            raise SubscriptionLost(None, None, "the host ended the subscription")
        try:
            answer = self._exchange(self._envelopes.pull(EVENT_LOG, self._context, timeout_s, self._options))
        except TimedOut as error:
            if error.code is None:
                raise
            return ()
        except EnumerationExpired as error:
            raise SubscriptionLost(error.code, error.subcode, error.reason, error.detail) from error
        response = answer.expected("PullResponse")
        self._context = "" if child(response, "EndOfSequence") is not None else _context_in(response)
        self._note_bookmark(answer)
        items = child(response, "Items")
        found = () if items is None else (read_event(each) for each in items if local(each.tag) == "Event")
        return tuple(record for record in found if record is not None)

    def unsubscribe(self, timeout_s: float = 5.0) -> None:
        """Tells the host, whose refusal does not matter: hosts were seen to fault here."""
        self._context = ""
        with suppress(WSManError):
            self._exchange(self._envelopes.unsubscribe(self._identifier, timeout_s))

    def _note_bookmark(self, answer: Answer) -> None:
        for header in answer.headers:
            lists = child(header, "BookmarkList") if local(header.tag) == "Bookmark" else None
            if lists is not None:
                self.bookmark = tostring(lists, encoding="unicode")


def _context_in(response: Element) -> str:
    context = child(response, "EnumerationContext")
    return "" if context is None else context.text or ""
