"""The list of VMs: its order, its columns, its filter, and that it makes no more than what changed."""

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from tests.screens.driver import SIZES, Console, drive
from tests.screens.fakes import NOW, FakeFleet, failed, replica, small_view, troubled_view, up
from tui.fleet.judging.judge import Judge
from tui.fleet.view import FleetView
from tui.model import states
from tui.remembering import Forgotten, Remembered, recall, remember
from tui.screens.panes.hosts import HostsPane
from tui.screens.panes.machine_list import MachineList
from tui.screens.panes.machines import MachinesPane
from tui.screens.panes.narrowing import Narrowing
from tui.screens.rows_of.machine_order import ORDERS, Order

at_both_sizes = pytest.mark.parametrize("size", SIZES, ids=["80x24", "200x60"])


def header_of(console: Console) -> str:
    return next(line for line in console.text.splitlines() if " VM" in line and "Host" in line and "Verdict" in line)


def listed(view: FleetView, narrowing: Narrowing) -> list[str]:
    machines = MachineList()
    machines.bring(view, Judge().judge(view, now=NOW), narrowing)
    return [each.row.machine.name for each in machines.shown]


@at_both_sizes
def test_a_key_cycles_the_column_and_another_turns_the_order_and_the_header_shows_it(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        await console.sees("VM▲")
        await console.press("greater_than_sign")
        await console.sees("Host▲")
        assert console.listed[-2:] == ["lin02", "web21"]
        await console.press("R")
        await console.sees("Host▼")
        assert console.listed[:2] == ["lin02", "web21"]
        await console.press("less_than_sign")
        await console.sees("VM▲")
        assert console.listed == sorted(console.listed)

    drive(FakeFleet(small_view()), procedure, size=size)


def test_what_matters_most_comes_first_where_a_column_tells_of_trouble() -> None:
    view = small_view()
    by = {column: listed(view, Narrowing(order=Order(column))) for column in ORDERS}
    assert by["Health"][:2] == ["sql01", "junk01"]
    assert by["Behind"][:2] == ["sql01", "web21"]
    assert by["Verdict"].index("sql01") < by["Verdict"].index("web21")
    assert by["Host"][-1] == "web21"
    for column in ORDERS:
        turned = listed(view, Narrowing(order=Order(column, turned=True)))
        assert sorted(turned) == sorted(by[column])


def test_the_cursor_stays_on_its_vm_when_the_order_changes() -> None:
    async def procedure(console: Console) -> None:
        await console.select("web01")
        for key in ("greater_than_sign", "greater_than_sign", "R", "less_than_sign"):
            await console.press(key)
            assert console.selected == "web01"

    drive(FakeFleet(small_view()), procedure)


def test_every_pane_has_an_order_of_its_own_or_says_that_it_has_one_alone() -> None:
    async def procedure(console: Console) -> None:
        await console.press("1", "greater_than_sign", "greater_than_sign")
        await console.sees("1 Hosts · by state ▲")
        hosts = console.app.screen.query_one(HostsPane)
        assert [row.key for row in hosts.rows] == ["dr-hv-01", "dr-hv-04", "dr-hv-02", "dr-hv-03"]
        await console.press("R")
        await console.sees("1 Hosts · by state ▼")
        await console.press("4", "greater_than_sign")
        await console.says("the rows of this pane have one order")

    drive(FakeFleet(troubled_view()), procedure, size=(200, 60))


@at_both_sizes
def test_a_wide_list_has_every_column_and_goes_through_them(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        await console.sees("2 Replica VMs")
        await console.press("W")
        await console.sees("W: wide")
        seen = ""
        for _ in range(14):
            assert "sql01" in console.text
            seen += console.text
            await console.press("right")
        for title in ("Host", "State", "Replication", "Health", "Behind", "NICs", "Staged", "Verdict", "Addresses",
                      "Switches", "Group"):  # fmt: skip
            assert title in seen, title
        assert "10.9.20.11, 10.9.20.12, 2001" in seen
        await console.press("left", "W")
        await console.sees("3 Adapters of")

    drive(FakeFleet(small_view()), procedure, size=size)


def test_right_says_how_to_see_more_columns_where_the_list_is_not_wide() -> None:
    async def procedure(console: Console) -> None:
        await console.press("right")
        await console.says("W shows every column")

    drive(FakeFleet(small_view()), procedure)


def test_only_what_changed_is_made_again() -> None:
    machines, judge = MachineList(), Judge()
    view = small_view()
    judgement = judge.judge(view, now=NOW)
    machines.bring(view, judgement, Narrowing())
    rows = {each.key: each.drawn(NOW) for each in machines.shown}
    keys = machines.keys
    first, second = view.hosts
    assert second.inventory is not None
    changed = tuple(
        replace(machine, enabled_state=states.RUNNING) if machine.name == "lin02" else machine
        for machine in second.inventory.machines
    )
    newer = replace(view, hosts=(first, replace(second, inventory=replace(second.inventory, machines=changed))))
    machines.bring(newer, judge.judge(newer, now=NOW), Narrowing())
    assert machines.keys is keys
    assert {each.key.vm for each in machines.shown if each.drawn(NOW) is not rows[each.key]} <= {"VM-21", "VM-22"}
    assert any(each.row.machine.enabled_state == states.RUNNING for each in machines.shown if each.key.vm == "VM-22")


def test_vms_and_hosts_that_go_leave_the_list() -> None:
    machines, judge = MachineList(), Judge()
    view = small_view()
    machines.bring(view, judge.judge(view, now=NOW), Narrowing(everything=True))
    assert (len(machines.shown), machines.of, machines.hidden) == (10, 10, 0)
    fewer = replace(view, hosts=view.hosts[1:])
    machines.bring(fewer, judge.judge(fewer, now=NOW), Narrowing(everything=True))
    assert [each.row.machine.name for each in machines.shown] == ["erp01", "lin02", "web21"]
    machines.bring(FleetView(9, (failed("dr-hv-02"),)), judge.judge(fewer, now=NOW), Narrowing(everything=True))
    assert machines.shown == []


def test_a_vm_that_becomes_blocked_is_told_and_one_that_was_is_not() -> None:
    machines, judge = MachineList(), Judge()
    view = FleetView(1, (up("dr-hv-01", (replica(1, "web01"),)),))
    machines.bring(view, judge.judge(view, now=NOW), Narrowing())
    assert machines.newly_blocked == []
    host = view.hosts[0]
    assert host.inventory is not None
    off = tuple(
        replace(machine, adapters=tuple(replace(each, connection=None) for each in machine.adapters))
        for machine in host.inventory.machines
    )
    newer = replace(view, hosts=(replace(host, inventory=replace(host.inventory, machines=off)),))
    machines.bring(newer, judge.judge(newer, now=NOW), Narrowing())
    assert "web01" in [each.row.machine.name for each in machines.newly_blocked]
    machines.bring(newer, judge.judge(newer, now=NOW), Narrowing())
    assert machines.newly_blocked == []


def test_filter_order_and_columns_are_as_they_were_left(tmp_path: Path) -> None:
    memory = tmp_path / "state" / "console.json"

    async def leave(console: Console) -> None:
        await console.press("slash")
        await console.type("web\n")
        await console.sees("filter: web")
        await console.press("greater_than_sign", "R", "u")
        await console.sees("Host▼")
        await console.press("q")

    async def come_back(console: Console) -> None:
        await console.sees("filter: web", "Host▼")
        await console.says("the list is narrowed as you left it")
        assert console.listed == ["web21", "web01"]
        assert console.app.utc
        await console.press("escape")
        await console.lists("app07")

    drive(FakeFleet(small_view()), leave, memory=memory)
    assert stat.S_IMODE(memory.stat().st_mode) == 0o600
    assert [each.name for each in memory.parent.iterdir()] == ["console.json"]
    drive(FakeFleet(small_view()), come_back, memory=memory)


@pytest.mark.parametrize("held", ["", "{", "[]", '{"needle": 3}', "\x00", json.dumps({"wide": "yes"})])
def test_a_broken_memory_is_told_and_the_console_begins_anew(held: str, tmp_path: Path) -> None:
    memory = tmp_path / "console.json"
    memory.write_text(held)

    async def procedure(console: Console) -> None:
        await console.says("filter and order begin anew")
        await console.lists("app07", "web21")

    drive(FakeFleet(small_view()), procedure, memory=memory)
    with pytest.raises(Forgotten):
        recall(memory)


def test_what_is_remembered_comes_back_and_a_column_that_is_gone_does_no_harm(tmp_path: Path) -> None:
    memory = tmp_path / "console.json"
    remember(memory, Remembered(needle="sql", column="Mood", wide=True))
    assert recall(memory) == Remembered(needle="sql", column="Mood", wide=True)
    assert recall(tmp_path / "none") == Remembered()

    async def procedure(console: Console) -> None:
        await console.sees("VM▲", "filter: sql", "W: wide")

    drive(FakeFleet(small_view()), procedure, memory=memory)


def test_a_list_that_was_filtered_shows_a_vm_that_begins_to_fit() -> None:
    async def procedure(console: Console) -> None:
        await console.press("slash")
        await console.type("state:running")
        await console.press("enter")
        await console.lists("sql01 - Test")
        await console.lists_no("lin02")
        host = fleet.view.hosts[1]
        assert host.inventory is not None
        runs = tuple(replace(machine, enabled_state=states.RUNNING) for machine in host.inventory.machines)
        newer = replace(host, inventory=replace(host.inventory, machines=runs))
        fleet.view = replace(fleet.view, hosts=(fleet.view.hosts[0], newer))
        await console.lists("lin02")
        assert console.app.screen.query_one(MachinesPane).list.of == 8

    fleet = FakeFleet(small_view())
    drive(fleet, procedure)
