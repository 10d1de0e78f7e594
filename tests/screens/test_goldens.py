"""Every screen at both sizes, as a person reads it."""

import re
from collections.abc import Awaitable, Callable

import pytest

from tests.screens import golden
from tests.screens.driver import SIZES, Console, drive
from tests.screens.fakes import NOW, FakeFleet, small_view, troubled_view
from tui.fleet.calls import HostCall
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


async def troubled(console: Console) -> None:
    await console.select("web21")


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
}


async def still(console: Console) -> None:
    """Until the rules have judged everything and nothing more is drawn."""
    assessor, fleet = console.app.assessor, console.app.fleet
    count = sum(len(host.inventory.machines) for host in fleet.view.hosts if host.inventory is not None)
    await console.until(lambda: len(assessor.assessment.judgement.standings) == count, "a judgement")
    before = ""
    while before != console.text:
        before = console.text
        await console.pilot.pause(0.2)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "200x60"])
@pytest.mark.parametrize("name", SCREENS)
def test_the_screen_looks_as_it_did(name: str, size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        await console.lists("web21")
        await SCREENS[name](console)
        await still(console)
        text = re.sub(r"^ /.*$", " (the folder)", console.text, flags=re.MULTILINE)
        if name == "apply":
            text = re.sub(r"\b\d:\d\d\b", "0:00", text)
        golden.check(f"{name}-{size[0]}x{size[1]}", text)

    drive(FakeFleet(small_view()), procedure, size=size)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "200x60"])
def test_a_troubled_fleet_looks_as_it_did(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        await troubled(console)
        await still(console)
        golden.check(f"troubled-{size[0]}x{size[1]}", console.text)

    drive(FakeFleet(troubled_view()), procedure, size=size)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "200x60"])
def test_a_read_only_console_looks_as_it_did(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        await console.select("web21")
        await console.press("e")
        await still(console)
        golden.check(f"read-only-{size[0]}x{size[1]}", console.text)

    drive(FakeFleet(small_view(), read_only=True), procedure, size=size)
