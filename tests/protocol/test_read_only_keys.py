"""Every key on every screen that can be reached, and every entry of the palette, where nothing may be written."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.matrix import matrix
from tests.protocol.reading_alone import beyond_reading, seen
from tests.scenarios import default_scenario
from tests.screens.driver import Console
from tui.app import HvrApp
from tui.commands import COMMANDS, commands_in
from tui.config import read_configuration
from tui.credentials import gather
from tui.fleet.fleet import Fleet
from tui.fleet.journal import Journal
from tui.practice.serve import PracticeServer, ServeOptions
from tui.screens.base import ConsoleScreen
from tui.screens.main.fourpanes import FourPanesScreen
from tui.screens.offers import offers
from tui.screens.panes.machines import MachinesPane

pytestmark = pytest.mark.matrix

KEYS = tuple(dict.fromkeys(key for command in COMMANDS for key in command.keys))
MOVES = frozenset(key for command in commands_in("rows") for key in command.keys)
VM = "app07"
ANSWERS = (VM, "1", "yes", "1h")
"""What is typed into every field: a name and a count confirm, elsewhere."""
REACHED = frozenset({"HelpScreen", "ReadinessScreen", "JournalScreen", "CallsScreen", "Palette", "Prompt", "FullText"})
"""Some of what a console that only looks can open."""


class StayingApp(HvrApp):
    """A console that does not end when it is asked to."""

    def exit(self, *arguments: Any, **options: Any) -> None:
        """Stays."""


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[PracticeServer]:
    with PracticeServer(ServeOptions(default_scenario(), tmp_path / "ground" / "hosts.yaml")) as server:
        yield server


@pytest.fixture(params=matrix(["by the option", "by the hosts file"], ["by the option"]))
def fleet(request: pytest.FixtureRequest, ground: PracticeServer, tmp_path: Path) -> Iterator[Fleet]:
    configuration = read_configuration(tmp_path / "ground" / "hosts.yaml")
    by_option = request.param == "by the option"
    if not by_option:
        hosts = tuple(replace(host, read_only=True) for host in configuration.hosts)
        configuration = replace(configuration, hosts=hosts)
    secrets = gather(configuration, lambda text: pytest.fail(f"asked: {text}"))
    fleet = Fleet(configuration, secrets, Journal(tmp_path / "journal"), read_only=by_option)
    yield fleet
    fleet.close()


def _drive(fleet: Fleet, procedure: Callable[[Console], Awaitable[None]]) -> None:
    async def go() -> None:
        app = StayingApp(fleet)
        async with app.run_test(size=(120, 24)) as pilot:
            console = Console(app, pilot)
            await console.select(VM)
            await procedure(console)
            HvrApp.exit(app)

    asyncio.run(go())


class _Crawl:
    """Presses every key wherever it comes to, and goes on from what that opens."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._app = console.app
        self._pilot: Pilot[None] = console.pilot
        self.ways: dict[str, tuple[str, ...]] = {}
        """The keys that lead to each place from the panes."""

    @property
    def place(self) -> str:
        """The screen; of the panes, the one that has the focus."""
        screen = self._app.screen
        focused = f" {type(screen.focused).__name__}" if isinstance(screen, FourPanesScreen) else ""
        return type(screen).__name__ + focused

    async def explore(self) -> None:
        await self._home()
        waiting = [self.place]
        self.ways[self.place] = ()
        while waiting:
            place = waiting.pop(0)
            for act in self._acts(await self._go(place)):
                if self.place != place and not await self._go(place):
                    continue
                await self._do(act)
                if self.place not in self.ways:
                    self.ways[self.place] = (*self.ways[place], act)
                    waiting.append(self.place)

    def _acts(self, is_there: bool) -> tuple[str, ...]:
        """On the first place every key of the table, elsewhere those that do something there; and typed answers."""
        if not is_there:
            return ()
        bound = (key for key in self._app.screen.active_bindings if key not in MOVES)
        keys = KEYS if len(self.ways) == 1 else (*bound, "enter")
        return (*dict.fromkeys(keys), *(f"type {answer}" for answer in ANSWERS if self._app.screen.query(Input)))

    async def _do(self, act: str) -> None:
        if not act.startswith("type "):
            await self._pilot.press(act)
        else:
            for field in self._app.screen.query(Input):
                field.value = act.removeprefix("type ")
            await self._pilot.press("enter")

    async def _go(self, place: str) -> bool:
        await self._home()
        for act in self.ways[place]:
            await self._do(act)
        return self.place == place

    async def _home(self) -> None:
        await self._pilot.press("escape")
        while len(self._app.screen_stack) > 2:
            self._app.pop_screen()
            await self._pilot.pause()
        pane = self._app.screen.query_one(MachinesPane)
        pane.focus()
        pane.go_to(next((row.key for row in pane.rows if row.cells[1].text == VM), None))
        await self._pilot.pause()


@pytest.mark.timeout(900)
def test_no_key_on_any_screen_writes(
    fleet: Fleet, ground: PracticeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = _kept(ground)
    places: set[str] = set()

    async def procedure(console: Console) -> None:
        crawl = _Crawl(console)
        await crawl.explore()
        places.update(crawl.ways)

    _drive(fleet, procedure)
    assert [name for name in REACHED if not any(name in place for place in places)] == []
    assert beyond_reading(seen(ground)) == []
    assert _kept(ground) == before


@pytest.mark.timeout(900)
def test_no_entry_of_the_palette_writes(
    fleet: Fleet, ground: PracticeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = _kept(ground)
    tried: set[str] = set()

    async def procedure(console: Console) -> None:
        crawl = _Crawl(console)
        main = console.app.screen
        assert isinstance(main, ConsoleScreen)
        for offer in offers(main):
            await crawl._home()
            await console.press("colon")
            await console.until(lambda: bool(console.app.screen.query("#line")), "the palette")
            console.app.screen.query_one("#line", Input).value = offer.command.label
            await console.press("enter", "enter")
            tried.add(offer.command.id)

    _drive(fleet, procedure)
    assert {"journal", "readiness", "refresh"} <= tried
    assert beyond_reading(seen(ground)) == []
    assert _kept(ground) == before


def _kept(ground: PracticeServer) -> list[Any]:
    """What only a write changes; the guests of running VMs go their own ways."""
    return [
        (name, machine["mode"], machine["power"], machine["test_of"], adapter["staged"], adapter["switch"])
        for machines in ground.administration.truth().values()
        for name, machine in machines.items()
        for adapter in machine["adapters"].values()
    ]
