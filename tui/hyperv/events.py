"""The tail of one host's event log, through one pull subscription that survives its own end (facts/wsman.md 3).

Where the host refuses to be subscribed to, its log is read by command instead.
"""

import time
from collections.abc import Callable
from xml.etree.ElementTree import ParseError

from tui.hyperv.channels import DEFAULT_CHANNELS, Channels, sort_channels
from tui.hyperv.wevtutil import LogReader
from tui.model.event import HostEvent
from tui.wsman.client import Client
from tui.wsman.document import parse_document
from tui.wsman.events import EventRecord
from tui.wsman.fault import BookmarkInvalid, Fault, NotAuthorised, Refused, SubscriptionLost
from tui.wsman.subscription import Subscription

_OVERLAP_S = 60.0
"""How far back of the last answered pull a new subscription looks: what then comes twice is told apart."""
_ASK_AGAIN_S = 600.0
"""How long a host that refused a subscription is read by command before it is asked again."""
_SLACK_S = 5.0
"""How much older than the tail an event may be that a new subscription tells: the host looks when it answers."""


class EventTail:
    """The events of one host from now on, each once, in the host's order.

    Lives on a client of its own, whose connection a pull occupies, and is pulled at least once a minute: a host closes
    a subscription that nobody pulls from. After any error the next pull subscribes again where the last one ended.
    """

    def __init__(
        self,
        client: Client,
        host_name: str,
        channels: tuple[str, ...] = DEFAULT_CHANNELS,
        *,
        lookback_s: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``host_name`` as the hosts file has it; ``lookback_s`` also tells what happened that long before."""
        self._client = client
        self._host_name = host_name
        self._clock = clock
        self._asked_for = channels
        self._channels: Channels | None = None
        self._subscription: Subscription | LogReader | None = None
        self._left: Subscription | LogReader | None = None
        """The newest one that the host may still hold."""
        self._log_reader: LogReader | None = None
        self._refusal: Fault | NotAuthorised | None = None
        """Why there is no subscription, where the log is read by command."""
        self._refused_at = 0.0
        self._bookmark: str | None = None
        self._lookback_s = lookback_s
        self._began = clock() - lookback_s
        self._complete_until: float | None = None
        """When the last answered pull was sent; None before the first subscription."""
        self._newest: dict[str, EventRecord] = {}
        self.cleared: frozenset[str] = frozenset()
        """Channels whose log was cleared since the tail began: record ids started again."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Channels that the host lacks; known after the first pull."""
        return self._sorted().missing

    @property
    def denied(self) -> tuple[str, ...]:
        """Channels that we may not read; known after the first pull."""
        return self._sorted().denied

    @property
    def subscribed(self) -> bool:
        """False once the host has refused a subscription: events come by command then, at every pull."""
        return self._log_reader is None or self._subscription is not self._log_reader

    def pull(self, timeout_s: float = 20.0) -> tuple[HostEvent, ...]:
        """The next events; none where nothing happened for ``timeout_s``.

        Raises what ``Client.subscribe`` and ``Subscription.pull`` raise, but for a lost subscription, which is renewed.
        """
        try:
            return self._pull(timeout_s)
        except SubscriptionLost:
            return self._pull(timeout_s)

    def close(self) -> None:
        """Unsubscribes, whether or not the host minds."""
        subscription, self._subscription = self._subscription, None
        if subscription is not None:
            subscription.unsubscribe()

    def _pull(self, timeout_s: float) -> tuple[HostEvent, ...]:
        subscription, self._subscription = self._subscription or self._renewed(), None
        asked_at = self._clock()
        if self._complete_until is None:
            self._complete_until = asked_at
        try:
            records = subscription.pull(timeout_s)
        except (Fault, NotAuthorised, Refused) as error:
            if subscription is self._log_reader and self._refusal is not None:
                raise self._refusal from error
            raise
        if subscription is not self._log_reader or asked_at < self._refused_at + _ASK_AGAIN_S:
            self._subscription = subscription
        self._bookmark = subscription.bookmark or self._bookmark
        self._complete_until = asked_at
        return tuple(self._told(record) for record in records if self._is_new(record))

    def _renewed(self) -> Subscription | LogReader:
        """A new subscription; the one before it, which counts against a limit of the host, is ended."""
        subscription = self._subscribe()
        left, self._left = self._left, subscription
        if left is not None:
            left.unsubscribe()
        return subscription

    def _sorted(self) -> Channels:
        if self._log_reader is not None and not self.subscribed:
            return self._log_reader.channels
        return self._channels or Channels(())

    def _subscribe(self) -> Subscription | LogReader:
        try:
            if self._channels is None:
                return self._subscribe_first()
            return self._subscribe_to(self._channels.present)
        except (Fault, NotAuthorised) as refusal:
            self._refusal = refusal
            return self._read_by_command()

    def _subscribe_first(self) -> Subscription:
        try:
            subscription = self._subscribe_to(self._asked_for, ignore_channel_errors=False)
        except (Fault, NotAuthorised):
            self._channels = sort_channels(self._client, self._asked_for)
            return self._subscribe_to(self._channels.present)
        self._channels = Channels(self._asked_for)
        return subscription

    def _read_by_command(self) -> LogReader:
        if self._log_reader is None:
            self._log_reader = LogReader(
                self._client, self._asked_for, seconds_back=self._seconds_back(), clock=self._clock
            )
        self._log_reader.follow(self._newest)
        self._refused_at = self._clock()
        return self._log_reader

    def _subscribe_to(self, channels: tuple[str, ...], *, ignore_channel_errors: bool = True) -> Subscription:
        """From the bookmark where there is one, and no channel from long before what was told already.

        A bookmark knows only the channels that had events, and the others are replayed from their start (facts/wsman.md
        3.2); so the query goes back no further in them than needed, by the host's own clock, and neither in any channel
        where there is no bookmark (assumption ``event-window``).
        """
        seconds = self._seconds_back()
        if self._bookmark is not None:
            try:
                return self._client.subscribe(
                    channels,
                    self._bookmark,
                    xpath=dict.fromkeys(set(channels) - _channels_in(self._bookmark), _within(seconds)),
                    ignore_channel_errors=ignore_channel_errors,
                )
            except BookmarkInvalid:
                self._bookmark = None
        return self._client.subscribe(
            channels,
            xpath=_within(seconds) if seconds else "*",
            read_existing=seconds > 0,
            ignore_channel_errors=ignore_channel_errors,
        )

    def _seconds_back(self) -> float:
        now = self._clock()
        if self._complete_until is None:
            return self._lookback_s
        return min(now - self._complete_until + _OVERLAP_S, now - self._began + _SLACK_S)

    def _is_new(self, record: EventRecord) -> bool:
        """Within a channel record ids rise; an older id that comes later in time is from a log that was cleared."""
        newest = self._newest.get(record.channel)
        if newest is not None and record.record_id <= newest.record_id:
            if newest.time is None or record.time is None or record.time <= newest.time:
                return False
            self.cleared |= {record.channel}
        self._newest[record.channel] = record
        return True

    def _told(self, record: EventRecord) -> HostEvent:
        vm_id = (record.vm_id or "").strip("{}").upper()
        return HostEvent(
            self._host_name,
            record.channel,
            record.record_id,
            record.time,
            record.level,
            record.event_id,
            record.provider,
            vm_id or None,
            record.vm_name,
            record.message,
        )


def _within(seconds: float) -> str:
    """Selects what the host wrote in the last ``seconds``."""
    return f"*[System[TimeCreated[timediff(@SystemTime) <= {seconds * 1000:.0f}]]]"


def _channels_in(bookmark: str) -> set[str]:
    """The channels whose position a bookmark holds; none where it cannot be read."""
    try:
        marks = parse_document(bookmark.encode())
    except (ParseError, ValueError):
        return set()
    return {each.attrib["Channel"] for each in marks.iter() if "Channel" in each.attrib}
