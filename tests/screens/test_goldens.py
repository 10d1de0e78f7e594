"""Every screen at both sizes, as a person reads it."""

import ast
import asyncio
import re
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from threading import Event

import pytest

import tui
from tests.screens import golden, scenes
from tests.screens.driver import PATIENCE, SIZES, Console, drive
from tests.screens.fakes import NOW, FakeFleet, refused_view, small_view, troubled_view
from tests.screens.test_drill import DrillFleet, with_test_vm
from tests.screens.test_readiness import judged_view
from tests.screens.test_review import draft, open_review
from tui.app import HvrApp
from tui.fleet.calls import HostCall
from tui.screens.opening import Opening
from tui.wsman.client import Call

Procedure = Callable[[Console], Awaitable[None]]


async def arrived(console: Console, screen: str) -> None:
    await console.until(lambda: type(console.app.screen).__name__ == screen, f"{screen}, not {console.app.screen}")


def keys(*pressed: str, at: str = "web21", to: str = "") -> Procedure:
    """With the cursor on a VM press keys; `to`: the screen that they lead to."""

    async def go(console: Console) -> None:
        await console.select(at)
        await console.press(*pressed)
        if to:
            await arrived(console, to)

    return go


async def calls(console: Console) -> None:
    sent = [
        Call("http://schemas.xmlsoap.org/ws/2004/09/enumeration/Enumerate", "Msvm_ComputerSystem", "", 12.0, "ok"),
        Call("http://x/Msvm_Service/TestReplicaSystem", "Msvm_ReplicationService", "TestReplicaSystem", 340.0, "ok"),
        Call("http://schemas.xmlsoap.org/ws/2004/09/transfer/Get", "Msvm_ConcreteJob", "", 30_000.0, "TimedOut"),
    ]
    for number, call in enumerate(sent, start=1):
        console.app.fleet.calls._calls.append(HostCall(number, NOW, "dr-hv-01", call))
    console.app.fleet.calls._count = len(sent)
    await console.press("5")
    await arrived(console, "CallsScreen")
    await console.sees("TimedOut")


async def drafted(console: Console) -> None:
    """Two changes, one of which takes a VM off its network."""
    for vm in ("web21", "web01"):
        await console.select(vm)
        await console.press("t")
        await arrived(console, "ChoiceDialog")
        await console.press("home", "enter")
        await console.until(lambda: len(console.app.screen_stack) == 2, "the panes")


async def review(console: Console) -> None:
    await drafted(console)
    await console.press("d")
    await arrived(console, "ReviewScreen")
    await console.until(lambda: "judging" not in console.text and "Judging" not in console.text, "a judgement")


async def applied(console: Console) -> None:
    await review(console)
    await console.press("2", "tab", "tab", "enter")
    await arrived(console, "ApplyScreen")
    await console.sees("2 verified")


async def journal_is_empty(console: Console) -> None:
    await console.press("h")
    await arrived(console, "UndoingJournalScreen")
    await console.sees("no change yet")


async def palette(console: Console) -> None:
    await console.select("web01")
    await console.press("colon")
    await arrived(console, "Palette")
    await console.type("web")


async def help_screen(console: Console) -> None:
    await console.press("question_mark")
    await arrived(console, "HelpScreen")


async def told_guest(console: Console) -> None:
    await console.select("sql01 - Test")
    await console.press("3", "down", "i")
    await arrived(console, "GuestEditScreen")


async def typed(console: Console) -> None:
    """What was typed in the editor is about to be thrown away."""
    await console.select("web21")
    await console.press("e")
    await arrived(console, "EditScreen")
    await console.type("1")
    await console.press("escape")
    await arrived(console, "Question")


async def copied(console: Console) -> None:
    await console.select("web21")
    await console.press("y")
    await arrived(console, "ChoiceDialog")
    await console.press("enter")
    await arrived(console, "CopyDialog")


async def journal_of_an_apply(console: Console) -> None:
    await applied(console)
    await console.press("escape", "h")
    await arrived(console, "UndoingJournalScreen")
    await console.sees("2 changes")


async def events_of_a_vm(console: Console) -> None:
    await console.select("sql01")
    await console.press("E", "4")


