"""The app around the screens: colours, themes, crashes."""

import asyncio
from pathlib import Path

import pytest
from rich.segment import Segments
from textual.drivers.headless_driver import HeadlessDriver

from tests.screens.driver import Console, drive, wait_until
from tests.screens.fakes import NOW, FakeFleet, small_view
from tui.app import HvrApp
from tui.screens.panes.machines import MachinesPane
from tui.theming import BadTheme


def app_of(*, no_color: bool = False, theme: str | None = None, folder: Path | None = None) -> HvrApp:
    fleet = FakeFleet(small_view())
    return HvrApp(fleet, clock=lambda: NOW, no_color=no_color, theme_name=theme, themes_folder=folder)  # type: ignore[arg-type]


def colours(app: HvrApp) -> set[str]:
    """Every colour on the screen, after the filters that stand before the terminal."""

    async def go() -> set[str]:
        found: set[str] = set()
        async with app.run_test(size=(80, 24)) as pilot:
            await wait_until(pilot, lambda: len(app.screen_stack) > 1, "the main screen")
            await pilot.pause()
            for strip in app.screen._compositor.render_strips():
                for segment in strip.apply_filter(app._filters[-1], app.screen.background_colors[1]):
                    if segment.style is not None:
                        found |= {str(segment.style.color), str(segment.style.bgcolor)}
        return found

    return asyncio.run(go())


def test_without_colours_there_is_none_at_all() -> None:
    seen = {name.split("'")[1] if "'" in name else name for name in colours(app_of(no_color=True))}
    assert seen <= {"default", "None"}


def test_an_empty_no_color_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "")
    assert len(colours(app_of())) > 3


def test_an_unknown_theme_is_refused_before_anything_is_drawn() -> None:
    with pytest.raises(BadTheme, match="there are 16-colour, colour-blind, dark, "):
        app_of(theme="nice")


def test_a_refused_theme_file_is_said_on_the_status_line(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("name: mine\n")

    async def go() -> None:
        app = app_of(folder=tmp_path)
        async with app.run_test(size=(80, 24)) as pilot:
            await Console(app, pilot).says("theme mine.yaml: primary is missing")

    asyncio.run(go())


def test_a_crash_tells_where_but_no_values() -> None:
    printed: list[str] = []

    async def procedure(console: Console) -> None:
        def crash() -> None:
            secret = "hun" + "ter2"
            raise RuntimeError(f"boom {len(secret)}")

        console.app.call_next(crash)
        await console.until(lambda: bool(console.app._exit_renderables), "the crash")
        for each in console.app._exit_renderables:
            assert isinstance(each, Segments)
            printed.extend(segment.text for segment in each.segments)

    with pytest.raises(RuntimeError, match="boom 7"):
        drive(FakeFleet(small_view()), procedure)
    text = "".join(printed)
    assert "RuntimeError" in text
    assert "hunter2" not in text


def test_ctrl_c_says_how_to_leave_and_does_not() -> None:
    async def procedure(console: Console) -> None:
        await console.sees("sql01")
        await console.press("ctrl+c")
        await console.says("ctrl+q leaves the console")

    drive(FakeFleet(small_view()), procedure)


def test_a_second_ctrl_c_leaves_at_once_as_interrupted() -> None:
    async def procedure(console: Console) -> None:
        await console.sees("sql01")
        await console.press("ctrl+c")
        await console.says("ctrl+c once more leaves at once")
        await console.press("ctrl+c")
        await console.until(lambda: console.app.return_code is not None, "the end")

    assert drive(FakeFleet(small_view()), procedure).return_code == 130


@pytest.mark.parametrize("wanted", [True, False])
def test_the_terminals_cursor_is_shown_only_where_it_was_asked_for(
    wanted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    monkeypatch.setattr(HeadlessDriver, "write", lambda self, data: written.append(data))

    async def go() -> None:
        app = HvrApp(FakeFleet(small_view()), clock=lambda: NOW, show_cursor=wanted)  # type: ignore[arg-type]
        async with app.run_test(size=(80, 24)) as pilot:
            await wait_until(pilot, lambda: len(app.screen_stack) > 1, "the main screen")
            await pilot.pause()
            row = app.screen.query_one(MachinesPane).content_region.y + 1
            assert app.cursor_position.y == row

    asyncio.run(go())
    assert ("\x1b[?25h" in written) is wanted
