"""The event tail against a practice host that takes no subscription: the log is read by wevtutil over WinRS."""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from tests.protocol.hyperv.conftest import Site
from tests.waiting import wait_for
from tui.hyperv import gate, schema
from tui.hyperv.channels import DEFAULT_CHANNELS
from tui.hyperv.events import EventTail
from tui.model.secret import Secret
from tui.practice.wsman.quirks import Quirks
from tui.wsman.client import Client
from tui.wsman.fault import Fault
from tui.wsman.transport import Connection, Endpoint

HOST = "dr-hv-02"
ADMIN = DEFAULT_CHANNELS[0]
Write = Callable[[str], None]


def reading(site: Site, may_run: Callable[[str], bool] = gate.may_run) -> Client:
    endpoint = Endpoint(site.urls[HOST], "ntlm", site.username, Secret(site.password))
    return Client(Connection(endpoint), arrays=schema.arrays, may_run=may_run)


@pytest.fixture
def tail(site: Site) -> Iterator[EventTail]:
    site.server.listeners[HOST].quirks = Quirks(subscriptions_refused=True)
    with closing(reading(site)) as client:
        tail = EventTail(client, HOST)
        yield tail
        tail.close()


@pytest.fixture
def write(site: Site) -> Write:
    state = site.state(HOST)

    def write(message: str) -> None:
        state.events.write(state.now(), ADMIN, 32086, 2, message, "1A5B79A6-2C3D-4E5F-8091-A2B3C4D5E6F7", "sql01")

    return write


def messages(tail: EventTail) -> list[str]:
    return [event.message for event in tail.pull(0.05)]


def test_events_arrive_as_by_subscription_and_each_once(tail: EventTail, write: Write) -> None:
    write("before")
    assert messages(tail) == []
    write("one\u00e9")
    write("two")
    (one, two) = tail.pull(0.05)
    assert (one.host, one.channel, one.event_id, one.level) == (HOST, ADMIN, 32086, 2)
    assert (one.message, one.vm_name, one.vm_id) == ("one\u00e9", "sql01", "1A5B79A6-2C3D-4E5F-8091-A2B3C4D5E6F7")
    assert two.record_id == one.record_id + 1
    assert messages(tail) == []
    assert not tail.subscribed


def test_a_host_that_restarts_loses_and_doubles_nothing(site: Site, tail: EventTail, write: Write) -> None:
    messages(tail)
    for number in range(3):
        write(f"up {number}")
        site.server.listeners[HOST].stop()
        write(f"down {number}")
        site.server.listeners[HOST].start()
        assert wait_for(lambda: messages(tail), "events") == [f"up {number}", f"down {number}"]


def test_no_shell_is_left_at_the_host(site: Site, tail: EventTail) -> None:
    for _ in range(35):
        messages(tail)
    shells = [record for record in site.server.listeners[HOST].requests if record.action.endswith("/Create")]
    assert len(shells) >= 35


def test_a_subscription_is_taken_up_again_once_the_host_takes_it(site: Site, tail: EventTail, write: Write) -> None:
    messages(tail)
    write("by command")
    assert messages(tail) == ["by command"]
    site.server.listeners[HOST].quirks = Quirks()
    site.server.listeners[HOST].stop()
    site.server.listeners[HOST].start()
    write("by subscription")
    assert wait_for(lambda: messages(tail), "events") == ["by subscription"]


def test_a_host_that_refused_is_asked_again_after_a_while(site: Site, write: Write) -> None:
    now = 1000.0
    site.server.listeners[HOST].quirks = Quirks(subscriptions_refused=True)
    with closing(reading(site)) as client:
        tail = EventTail(client, HOST, clock=lambda: now)
        assert (messages(tail), tail.subscribed) == ([], False)
        site.server.listeners[HOST].quirks = Quirks()
        now += 601.0
        write("by command")
        assert messages(tail) == ["by command"]
        write("by subscription")
        assert (messages(tail), tail.subscribed) == (["by subscription"], True)
        tail.close()


def test_without_the_gate_no_command_is_sent_and_the_refusal_is_the_subscriptions(site: Site) -> None:
    site.server.listeners[HOST].quirks = Quirks(subscriptions_refused=True)
    with closing(reading(site, lambda _line: False)) as client, pytest.raises(Fault) as caught:
        EventTail(client, HOST).pull(0.05)
    assert caught.value.code == 2150858818
    assert not [each for each in site.server.listeners[HOST].requests if each.action.endswith("/Command")]
