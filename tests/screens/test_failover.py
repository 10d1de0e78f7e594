"""Failovers from the console, on practice hosts: what is offered, the typed name, the questions, the end."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.screens.driver import SIZES, Console
from tests.screens.onground import EXAMPLES, OpenFleet, changes, hosts_are_up, run
from tui.fleet.drill.record import plan_document as drill_document
from tui.fleet.failover.record import plan_document
from tui.fleet.journal import Journal
from tui.fleet.judging.assessing import Assessor
from tui.model.drill.values import DrillPlan, DrillTarget
from tui.model.failover.deed import Deed
from tui.model.failover.values import FailoverPlan, FailoverTarget, Tier, Whereabouts
from tui.practice.serve import PracticeServer
from tui.screens.failover.plan import FailoverPlanScreen


async def open_menu(console: Console, vm: str) -> None:
    await console.lists("dc01", "sql01", "app07")
    await console.select(vm)
    await hosts_are_up(console)
    await console.press("f")
    await console.sees(f"Failover · {vm} on ")


@pytest.mark.parametrize("size", SIZES)
def test_the_menu_offers_what_the_states_allow_and_says_why_not_the_rest(
    size: tuple[int, int], open_fleet: OpenFleet
) -> None:
    async def procedure(console: Console) -> None:
        await open_menu(console, "sql01")
        await console.sees("planned failover", "suspend replication", "run book")
        await console.sees("it runs on prod-hv-01: plan the failover, or turn that one off first")
        await console.sees("no failover has begun", "it is done on the primary, prod-hv-01")
        await console.press("escape")
        await console.sees("3 Adapters of sql01")

    run(open_fleet(), procedure, size)


def test_what_is_not_offered_says_why_when_it_is_chosen(open_fleet: OpenFleet, ground: PracticeServer) -> None:
    async def procedure(console: Console) -> None:
        await open_menu(console, "sql01")
        await console.press("down", "down", "down", "enter")
        await console.says("unplanned failover: it runs on prod-hv-01")
        assert changes(ground) == []

    run(open_fleet(), procedure)


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_sent_before_the_name_is_typed_and_then_it_goes_to_its_end(
    size: tuple[int, int], open_fleet: OpenFleet, ground: PracticeServer
) -> None:
    async def procedure(console: Console) -> None:
        await open_menu(console, "sql01")
        await console.press("enter")
        await console.sees("Planned failover · sql01 · 1 VM", "1 shut down the primary", "To begin type sql01")
        await console.sees("from prod-hv-01 to dr-hv-02", "wakes with 10.9.20.11, 10.9.20.12, on DR-LAN")
        await console.type("sql")
        await console.press("enter")
        await console.says("type sql01 to begin; nothing has been sent")
        assert changes(ground) == []
        await console.type("01\n")
        await console.sees("Under way · sql01 · planned failover", "shut down the primary", "a answer")
        await console.sees("Ended · sql01", "✓ verify the addresses", "2 of 2 addresses, gateway, dns")
        await console.sees("esc back")
        await console.sees_no("a answer")
        await console.sees_no("s stop after this")
        await console.says("done; esc goes back")
        await console.press("escape")
        await console.sees("Failover · sql01 on dr-hv-02")

    run(open_fleet(), procedure, size)
    last = [call["method"] for call in changes(ground)][-2:]
    assert last == ["ReverseReplicationRelationship", "RequestStateChange"]


def test_f5_leaves_the_reversal_out(open_fleet: OpenFleet) -> None:
    async def procedure(console: Console) -> None:
        await open_menu(console, "sql01")
        await console.press("enter")
        await console.sees("4 reverse replication")
        await console.press("f5")
        await console.says("replication is not reversed with it")
        await console.sees_no("4 reverse replication")
        await console.press("f3")
        await console.type("a move\n")
        await console.says("the journal will say: a move")

    run(open_fleet(), procedure)


def test_a_lost_primary_is_confirmed_the_recovery_point_chosen_and_the_failover_completed(
    open_fleet: OpenFleet, ground: PracticeServer
) -> None:
    fleet = open_fleet()

    async def procedure(console: Console) -> None:
        await console.lists("sql01")
        await hosts_are_up(console)
        ground.administration.happen("prod-hv-01", "host-down")
        fleet.refresh("prod-hv-01")
        await console.until(lambda: fleet.view.host("prod-hv-01").state.value == "stale", "the lost host")
        await console.select("sql01")
        await console.press("f")
        await console.sees("prod-hv-01 does not answer: that the primary does not run there")
        await console.press("enter")
        await console.sees("Unplanned failover · sql01", "recovery point: latest; last received")
        await console.press("f2")
        await console.sees("application-consistent", "loses")
        await console.press("escape")
        await console.type("sql01\n")
        await console.sees("make sure that it does not run", "a answers")
        await console.press("a")
        await console.sees("it does not run, fail over")
        await console.press("home", "enter")
        await console.sees("To go on type sql01:")
        await console.type("sql01\n")
        await console.sees("complete or cancel its failover")
        await console.press("a")
        await console.sees("for good, the recovery points are merged")
        await console.press("home", "enter")
        await console.sees("To complete type sql01:")
        await console.type("sql01\n")
        await console.sees("Ended · sql01 · unplanned failover")
        await console.sees("completed")

    run(fleet, procedure)
    assert [call["method"] for call in changes(ground)][-1] == "CommitFailover"


@pytest.mark.parametrize("size", SIZES)
def test_completing_is_confirmed_with_its_warning_before_ones_eyes(
    size: tuple[int, int], open_fleet: OpenFleet
) -> None:
    fleet = open_fleet()
    target = FailoverTarget("VM-1", "sql01", Whereabouts("dr-hv-02"))
    plan = FailoverPlan("sql01", Deed.COMPLETE, (target,), (Tier("all", ("VM-1",)),))

    async def procedure(console: Console) -> None:
        await console.lists("sql01")
        console.app.push_screen(FailoverPlanScreen(fleet, Assessor(fleet), lambda: datetime.now(UTC), plan))
        await console.sees("Complete failover · sql01", "! cannot be taken back: the other recovery points are merged")
        await console.says("cannot be taken back: the other recovery points are merged")

    run(fleet, procedure, size)


def test_a_run_book_asks_before_its_tier_and_what_is_stopped_is_found_and_left_as_it_is(
    open_fleet: OpenFleet, ground: PracticeServer
) -> None:
    async def procedure(console: Console) -> None:
        await open_menu(console, "dc01")
        await console.press("down", "down", "enter")
        await console.sees("it is shown first, nothing is sent")
        await console.type(str(EXAMPLES / "planned-failover.yaml"))
        await console.press("enter")
        await console.sees("move the site · 3 VMs", "Tier 1: directory", "asks before it begins: Has the directory")
        await console.type("move the site 3\n")
        await console.sees("before databases: Has the directory been checked?")
        await console.press("s")
        await console.sees("Ended · move the site")
        await console.press("escape")
        await console.sees("unfinished: move the site, planned failover")
        await console.press("home", "enter")
        await console.sees("leave as it is")
        await console.press("end", "enter")
        await console.says("move the site: left as it is")
        await console.sees_no("unfinished:")

    run(open_fleet(), procedure, SIZES[1])


def test_what_speaks_against_a_long_plan_is_counted_on_a_small_screen_too(open_fleet: OpenFleet) -> None:
    async def procedure(console: Console) -> None:
        await open_menu(console, "dc01")
        await console.press("enter")
        await console.says("no blocker, no warning; page down and page up go through the plan")
        await console.press("escape")
        await console.sees("Failover · dc01 on ")
        await console.press("down", "down", "enter")
        await console.type(str(EXAMPLES / "lost-site.yaml"))
        await console.press("enter")
        await console.says("3 blockers; page down and page up go through the plan")

    run(open_fleet(), procedure, SIZES[0])


def test_beside_a_drill_of_another_console_a_failover_does_not_begin(
    open_fleet: OpenFleet, ground: PracticeServer
) -> None:
    fleet = open_fleet()

    async def procedure(console: Console) -> None:
        await open_menu(console, "sql01")
        (replica,) = [row for row in fleet.view.rows() if (row.machine.name, row.host.name) == ("sql01", "dr-hv-02")]
        target = DrillTarget(replica.host.name, replica.machine.id, replica.machine.name)
        fleet.journal.run_began("d" * 32, "drill", drill_document(DrillPlan((target,), "a test")))
        with fleet.journal.family("d" * 32):
            await console.press("enter")
            await console.sees("a drill has it in hand, here or in another console")
            await console.type("sql01\n")
            await console.says("1 blocker: a drill has it in hand")
        assert changes(ground) == []

    run(fleet, procedure, SIZES[1])


def test_a_run_book_that_has_moved_its_vms_is_not_run_back_by_running_it_again(
    open_fleet: OpenFleet, tmp_path: Path
) -> None:
    fleet = open_fleet()
    book = tmp_path / "book.yaml"
    book.write_text("runbook: move\nkind: planned\ntiers:\n- vms: [sql01]\n")

    async def procedure(console: Console) -> None:
        await open_menu(console, "sql01")
        vm = next(row.machine.id for row in fleet.view.rows() if row.machine.name == "sql01")
        target = FailoverTarget(vm, "sql01", Whereabouts("prod-hv-01"))
        plan = FailoverPlan("move", Deed.PLANNED, (target,), (Tier("all", (vm,)),), is_book=True)
        fleet.journal.run_began("e" * 32, "failover", plan_document(plan))
        fleet.journal.run_ended("e" * 32, {})
        await console.press("down", "down", "enter")
        await console.type(str(book))
        await console.press("enter")
        await console.says("it moved sql01 to prod-hv-01 when it last ran")

    run(fleet, procedure, SIZES[1])


def test_a_file_that_is_no_run_book_is_told_with_its_line(open_fleet: OpenFleet) -> None:
    async def procedure(console: Console) -> None:
        await open_menu(console, "dc01")
        await console.press("down", "down", "enter")
        await console.type(str(EXAMPLES / "cluster.yaml"))
        await console.press("enter")
        await console.says("runbook is missing")

    run(open_fleet(), procedure, SIZES[1])


def test_a_read_only_console_says_that_nothing_can_be_failed_over(open_fleet: OpenFleet) -> None:
    async def procedure(console: Console) -> None:
        await console.lists("dc01")
        await console.press("f")
        await console.says("failover: this console is read-only, nothing can be changed in it")

    run(open_fleet(read_only=True), procedure)


def test_an_unfinished_failover_of_an_earlier_console_is_told_at_the_start(
    open_fleet: OpenFleet, ground: PracticeServer, tmp_path: Path
) -> None:
    target = FailoverTarget("VM-1", "sql01", Whereabouts("dr-hv-02"))
    plan = FailoverPlan("sql01", Deed.PLANNED, (target,), (Tier("all", ("VM-1",)),))
    Journal(tmp_path / "journal").run_began("f" * 32, "failover", plan_document(plan))

    async def procedure(console: Console) -> None:
        await console.says("1 failover not over: f shows where it stands")
        await console.lists("sql01")
        await console.press("f")
        await console.sees("unfinished: sql01, planned failover", "nothing was begun; now not seen on dr-hv-02")

    run(open_fleet(), procedure)


def test_a_failover_whose_screen_was_left_goes_on_and_tells_when_it_asks_and_when_it_has_ended(
    open_fleet: OpenFleet,
) -> None:
    async def procedure(console: Console) -> None:
        await open_menu(console, "dc01")
        await console.press("down", "down", "enter")
        await console.type(str(EXAMPLES / "planned-failover.yaml"))
        await console.press("enter")
        await console.sees("move the site · 3 VMs")
        await console.type("move the site 3\n")
        await console.sees("Under way · move the site")
        await console.press("escape")
        await console.sees("under way: move the site")
        await console.press("escape")
        await console.says("move the site waits for an answer: f leads to it")
        await console.press("q")
        await console.says("a failover is under way")
        await console.press("f", "home", "enter")
        await console.sees("before databases: Has the directory been checked?")
        await console.press("a", "home", "enter")
        await console.sees("tier 2 of 3, databases")
        await console.press("s", "escape", "escape")
        await console.says("move the site: planned failover has ended, ")

    run(open_fleet(), procedure, SIZES[1])
