"""The console's table, drawn line by line: its cost depends on what is visible, not on how many rows there are."""

from collections.abc import Hashable, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.commands import bindings
from tui.widgets.arrangement import GUTTER, arrange
from tui.widgets.cells import Column, Row, fit
from tui.widgets.drawn import DrawnLines
from tui.widgets.keyed import KeyedRows
from tui.widgets.painting import Line, changed_ranges, header_segments, looks_as, row_segments


class Rows(ScrollView, can_focus=True, inherit_bindings=False):
    """Rows with a cursor that stays on its row's key while rows come, go and change.

    Until it is moved for the first time it stays on the first row.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "rows--header", "rows--cursor", "rows--marker",
        "rows--ok", "rows--warn", "rows--bad", "rows--dim", "rows--strong",
    }  # fmt: skip
    BINDINGS = bindings("rows")

    class Moved(Message):
        """The cursor stands on another row, or its row is gone."""

        def __init__(self, rows: "Rows") -> None:
            super().__init__()
            self.rows = rows

        @property
        def control(self) -> "Rows":
            return self.rows

    class Chosen(Message):
        """Enter was pressed on a row."""

        def __init__(self, rows: "Rows", key: Hashable) -> None:
            super().__init__()
            self.rows = rows
            self.key = key

        @property
        def control(self) -> "Rows":
            return self.rows

    def __init__(
        self, columns: Sequence[Column] = (), *, header: bool = True, tail: bool = False, css_id: str | None = None
    ) -> None:
        """`tail`: a cursor on the first row stays on the first row when newer ones come above it."""
        super().__init__(id=css_id)
        self._columns = tuple(columns)
        self._header = header
        self._tail = tail
        self._rows = KeyedRows()
        self._cursor = 0
        self._moved = False
        self._empty = ""
        self._arranged = arrange((), (), 0)
        self._styles: dict[str, Style] = {}
        self._painted: dict[int, tuple[Line | None, list[Segment]]] = {}
        self._drawn = DrawnLines()

    @property
    def rows(self) -> Sequence[Row]:
        return self._rows.rows

    @property
    def columns(self) -> tuple[Column, ...]:
        return self._columns

    @property
    def cursor_key(self) -> Hashable | None:
        """The key of the row under the cursor, None in an empty table."""
        return self._rows.keys[self._cursor] if self._rows else None

    @property
    def position(self) -> int:
        """The cursor's row, counted from 1; 0 in an empty table."""
        return self._cursor + 1 if self._rows else 0

    def show(self, rows: Sequence[Row], columns: Sequence[Column] | None = None, *, empty: str = "") -> None:
        """Show these rows, with a sentence in the place of none; only lines that look different are painted."""
        relaid = columns is not None and tuple(columns) != self._columns
        taken = self._rows.take(rows)
        if self._rows and not relaid and empty == self._empty and taken.stand_as(self._rows):
            self._rows = taken
            self._repaint_changed()
            return
        key, was = self.cursor_key, self._cursor
        in_view = self._cursor_in_view
        if columns is not None:
            self._columns = tuple(columns)
        self._rows = taken
        follows = was == 0 and (self._tail or not self._moved)
        self._cursor = 0 if follows else self._rows.number_after(key, was)
        emptied, self._empty = self._empty != empty, empty
        if relaid or emptied:
            self._forget_picture()
        self._arrange(follow=in_view)
        self._repaint_changed()
        if self.cursor_key != key:
            self.post_message(self.Moved(self))

    def start_over(self) -> None:
        """Let the next rows begin with the cursor on the first of them."""
        self._cursor = 0
        self._moved = False
        self._rows = KeyedRows()

    def go_to(self, key: Hashable) -> bool:
        """Put the cursor on a row; False where there is none of that key."""
        number = self._rows.number_of(key)
        if number is not None:
            self._go(number)
        return number is not None

    def action_row_down(self) -> None:
        if self._rows and self._arranged.end_of(self._cursor) > self._top + self._page and self._is_tall(self._cursor):
            self._scroll(self._top + 1)
        else:
            self._go(self._cursor + 1)

    def action_row_up(self) -> None:
        if self._rows and self._arranged.starts[self._cursor] < self._top and self._is_tall(self._cursor):
            self._scroll(self._top - 1)
        else:
            self._go(self._cursor - 1)

    def action_page_down(self) -> None:
        self._go(
            max(self._cursor + 1, self._arranged.row_at(self._arranged.starts[self._cursor] + self._page))
            if self._rows
            else 0
        )

    def action_page_up(self) -> None:
        self._go(
            min(self._cursor - 1, self._arranged.row_at(self._arranged.starts[self._cursor] - self._page))
            if self._rows
            else 0
        )

    def action_row_first(self) -> None:
        self._go(0)

    def action_row_last(self) -> None:
        self._go(len(self._rows) - 1)

    def action_choose(self) -> None:
        if (key := self.cursor_key) is not None:
            self.post_message(self.Chosen(self, key))

    def on_click(self, event: events.Click) -> None:
        line = event.get_content_offset(self)
        if line is not None and self._rows and line.y >= self._header:
            self._go(self._arranged.row_at(line.y - self._header + self._top))

    def _go(self, number: int) -> None:
        target = max(0, min(number, len(self._rows) - 1))
        moved, self._cursor = target != self._cursor, target
        self._moved = True
        self._bring_into_view()
        self._repaint_changed()
        if moved:
            self.post_message(self.Moved(self))

    @property
    def _top(self) -> int:
        return int(self.scroll_offset.y)

    @property
    def _page(self) -> int:
        return max(1, self.size.height - self._header)

    def _is_tall(self, number: int) -> bool:
        return self._arranged.end_of(number) - self._arranged.starts[number] > self._page

    @property
    def _cursor_in_view(self) -> bool:
        if not self._rows:
            return True
        first, end = self._arranged.starts[self._cursor], self._arranged.end_of(self._cursor)
        return first < self._top + self._page and end > self._top

    def _arrange(self, *, follow: bool = True) -> None:
        """`follow` False: whoever scrolled away from the cursor with a mouse stays where they look."""
        self._arranged = arrange(self._rows.rows, self._columns, self.size.width)
        self.virtual_size = Size(self.size.width, self._arranged.height + self._header)
        if follow:
            self._bring_into_view()
        self._scroll(min(self._top, max(0, self._arranged.height - self._page)))

    def _bring_into_view(self) -> None:
        if not self._rows or not self.size.height:
            return
        first, last = self._arranged.starts[self._cursor], self._arranged.end_of(self._cursor)
        if self._is_tall(self._cursor):
            self._scroll(max(first, min(self._top, last - self._page)))
        elif first < self._top:
            self._scroll(min(first, last - self._page // 2))
        elif last > self._top + self._page:
            self._scroll(min(first, last - self._page // 2, self._arranged.height - self._page))
        if self.has_focus:
            corner = self.content_region.offset
            self.app.cursor_position = Offset(corner.x, corner.y + self._header + first - self._top)

    def _scroll(self, top: int) -> None:
        if top != self._top:
            self.scroll_to(y=max(0, top), animate=False, force=True)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """In place of ScrollView's, which paints everything."""
        if round(old_value) != round(new_value):
            self._repaint_changed()

    def on_resize(self) -> None:
        self._forget_picture()
        self._arrange()

    def on_focus(self) -> None:
        self._bring_into_view()
        self._repaint_changed()

    def on_blur(self) -> None:
        self._repaint_changed()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles.clear()
        self._drawn.clear()

    def _forget_picture(self) -> None:
        self._painted.clear()
        self._drawn.clear()
        self.refresh()

    def _repaint_changed(self) -> None:
        size, top, focused = self.size, self._top, self.has_focus
        for y, (was, before) in self._painted.items():
            if y >= size.height or looks_as(line := self._line_at(y, top, focused), was):
                continue
            after = self._segments_of(line, y, size.width)
            for first, end in changed_ranges(before, after) if after is not before else ():
                self.refresh(Region(first, y, end - first, 1))

    def _line_at(self, y: int, top: int, focused: bool) -> Line | None:
        line = y - self._header + top
        if not 0 <= line < self._arranged.height:
            return None
        number = self._arranged.row_at(line)
        cursor = number == self._cursor
        return Line(self._rows[number], line - self._arranged.starts[number], cursor, cursor and focused)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        base = self._base
        if self._header and y == 0:
            return Strip(header_segments(self._arranged, base + self._tone("header"))).adjust_cell_length(width, base)
        line = self._line_at(y, self._top, self.has_focus)
        segments = self._segments_of(line, y, width)
        self._painted[y] = line, segments
        return Strip(Segment.simplify(segments)).adjust_cell_length(width, base)

    def _segments_of(self, line: Line | None, y: int, width: int) -> list[Segment]:
        base = self._base
        if line is None:
            first = y == self._header and not self._rows
            text = " " * GUTTER + fit(self._empty, max(0, width - GUTTER)) if first else " " * width
            return [Segment(text, base + self._tone("dim"))]
        known = self._drawn.find(line)
        if known is not None:
            return known
        if line.part:
            text, tone = self._arranged.details[self._rows.number_of(line.row.key) or 0][line.part - 1]
            return self._drawn.keep(line, [Segment(" " * GUTTER + text, base + self._tone(line.row.tone or tone))])
        return self._drawn.keep(line, row_segments(line, self._arranged, width, base, self._tone))

    @property
    def _base(self) -> Style:
        if "" not in self._styles:
            self._styles[""] = self.rich_style
        return self._styles[""]

    def _tone(self, tone: str) -> Style:
        if not tone:
            return Style.null()
        if tone not in self._styles:
            self._styles[tone] = self.get_component_rich_style(f"rows--{tone}", partial=True)
        return self._styles[tone]
