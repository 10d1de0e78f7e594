"""From a key to a verified change: editor, dialogs, review, apply."""

from dataclasses import replace

import pytest
from textual import events
from textual.widgets import Button

from tests.screens.driver import SIZES, Console, drive
from tests.screens.fakes import Done, FakeFleet, Report, small_view
from tui.fleet.session import ReadOnly
from tui.model.change import Change
from tui.model.result import ChangeResult, Outcome
from tui.screens.apply import ApplyScreen
from tui.screens.desk import Desk
from tui.screens.edit import EditScreen
from tui.screens.main.changing import ChangingMainScreen
from tui.screens.review import ReviewScreen
from tui.widgets.field import LinesArea
from tui.widgets.rows import Rows

at_both_sizes = pytest.mark.parametrize("size", SIZES, ids=["80x24", "200x60"])


def draft_of(console: Console) -> list[Change]:
    assert console.app.desk is not None
    return list(console.app.desk.draft)


async def open_editor(console: Console, vm: str) -> None:
    await console.select(vm)
    await console.press("e")
    await console.until(lambda: isinstance(console.app.screen, EditScreen), "the editor")


async def fill(console: Console, field: str, text: str) -> None:
    area = console.app.screen.query_one(f"#{field}", LinesArea)
    area.focus()
    area.replace_all(text)
    await console.until(lambda: area.text == text, f"{text!r} in {field}")


