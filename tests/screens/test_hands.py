"""Copying, the log of calls, events of one VM, times in UTC, a picture that holds still, a bell."""

import csv
import json
from base64 import b64decode
from dataclasses import replace
from datetime import timedelta, timezone
from io import StringIO

import pytest

from tests.screens.driver import SIZES, Console, drive
from tests.screens.fakes import NOW, FakeFleet, adapter, event, replica, small_view, up
from tui.fleet.view import FleetView
from tui.model.staged import StagedRaw
from tui.screens.calls import CallsScreen
from tui.screens.dialogs.copying import CopyDialog
from tui.screens.panes.events import EventsPane
from tui.screens.panes.machines import MachinesPane
from tui.widgets.cells import Cell, Column, Detail, Row, prose
from tui.widgets.clipboard import clipboard_sequence
from tui.widgets.rows import Rows
from tui.widgets.tabletext import row_text, table_csv, table_text
from tui.wsman.client import Call

at_both_sizes = pytest.mark.parametrize("size", SIZES, ids=["80x24", "200x60"])


async def copy(console: Console, what: str) -> str:
    """Copy something of the screen; the text as it is sent to the terminal."""
    await console.press("y")
    await console.sees("━ Copy ━")
    rows = console.app.screen.query_one(Rows)
    rows.go_to(next(row.key for row in rows.rows if row.cells[0].text == what))
    await console.press("enter")
    await console.until(lambda: isinstance(console.app.screen, CopyDialog), "the dialog with the text")
    assert isinstance(console.app.screen, CopyDialog)
    await console.sees("Sent to the terminal, which may or may not take it")
    return console.app.screen._text


@at_both_sizes
def test_a_cell_a_row_and_the_table_are_copied_exactly(size: tuple[int, int]) -> None:
    name = '=1+1 "quoted",\x1b]52;c;x\x07\nnew line'

    async def procedure(console: Console) -> None:
        await console.sees("2 Replica VMs")
        console.app.screen.query_one(MachinesPane).go_to(("dr-hv-01", "VM-1"))
        assert await copy(console, "cell VM") == name
        assert "\x1b" not in console.text
        await console.press("escape")
        assert (await copy(console, "row")).split("\t")[1:3] == [name, "dr-hv-01"]
        await console.press("escape")
        rows = list(csv.reader(StringIO(await copy(console, "table, CSV"))))
        assert rows[0][1:4] == ["VM", "Host", "State"]
        assert name in [json.loads(row[1]) for row in rows if row[1].startswith('"')]
        assert len(rows) == 1 + console_rows(console)
        await console.press("escape")
        text = await copy(console, "table, text")
        assert "lin02" in text
        assert "\x1b" not in text

    view = small_view()
    first = view.hosts[0]
    assert first.inventory is not None
    machines = (replace(first.inventory.machines[0], name=name), *first.inventory.machines[1:])
    odd = replace(first, inventory=replace(first.inventory, machines=machines))
    drive(FakeFleet(replace(view, hosts=(odd, view.hosts[1]))), procedure, size=size)


def console_rows(console: Console) -> int:
    return len(console.app.screen_stack[1].query_one(MachinesPane).rows)


def test_an_adapter_is_copied_with_what_stands_beneath_it() -> None:
    async def procedure(console: Console) -> None:
        await console.select("web01")
        await console.press("3")
        text = await copy(console, "row")
        assert "10.9.20.11/24" in text
        assert "gateway 10.9.20.1" in text

    drive(FakeFleet(small_view()), procedure)


def test_a_whole_text_is_copied_from_its_dialog() -> None:
    async def procedure(console: Console) -> None:
        await console.press("4", "enter")
        await console.sees("Error 32086")
        await console.press("y")
        await console.until(lambda: isinstance(console.app.screen, CopyDialog), "the dialog with the text")
        await console.sees("Replication was suspended because of a failure")

    drive(FakeFleet(small_view()), procedure)


