"""Texts that are meant to do harm are shown harmlessly on every screen, and go back to the host exactly."""

from collections.abc import Awaitable, Callable

import pytest

from tests.screens import scenes
from tests.screens.driver import SIZES, Console, drive
from tests.screens.fakes import NOW, FakeFleet
from tests.screens.hostile import HARMFUL, HOSTILE, hostile_view
from tui.model.drill.values import DrillTarget
from tui.model.recoverypoint import RecoveryPoint
from tui.screens.apply import ApplyScreen
from tui.screens.base import ConsoleScreen
from tui.screens.dialogs.waiver import WaiverDialog
from tui.screens.drill.point import choose_point
from tui.screens.panes.machines import MachinesPane
from tui.wsman.client import Call

Procedure = Callable[[Console], Awaitable[None]]


async def settled(console: Console, screen: str) -> None:
    await console.until(lambda: type(console.app.screen).__name__ == screen, f"{screen}, not {console.app.screen}")
    await console.pilot.pause()


def harmless(console: Console) -> None:
    found = HARMFUL & set(console.text.replace("\n", ""))
    assert not found, [hex(ord(each)) for each in found]


async def every_vm(console: Console) -> None:
    """Every VM's adapters, and enter on the first of them."""
    pane = console.app.screen.query_one(MachinesPane)
    for number in range(1, len(HOSTILE) + 1):
        pane.go_to(("dr-hv-01", f"VM-{number}"))
        await console.press("3", "down", "down")
        harmless(console)
        await console.press("2")


async def on_hosts(console: Console) -> None:
    await console.press("1", "down", "enter")
    await settled(console, "FullText")
    harmless(console)
    await console.press("y")
    await settled(console, "CopyDialog")


async def on_events(console: Console) -> None:
    await console.press("4")
    for _ in HOSTILE:
        await console.press("enter")
        await settled(console, "FullText")
        harmless(console)
        await console.press("q", "down")


async def wide(console: Console) -> None:
    await console.press("W")
    for _ in range(12):
        await console.press("right")
        harmless(console)


async def filtered(console: Console) -> None:
    await console.press("E", "slash")
    await console.type("clip")
    await console.sees("filter: clip")


async def in_the_palette(console: Console) -> None:
    await console.press("colon")
    await settled(console, "Palette")
    await console.type("l")


async def copying(console: Console) -> None:
    await console.press("y")
    await settled(console, "ChoiceDialog")
    harmless(console)
    await console.press("down", "enter")
    await settled(console, "CopyDialog")


async def editing(console: Console) -> None:
    await console.press("e")
    await settled(console, "EditScreen")


async def choosing_a_switch(console: Console) -> None:
    await console.press("t")
    await settled(console, "ChoiceDialog")


async def reviewing(console: Console) -> None:
    for number in range(1, len(HOSTILE) + 1):
        console.app.screen.query_one(MachinesPane).go_to(("dr-hv-01", f"VM-{number}"))
        await console.press("t")
        await settled(console, "ChoiceDialog")
        await console.press("home", "enter")
    await console.press("d")
    await settled(console, "ReviewScreen")
    await console.press("pagedown")


async def readiness(console: Console) -> None:
    await console.press("v")
    await settled(console, "ReadinessScreen")
    await console.until(lambda: "judging" not in console.text, "findings")


async def by_key(console: Console, key: str) -> None:
    await console.press("home", key)
    await console.until(lambda: len(console.app.screen_stack) > 2, f"what {key} opens")
    await console.pilot.pause()
    harmless(console)
    await console.press("down", "enter")
    await console.pilot.pause()


async def drill(console: Console) -> None:
    await by_key(console, "D")


async def board(console: Console) -> None:
    await by_key(console, "b")


async def failover(console: Console) -> None:
    await by_key(console, "f")


EVERYTHING = " ".join(HOSTILE[:-2])
"""As one name, without what is only long."""
SEEN = "]52;c"
"""What of it can be read wherever it is shown."""


async def failover_plan(console: Console) -> None:
    await scenes.open_failover_plan(console, EVERYTHING)
    await console.sees(SEEN)


async def failover_on_its_way(console: Console) -> None:
    await scenes.open_failover(console, EVERYTHING, over=False)
    await console.sees(SEEN)
    harmless(console)
    await console.press("down", "enter")
    await settled(console, "FullText")


