"""The table: its cursor, its scrolling, and that it paints no more than what changed."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.pilot import Pilot

from tui.widgets.cells import Cell, Column, Detail, Row
from tui.widgets.rows import Rows


class Counting(Rows):
    """Remembers which regions it was asked to paint."""

    painted: list[Region]

    def refresh(self, *regions: Region, **wishes: bool) -> "Counting":
        if not hasattr(self, "painted"):
            self.painted = []
        self.painted += regions or [Region(0, 0, 999, 999)]
        super().refresh(*regions, **wishes)
        return self


class Table(App[None]):
    CSS = "Rows { height: 1fr; scrollbar-size: 0 0; }"

    def __init__(self, rows: Sequence[Row]) -> None:
        super().__init__()
        self.rows = rows

    def compose(self) -> ComposeResult:
        yield Counting((Column("Name", 10, 20),))

    def on_mount(self) -> None:
        self.table.show(self.rows)

    @property
    def table(self) -> Counting:
        return self.query_one(Counting)

    def line(self, y: int) -> str:
        return self.screen._compositor.render_strips()[y].text.rstrip()


def row(number: int, text: str = "", details: int = 0) -> Row:
    lines = tuple(Detail((f"detail {part}",)) for part in range(details))
    return Row(number, (Cell(text or f"row {number}"),), lines)


def drive(rows: Sequence[Row], procedure: Callable[[Table, Pilot[None]], Awaitable[None]]) -> None:
    async def go() -> None:
        app = Table(rows)
        async with app.run_test(size=(40, 10)) as pilot:
            await procedure(app, pilot)

    asyncio.run(go())


def test_the_cursor_keeps_its_row_when_rows_come_and_go() -> None:
    async def procedure(app: Table, pilot: Pilot[None]) -> None:
        keys: list[object] = []
        app.table.go_to(5)
        app.table.show([row(100), *(row(number) for number in range(3, 9))])
        keys.append(app.table.cursor_key)
        app.table.show([row(number) for number in (3, 4, 6, 7)])
        keys.append(app.table.cursor_key)
        assert keys == [5, 7]

    drive([row(number) for number in range(20)], procedure)


def test_until_it_is_moved_the_cursor_stays_on_the_first_row() -> None:
    async def procedure(app: Table, pilot: Pilot[None]) -> None:
        keys: list[object] = []
        app.table.show([row(number) for number in range(5)])
        keys.append(app.table.cursor_key)
        app.table.go_to(4)
        app.table.show([row(number) for number in range(-5, 5)])
        keys.append(app.table.cursor_key)
        assert keys == [0, 4]

    drive([row(3)], procedure)


def test_one_changed_row_paints_one_line() -> None:
    async def procedure(app: Table, pilot: Pilot[None]) -> None:
        await pilot.pause()
        app.table.painted.clear()
        app.table.show([row(number, "changed" if number == 3 else "") for number in range(100)])
        assert [(region.y, region.height) for region in app.table.painted] == [(4, 1)]
        await pilot.pause()
        assert "changed" in app.line(4)

    drive([row(number) for number in range(100)], procedure)


def test_equal_rows_paint_nothing() -> None:
    async def procedure(app: Table, pilot: Pilot[None]) -> None:
        await pilot.pause()
        app.table.painted.clear()
        app.table.show([row(number) for number in range(100)])
        assert app.table.painted == []

    drive([row(number) for number in range(100)], procedure)


def test_a_key_that_does_not_scroll_paints_two_lines() -> None:
    async def procedure(app: Table, pilot: Pilot[None]) -> None:
        await pilot.pause()
        app.table.painted.clear()
        app.table.action_row_down()
        assert sorted(region.y for region in app.table.painted) == [1, 2]

    drive([row(number) for number in range(100)], procedure)


def test_the_row_under_the_cursor_is_always_in_view_and_the_terminals_cursor_on_it() -> None:
    async def procedure(app: Table, pilot: Pilot[None]) -> None:
        app.table.focus()
        for key in ("end", "pageup", "up", "pagedown", "home", "j", "k"):
            await pilot.press(key)
            marked = [y for y in range(1, 10) if app.line(y).startswith("▸")]
            assert len(marked) == 1, key
            assert app.line(marked[0]) == f"▸ row {app.table.cursor_key}"
            assert app.cursor_position.y == marked[0]

    drive([row(number) for number in range(50)], procedure)


def test_down_scrolls_through_a_row_that_is_taller_than_the_table_before_it_leaves_it() -> None:
    async def procedure(app: Table, pilot: Pilot[None]) -> None:
        app.table.focus()
        seen = set()
        for _ in range(30):
            seen |= {app.line(y).strip() for y in range(1, 10)}
            await pilot.press("down")
            if app.table.cursor_key == 1:
                break
        assert {f"detail {number}" for number in range(20)} <= seen
        assert app.table.cursor_key == 1

    drive([row(0, details=20), row(1)], procedure)


def test_a_tall_row_keeps_its_place_when_the_table_is_refreshed() -> None:
    async def procedure(app: Table, pilot: Pilot[None]) -> None:
        app.table.focus()
        await pilot.press("down", "down", "down")
        before = app.line(1)
        app.table.show([row(0, details=20), row(1)])
        await pilot.pause()
        assert app.line(1) == before

    drive([row(0, details=20), row(1)], procedure)


def test_an_empty_table_says_why_and_keys_do_nothing() -> None:
    async def procedure(app: Table, pilot: Pilot[None]) -> None:
        app.table.show([], empty="nothing here")
        app.table.focus()
        await pilot.press("down", "up", "pagedown", "pageup", "end", "home", "enter")
        assert app.line(1) == "  nothing here"
        assert app.table.cursor_key is None

    drive([row(1)], procedure)


def test_a_click_selects_the_row_under_it() -> None:
    async def procedure(app: Table, pilot: Pilot[None]) -> None:
        await pilot.click(Rows, offset=(5, 4))
        assert app.table.cursor_key == 3

    drive([row(number) for number in range(20)], procedure)


def test_a_refresh_leaves_the_view_where_the_mouse_scrolled_it() -> None:
    async def procedure(app: Table, pilot: Pilot[None]) -> None:
        app.table.scroll_to(y=30, animate=False)
        await pilot.pause()
        before = app.line(1)
        app.table.show([row(number, "changed" if number == 0 else "") for number in range(100)])
        await pilot.pause()
        assert app.line(1) == before == "  row 30"

    drive([row(number) for number in range(100)], procedure)


def test_a_table_that_shrinks_shows_its_last_rows() -> None:
    async def procedure(app: Table, pilot: Pilot[None]) -> None:
        app.table.focus()
        await pilot.press("end")
        app.table.show([row(number) for number in range(20)])
        await pilot.pause()
        assert app.line(9) == "▸ row 19"

    drive([row(number) for number in range(100)], procedure)