def test_what_is_copied_goes_to_the_terminal_whole_and_to_tmux_wrapped() -> None:
    for in_tmux in (False, True):
        sent = clipboard_sequence("ü\x1b\n", in_tmux=in_tmux)
        assert b64decode(sent.split(";")[2].partition("\x07")[0]).decode() == "ü\x1b\n"
    assert clipboard_sequence("x", in_tmux=True).count("\x1bPtmux;\x1b\x1b]52;c;") == 1


def test_a_sentence_beneath_a_row_is_copied_as_it_reads() -> None:
    row = Row(1, (Cell("cancel failover"),), (prose("no failover has begun"), Detail(("dns 10.9.0.10", "10.9.0.11"))))
    assert row_text(row) == "cancel failover\n  no failover has begun\n  dns 10.9.0.10  10.9.0.11"
    for text in (table_text([row], [Column("Deed", 20)]), table_csv([row], [Column("Deed", 20)])):
        assert "no failover has begun" in text


def test_a_text_beyond_what_terminals_take_is_warned_of() -> None:
    async def procedure(console: Console) -> None:
        await console.sees("2 Replica VMs")
        console.app.push_screen(CopyDialog("Large", "x" * 100_000))
        await console.sees("longer than many terminals take")

    drive(FakeFleet(small_view()), procedure)