SCREENS: dict[str, Procedure] = {
    "main": keys(at="sql01"),
    "main-wide": keys("W"),
    "main-sorted": keys("greater_than_sign", "greater_than_sign", "greater_than_sign", "greater_than_sign"),
    "main-filtered": keys("slash", "w", "e", "b", "enter"),
    "main-marked": keys("space", "space", at="app07"),
    "hosts": keys("1"),
    "events": events_of_a_vm,
    "event": keys("4", "enter", to="FullText"),
    "adapter": keys("3", "down"),
    "edit": keys("e", to="EditScreen"),
    "protocol": keys("p", to="ChoiceDialog"),
    "connect": keys("c", to="ChoiceDialog"),
    "review": review,
    "apply": applied,
    "journal": journal_is_empty,
    "readiness": keys("v", to="ReadinessScreen"),
    "drift": keys("s", to="Prompt"),
    "unlock": keys("w"),
    "calls": calls,
    "palette": palette,
    "copy": keys("y", to="ChoiceDialog"),
    "help": help_screen,
    "drill": keys("D"),
    "board": keys("b"),
    "failover": keys("f"),
    "failover-plan": keys("f", "enter", to="FailoverPlanScreen"),
    "failover-book": partial(scenes.open_failover_plan, text="sql01"),
    "failover-run": partial(scenes.open_failover, text="sql01", over=False),
    "failover-ended": partial(scenes.open_failover, text="sql01", over=True),
    "drilling": partial(scenes.open_drill, text="Private Test Network", over=False),
    "drill-over": partial(scenes.open_drill, text="Private Test Network", over=True),
    "drift-result": partial(scenes.open_drift, text="10.9.20.40"),
    "guest-edit": told_guest,
    "discard": typed,
    "copy-text": copied,
    "journal-of-an-apply": journal_of_an_apply,
}

GOLDENS = {
    "ApplyScreen": ("apply",),
    "BoardScreen": ("board",),
    "CallsScreen": ("calls",),
    "ChangingMainScreen": (
        "main", "main-wide", "main-sorted", "main-filtered", "main-marked", "hosts", "events", "adapter", "unlock",
        "troubled",
    ),
    "ChoiceDialog": ("protocol", "connect", "copy"),
    "CleaningScreen": ("leftovers",),
    "CopyDialog": ("copy-text",),
    "CountDialog": ("destroy",),
    "CredentialDialog": ("log-on",),
    "DriftScreen": ("drift-result",),
    "DrillScreen": ("drill",),
    "DrillingScreen": ("drilling", "drill-over"),
    "EditScreen": ("edit",),
    "FailoverMenuScreen": ("failover",),
    "FailoverPlanScreen": ("failover-plan", "failover-book"),
    "FailoverRunScreen": ("failover-run", "failover-ended"),
    "FullText": ("event",),
    "GuestEditScreen": ("guest-edit",),
    "HelpScreen": ("help",),
    "JournalScreen": ("read-only-journal",),
    "LeftoversScreen": ("read-only-leftovers",),
    "MainScreen": ("read-only",),
    "OpeningScreen": ("opening",),
    "Palette": ("palette",),
    "Prompt": ("drift",),
    "Question": ("discard",),
    "ReadinessScreen": ("readiness",),
    "ReviewScreen": ("review",),
    "UndoingJournalScreen": ("journal", "journal-of-an-apply"),
    "WaiverDialog": ("waive",),
}  # fmt: skip
"""What each screen class that the console opens is drawn in."""


async def still(console: Console) -> None:
    """Until the rules have judged everything and nothing more is drawn."""
    assessor, fleet = console.app.assessor, console.app.fleet
    count = sum(len(host.inventory.machines) for host in fleet.view.hosts if host.inventory is not None)
    await console.until(lambda: len(assessor.assessment.judgement.standings) == count, "a judgement")
    before = ""
    while before != console.text:
        before = console.text
        await console.pilot.pause(0.2)


def check(console: Console, name: str, size: tuple[int, int]) -> None:
    """The screen is of the class that the golden stands for, and looks as it did but for what is of this moment."""
    assert name in GOLDENS[type(console.app.screen).__name__]
    text = re.sub(r"^ /\w+/.*$", " (the folder)", console.text, flags=re.MULTILINE)
    for moment, shown in _MOMENTS.get(name, ()):
        text = re.sub(moment, shown, text)
    golden.check(f"{name}-{size[0]}x{size[1]}", text)


_BEGUN = ((r"begun .* by \w+:", "begun (then) by somebody:"),)
_MOMENTS = {
    "apply": ((r"\b\d:\d\d\b", "0:00"),),
    "journal-of-an-apply": ((r"\b\d\d-\d\d \d\d:\d\d:\d\d\b", "11-20 12:00:00"), (r"(dr-hv-0\d +)\w+", r"\1somebody")),
    "leftovers": _BEGUN,
    "destroy": _BEGUN,
}
"""What is of the moment at which a test runs, or of the machine."""

