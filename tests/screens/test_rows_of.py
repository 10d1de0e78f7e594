"""What rows say, without an app."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from tests.screens.fakes import (
    CLEAR,
    DR_LAN,
    JUNK,
    NOW,
    STAGED,
    adapter,
    event,
    failed,
    machines_one,
    replica,
    small_view,
    stale,
    troubled_view,
    up,
)
from tui.fleet.judging.assessing import Assessment
from tui.fleet.judging.judge import Judge
from tui.fleet.judging.judgement import Judgement
from tui.fleet.searching import state_text
from tui.fleet.view import FleetView, HostView, MachineRow
from tui.model import states
from tui.model.change import AdapterKey, AdapterNetwork, Change
from tui.model.machine import Adapter, Connection, Machine, Vlan
from tui.model.readiness import MachineKey, Verdict
from tui.model.result import ChangeProgress, ChangeResult, Outcome
from tui.model.times import duration
from tui.screens.choices import cable_choices, protocol_choices, switch_choices
from tui.screens.desk import rebased
from tui.screens.injecting import why_not_inject
from tui.screens.panes.machine_list import MachineList
from tui.screens.panes.narrowing import Narrowing
from tui.screens.reasons import why_not_connect, why_not_stage, why_not_test_switch
from tui.screens.rows_of import adapters, events, header, hosts, machines, results, times
from tui.screens.rows_of.listed import Home, Listed
from tui.widgets.cells import Row, place

HOST = up("dr-hv-01", machines_one())


def words(row: Row) -> str:
    """Everything a row says."""
    details = [" ".join(detail.pieces) for detail in row.details]
    return "\n".join([" | ".join(cell.text for cell in row.cells), *details])


def judged(*hosts: HostView) -> Judgement:
    return Judge().judge(FleetView(1, hosts), now=NOW)


def adapter_words(each: Adapter, *, mode: int = states.REPLICA, host: HostView = HOST) -> str:
    machine = replica(1, "sql01", each, mode=mode)
    assert host.inventory is not None
    alone = replace(host, inventory=replace(host.inventory, machines=(machine,)))
    rows = adapters.adapter_rows(alone, machine, (), NOW, Assessment(judged(alone)))
    return words(rows[-1])


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-3, "0 s"),
        (42, "42 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (7980, "2:13 h"),
        (172800, "2 d"),
        (172799, "47:59 h"),
    ],
)
def test_a_duration_is_said_as_people_say_it(seconds: float, said: str) -> None:
    assert duration(seconds) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "just now"),
        (4.9, "just now"),
        (5, "5 s"),
        (14, "5 s"),
        (15, "15 s"),
        (59, "15 s"),
        (60, "1 min"),
        (299, "1 min"),
        (300, "5 min"),
        (599, "5 min"),
        (600, "10 min"),
        (3900, "1:05 h"),
    ],
)
def test_an_age_moves_in_steps(seconds: float, said: str) -> None:
    assert times.age(seconds) == said


def test_a_moment_is_told_in_the_operators_zone_with_its_date_on_another_day() -> None:
    zone = timezone(timedelta(hours=2))
    now = NOW.astimezone(zone)
    assert times.moment(NOW, now) == "14:00:00"
    assert times.moment(datetime(2026, 11, 19, 23, 30, tzinfo=UTC), now) == "01:30:00"
    assert times.moment(datetime(2026, 11, 19, 21, 30, tzinfo=UTC), now) == "2026-11-19 23:30:00"
    assert times.short_moment(datetime(2026, 11, 19, 21, 30, tzinfo=UTC), now) == "11-19 23:30:00"
    assert times.moment(None, now) == "no time"
    assert times.offset(now) == "UTC+02:00"
    assert times.offset(NOW.astimezone(timezone(timedelta(hours=-3, minutes=-30)))) == "UTC-03:30"


@pytest.mark.parametrize(
    ("mode", "enabled", "said"),
    [
        (states.REPLICA, states.OFF, "replica, starts only by failover"),
        (states.EXTENDED_REPLICA, states.OFF, "extended replica, starts only by failover"),
        (states.REPLICA, states.RUNNING, "replica, running"),
        (states.TEST_REPLICA, states.RUNNING, "test VM, running"),
        (states.PRIMARY, states.SAVED, "primary, saved"),
        (states.NO_REPLICATION, 32781, "not replicated, other (32781)"),
        (7, states.OFF, "mode 7, off"),
    ],
)
def test_a_vms_state_tells_its_kind_and_whether_it_runs(mode: int, enabled: int, said: str) -> None:
    assert state_text(replica(1, "sql01", mode=mode, enabled=enabled)) == said


@pytest.mark.parametrize(
    ("machine", "sign", "word"),
    [
        (replica(1, "a"), "✓", "ready"),
        (replica(1, "a", health=states.HEALTH_CRITICAL), "✗", "warn"),
        (replica(1, "a", adapter(1, on=False)), "✗", "blocked"),
        (replica(1, "a", mode=states.PRIMARY), "·", ""),
        (replica(1, "a", mode=states.PRIMARY, health=states.HEALTH_CRITICAL), "✗", ""),
    ],
)
def test_the_sign_is_the_worst_of_what_the_columns_say(machine: Machine, sign: str, word: str) -> None:
    host = up("dr-hv-01", (machine,))
    standing = judged(host).standings[MachineKey("dr-hv-01", machine.id)]
    row = Listed(Home(host), machine, standing).drawn(NOW)
    assert row.cells[0].text == sign
    assert row.cells[9].text == word


def test_a_copy_that_never_received_is_never_and_a_primary_is_not_behind() -> None:
    copy = replica(1, "a")
    never = replace(copy, relationships=(replace(copy.relationships[0], last_replication=None),))
    assert machines.behind(MachineRow(HOST, copy)) == "42 s"
    assert machines.behind(MachineRow(HOST, never)) == "never"
    assert machines.behind(MachineRow(HOST, replica(1, "a", mode=states.PRIMARY))) == ""


@pytest.mark.parametrize("needle", ["SQL", "dr-hv-02", "resync", "switch:private", "10.9.20.40", "verdict:blocked"])
def test_the_filter_looks_into_what_rows_say(needle: str) -> None:
    found = MachineList()
    found.bring(small_view(), judged(*small_view().hosts), Narrowing(everything=True, needle=needle))
    assert 0 < len(found.shown) < found.of


def test_every_row_of_a_host_that_is_stale_says_how_old_it_is() -> None:
    old = stale(HOST)
    rows = [machines.machine_row(MachineRow(old, machine), NOW) for machine in machines_one()]
    assert all("5 min old" in words(row) and row.tone == "dim" and "◐" in row.cells[0].text for row in rows)


def test_a_host_that_was_read_a_moment_ago_is_said_to_be_read_just_now() -> None:
    host = stale(HOST, minutes=0)
    assert host.as_of is not None
    for seconds, read, row in ((2, "as read just now", "just now"), (70, "as read 1 min ago", "1 min old")):
        now = host.as_of + timedelta(seconds=seconds)
        assert hosts.as_read(host, now) == read
        assert row in words(machines.machine_row(MachineRow(host, machines_one()[0]), now))


def test_an_adapter_tells_how_it_is_connected() -> None:
    assert "connected DR-LAN | VLAN 20 | test: Private Test Network" in adapter_words(adapter(1))
    assert "not connected, was DR-LAN" in adapter_words(adapter(1, on=False))
    assert "switch is missing" in adapter_words(adapter(1, switch=None))
    never = replace(adapter(1), connection=None)
    assert "not connected | untagged | test: none" in adapter_words(never)
    assert "✗ not connected: it will wake without a network" in adapter_words(never)


def test_a_primary_is_not_told_how_it_would_wake() -> None:
    said = adapter_words(adapter(1, on=False, staged=CLEAR), mode=states.PRIMARY)
    assert "wake" not in said


def test_a_mac_is_shown_in_pairs_and_anything_else_as_it_is() -> None:
    assert adapters.mac_text("00155D0A0B0C") == "00-15-5D-0A-0B-0C"
    assert adapters.mac_text("dynamic") == "dynamic"


@pytest.mark.parametrize(
    ("vlan", "said"),
    [
        (None, "untagged"),
        (Vlan("access", access_id=20), "VLAN 20"),
        (Vlan("trunk", native_id=1, allowed_ids=(10, 20)), "trunk 1: 10,20"),
        (Vlan("private"), "private VLAN"),
    ],
)
def test_a_vlan_is_told_by_its_mode(vlan: Vlan | None, said: str) -> None:
    assert adapters.vlan_text(vlan) == said


def test_what_does_not_parse_is_shown_as_held_with_what_is_wrong() -> None:
    said = adapter_words(adapter(1, staged=JUNK))
    assert "not an address" in said
    assert '""' in said
    assert "✗ not an address: not an IPv4 or IPv6 address" in said


def test_nothing_staged_is_said_and_a_legacy_adapter_can_take_nothing() -> None:
    assert "! nothing staged: it will wake with the primary's address" in adapter_words(adapter(1, staged=CLEAR))
    legacy = adapter_words(adapter(1, staged=None, kind="legacy"))
    assert "! legacy adapter: nothing can be injected" in legacy
    assert "failover settings" not in legacy


def test_a_test_switch_that_the_host_lacks_is_said() -> None:
    said = "✗ drill: dr-hv-01 does not have the test switch Gone"
    assert said in adapter_words(adapter(1, test="Gone"))
    assert said not in adapter_words(adapter(1, test="DR-LAN"))


def test_a_failed_host_says_why_and_its_own_words_in_full() -> None:
    host = failed("dr-hv-03")
    assert "certificate expired 2026-11-01" in words(hosts.host_row(host, NOW))
    assert "certificate has expired" in hosts.full_text(host, NOW)


def test_rights_that_are_missing_are_not_shown_as_no_vms() -> None:
    assert HOST.inventory is not None
    blind = replace(HOST, inventory=replace(HOST.inventory, management_visible=False, machines=()))
    said = words(hosts.host_row(blind, NOW))
    assert "! | dr-hv-01 | up | ? |" in said
    assert "nothing visible: check Hyper-V Administrators" in said


def test_the_header_counts_hosts_and_replicas_and_names_badges_and_read_only() -> None:
    view = troubled_view()
    listed = MachineList()
    listed.bring(view, judged(*view.hosts), Narrowing())
    tellings, right = header.header(view, NOW, read_only=True, counts=listed.counts)
    said = ["".join(text for text, _ in group) for group in tellings[0]]
    assert said[1:] == [
        "4 hosts: 1 failed, 1 stale 5 min, 1 connecting, 1 up",
        "7 replicas: 0 ready, 1 warn, 6 blocked, 1 test VM",
    ]
    assert [text.strip() for text, _ in right] == ["ntlm over http", "READ-ONLY"]


def test_a_short_header_gives_up_ready_then_warn_and_never_what_is_blocked() -> None:
    counts = header.Counts(42, 2, True, Counter({Verdict.READY: 31, Verdict.WARN: 8, Verdict.BLOCKED: 3}))
    tellings, _ = header.header(small_view(), NOW, read_only=False, counts=counts)
    said = ["".join(text for text, _ in telling[-1]).strip() for telling in tellings]
    assert said == [
        "42 replicas: 31 ready, 8 warn, 3 blocked, 2 test VMs",
        "42 replicas: 8 warn, 3 blocked, 2 test VMs",
        "42 replicas: 3 blocked, 2 test VMs",
        "42 replicas: 3 blocked",
        "3 blocked",
        "2 hosts: 2 up",
    ]
    assert "3 blocked" in [text for text, _ in tellings[-1][0]]


def test_a_short_header_without_anything_blocked_still_counts_its_replicas() -> None:
    counts = header.Counts(42, 0, True, Counter({Verdict.READY: 42}))
    tellings, _ = header.header(small_view(), NOW, read_only=False, counts=counts)
    said = ["".join(text for text, _ in telling[-1]).strip() for telling in tellings]
    assert said[0] == "42 replicas: 42 ready"
    assert said[-2] == "42 replicas"


def test_a_short_status_line_gives_up_what_is_normal_and_keeps_name_warning_and_host() -> None:
    machine = replace(replica(1, "fileserver-eu-01", behind=8000), kvp_offered=False)
    row = MachineRow(stale(up("recovery-hv-01", (machine,))), machine)
    said = ["".join(text for text, _ in parts) for parts in header.status(row, NOW)]
    assert said[0].startswith("fileserver-eu-01: replica, starts only by failover; Replicating, Normal, ")
    assert sorted(said, key=len, reverse=True) == said
    assert all(text.startswith("fileserver-eu-01") and text.endswith("; recovery-hv-01") for text in said)
    assert all("! data exchange is not offered" in text for text in said[:-1])
    assert len(said[-1]) <= 78


USUAL = replica(1, "fileserver-eu-01", mode=states.NO_REPLICATION)
LEGACY = replace(adapter(1, staged=None, kind="legacy"), name="Network Adapter 2")
BARE = replace(adapter(1, staged=None), name="Network Adapter 2")


@pytest.mark.parametrize(
    "reason",
    [
        why_not_stage(USUAL, LEGACY),
        why_not_stage(replace(USUAL, mode=states.TEST_REPLICA), BARE),
        why_not_stage(USUAL, BARE),
        why_not_test_switch(USUAL, BARE),
        why_not_connect(USUAL, BARE),
        why_not_inject(USUAL, BARE),
        why_not_inject(replace(USUAL, enabled_state=states.RUNNING), LEGACY),
        why_not_inject(replace(USUAL, enabled_state=states.RUNNING, kvp_offered=False), BARE),
    ],
)
def test_why_a_command_is_not_for_an_adapter_fits_the_narrowest_status_line(reason: str | None) -> None:
    assert reason
    assert len(reason) <= 78


def test_a_hosts_name_takes_the_room_that_states_and_badges_do_not_need() -> None:
    calm = [up("recovery-hv-01", ()), up("dr-hv-01", ())]
    assert [placed.width for placed in place(hosts.columns(calm, NOW), 34)][1] == len("recovery-hv-01")
    assert len(hosts.columns([*calm, up("dr-hv-02", (), ("ntlm over http",))], NOW)) == 5


def test_an_event_is_shown_with_its_channels_short_name() -> None:
    rows = [events.event_row(event(2, "new", level=3), NOW)]
    assert "! | 12:00:00 | dr-hv-01 | Warning | 32002 | VMMS-Admin | sql01 | new" in words(rows[0])


def test_every_outcome_has_a_sign_and_its_word() -> None:
    change = Change.begin("dr-hv-01", replica(1, "sql01"), adapter(1))
    items = [ChangeResult(change, outcome, "why", "own words") for outcome in Outcome]
    rows = results.result_rows(items)
    assert len({row.cells[0].text for row in rows}) == len(Outcome)
    for row, outcome in zip(rows, Outcome, strict=True):
        assert outcome.value in words(row)
        assert "the host: “own words”" in words(row)
    said = "".join(text for text, _ in results.summary([*items, ChangeProgress(change, "waiting")]))
    assert said.startswith(f"{len(Outcome)} of {len(Outcome) + 1}")


def change_of(each: Adapter) -> Change:
    return Change.begin("dr-hv-01", replica(1, "sql01", each), each)


def test_the_current_test_switch_is_offered_even_where_the_host_lacks_it() -> None:
    choices, current = switch_choices(HOST, change_of(adapter(1, test="Gone")))
    assert [choice.value for choice in choices] == [None, "DR-BACKUP", "DR-LAN", "Private Test Network", "Gone"]
    assert choices[current].note == "missing on dr-hv-01"


def test_choosing_the_switch_that_is_connected_is_no_change_whatever_its_spelling() -> None:
    cable = Connection("c", enabled=True, switch_id=DR_LAN.id.lower(), switch_name=DR_LAN.name)
    choices, current = cable_choices(HOST, change_of(replace(adapter(1), connection=cable)))
    assert choices[current].label == "DR-LAN"
    assert choices[current].value == (True, DR_LAN.id.lower())


def test_a_connection_to_a_missing_switch_is_offered_as_it_is() -> None:
    cable = Connection("c", enabled=True, switch_id="GONE", switch_name=None)
    choices, current = cable_choices(HOST, change_of(replace(adapter(1), connection=cable)))
    assert choices[current].value == (True, "GONE")
    assert "missing" in choices[current].note


def test_an_undocumented_protocol_is_offered_as_it_is() -> None:
    choices, current = protocol_choices(replace(STAGED, protocol=7))
    assert choices[current].label == "undocumented (7)"
    assert "as the addresses ask for" in choices[2].note


def test_planning_again_keeps_the_operators_wishes_and_takes_the_rest_as_it_is_now() -> None:
    change = change_of(adapter(1))
    wished = replace(change, after=replace(change.before, staged=CLEAR))
    now = adapter(1, test="DR-LAN", on=False)
    view = FleetView(1, (up("dr-hv-01", (replica(1, "sql01", now),)),))
    again = rebased(wished, view)
    assert again is not None
    assert again.before == AdapterNetwork.of(now)
    assert again.after == replace(AdapterNetwork.of(now), staged=CLEAR)
    gone = replace(wished, key=AdapterKey("dr-hv-01", "VM-1", "NO-SUCH"))
    assert rebased(gone, view) is None
