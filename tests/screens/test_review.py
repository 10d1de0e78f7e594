"""The review: what a draft breaks and mends, waivers, reasons, scripts."""

from dataclasses import replace

import pytest
from textual.widgets import TextArea

from tests.screens.driver import SIZES, Console, drive
from tests.screens.fakes import FakeFleet, adapter, replica, up
from tests.screens.test_readiness import judged_view, staged
from tui.fleet.judging.weighing import blockers
from tui.fleet.view import FleetView
from tui.model.change import AdapterKey, AdapterNetwork, Change
from tui.screens.dialogs.waiver import WaiverDialog
from tui.widgets.clipboard import clipboard_sequence
from tui.widgets.line_input import LineInput

at_both_sizes = pytest.mark.parametrize("size", SIZES, ids=["80x24", "200x60"])


def draft(console: Console, fleet: FakeFleet, number: int, last: int, gateway: str = "10.9.20.1") -> None:
    """Keep a change of a VM's only adapter, as an editor would."""
    found = fleet.view.find(AdapterKey("dr-hv-01", f"VM-{number}", f"ADAPTER-{number}"))
    assert found is not None
    assert console.app.desk is not None
    change = Change.begin("dr-hv-01", found[1], found[2])
    console.app.desk.keep(replace(change, after=replace(change.after, staged=staged(last, gateway))))


async def open_review(console: Console) -> None:
    await console.sees("Verdict")
    await console.press("d")
    await console.sees("Review · ", "nothing has been sent")