async def drill_on_its_way(console: Console) -> None:
    await scenes.open_drill(console, EVERYTHING, over=False)
    await console.sees(SEEN)
    harmless(console)
    await console.press("down", "enter")
    await settled(console, "FullText")


async def drift(console: Console) -> None:
    await scenes.open_drift(console, EVERYTHING)
    await console.sees(SEEN)
    harmless(console)
    await console.press("end")


async def left_behind(console: Console) -> None:
    scenes.interrupted_drill(console.app.fleet.journal, EVERYTHING.replace("\ud800", ""))
    await console.press("b", "l")
    await settled(console, "CleaningScreen")
    await console.sees("drill values", SEEN)
    harmless(console)
    await console.press("end", "c")


class PointsFleet:
    """Hosts whose recovery points have names that mean harm."""

    def hands(self, host: str) -> "PointsFleet":
        return self

    def read(self, job: object) -> tuple[RecoveryPoint, ...]:
        return tuple(RecoveryPoint(text, NOW, "other") for text in HOSTILE)

    def close(self) -> None:
        return


async def recovery_points(console: Console) -> None:
    screen, target = console.app.screen, DrillTarget("dr-hv-01", "VM-1", EVERYTHING)
    assert isinstance(screen, ConsoleScreen)
    choose_point(screen, PointsFleet(), target, NOW, lambda point, words: None)  # type: ignore[arg-type]
    await settled(console, "ChoiceDialog")
    await console.sees(SEEN)


async def waiver(console: Console) -> None:
    console.app.push_screen(WaiverDialog(EVERYTHING, EVERYTHING, 2))
    await settled(console, "WaiverDialog")
    await console.sees(SEEN)


async def calls(console: Console) -> None:
    log = console.app.fleet.calls
    for text in HOSTILE:
        log.of("dr-hv-01")(Call(text, text, text, 12.0, text))
    await console.press("5")
    await settled(console, "CallsScreen")
    await console.sees(SEEN)
    harmless(console)
    await console.press("end", "enter")


PLACES: dict[str, Procedure] = {
    "every VM": every_vm,
    "hosts": on_hosts,
    "events": on_events,
    "wide list": wide,
    "filter": filtered,
    "palette": in_the_palette,
    "copy": copying,
    "editor": editing,
    "choice of a switch": choosing_a_switch,
    "review": reviewing,
    "readiness": readiness,
    "drill": drill,
    "board": board,
    "failover": failover,
    "failover plan": failover_plan,
    "failover on its way": failover_on_its_way,
    "drill on its way": drill_on_its_way,
    "drift": drift,
    "what drills left behind": left_behind,
    "recovery points": recovery_points,
    "waiver": waiver,
    "calls": calls,
}


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "200x60"])
@pytest.mark.parametrize("place", PLACES)
def test_hostile_texts_are_shown_harmlessly(place: str, size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        await console.lists(*HOSTILE)
        harmless(console)
        await PLACES[place](console)
        harmless(console)
        assert isinstance(console.app.screen_stack[1], ConsoleScreen)

    drive(FakeFleet(hostile_view()), procedure, size=size)


def test_they_go_to_the_host_and_into_the_journal_exactly() -> None:
    async def procedure(console: Console) -> None:
        await reviewing(console)
        await console.press(*str(len(HOSTILE)))
        await console.press("home", "enter")
        await settled(console, "ApplyScreen")
        assert isinstance(console.app.screen, ApplyScreen)
        harmless(console)
        await console.until(lambda: "applying" not in console.text.lower(), "the end")
        harmless(console)
        await console.press("escape", "h")
        await settled(console, "UndoingJournalScreen")
        harmless(console)
        await console.press("enter")
        await settled(console, "FullText")
        harmless(console)

    fleet = FakeFleet(hostile_view())
    drive(fleet, procedure)
    sent = {change.vm_name: change for change in fleet.plans[0]}
    assert set(sent) == set(HOSTILE)
    for number, text in enumerate(HOSTILE[1:], start=2):
        staged = sent[text].after.staged
        assert staged is not None
        assert (staged.addresses, staged.dns) == ((f"10.9.20.{number}", text), (text,))
    held = {entry.intent.change.vm_name for entry in fleet.journal.read().entries}
    assert held == set(HOSTILE)