at_both_sizes = pytest.mark.parametrize("size", SIZES, ids=["80x24", "200x60"])


@at_both_sizes
@pytest.mark.parametrize("name", SCREENS)
def test_the_screen_looks_as_it_did(name: str, size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        await console.lists("web21")
        await SCREENS[name](console)
        await still(console)
        check(console, name, size)

    drive(FakeFleet(small_view()), procedure, size=size)


@at_both_sizes
def test_a_troubled_fleet_looks_as_it_did(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        await console.select("web21")
        await still(console)
        check(console, "troubled", size)

    drive(FakeFleet(troubled_view()), procedure, size=size)


@at_both_sizes
def test_a_read_only_console_looks_as_it_did(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        await console.select("web21")
        await console.press("e")
        await still(console)
        check(console, "read-only", size)
        await console.press("h")
        await arrived(console, "JournalScreen")
        await still(console)
        check(console, "read-only-journal", size)
        await console.press("escape", "b", "l")
        await arrived(console, "LeftoversScreen")
        await console.sees("sql01 - Test")
        await still(console)
        check(console, "read-only-leftovers", size)

    drive(FakeFleet(small_view(), read_only=True), procedure, size=size)


@at_both_sizes
def test_what_drills_left_behind_looks_as_it_did(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        await console.press("b", "l")
        await arrived(console, "CleaningScreen")
        await console.sees("1 test VM", "1 unfinished drill", "1 drill value")
        await still(console)
        check(console, "leftovers", size)
        await console.press("end", "up", "c")
        await arrived(console, "CountDialog")
        check(console, "destroy", size)

    fleet = DrillFleet(with_test_vm())
    scenes.interrupted_drill(fleet.journal, "web01")
    drive(fleet, procedure, size=size)


@at_both_sizes
def test_a_refused_credential_is_asked_for_as_it_was(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        await console.lists("web21")
        fleet.view = refused_view()
        await arrived(console, "CredentialDialog")
        await still(console)
        check(console, "log-on", size)

    fleet = FakeFleet(small_view())
    drive(fleet, procedure, size=size)


@at_both_sizes
def test_a_rule_is_waived_as_it_was(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        draft(console, fleet, 3, 13, gateway="10.1.1.1")
        await open_review(console)
        await console.sees("1 blocker")
        await console.press("w")
        await arrived(console, "WaiverDialog")
        await still(console)
        check(console, "waive", size)

    fleet = FakeFleet(judged_view())
    drive(fleet, procedure, size=size)


@at_both_sizes
def test_the_first_screen_looks_as_it_did(size: tuple[int, int]) -> None:
    seen = Event()

    def fleet() -> FakeFleet:
        assert seen.wait(PATIENCE)
        return FakeFleet(small_view())

    async def go() -> None:
        app = HvrApp(Opening("hosts.yaml", fleet), clock=lambda: NOW)  # type: ignore[arg-type]
        async with app.run_test(size=size) as pilot:
            console = Console(app, pilot)
            await console.sees("opening the hosts")
            check(console, "opening", size)
            seen.set()
            await console.sees("web21")

    asyncio.run(go())


def test_every_screen_that_the_console_opens_has_its_golden_and_every_golden_its_screen() -> None:
    trees = [ast.parse(file.read_text("utf-8")) for file in sorted(Path(tui.__path__[0]).rglob("*.py"))]
    classes = {node.name: node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    screens = {name for name in classes if _is_screen(name, classes)}
    begun = {base.id for name in screens for base in _bases(classes[name])}
    calls = (node.func for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    called = {callee.id for callee in calls if isinstance(callee, ast.Name)}
    assert (screens - begun) | (screens & called) <= GOLDENS.keys() <= screens
    drawn = {path.stem for path in golden.FOLDER.glob("*.txt")}
    assert drawn == {f"{name}-{x}x{y}" for names in GOLDENS.values() for name in names for x, y in SIZES}


def _bases(of: ast.ClassDef) -> list[ast.Name]:
    plain = [base.value if isinstance(base, ast.Subscript) else base for base in of.bases]
    return [base for base in plain if isinstance(base, ast.Name)]


def _is_screen(name: str, classes: dict[str, ast.ClassDef]) -> bool:
    if name not in classes:
        return name in ("Screen", "ModalScreen")
    return any(_is_screen(base.id, classes) for base in _bases(classes[name]))
