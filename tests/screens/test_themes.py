"""Every pair of colours that the screens really use, in every theme."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from rich.color import Color as RichColor
from rich.style import Style
from textual.color import Color

from tests.colours import PALETTES, RGB, contrast, in_256_colours, shown
from tests.screens.driver import Console
from tests.screens.fakes import NOW, FakeFleet, small_view, troubled_view
from tui.app import HvrApp
from tui.fleet.view import FleetView
from tui.theming import load_themes

OURS = tuple(sorted(load_themes().themes))
STATES = ("up", "stale", "failed", "connecting")
Pair = tuple[RichColor, RichColor]


def pairs_on(app: HvrApp) -> Iterator[tuple[Pair, str]]:
    """Text and ground of everything on the screen that can be read, as it is sent to the terminal."""
    strips = app.screen._compositor.render_strips()
    if app.screen.is_modal:
        # What lies beneath a dialog is dimmed because it is not to be read.
        frame = app.screen.query(".frame").first().region
        strips = [strip.crop(frame.x, frame.right) for strip in strips[frame.y : frame.bottom]]
    for strip in strips:
        for segment in strip:
            if segment.text.strip():
                yield _pair(segment.style or Style.null()), segment.text.strip()


def _pair(style: Style) -> Pair:
    default = RichColor.default()
    text, ground = style.color or default, style.bgcolor or default
    return (ground, text) if style.reverse else (text, ground)


async def tour(console: Console, collect: Callable[[], None]) -> None:
    """Through the screens and dialogs that have colours of their own."""
    await console.select("app07")
    collect()
    await console.press("1")
    collect()
    await console.press("2", "slash", "z")
    await console.sees("z")
    collect()
    await console.press("escape", "question_mark")
    await console.sees("every key")
    collect()
    await console.press("escape", "e")
    await console.sees("Keep for review")
    collect()
    await console.press("f9")
    await console.type("10.9.9.9/99")
    collect()
    console.app.pop_screen()
    await console.select("app07")
    await console.press("t")
    await console.sees("Test switch of app07")
    collect()
    await console.press("up", "enter")
    await console.sees("drafted")
    await console.press("d")
    await console.sees("nothing has been sent")
    collect()


def seen_pairs(theme: str, view: FleetView, *, size: tuple[int, int]) -> dict[Pair, str]:
    """Each pair with an example of what was written in it."""
    found: dict[Pair, str] = {}

    async def go() -> None:
        app = HvrApp(FakeFleet(view), clock=lambda: NOW, theme_name=theme)  # type: ignore[arg-type]
        async with app.run_test(size=size) as pilot:
            await tour(Console(app, pilot), lambda: found.update(pairs_on(app)))

    asyncio.run(go())
    return found


def frames_on(app: HvrApp) -> set[RGB]:
    """The colours of the lines around panes."""
    return {shown(pair[0]) for pair, text in pairs_on(app) if set(text) <= set("─━│┃┌┐└┘┏┓┗┛┍┎╭╮╰╯")}


def _distance(one: RGB, other: RGB) -> int:
    """A blended colour may be off by one."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def worst_contrast(pair: Pair) -> float:
    """On the terminals that there are; a pair that is wholly the terminal's own is as good as the terminal is."""
    defaults = [color.is_default for color in pair]
    if any(defaults):
        return 21.0 if all(defaults) else 1.0
    known = [contrast(*(shown(color, palette) for color in pair)) for palette in PALETTES.values()]
    return min(*known, contrast(*(shown(in_256_colours(color)) for color in pair)))


@pytest.mark.parametrize("theme", OURS)
def test_everything_written_on_a_screen_can_be_read(theme: str) -> None:
    least = 7.0 if theme == "high-contrast" else 4.5
    pairs = seen_pairs(theme, troubled_view(), size=(110, 40))
    assert len(pairs) >= 6
    unreadable = {
        text: (str(pair[0].name), str(pair[1].name), round(worst_contrast(pair), 1))
        for pair, text in pairs.items()
        if worst_contrast(pair) < least
    }
    assert unreadable == {}


def test_the_theme_of_sixteen_colours_uses_no_other() -> None:
    pairs = seen_pairs("16-colour", troubled_view(), size=(200, 60))
    assert {color.name for pair in pairs for color in pair if not color.is_system_defined} == set()


def test_without_any_colour_every_state_has_its_word_and_its_sign() -> None:
    async def go() -> None:
        app = HvrApp(FakeFleet(troubled_view()), clock=lambda: NOW, no_color=True)  # type: ignore[arg-type]
        async with app.run_test(size=(200, 60)) as pilot:
            console = Console(app, pilot)
            await console.select("app07")
            lines = console.text.splitlines()
            for state, host in zip(STATES, ("dr-hv-01", "dr-hv-02", "dr-hv-03", "dr-hv-04"), strict=True):
                row = next(line for line in lines if host in line and state in line)
                sign = row.split(host)[0].strip("│┃▸ ")
                assert sign, f"no sign for {state}: {row}"
            assert {color.name for pair, _ in pairs_on(app) for color in pair} == {"default"}

    asyncio.run(go())


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
def test_what_is_for_a_production_host_is_framed_in_red_and_says_so(size: tuple[int, int]) -> None:
    first, *others = small_view().hosts
    view = replace(small_view(), hosts=(replace(first, production=True), *others))

    async def go() -> None:
        app = HvrApp(FakeFleet(view), clock=lambda: NOW, theme_name="dark")  # type: ignore[arg-type]
        red = Color.parse(load_themes().themes["dark"].error or "").rgb
        async with app.run_test(size=size) as pilot:
            console = Console(app, pilot)
            await console.select("app07")
            await console.sees("dr-hv-01 · production")
            assert {_distance(red, color) <= 3 for color in frames_on(app)} == {True}
            other = next(machine.name for machine in others[0].inventory.machines)  # type: ignore[union-attr]
            await console.select(other)
            await console.sees_no("· production")
            assert {_distance(red, color) <= 3 for color in frames_on(app)} == {False}

    asyncio.run(go())