@at_both_sizes
def test_a_change_says_what_it_mends_and_what_it_breaks(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        draft(console, fleet, 1, 11)
        draft(console, fleet, 2, 13)
        await open_review(console)
        await console.sees("✓ mends: gateway off every subnet", "1 mended")
        await console.press("down")
        await console.sees("10.9.20.13 is also staged on web01 (dr-hv-01)")

    fleet = FakeFleet(judged_view())
    drive(fleet, procedure, size=size)


@at_both_sizes
def test_a_blocker_stops_the_apply_until_it_is_waived_with_a_reason(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        draft(console, fleet, 3, 13, gateway="10.1.1.1")
        await open_review(console)
        await console.sees("1 blocker", "✗ breaks: gateway 10.1.1.1 is on none", "w waives")
        await console.press("enter")
        await console.says("1 blocker: w waives a rule with a reason")
        assert not fleet.plans
        await console.press("w")
        await console.sees("Waive: gateway off every subnet")
        await console.press("enter")
        await console.sees("give a reason")
        await console.type("router")
        await console.press("enter")
        await console.sees("– waived: gateway 10.1.1.1", "because", "router", "1 waived")
        await console.press("r")
        await console.sees("Why this is done")
        await console.type("test")
        await console.press("enter")
        await console.says("the journal will say: test")
        await console.press("enter")
        await console.sees("all verified")
        assert len(fleet.plans) == 1
        assert fleet.reasons == ["test"]
        (waiver,) = fleet.journal.read().waivers
        assert (waiver.rule, waiver.reason, waiver.apply) == ("gateway-off-subnets", "router", "apply-1")
        assert [place.sentence for place in waiver.places] == ["gateway 10.1.1.1 is on none of this adapter's subnets"]

    fleet = FakeFleet(judged_view())
    drive(fleet, procedure, size=size)


def test_one_waiver_covers_a_rule_in_many_places_and_the_count_is_typed() -> None:
    async def procedure(console: Console) -> None:
        for number in (1, 2, 3):
            draft(console, fleet, number, 20 + number, gateway="10.1.1.1")
        await open_review(console)
        await console.sees("3 blockers")
        await console.press("w")
        await console.until(lambda: isinstance(console.app.screen, WaiverDialog), "the waiver")
        await console.type("router")
        await console.press("enter")
        await console.sees("type 3, the number of places")
        await console.type("3")
        await console.press("enter")
        await console.sees_no("3 blockers")
        await console.press("exclamation_mark")
        await console.sees("sql01", "3 waived")

    fleet = FakeFleet(judged_view())
    drive(fleet, procedure)


def test_a_waiver_does_not_cover_what_is_broken_later() -> None:
    async def procedure(console: Console) -> None:
        draft(console, fleet, 3, 13, gateway="10.1.1.1")
        await open_review(console)
        await console.press("w")
        await console.until(lambda: isinstance(console.app.screen, WaiverDialog), "the waiver")
        console.app.screen.query_one("#why", LineInput).value = "router"
        await console.press("enter")
        await console.sees("because", "router", "1 waived")
        await console.press("escape")
        draft(console, fleet, 3, 13, gateway="10.2.2.2")
        await open_review(console)
        await console.sees("1 blocker", "gateway 10.2.2.2 is on none")

    fleet = FakeFleet(judged_view())
    drive(fleet, procedure)


@at_both_sizes
@pytest.mark.parametrize(("kind", "cmdlet"), [("PowerShell", "Set-VMNetworkAdapter"), ("WMI", "Invoke-CimMethod")])
def test_the_review_is_shown_as_a_script_and_says_where_it_went(size: tuple[int, int], kind: str, cmdlet: str) -> None:
    async def procedure(console: Console) -> None:
        assert console.app.desk is not None
        key = AdapterKey("dr-hv-01", "11111111-2222-3333-4444-555555555555", "66666666-2222-3333-4444-555555555555")
        before = AdapterNetwork(staged(14), None, connected=False, switch_id=None)
        after = replace(before, staged=staged(15))
        console.app.desk.keep(Change(key, "gone01", "Network Adapter", 2, before, after))
        await open_review(console)
        await console.press("y")
        await console.sees("┏━ Copy", "PowerShell", "WMI")
        await console.press(*(["down"] if kind == "WMI" else []), "enter")
        await console.sees(f"{kind} script", "Sent to the terminal, which may or may not take it")
        assert cmdlet in console.app.screen.query_one(TextArea).text

    drive(FakeFleet(judged_view()), procedure, size=size)


def test_what_no_script_can_carry_is_told() -> None:
    async def procedure(console: Console) -> None:
        draft(console, fleet, 3, 14)
        await open_review(console)
        await console.press("y")
        await console.sees("┏━ Copy")
        await console.press("enter")
        await console.says("no script: 'VM-3' is not a GUID")

    fleet = FakeFleet(judged_view())
    drive(fleet, procedure)


def test_the_clipboard_sequence_is_wrapped_for_tmux() -> None:
    plain = clipboard_sequence("hé", in_tmux=False)
    assert plain == "\x1b]52;c;aMOp\x07"
    assert clipboard_sequence("hé", in_tmux=True) == f"{plain}\x1bPtmux;\x1b{plain}\x1b\\"


def test_the_clipboard_sequence_goes_through_gnu_screen_in_short_strings() -> None:
    sent = clipboard_sequence("x" * 5000, in_screen=True)
    strings = [piece.removeprefix("\x1bP") for piece in sent.split("\x1b\\")[:-1]]
    assert "".join(strings) == clipboard_sequence("x" * 5000)
    assert all(len(string) < 256 for string in strings)


def test_without_blockers_nothing_stops() -> None:
    assert blockers(()) == ()


@at_both_sizes
def test_a_draft_goes_with_its_vm_to_another_node_and_says_so(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        draft(console, fleet, 1, 77)
        fleet.view = replace(fleet.view, version=2, hosts=(emptied, replace(nodes[1], inventory=nodes[0].inventory)))
        await open_review(console)
        await console.sees("it is on dr-hv-02 now, in the same cluster: b plans it again there")
        await console.press("b")
        await console.says("planned again from what dr-hv-02 holds now")
        assert console.app.desk is not None
        (change,) = console.app.desk.draft
        assert change.key.host == "dr-hv-02"
        assert change.after.staged == staged(77)

    nodes = [
        replace(up("dr-hv-01", (replica(1, "sql01", adapter(1, staged=staged(11))),)), cluster="dr-cl"),
        replace(up("dr-hv-02", ()), cluster="dr-cl"),
    ]
    emptied = replace(nodes[0], inventory=nodes[1].inventory)
    fleet = FakeFleet(FleetView(1, tuple(nodes)))
    drive(fleet, procedure, size=size)


def test_a_waiver_may_cover_what_is_marked_alone() -> None:
    async def procedure(console: Console) -> None:
        draft(console, fleet, 1, 11, gateway="10.1.1.1")
        draft(console, fleet, 2, 12, gateway="10.1.1.1")
        assert console.app.desk is not None
        console.app.desk.marks = frozenset({next(iter(console.app.desk.draft)).key})
        await open_review(console)
        await console.press("w")
        await console.sees("gateway off every subnet, marked alone", "1 place", "2 places")
        await console.press("down", "enter")
        await console.sees("Waive: gateway off every subnet")
        await console.type("router")
        await console.press("enter")
        await console.sees("1 waived", "1 blocker")

    one, two = (replica(n, f"sql0{n}", adapter(n, staged=staged(10 + n))) for n in (1, 2))
    fleet = FakeFleet(FleetView(1, (up("dr-hv-01", (one, two)),)))
    drive(fleet, procedure)
