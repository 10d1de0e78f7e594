"""The tail of a host's event log, over a scripted subscription."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from tests.unit.hyperv.site import SQL
from tui.hyperv.channels import DEFAULT_CHANNELS
from tui.hyperv.events import EventTail
from tui.wsman.client import Client
from tui.wsman.events import EventRecord
from tui.wsman.fault import BookmarkInvalid, Fault, NotAuthorised, Refused, SubscriptionLost, Unreachable, WSManError
from tui.wsman.shell import Shell
from tui.wsman.subscription import Subscription

_START = datetime(2026, 10, 8, 12, 0, tzinfo=UTC)
_ADMIN, _NETWORKING = DEFAULT_CHANNELS[:2]
Pull = tuple[EventRecord, ...] | WSManError


def _record(record_id: int, *, seconds: int | None = None, channel: str = _ADMIN) -> EventRecord:
    moment = _START + timedelta(seconds=record_id if seconds is None else seconds)
    return EventRecord(channel, record_id, moment, 2, 32086, "Provider", "text", f"{{{SQL.lower()}}}", "sql01", {})


def _bookmark(record: EventRecord) -> str:
    mark = f'<Bookmark Channel="{record.channel}" RecordId="{record.record_id}" IsCurrent="true"/>'
    return f"<BookmarkList>{mark}</BookmarkList>"


@dataclass(frozen=True)
class _Ask:
    channels: tuple[str, ...]
    bookmark: str | None
    xpath: str | Mapping[str, str]
    read_existing: bool
    ignore_channel_errors: bool


class _Scripted(Subscription):
    def __init__(self, host: "_Host", number: int) -> None:
        self._host = host
        self.bookmark = None
        self._number = number

    def pull(self, timeout_s: float = 20.0) -> tuple[EventRecord, ...]:
        answer = self._host.pulls.pop(0)
        if isinstance(answer, WSManError):
            raise answer
        if answer:
            self.bookmark = _bookmark(answer[-1])
        return answer

    def unsubscribe(self, timeout_s: float = 5.0) -> None:
        self._host.unsubscribed.append(self._number)


@dataclass
class _Host(Client):
    pulls: list[Pull] = field(default_factory=list)
    lacks: frozenset[str] = frozenset()
    denies: frozenset[str] = frozenset()
    refuses: Callable[[_Ask], WSManError | None] = lambda ask: None
    asks: list[_Ask] = field(default_factory=list)
    unsubscribed: list[int] = field(default_factory=list)

    def subscribe(
        self,
        channels: tuple[str, ...],
        bookmark: str | None = None,
        *,
        xpath: str | Mapping[str, str] = "*",
        read_existing: bool = False,
        ignore_channel_errors: bool = True,
        heartbeat_s: float = 60.0,
    ) -> Subscription:
        ask = _Ask(channels, bookmark, xpath, read_existing, ignore_channel_errors)
        self.asks.append(ask)
        refusal = self.refuses(ask)
        if refusal is not None:
            raise refusal
        if not ignore_channel_errors and self.denies & set(channels):
            raise NotAuthorised("denied", delivered=True, code=5)
        if not ignore_channel_errors and self.lacks & set(channels):
            raise Fault(15007, None, "channel not found")
        return _Scripted(self, len(self.asks))

    def shell(self) -> Shell:
        raise Refused("cmd is not allowed here")


class _Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_events_are_told_once_in_order_with_their_vm() -> None:
    host = _Host(pulls=[(_record(1), _record(2)), ()])
    tail = EventTail(host, "dr-hv-01")
    first, second = tail.pull()
    assert (first.host, first.channel, first.record_id) == ("dr-hv-01", _ADMIN, 1)
    assert (first.event_id, first.level, first.message) == (32086, 2, "text")
    assert (first.vm_id, first.vm_name) == (SQL, "sql01")
    assert second.record_id == 2
    assert tail.pull() == ()
    assert host.asks == [_Ask(DEFAULT_CHANNELS, None, "*", False, False)]


def test_the_channels_followed_at_first_are_the_ones_of_the_facts() -> None:
    assert [channel.removeprefix("Microsoft-Windows-Hyper-V-") for channel in DEFAULT_CHANNELS] == [
        "VMMS-Admin", "VMMS-Networking", "Worker-Admin", "Integration-Admin", "SynthNic-Admin",
        "High-Availability-Admin",
    ]  # fmt: skip


def test_a_missing_channel_is_found_alone_and_the_others_are_followed() -> None:
    host = _Host(pulls=[(_record(1),), ()], lacks=frozenset({_NETWORKING}))
    tail = EventTail(host, "dr-hv-01")
    assert len(tail.pull()) == 1
    assert (tail.missing, tail.denied) == ((_NETWORKING,), ())
    assert host.asks[-1].channels == tuple(channel for channel in DEFAULT_CHANNELS if channel != _NETWORKING)
    assert host.asks[-1].ignore_channel_errors
    assert len(host.unsubscribed) == len(DEFAULT_CHANNELS) - 1


def test_a_channel_that_may_not_be_read_is_told_apart_from_a_missing_one() -> None:
    tail = EventTail(_Host(pulls=[()], denies=frozenset({_ADMIN})), "dr-hv-01")
    tail.pull()
    assert (tail.missing, tail.denied) == ((), (_ADMIN,))


def test_a_host_that_refuses_every_channel_has_another_trouble() -> None:
    tail = EventTail(_Host(denies=frozenset(DEFAULT_CHANNELS)), "dr-hv-01")
    with pytest.raises(NotAuthorised):
        tail.pull()
    assert tail.denied == ()


def test_a_lost_subscription_is_renewed_from_the_bookmark_within_the_same_pull() -> None:
    host = _Host(pulls=[(_record(1),), SubscriptionLost(None, None, "heartbeat"), (_record(1), _record(2))])
    tail = EventTail(host, "dr-hv-01")
    tail.pull()
    assert [event.record_id for event in tail.pull()] == [2]
    assert (host.asks[-1].bookmark, host.asks[-1].channels) == (_bookmark(_record(1)), DEFAULT_CHANNELS)


def test_a_channel_that_the_bookmark_does_not_know_is_replayed_only_as_far_as_needed() -> None:
    clock = _Clock()
    host = _Host(pulls=[(_record(1),), Unreachable("reset", delivered=True), ()])
    tail = EventTail(host, "dr-hv-01", clock=clock)
    tail.pull()
    clock.now += 500.0
    with pytest.raises(Unreachable):
        tail.pull()
    clock.now += 100.0
    tail.pull()
    xpath = host.asks[-1].xpath
    assert isinstance(xpath, Mapping)
    assert xpath.keys() == set(DEFAULT_CHANNELS) - {_ADMIN}
    assert set(xpath.values()) == {"*[System[TimeCreated[timediff(@SystemTime) <= 605000]]]"}


def test_a_bookmark_that_the_host_no_longer_takes_loses_nothing() -> None:
    def refuse(ask: _Ask) -> WSManError | None:
        return BookmarkInvalid(2150858832, None, "expired") if ask.bookmark else None

    host = _Host(pulls=[(_record(1),), SubscriptionLost(None, None, "x"), (_record(1), _record(2))], refuses=refuse)
    tail = EventTail(host, "dr-hv-01")
    tail.pull()
    assert [event.record_id for event in tail.pull()] == [2]
    assert (host.asks[-1].bookmark, host.asks[-1].read_existing) == (None, True)


def test_a_bookmark_that_cannot_be_read_does_not_stop_the_tail() -> None:
    host = _Host(pulls=[(_record(1),), Unreachable("reset", delivered=True), (_record(2),)])
    tail = EventTail(host, "dr-hv-01")
    tail.pull()
    with pytest.raises(Unreachable):
        tail.pull()
    tail._bookmark = "no xml"
    assert [event.record_id for event in tail.pull()] == [2]


def test_a_cleared_log_starts_again_and_is_noticed() -> None:
    tail = EventTail(_Host(pulls=[(_record(41), _record(42)), (_record(1, seconds=90), _record(2, seconds=91))]), "h")
    tail.pull()
    assert tail.cleared == frozenset()
    assert [event.record_id for event in tail.pull()] == [1, 2]
    assert tail.cleared == {_ADMIN}


def test_channels_number_their_records_each_for_itself() -> None:
    tail = EventTail(_Host(pulls=[(_record(7), _record(7, channel=_NETWORKING), _record(7))]), "h")
    assert [event.channel for event in tail.pull()] == [_ADMIN, _NETWORKING]


def test_looking_back_starts_with_what_the_log_holds() -> None:
    host = _Host(pulls=[()])
    EventTail(host, "h", lookback_s=3600.0).pull()
    assert host.asks[0].read_existing
    assert "<= 3600000" in host.asks[0].xpath


def test_closing_unsubscribes_once() -> None:
    host = _Host(pulls=[()])
    tail = EventTail(host, "h")
    tail.pull()
    tail.close()
    tail.close()
    assert host.unsubscribed == [1]
