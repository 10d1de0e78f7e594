"""Drives the console in a terminal that is not there: keys in, text out, conditions to wait for."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from textual._context import visible_screen_stack
from textual.pilot import Pilot

from tests.screens.fakes import NOW, FakeFleet
from tui.app import HvrApp
from tui.keys import DEFAULT_KEYS, KeyMap
from tui.screens.panes.machines import MachinesPane
from tui.widgets.status import StatusLine

SIZES = ((80, 24), (200, 60))
PATIENCE = 45.0
"""Seconds until a condition counts as never to come."""


async def wait_until(pilot: Pilot[None], condition: Callable[[], bool], what: str) -> None:
    """Give the app turns until the condition holds; fails with what it waited for and the screen.

    It looks ever less often, because a look may draw the whole screen.
    """
    end, rest = time.monotonic() + PATIENCE, 0.005
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"waited for {what}; the screen:\n{screen_text(pilot.app)}")
        await pilot.pause(rest)
        rest = min(0.02, 1.2 * rest)


def screen_text(app: object) -> str:
    """What is drawn, line by line."""
    assert isinstance(app, HvrApp)
    # As the app does before it draws: what stands behind a dialog is part of the picture.
    visible_screen_stack.set(list(app._background_screens))
    return "\n".join(strip.text.rstrip() for strip in app.screen._compositor.render_strips())


class Console:
    """The console as a person sees it."""

    def __init__(self, app: HvrApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def text(self) -> str:
        return screen_text(self.app)

    @property
    def status(self) -> str:
        return self.app.screen.query_one(StatusLine).text

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def type(self, text: str) -> None:
        names = {"/": "slash", ".": "full_stop", ":": "colon", " ": "space", "\n": "enter", ",": "comma"}
        await self.pilot.press(*(names.get(character, character) for character in text))

    async def until(self, condition: Callable[[], bool], what: str) -> None:
        await wait_until(self.pilot, condition, what)

    async def sees(self, *texts: str) -> None:
        for text in texts:
            await self.until(lambda text=text: text in self.text, f"{text!r} on the screen")  # type: ignore[misc]

    async def sees_no(self, text: str) -> None:
        await self.until(lambda: text not in self.text, f"{text!r} gone from the screen")

    async def says(self, text: str) -> None:
        await self.until(lambda: text in self.status, f"{text!r} on the status line, which says {self.status!r}")

    async def select(self, vm: str) -> None:
        """Put the cursor on a VM and wait until the panes follow it."""
        pane = self.app.screen.query_one(MachinesPane)
        await self.until(lambda: any(row.cells[1].text == vm for row in pane.rows), f"VM {vm} in the list")
        pane.focus()
        pane.go_to(next(row.key for row in pane.rows if row.cells[1].text == vm))
        await self.sees(f"3 Adapters of {vm} ")

    @property
    def listed(self) -> list[str]:
        """The names in the list of VMs."""
        return [row.cells[1].text for row in self.app.screen.query_one(MachinesPane).rows]

    async def lists(self, *names: str) -> None:
        await self.until(lambda: set(names) <= set(self.listed), f"{names} in the list")

    async def lists_no(self, name: str) -> None:
        await self.until(lambda: name not in self.listed, f"no {name} in the list")

    @property
    def selected(self) -> str | None:
        row = self.app.screen.query_one(MachinesPane).selected
        return row.machine.name if row is not None else None


def drive(
    fleet: FakeFleet,
    procedure: Callable[[Console], Awaitable[None]],
    *,
    size: tuple[int, int] = SIZES[0],
    memory: Path | None = None,
    keys: KeyMap = DEFAULT_KEYS,
) -> HvrApp:
    """Run the console on a fleet and a procedure on the console; returns the app as it was left."""

    async def go() -> HvrApp:
        app = HvrApp(fleet, clock=lambda: NOW, memory=memory, keys=keys)  # type: ignore[arg-type]
        async with app.run_test(size=size) as pilot:
            await procedure(Console(app, pilot))
        return app

    return asyncio.run(go())
