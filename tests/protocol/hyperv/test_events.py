"""The event tail against practice hosts."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from tests.protocol.hyperv.conftest import Site
from tui.hyperv.channels import DEFAULT_CHANNELS
from tui.hyperv.events import EventTail
from tui.model.event import HostEvent
from tui.practice.hyperv.eventlog import ChannelLog
from tui.practice.wsman.quirks import Quirks
from tui.wsman.client import Client
from tui.wsman.fault import WSManError

_ADMIN, _NETWORKING = DEFAULT_CHANNELS[:2]
_PULL_S = 2.0
Write = Callable[..., None]


@pytest.fixture
def write(site: Site) -> Write:
    """Writes an event to the host's log."""
    state = site.state("dr-hv-02")

    def write(message: str, channel: str = _ADMIN, vm_id: str | None = None, vm_name: str | None = None) -> None:
        state.events.write(state.now(), channel, 32086, 2, message, vm_id, vm_name)

    return write


@pytest.fixture
def tail(client: Client) -> Iterator[EventTail]:
    tail = EventTail(client, "dr-hv-02")
    yield tail
    tail.close()


def _messages(events: tuple[HostEvent, ...]) -> list[str]:
    return [event.message for event in events]


def _begin(tail: EventTail) -> None:
    """Until the host has answered once: what is written then is new."""
    assert tail.pull(_PULL_S) == ()


def test_only_what_happens_from_now_on_is_told(tail: EventTail, write: Write) -> None:
    write("before")
    _begin(tail)
    write("after", vm_id="1A5B79A6-2C3D-4E5F-8091-A2B3C4D5E6F7", vm_name="sql01")
    (event,) = tail.pull(_PULL_S)
    assert (event.host, event.channel, event.event_id, event.level_name) == ("dr-hv-02", _ADMIN, 32086, "Error")
    assert (event.vm_id, event.vm_name, event.message) == ("1A5B79A6-2C3D-4E5F-8091-A2B3C4D5E6F7", "sql01", "after")
    assert event.time is not None
    assert tail.missing == ()


def test_a_subscription_that_the_host_dropped_is_taken_up_without_loss_or_doubling(
    site: Site, tail: EventTail, write: Write
) -> None:
    _begin(tail)
    write("one")
    write("quiet before", _NETWORKING)
    assert sorted(_messages(tail.pull(_PULL_S))) == ["one", "quiet before"]
    listener = site.server.listeners["dr-hv-02"]
    listener.stop()
    write("two")
    write("three", _NETWORKING)
    listener.start()
    told = _messages(_until_events(tail))
    assert sorted(told) == ["three", "two"]
    write("four")
    assert _messages(_until_events(tail)) == ["four"]


@pytest.mark.parametrize("bookmarks_lost", [False, True])
def test_a_host_that_restarts_again_and_again_loses_and_doubles_nothing(
    site: Site, tail: EventTail, write: Write, bookmarks_lost: bool
) -> None:
    """Also one that cannot resume from its bookmarks."""
    listener = site.server.listeners["dr-hv-02"]
    listener.quirks = Quirks(bookmarks_lost=bookmarks_lost)
    told: list[str] = []
    _begin(tail)
    for number in range(6):
        write(f"before {number}", DEFAULT_CHANNELS[number % 3])
        listener.stop()
        write(f"meanwhile {number}", DEFAULT_CHANNELS[number % 2])
        listener.start()
        write(f"after {number}")
        while f"after {number}" not in told:
            told += _messages(_until_events(tail))
    assert sorted(told) == sorted(
        f"{when} {number}" for when in ("before", "meanwhile", "after") for number in range(6)
    )


def test_a_channel_that_the_bookmark_does_not_know_is_not_replayed_from_its_start(
    site: Site, tail: EventTail, write: Write
) -> None:
    state = site.state("dr-hv-02")
    state.events.write(state.now() - timedelta(hours=1), _NETWORKING, 1, 4, "an hour ago")
    _begin(tail)
    write("one")
    assert _messages(tail.pull(_PULL_S)) == ["one"]
    listener = site.server.listeners["dr-hv-02"]
    listener.stop()
    write("two", _NETWORKING)
    listener.start()
    assert _messages(_until_events(tail)) == ["two"]


def test_a_missing_channel_is_named_and_the_rest_followed(site: Site, client: Client, write: Write) -> None:
    state = site.state("dr-hv-02")
    state.events = ChannelLog([channel for channel in DEFAULT_CHANNELS if "Integration" not in channel])
    tail = EventTail(client, "dr-hv-02")
    _begin(tail)
    assert tail.missing == ("Microsoft-Windows-Hyper-V-Integration-Admin",)
    state.events.write(state.now(), _NETWORKING, 1, 4, "here")
    assert _messages(tail.pull(_PULL_S)) == ["here"]
    tail.close()


def test_a_cleared_log_loses_nothing_that_comes_after(site: Site, tail: EventTail, write: Write) -> None:
    _begin(tail)
    write("one")
    write("two")
    assert _messages(tail.pull(_PULL_S)) == ["one", "two"]
    site.state("dr-hv-02").events.clear(_ADMIN)
    write("three")
    assert _messages(tail.pull(_PULL_S)) == ["three"]
    assert tail.cleared == {_ADMIN}


def test_looking_back_tells_what_the_log_holds(client: Client, write: Write) -> None:
    write("a while ago")
    tail = EventTail(client, "dr-hv-02", lookback_s=600.0)
    assert "a while ago" in _messages(tail.pull(_PULL_S))
    tail.close()


def _until_events(tail: EventTail) -> tuple[HostEvent, ...]:
    """Pulls, across errors of the connection, until something happened."""
    for _ in range(20):
        try:
            events = tail.pull(_PULL_S)
        except WSManError:
            continue
        if events:
            return events
    raise AssertionError("no events came")