@at_both_sizes
def test_waiting_for_events_that_did_not_come_is_not_among_the_calls_that_failed(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        heard = fleet.calls.of("dr-hv-01")
        heard(Call("http://schemas.xmlsoap.org/ws/2004/09/enumeration/Pull", "EventLog", "", 20_004.0, "no event"))
        await console.press("5")
        await console.sees("EventLog", "no event")
        assert "✗" not in console.text
        await console.press("exclamation_mark")
        await console.sees("no call failed")

    fleet = FakeFleet(small_view())
    drive(fleet, procedure, size=size)


@at_both_sizes
def test_the_log_of_calls_shows_class_method_time_and_result(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        heard = fleet.calls.of("dr-hv-01")
        heard(Call("http://schemas.xmlsoap.org/ws/2004/09/enumeration/Pull", "Msvm_ComputerSystem", "", 41.6, "ok"))
        await console.press("5")
        await console.until(lambda: isinstance(console.app.screen, CallsScreen), "the calls")
        await console.sees("dr-hv-01", "Pull", "Msvm_Comp", "42", "ok")
        uri = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/virtualization/v2/Msvm_ReplicationService"
        heard(Call(f"{uri}/TestReplicaSystem", "Msvm_ReplicationService", "TestReplicaSystem", 7.0, "TimedOut"))
        await console.sees("Invoke TestRe", "TimedOut", "2 so far")
        await console.press("exclamation_mark")
        await console.sees_no("Msvm_Comp")
        await console.press("enter")
        await console.sees("Call 2 to dr-hv-01", "7.0 ms", "Result TimedOut")
        await console.press("escape", "q")
        await console.sees("2 Replica VMs")

    fleet = FakeFleet(small_view())
    drive(fleet, procedure, size=size)


def test_the_log_of_calls_is_bounded_and_numbers_go_on() -> None:
    async def procedure(console: Console) -> None:
        heard = fleet.calls.of("dr-hv-02")
        for _ in range(2500):
            heard(Call("a/Get", "Msvm_X", "", 1.0, "ok"))
        assert len(fleet.calls.newest_first()) == 2000
        assert fleet.calls.newest_first()[0].number == fleet.calls.count == 2500
        await console.press("5")
        await console.sees("2500 so far")

    fleet = FakeFleet(small_view())
    drive(fleet, procedure)


def test_events_follow_the_selected_vm_on_request_and_are_narrowed_to_faults() -> None:
    async def procedure(console: Console) -> None:
        await console.select("sql01")
        await console.press("E")
        await console.sees("4 Events · sql01 alone")
        await console.sees("suspended because")
        await console.select("web01")
        await console.sees("4 Events · web01 alone", "no such events")
        await console.press("E", "4", "exclamation_mark")
        await console.sees("all hosts · !: warnings and errors", "suspended because")
        assert len(console.app.screen.query_one(EventsPane).rows) == 1
        await console.press("2", "4", "enter")
        await console.sees("Error 32086")

    drive(FakeFleet(small_view()), procedure, size=(200, 60))


def test_times_are_in_the_operators_zone_or_in_utc_on_every_screen() -> None:
    zone = timezone(timedelta(hours=2))

    async def procedure(console: Console) -> None:
        await console.sees("12:00:00", "UTC+00:00")
        console.app._clock = lambda: NOW.astimezone(zone)
        await console.press("u", "u")
        await console.says("your own zone, UTC+02:00")
        await console.sees("14:00:00", "times in UTC+02:00")
        await console.press("h", "u")
        await console.sees("Journal", "times in UTC+00:00")
        await console.press("q")
        await console.sees("12:00:00", "times in UTC+00:00")
        await console.press("5", "u")
        await console.sees("times in UTC+02:00")

    drive(FakeFleet(small_view()), procedure, size=(200, 60))


def test_a_picture_that_holds_still_shows_since_when_and_goes_on_with_what_is_new() -> None:
    async def procedure(console: Console) -> None:
        await console.sees("suspended because")
        await console.press("P")
        await console.sees("PAUSED 12:00:00")
        fleet.view = replace(fleet.view, events=(*fleet.view.events, event(90, "The newest of all.")))
        await console.press("down", "up")
        assert "The newest of all." not in console.text
        await console.press("P")
        await console.sees("The newest of all.")
        assert "PAUSED" not in console.text

    fleet = FakeFleet(small_view())
    drive(fleet, procedure, size=(200, 60))


def unplugged(fleet: FakeFleet, name: str) -> FleetView:
    """The view with a VM that has no connection left."""
    host = fleet.view.hosts[0]
    assert host.inventory is not None
    machines = tuple(
        replace(machine, adapters=tuple(replace(each, connection=None) for each in machine.adapters))
        if machine.name == name
        else machine
        for machine in host.inventory.machines
    )
    return replace(fleet.view, hosts=(replace(host, inventory=replace(host.inventory, machines=machines)),))


def test_the_bell_rings_for_a_new_blocker_only_where_it_was_asked_for() -> None:
    async def procedure(console: Console) -> None:
        rung: list[int] = []
        console.app.bell = lambda: rung.append(1)  # type: ignore[method-assign]
        await console.until(lambda: len(console.app.assessor.assessment.judgement.standings) == 2, "a judgement")
        fleet.view = unplugged(fleet, "web01")
        await console.sees("1 blocked")
        assert rung == []
        await console.press("B")
        await console.says("the bell rings")
        fleet.view = unplugged(fleet, "web02")
        await console.sees("2 blocked")
        await console.until(lambda: bool(rung), "the bell")
        await console.says("newly blocked: web02 on dr-hv-01")

    other = StagedRaw(4096, False, ("10.9.20.99",), ("255.255.255.0",), ("10.9.20.1",), ("10.9.0.10",))
    machines = (replica(1, "web01"), replica(2, "web02", adapter(2, staged=other)))
    fleet = FakeFleet(FleetView(1, (up("dr-hv-01", machines),)))
    drive(fleet, procedure)


@pytest.mark.parametrize("keys", ["1", "3", "4", "5", "v", "h", "D", "b", "f", "question_mark"])
def test_the_table_of_every_screen_can_be_copied(keys: str) -> None:
    async def procedure(console: Console) -> None:
        fleet.calls.of("dr-hv-01")(Call("a/Get", "Msvm_X", "", 1.0, "ok"))
        await console.select("web21")
        await console.until(lambda: bool(console.app.assessor.assessment.judgement.standings), "a judgement")
        await console.press(keys, "y")
        await console.until(
            lambda: "━ Copy ━" in console.text or "nothing to copy" in console.text, "a choice or the reason for none"
        )
        if "━ Copy ━" in console.text:
            await console.press("down", "enter")
            await console.until(lambda: isinstance(console.app.screen, CopyDialog), "the dialog with the text")
            assert isinstance(console.app.screen, CopyDialog)
            assert console.app.screen._text

    fleet = FakeFleet(small_view())
    drive(fleet, procedure)