@at_both_sizes
def test_an_edit_is_drafted_reviewed_applied_and_verified(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        await open_editor(console, "web01")
        await console.press("ctrl+k", "ctrl+k", "ctrl+k", "ctrl+k", "ctrl+k", "ctrl+k")
        await console.type("10.9.30.7/24\n10.9.30.8 255.255.255.0")
        await console.press("tab", "ctrl+k")
        await console.type("10.9.30.1")
        await console.press("f10")
        await console.sees("drafted, not sent yet", "review (1)")
        assert not fleet.plans
        await console.press("d")
        await console.sees("Review · 1 adapter on 1 host", "nothing has been sent", "+ 10.9.30.7/24", "- 10.9.20.11/24")
        await console.press("enter")
        await console.sees("✓  verified", "all verified")
        (plan,) = fleet.plans
        assert plan[0].after.staged is not None
        assert plan[0].after.staged.addresses == ("10.9.30.7", "10.9.30.8")
        assert plan[0].after.staged.subnets == ("255.255.255.0", "255.255.255.0")
        assert plan[0].after.staged.dns == ("10.9.0.10", "10.9.0.11")
        await console.press("escape")
        await console.sees("10.9.30.7/24", "gateway 10.9.30.1")
        assert draft_of(console) == []

    fleet = FakeFleet(small_view())
    drive(fleet, procedure, size=size)


@at_both_sizes
def test_a_fault_is_said_under_its_field_while_typing_and_keeping_is_refused(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        await open_editor(console, "web01")
        await fill(console, "addresses", "10.9.30.300/24")
        await console.sees("✗ line 1: 10.9.30.300: not an IPv4 or IPv6 address")
        await console.press("f10")
        await console.says("not kept: addresses, line 1")
        assert isinstance(console.app.screen, EditScreen)
        await fill(console, "addresses", "10.9.30.30/255.0.255.0")
        await console.sees("not a mask")
        await fill(console, "addresses", "10.9.30.30/24")
        await console.sees_no("✗ line 1")
        await fill(console, "gateways", "\n".join(f"10.9.30.{number}" for number in range(1, 7)))
        await console.sees("6 gateways: an adapter takes at most 5")

    drive(FakeFleet(small_view()), procedure, size=size)


def test_escape_asks_before_it_discards_what_was_typed() -> None:
    async def procedure(console: Console) -> None:
        await open_editor(console, "web01")
        await console.type("1")
        await console.press("escape")
        await console.sees("Discard it?")
        await console.press("n")
        await console.until(lambda: isinstance(console.app.screen, EditScreen), "the editor again")
        assert console.app.screen.query_one("#addresses", LinesArea).text.startswith("110.9.20.11/24")
        await console.press("ctrl+g")
        await console.sees("Discard it?")
        await console.press("y")
        await console.sees("2 Replica VMs")
        assert draft_of(console) == []

    drive(FakeFleet(small_view()), procedure)


def test_escape_leaves_at_once_where_nothing_was_typed() -> None:
    async def procedure(console: Console) -> None:
        await open_editor(console, "web01")
        await console.press("escape")
        await console.sees("2 Replica VMs")

    drive(FakeFleet(small_view()), procedure)


@pytest.mark.parametrize(("up", "down"), [("alt+up", "alt+down"), ("f7", "f8")])
def test_lines_move_and_their_order_is_kept(up: str, down: str) -> None:
    async def procedure(console: Console) -> None:
        await open_editor(console, "web01")
        area = console.app.screen.query_one("#addresses", LinesArea)
        await console.press(down)
        await console.until(
            lambda: area.text == "10.9.20.12/24\n10.9.20.11/24\n2001:db8:20::11/64", "the first line in second place"
        )
        await console.press(up, up)
        await console.until(lambda: area.text.startswith("10.9.20.11/24\n10.9.20.12/24"), "the order as before")
        await console.press(down, down, "f10")
        await console.sees("review (1)")
        (change,) = draft_of(console)
        assert change.after.staged is not None
        assert change.after.staged.addresses == ("10.9.20.12", "2001:db8:20::11", "10.9.20.11")
        assert change.after.staged.subnets == ("255.255.255.0", "64", "255.255.255.0")

    drive(FakeFleet(small_view()), procedure)


def test_control_characters_that_were_pasted_are_drawn_as_signs_and_told() -> None:
    async def procedure(console: Console) -> None:
        await open_editor(console, "web01")
        console.app.post_message(events.Paste("10.9.20.1\x1b]52;c;x\x9b/24, "))
        await console.sees("10.9.20.1␛]52;c;x�/24", "✗ line 1")
        assert "\x1b" not in console.text
        assert "\x9b" not in console.text

    drive(FakeFleet(small_view()), procedure)


def test_what_was_typed_survives_a_resize_and_a_newer_view() -> None:
    async def procedure(console: Console) -> None:
        await open_editor(console, "web01")
        await console.type("1")
        await console.pilot.resize_terminal(200, 60)
        fleet.view = replace(fleet.view, events=())
        await console.sees("110.9.20.11/24")
        await console.pilot.resize_terminal(80, 24)
        await console.sees("110.9.20.11/24")

    fleet = FakeFleet(small_view())
    drive(fleet, procedure)


def test_a_family_or_everything_can_be_cleared() -> None:
    async def procedure(console: Console) -> None:
        await open_editor(console, "web01")
        area = console.app.screen.query_one("#addresses", LinesArea)
        await console.press("f6")
        await console.until(lambda: area.text == "10.9.20.11/24\n10.9.20.12/24", "no IPv6 lines")
        await console.sees("Protocol  IPv4 ")
        await console.press("f9")
        await console.until(lambda: area.text == "", "no lines")
        await console.sees("Protocol  not set")
        await console.press("f10")
        await console.sees("review (1)")
        (change,) = draft_of(console)
        assert change.after.staged is not None
        assert change.after.staged.is_clear

    drive(FakeFleet(small_view()), procedure)


def test_dhcp_is_as_the_addresses_ask_for_until_it_is_chosen() -> None:
    async def procedure(console: Console) -> None:
        await open_editor(console, "web01")
        await console.sees("DHCP for IPv4  off (as the addresses ask for)")
        await console.press("f5")
        await console.sees("DHCP for IPv4  on (chosen here)")
        await console.press("ctrl+s")
        await console.sees("review (1)")
        (change,) = draft_of(console)
        assert change.after.staged is not None
        assert change.before.staged is not None
        assert change.after.staged == replace(change.before.staged, dhcp=True)

    drive(FakeFleet(small_view()), procedure)


def test_protocol_test_switch_and_connection_change_only_the_draft() -> None:
    async def procedure(console: Console) -> None:
        await console.select("app07")
        await console.press("p")
        await console.sees("ProtocolIFType of app07", "4098, as the addresses ask for, now")
        await console.press("home", "enter")
        await console.sees("review (1)")
        await console.press("t")
        await console.sees("Test switch of app07", "missing on dr-hv-01")
        await console.press("home", "enter")
        await console.sees("test switch - Gone Network")
        await console.press("c")
        await console.sees("Connection of app07")
        await console.press("home", "enter")
        (change,) = draft_of(console)
        assert change.after.staged is not None
        assert change.after.staged.protocol == 4096
        assert change.after.test_switch is None
        assert not change.after.connected
        assert change.after.switch_id == "SWITCH-L"
        assert not fleet.plans

    fleet = FakeFleet(small_view())
    drive(fleet, procedure)


def test_a_dialog_is_left_by_its_button_by_q_and_by_escape_without_a_change() -> None:
    async def procedure(console: Console) -> None:
        await console.select("app07")
        for way_out in (("q",), ("escape",), ("tab", "tab", "enter")):
            await console.press("t")
            await console.sees("Test switch of app07")
            await console.press("home", *way_out)
            await console.sees_no("Test switch of app07")
        assert draft_of(console) == []

    drive(FakeFleet(small_view()), procedure)


def test_a_key_that_does_not_apply_says_why() -> None:
    async def procedure(console: Console) -> None:
        await console.select("old01")
        await console.press("e")
        await console.says("legacy adapter: nothing can be injected into it")
        await console.select("sql01 - Test")
        await console.press("p")
        await console.says("is a test VM")
        await console.press("a")
        await console.select("erp01")
        await console.press("c")
        await console.says("erp01 is no replica")
        await console.press("d")
        await console.says("nothing is drafted")
        await console.press("x")
        await console.says("nothing is drafted for erp01")

    drive(FakeFleet(small_view()), procedure)


def test_a_read_only_host_in_a_fleet_says_so() -> None:
    async def procedure(console: Console) -> None:
        await console.select("web21")
        await console.press("t")
        await console.says("dr-hv-02 is read-only")

    fleet = FakeFleet(small_view())
    fleet.read_only_hosts = {"dr-hv-02"}
    drive(fleet, procedure)


async def draft_three(console: Console) -> None:
    for vm in ("app07", "web01", "web21"):
        await console.select(vm)
        await console.press("t")
        await console.sees(f"Test switch of {vm}")
        await console.press("home", "down", "enter")
        await console.sees_no(f"Test switch of {vm}")
    await console.sees("review (3)")


@at_both_sizes
def test_several_adapters_are_applied_only_after_their_count_was_typed(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        await draft_three(console)
        await console.press("d")
        await console.sees("Review · 3 adapters on 2 hosts", "type 3")
        await console.press("enter")
        await console.says("type 3, the number of adapters")
        await console.press("2", "enter")
        assert not fleet.plans
        await console.press("backspace", "3", "enter")
        await console.sees("Applied · 3 of 3", "3 verified")
        assert [change.vm_name for change in fleet.plans[0]] == ["app07", "web01", "web21"]

    fleet = FakeFleet(small_view())
    drive(fleet, procedure, size=size)


@at_both_sizes
def test_what_was_not_verified_stays_drafted_with_the_hosts_own_words(size: tuple[int, int]) -> None:
    def carry_out(change: Change, report: Report, done: Done) -> None:
        if change.vm_name == "web01":
            words = "The operation cannot be performed while the object is in its current state."
            done(ChangeResult(change, Outcome.FAILED, "the host refused it: 32775 invalid state", words))
        elif change.vm_name == "web21":
            done(ChangeResult(change, Outcome.CONFLICT, "the host holds something else; nothing was sent"))
        else:
            fleet.verify(change, report, done)

    async def procedure(console: Console) -> None:
        await draft_three(console)
        await console.press("d", "3", "enter")
        await console.sees("1 verified", "1 failed", "1 conflict", "32775 invalid state", "state.”")
        await console.says("2 stay in the draft")
        await console.press("q")
        await console.sees("review (2)")
        assert {change.vm_name for change in draft_of(console)} == {"web01", "web21"}

    fleet = FakeFleet(small_view())
    fleet.carry_out = carry_out
    drive(fleet, procedure, size=size)


def test_stop_finishes_what_is_on_the_wire_and_sends_nothing_further() -> None:
    waiting: list[tuple[Change, Report, Done]] = []

    async def procedure(console: Console) -> None:
        await draft_three(console)
        await console.press("d", "3", "enter")
        await console.sees("Applying · 0 of 3", "job 40 %")
        await console.press("escape")
        await console.says("still applying")
        await console.press("s")
        await console.sees("Stopping")
        for each in list(waiting):
            fleet.verify(*each)
        await console.sees("2 verified", "1 not sent", "stopped before its turn")
        assert isinstance(console.app.screen, ApplyScreen)
        assert [change.vm_name for change in draft_of(console)] == ["web01"]

    def carry_out(change: Change, report: Report, done: Done) -> None:
        report("job 40 %")
        waiting.append((change, report, done))

    fleet = FakeFleet(small_view())
    fleet.carry_out = carry_out
    drive(fleet, procedure)


def test_a_change_is_dropped_on_the_panes_and_in_the_review() -> None:
    async def procedure(console: Console) -> None:
        await draft_three(console)
        await console.press("x")
        await console.says("dropped the drafted change of web21")
        await console.press("d")
        await console.sees("Review · 2 adapters")
        await console.press("x")
        await console.sees("Review · 1 adapter on")
        await console.press("x")
        await console.sees("2 Replica VMs")
        assert draft_of(console) == []

    drive(FakeFleet(small_view()), procedure)


def test_the_review_tells_when_the_host_holds_something_else_by_now_and_plans_again() -> None:
    async def procedure(console: Console) -> None:
        await open_editor(console, "web01")
        await fill(console, "dns", "10.9.0.99")
        await console.press("f10")
        await console.sees("review (1)")
        (change,) = draft_of(console)
        fleet.hold(replace(change, after=replace(change.before, test_switch="DR-LAN")))
        await console.press("d")
        await console.sees("the host holds something else now")
        await console.press("b")
        await console.sees_no("the host holds something else now")
        (again,) = draft_of(console)
        assert again.before.test_switch == again.after.test_switch == "DR-LAN"
        assert again.after.staged == change.after.staged

    fleet = FakeFleet(small_view())
    drive(fleet, procedure)


def test_the_review_is_left_with_nothing_lost() -> None:
    async def procedure(console: Console) -> None:
        await draft_three(console)
        for way_out in ("escape", "q"):
            await console.press("d")
            await console.until(lambda: isinstance(console.app.screen, ReviewScreen), "the review")
            await console.press(way_out)
            await console.sees("review (3)")
        await console.press("d")
        await console.until(lambda: isinstance(console.app.screen, ReviewScreen), "the review")
        console.app.screen.query_one("#back", Button).press()
        await console.sees("review (3)")

    drive(FakeFleet(small_view()), procedure)


def test_nothing_that_can_write_is_built_in_a_read_only_console() -> None:
    async def procedure(console: Console) -> None:
        await console.sees("READ-ONLY", "sql01")
        assert console.app.desk is None
        assert not isinstance(console.app.screen, ChangingMainScreen)
        for key, label in (("e", "edit"), ("p", "protocol"), ("t", "test switch"), ("c", "connect"), ("d", "review")):
            await console.press(key)
            await console.says(f"{label}: this console is read-only")
        assert len(console.app.screen_stack) == 2
        await console.press("3", "enter")
        await console.says("read-only")

    drive(FakeFleet(small_view(), read_only=True), procedure)


def test_a_desk_cannot_be_had_from_a_read_only_fleet() -> None:
    with pytest.raises(ReadOnly):
        Desk(FakeFleet(small_view(), read_only=True))  # type: ignore[arg-type]


def test_quitting_with_a_write_on_the_wire_names_the_host_and_the_second_quit_leaves() -> None:
    async def procedure(console: Console) -> None:
        await console.sees("sql01")
        fleet.on_the_wire = ("dr-hv-02",)
        await console.press("q")
        await console.says("a write to dr-hv-02 is on the wire; quit again to leave now")
        assert console.app.is_running
        await console.press("q")
        await console.until(lambda: console.app.return_code == 0, "the end")

    fleet = FakeFleet(small_view())
    drive(fleet, procedure)
    assert fleet.closed


def test_quitting_with_a_draft_asks_and_without_one_leaves() -> None:
    async def procedure(console: Console) -> None:
        await draft_three(console)
        await console.press("ctrl+q")
        await console.says("3 drafted changes not applied")
        await console.press("ctrl+q")
        await console.until(lambda: console.app.return_code == 0, "the end")

    fleet = FakeFleet(small_view())
    drive(fleet, procedure)


def test_quitting_from_an_editor_with_typed_text_asks() -> None:
    async def procedure(console: Console) -> None:
        await open_editor(console, "web01")
        await console.type("1")
        await console.press("ctrl+q")
        await console.says("what you typed is not kept")
        assert isinstance(console.app.screen, EditScreen)

    drive(FakeFleet(small_view()), procedure)


def test_rows_of_the_apply_screen_keep_the_plans_order() -> None:
    async def procedure(console: Console) -> None:
        await draft_three(console)
        await console.press("d", "3", "enter")
        await console.sees("3 verified")
        rows = console.app.screen.query_one(Rows).rows
        assert [row.cells[2].text.split(" / ")[0] for row in rows] == ["app07", "web01", "web21"]

    drive(FakeFleet(small_view()), procedure)
