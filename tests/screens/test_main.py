"""The four panes."""

from dataclasses import replace

import pytest

from tests.screens.driver import SIZES, Console, drive
from tests.screens.fakes import FakeFleet, FleetShape, event, small_view, troubled_view, up
from tui.fleet.view import FleetView, HostState, HostView
from tui.screens.panes.events import EventsPane
from tui.screens.panes.hosts import HostsPane
from tui.screens.panes.machines import MachinesPane

at_both_sizes = pytest.mark.parametrize("size", SIZES, ids=["80x24", "200x60"])


def test_the_fake_fleet_has_the_shape_that_the_console_asks_for() -> None:
    fleet: FleetShape = FakeFleet(small_view())
    assert fleet.view.hosts


@at_both_sizes
def test_replicas_and_test_vms_are_shown_at_first_and_the_others_on_request(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        await console.sees("sql01", "sql01 - Test", "web21", "a: 2 others")
        assert not {"print01", "erp01"} & set(console.listed)
        await console.press("a")
        await console.sees("print01", "erp01", "primary, run")
        await console.press("a")
        await console.lists_no("erp01")

    drive(FakeFleet(small_view()), procedure, size=size)


@at_both_sizes
def test_everything_staged_on_the_selected_vm_is_shown_as_the_host_holds_it(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        await console.select("junk01")
        await console.press("3", "down")
        await console.sees("10.9.20.40/24", "not an address", "✗ not an address: not an IPv4 or IPv6 address")
        await console.sees('dns ""')
        await console.press("2")
        await console.select("sql01")
        await console.sees("IPv4 and IPv6, static", "10.9.20.11/24", "2001:db8:20::11/64", "gateway 10.9.20.1")
        await console.press("3", "down")
        await console.sees("✗ not connected: it will wake without a network")
        await console.press("end")
        await console.sees("! nothing staged: it will wake with the primary's address")

    drive(FakeFleet(small_view()), procedure, size=size)


@at_both_sizes
def test_every_host_state_has_its_word(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        await console.sees("4 hosts: 1 failed, 1 stale 5 min, 1 connecting")
        await console.press("1")
        await console.sees("● ", "◐ ", "✗ ", "○ ", "failed", "stale", "connecting", "2026-11-01")

    view = troubled_view()
    fresh = replace(view.hosts[1], as_of=view.hosts[1].trouble.since if view.hosts[1].trouble else None)
    drive(FakeFleet(replace(view, hosts=(view.hosts[0], fresh, *view.hosts[2:]))), procedure, size=size)


def test_a_host_that_stops_answering_keeps_its_rows_with_their_age() -> None:
    async def procedure(console: Console) -> None:
        await console.sees("✗◐", "web21", "5 min old")
        await console.select("web21")
        await console.sees("as read 5 min ago: dr-hv-02 does not answer now")

    drive(FakeFleet(troubled_view()), procedure, size=(200, 60))


def test_the_cursor_stays_on_its_vm_when_others_come_before_it() -> None:
    async def procedure(console: Console) -> None:
        await console.select("web01")
        first, second = fleet.view.hosts
        assert first.inventory is not None
        earlier = replace(first.inventory.machines[0], id="VM-99", name="aaa01")
        inventory = replace(first.inventory, machines=(earlier, *first.inventory.machines))
        fleet.view = replace(fleet.view, hosts=(replace(first, inventory=inventory), second))
        await console.sees("aaa01")
        assert console.selected == "web01"

    fleet = FakeFleet(small_view())
    drive(fleet, procedure)


def test_the_filter_narrows_while_typing_and_escape_shows_all_again() -> None:
    async def procedure(console: Console) -> None:
        await console.press("slash")
        await console.type("web")
        await console.lists_no("app07")
        await console.sees("web01", "web21", "filtered from 8", "filter: web")
        await console.press("enter", "escape")
        await console.sees("app07 ")
        await console.sees_no("filter: web")

    drive(FakeFleet(small_view()), procedure)


def test_a_filter_that_finds_nothing_says_how_to_see_all_again() -> None:
    async def procedure(console: Console) -> None:
        await console.press("slash")
        await console.type("zzz")
        await console.sees("no VM holds “zzz”: esc shows all again")

    drive(FakeFleet(small_view()), procedure)


def test_a_filter_word_that_there_is_not_is_told_on_the_status_line_once_it_is_entered() -> None:
    async def procedure(console: Console) -> None:
        await console.press("slash")
        await console.type("verdict:bloked")
        await console.sees("there is no verdict bloked: there are ready, warn, blocked; esc shows all")
        assert "bloked" not in console.status
        await console.press("enter")
        await console.says("there is no verdict bloked: there are ready, warn, blocked")

    drive(FakeFleet(small_view()), procedure)


def test_a_key_that_means_nothing_takes_back_what_another_key_said() -> None:
    async def procedure(console: Console) -> None:
        await console.select("web01")
        resting = console.status
        await console.press("i")
        await console.says("web01 is not running")
        await console.press("f12")
        await console.until(lambda: console.status == resting, "the resting line")

    drive(FakeFleet(small_view()), procedure)


def test_a_key_that_means_nothing_in_the_review_takes_back_what_was_said() -> None:
    async def procedure(console: Console) -> None:
        for vm in ("web01", "web21"):
            await console.select(vm)
            await console.press("t")
            await console.until(lambda: len(console.app.screen_stack) == 3, "the choice")
            await console.press("home", "enter")
            await console.until(lambda: len(console.app.screen_stack) == 2, "the panes")
        await console.press("d")
        await console.sees("Apply to 2 adapters")
        await console.press("enter")
        await console.says("type 2, the number of adapters")
        await console.press("f12")
        await console.until(lambda: not console.status, "an empty status line")

    drive(FakeFleet(small_view()), procedure)


def test_a_narrow_header_keeps_what_is_blocked_beside_its_badges() -> None:
    async def procedure(console: Console) -> None:
        await console.sees("web01")
        await console.until(lambda: "6 blocked" in console.text.splitlines()[0], "what is blocked")
        line = console.text.splitlines()[0]
        assert "ntlm over http" in line
        assert "ready" not in line

    drive(FakeFleet(troubled_view()), procedure)


def test_events_come_newest_first_and_the_ticker_shows_the_newest() -> None:
    async def procedure(console: Console) -> None:
        await console.sees("✗ 12:00:00  dr-hv-02  Error  32086  sql01  Replication was suspend")
        fleet.view = replace(fleet.view, events=(*fleet.view.events, event(90, "The newest of all.", level=3)))
        await console.sees("The newest of all.")
        await console.press("4")
        await console.until(lambda: isinstance(console.app.focused, EventsPane), "the events pane")
        await console.press("enter")
        await console.sees("Warning 32090 from Microsoft-Windows-Hyper-V-VMMS", "The newest of all.")
        await console.press("q")
        await console.until(lambda: isinstance(console.app.focused, EventsPane), "the events pane again")

    fleet = FakeFleet(small_view())
    drive(fleet, procedure)


def test_in_a_narrow_terminal_hosts_and_events_open_whole_and_leave_again() -> None:
    async def procedure(console: Console) -> None:
        await console.sees("2 Replica VMs")
        assert "1 Hosts" not in console.text
        await console.press("1")
        await console.sees("1 Hosts", "dr-hv-02")
        await console.sees_no("2 Replica VMs")
        await console.press("4")
        await console.sees("4 Events")
        await console.press("escape")
        await console.sees("2 Replica VMs", "3 Adapters of")

    drive(FakeFleet(small_view()), procedure)


def test_in_a_wide_terminal_all_four_panes_are_seen() -> None:
    async def procedure(console: Console) -> None:
        await console.sees("1 Hosts", "2 Replica VMs", "3 Adapters of", "4 Events", "starts only by failover")
        await console.press("1")
        await console.until(lambda: isinstance(console.app.focused, HostsPane), "the hosts pane")
        await console.press("tab")
        await console.until(lambda: isinstance(console.app.focused, MachinesPane), "the VMs pane")

    drive(FakeFleet(small_view()), procedure, size=(200, 60))


def test_a_fleet_that_has_not_answered_says_so_and_fills_when_it_does() -> None:
    async def procedure(console: Console) -> None:
        await console.sees("reading the hosts …")
        fleet.view = small_view()
        await console.sees("sql01")
        await console.until(lambda: fleet.started, "the fleet to be read")

    connecting = FleetView(1, (HostView("dr-hv-01", None, HostState.CONNECTING),))
    fleet = FakeFleet(connecting)
    drive(fleet, procedure)


def test_a_burst_of_newer_views_is_drawn_once() -> None:
    async def procedure(console: Console) -> None:
        pane = console.app.screen.query_one(MachinesPane)
        await console.sees("web21")
        drawn: list[int] = []
        show = pane.show_view

        def counted(*given: object) -> None:
            drawn.append(1)
            show(*given)  # type: ignore[arg-type]

        pane.show_view = counted  # type: ignore[method-assign, assignment]
        for number in range(200):
            last = event(100 + number, f"event number {number}")
            fleet.view = replace(fleet.view, events=(*fleet.view.events, last))
        await console.sees("event number 199")
        assert len(drawn) < 10

    fleet = FakeFleet(small_view())
    drive(fleet, procedure)


def test_refresh_asks_for_the_host_of_the_selected_vm() -> None:
    async def procedure(console: Console) -> None:
        await console.select("web21")
        await console.press("r")
        await console.says("reading dr-hv-02 again")
        assert fleet.refreshed == ["dr-hv-02"]

    fleet = FakeFleet(small_view())
    drive(fleet, procedure)


@at_both_sizes
def test_hostile_names_are_drawn_harmlessly(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        await console.sees("[prod]web", "[/foo]", "␛]52;c;x�")
        assert "\x1b" not in console.text
        assert "\x9b" not in console.text
        assert "\u202e" not in console.text

    names = (
        "[prod]web",
        "[/foo]",
        "\x1b]52;c;x\x9b",
        "[@click=app.quit]x[/]",
        "\u202egnp",
        "日本語の長い名前の機械です",
    )
    first = small_view().hosts[0]
    assert first.inventory is not None
    machines = tuple(
        replace(first.inventory.machines[0], id=f"VM-{number}", name=name) for number, name in enumerate(names)
    )
    drive(FakeFleet(FleetView(1, (up("[/host]", machines),))), procedure, size=size)


def test_help_lists_every_command_without_cutting_it_at_80_columns() -> None:
    async def procedure(console: Console) -> None:
        await console.press("question_mark")
        await console.sees("every key")
        assert "…" not in console.text.replace("… ", "")
        await console.press("end")
        await console.sees("ctrl+q")
        await console.press("q")
        await console.sees("2 Replica VMs")

    drive(FakeFleet(small_view()), procedure)
