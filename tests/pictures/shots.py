"""Each picture: what is pressed until it can be taken."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from html import unescape

from rich.cells import cell_len

from tests.pictures.scene import NOW, lost_site
from tests.screens.driver import Console
from tests.screens.fakes import FakeFleet
from tui.app import HvrApp
from tui.fleet.view import FleetView

Take = Callable[[Console], Awaitable[None]]

_FONT = re.compile(r"@font-face \{.*?\}\s*|<!--.*?-->\s*", re.DOTALL)
"""A picture loads nothing from elsewhere; it names a font and goes on with whatever there is."""
_BLANK = "&#160;"
_TEXT = re.compile(r'(<text [^>]*?x=")([\d.]+)("[^>]*?textLength=")([\d.]+)("[^>]*>)(.*?)</text>\n?')


async def panes(console: Console) -> None:
    await console.select("sql01")


async def editing(console: Console) -> None:
    await console.select("app07")
    await console.press("e")
    await console.sees("Keep for review")
    await console.press("f9")
    await console.type("10.9.20.41/24\n2001:db8:20::41/64")
    await console.press("tab")
    await console.type("10.9.20.1")
    await console.press("tab")
    await console.type("10.9.0.10")


async def review(console: Console) -> None:
    await editing(console)
    await console.press("f10")
    await console.sees("drafted")
    await console.press("d")
    await console.sees("nothing has been sent")


async def site_lost(console: Console) -> None:
    fleet = console.app.fleet
    fleet.view = lost_site(fleet.view)  # type: ignore[misc]  # a fleet in memory takes a view
    await console.sees("stale")
    await console.select("app07")


SHOTS: Mapping[str, tuple[Take, tuple[int, int]]] = {
    "panes": (panes, (132, 36)),
    "editing": (editing, (100, 28)),
    "review": (review, (100, 28)),
    "site-lost": (site_lost, (132, 36)),
    "narrow": (panes, (80, 24)),
}
"""By name: the way there, and columns and lines."""


def take(name: str, view: FleetView, theme: str = "dark") -> str:
    """The picture as SVG, the same each time for the same view."""
    way, size = SHOTS[name]
    taken: list[str] = []

    async def go() -> None:
        app = HvrApp(FakeFleet(view), clock=lambda: NOW, theme_name=theme)  # type: ignore[arg-type]
        async with app.run_test(size=size) as pilot:
            console = Console(app, pilot)
            await way(console)
            await pilot.pause()
            taken.append(app.export_screenshot(title="hvr", simplify=True))

    asyncio.run(go())
    return _TEXT.sub(_trimmed, _FONT.sub("", taken[0])).replace("Fira Code, monospace", "ui-monospace, monospace")


def _trimmed(text: re.Match[str]) -> str:
    """The same text without the blanks around it, which not every viewer draws."""
    head, x, middle, length, tail, words = text.groups()
    bare = words.replace(_BLANK, " ")
    if not bare.strip():
        return ""
    left, right = len(bare) - len(bare.lstrip()), len(bare) - len(bare.rstrip())
    cell = float(length) / max(1, cell_len(unescape(bare)))
    kept = bare.strip().replace(" ", _BLANK)
    return f"{head}{float(x) + left * cell:g}{middle}{float(length) - (left + right) * cell:g}{tail}{kept}</text>"
