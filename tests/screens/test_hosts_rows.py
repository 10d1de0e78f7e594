"""Every way in which a host can fail has its name on the screen, and what the operator can do."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.screens.fakes import NOW, machines_one, refused, small_view, up
from tui.config import CredentialSource, HostEntry
from tui.fleet.trouble import trouble
from tui.fleet.view import FleetView, HostState, HostTrouble, HostView
from tui.screens.rows_of import hosts, times
from tui.screens.rows_of.badges import badges
from tui.screens.rows_of.events import channel_name
from tui.widgets.cells import Row
from tui.wsman import fault

ENTRY = HostEntry(
    "dr-hv-01", "dr-hv-01", 5986, "https", "/wsman", "ntlm", CredentialSource("site\\operator", Path("password"))
)
HOST = up("dr-hv-01", machines_one())
UP_AGAIN_AT = NOW + timedelta(seconds=30)
VMMS = "Microsoft-Windows-Hyper-V-VMMS-Admin"


def leaves(kind: type[fault.WSManError]) -> Iterator[type[fault.WSManError]]:
    children = kind.__subclasses__()
    if not children:
        yield kind
    for child in children:
        yield from leaves(child)


LEAVES = sorted({fault.Fault, fault.NoTicket, *leaves(fault.WSManError)}, key=lambda leaf: leaf.__name__)


def raised(leaf: type[fault.WSManError]) -> fault.WSManError:
    if issubclass(leaf, fault.Fault):
        return leaf(2150858770, None, "the host's very words")
    if issubclass(leaf, (fault.Refused, fault.NoTicket)):
        return leaf("the host's very words")
    return leaf("the host's very words", delivered=False)


def words(row: Row) -> str:
    details = [" ".join(detail.pieces) for detail in row.details]
    return "\n".join([" | ".join(cell.text for cell in row.cells), *details])


def said(host: HostView) -> str:
    return words(hosts.host_row(host, NOW))


def in_trouble(leaf: type[fault.WSManError], host: HostView = HOST) -> HostView:
    found = trouble(ENTRY, raised(leaf), NOW)
    state = HostState.FAILED if host.inventory is None else HostState.STALE
    return replace(host, state=state, trouble=found, next_try=UP_AGAIN_AT, as_of=NOW - timedelta(minutes=7))


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.__name__)
def test_every_failure_has_sign_word_sentence_next_try_and_age(leaf: type[fault.WSManError]) -> None:
    host = in_trouble(leaf)
    assert host.trouble is not None
    lines = said(host).splitlines()
    assert lines[0].startswith("◐ | dr-hv-01 | stale 5 min | 7 |")
    kind, _, sentence = lines[1].partition(" · ")
    assert kind == host.trouble.kind
    assert len(sentence.split()) > 3
    assert "next try at 12:00:30, r tries now" in lines
    assert "the host's very words" in hosts.full_text(host, NOW)


def test_no_two_kinds_of_failure_have_the_same_sentence() -> None:
    sentences: dict[str, set[str]] = {}
    for leaf in LEAVES:
        found = trouble(ENTRY, raised(leaf), NOW)
        sentences.setdefault(found.sentence, set()).add(found.kind)
    assert [kinds for kinds in sentences.values() if len(kinds) > 1] == []


def test_a_host_that_never_answered_is_failed_and_has_no_age() -> None:
    never = HostView("dr-hv-01", None, HostState.CONNECTING)
    lines = said(in_trouble(fault.Unreachable, never)).splitlines()
    assert lines[0].startswith("✗ | dr-hv-01 | failed |  |")


def test_a_refused_credential_says_how_to_give_another_and_names_no_next_try() -> None:
    lines = said(refused(HOST)).splitlines()
    assert "l gives another password" in lines
    assert not any("next try" in line for line in lines)


@pytest.mark.parametrize("kind", ["no ticket", "ticket expired", "no domain controller"])
def test_a_missing_ticket_says_that_there_may_be_another_way(kind: str) -> None:
    assert "l offers another way to log on" in said(refused(HOST, kind))


def test_while_it_is_read_again_a_host_says_so_and_keeps_its_age() -> None:
    host = replace(in_trouble(fault.TimedOut), reading=True)
    lines = said(host).splitlines()
    assert lines[0].startswith("◐ | dr-hv-01 | reading… |")
    assert "as read 5 min ago" in lines
    assert not any("next try" in line for line in lines)


def test_a_host_that_answers_is_up_also_while_it_is_read() -> None:
    assert said(replace(HOST, reading=True)).startswith("● | dr-hv-01 | up |")


def test_troubles_of_the_event_tail_are_said_once_each() -> None:
    tail = HostTrouble("quota", "dr-hv-01: has reached one of its WinRM limits", "the host's very words", NOW)
    host = replace(
        HOST,
        events_trouble=tail,
        missing_channels=(VMMS,),
        denied_channels=("Security", "System"),
        events_by_command=True,
    )
    assert said(host).splitlines()[1:] == [
        "no events: quota · has reached one of its WinRM limits",
        "no event channel Hyper-V-VMMS-Admin on this host".replace("Hyper-V-VMMS-Admin", channel_name(VMMS)),
        "this account may not read event channel Security, System: it needs Event Log Readers",
        "events by wevtutil: the host refuses subscriptions",
    ]
    assert "the host's very words" in hosts.full_text(host, NOW)


def test_a_host_that_is_gone_is_not_told_twice_by_its_event_tail() -> None:
    host = in_trouble(fault.Unreachable)
    both = replace(host, events_trouble=host.trouble)
    assert said(both) == said(host)


def test_what_is_not_sure_about_a_cluster_is_said_at_each_node() -> None:
    sentence = "nodes as the hosts file lists them: this account may not ask dr-cluster"
    host = replace(HOST, cluster="dr-cluster", membership=sentence)
    assert sentence in said(host)
    assert "Node of the failover cluster dr-cluster" in hosts.full_text(host, NOW)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(20, "under 1 min"), (60, "1 min"), (599, "9 min"), (600, "10 min"), (899, "10 min"), (3599, "55 min")],
)
def test_what_is_left_moves_in_steps(seconds: float, text: str) -> None:
    assert times.left(seconds) == text


@pytest.mark.parametrize(
    ("left", "badge"),
    [
        (timedelta(hours=1), []),
        (timedelta(minutes=42), [("ticket 40 min", "warn")]),
        (timedelta(minutes=9, seconds=59), [("ticket 9 min", "bad")]),
        (timedelta(0), [("ticket expired", "bad")]),
        (timedelta(seconds=-70), [("ticket expired", "bad")]),
    ],
)
def test_the_ticket_is_in_the_header_once_it_has_less_than_an_hour(
    left: timedelta, badge: list[tuple[str, str]]
) -> None:
    view = replace(small_view(), ticket_ends=NOW + left)
    assert [(text.strip(), tone) for text, tone in badges(view, NOW)] == badge


def test_without_a_ticket_in_use_the_header_says_nothing_of_one() -> None:
    assert badges(small_view(), NOW) == []


def test_the_header_says_who_waits_for_a_logon_and_by_which_key() -> None:
    first, second = small_view().hosts
    view = FleetView(1, (first, refused(second, "ticket expired")), ticket_ends=NOW)
    assert [text.strip() for text, _ in badges(view, NOW)] == ["ticket expired: l"]
    reading = FleetView(1, (first, replace(refused(second), reading=True)))
    assert badges(reading, NOW) == []


def test_several_less_safe_ways_of_connecting_are_one_badge() -> None:
    first, second = small_view().hosts
    basic = replace(first, badges=("basic, password in clear",))
    ntlm = replace(second, badges=("ntlm over http: proves no host", "certificate not checked"))
    assert [text.strip() for text, _ in badges(FleetView(1, (basic, ntlm)), NOW)] == ["2 hosts less safe: 1"]
    assert [text.strip() for text, _ in badges(FleetView(1, (basic, second)), NOW)] == ["basic, password in clear"]


def test_words_of_a_host_are_kept_as_they_are() -> None:
    words_of_host = "Zugriff verweigert [/] \x1b]52;c;x"
    assert words_of_host in hosts.full_text(refused(HOST, words=words_of_host), NOW)


@pytest.mark.parametrize(
    ("seconds", "sentence"),
    [
        (61, "its clock is 1 min ahead of this one: times of its events mislead"),
        (-200, "its clock is 3 min behind this one: times of its events mislead"),
        (301, "its clock is 5 min ahead of this one: more than Kerberos allows"),
    ],
)
def test_a_clock_that_is_off_is_said_at_the_host_and_in_the_header(seconds: int, sentence: str) -> None:
    host = with_clock(seconds)
    assert said(host).splitlines()[1:] == [sentence]
    assert [text.strip() for text, _ in badges(FleetView(1, (host,)), NOW)] == ["clock off: 1"]
    assert [text.strip() for text, _ in badges(FleetView(1, (host, host)), NOW)] == ["2 clocks off: 1"]


@pytest.mark.parametrize("seconds", [0, 60, -60])
def test_a_clock_that_agrees_well_enough_is_not_mentioned(seconds: int) -> None:
    assert said(with_clock(seconds)) == said(HOST)
    assert badges(FleetView(1, (with_clock(seconds),)), NOW) == []


def with_clock(seconds: int) -> HostView:
    assert HOST.inventory is not None
    return replace(HOST, inventory=replace(HOST.inventory, clock_ahead=timedelta(seconds=seconds)))
