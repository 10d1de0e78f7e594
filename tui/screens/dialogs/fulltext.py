"""A text in full, however long, e.g. an event's message or a host's own words."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import HorizontalGroup, Vertical
from textual.widgets import Button

from tui.screens.dialogs.copying import CopyDialog
from tui.screens.dialogs.dialog import Dialog, lines
from tui.widgets.cells import Column, Row, folded
from tui.widgets.push import PushButton
from tui.widgets.rows import Rows


class FullText(Dialog[None]):
    """Shows a text line by line; long lines continue."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("y", "copy", show=False)]

    def __init__(self, title: str, text: str) -> None:
        super().__init__(title)
        self._text = text
        self._lines = lines(text)

    def compose(self) -> ComposeResult:
        with Vertical(classes="frame large"):
            yield Rows((Column("", 1),), header=False)
            with HorizontalGroup(classes="buttons"):
                yield PushButton("y Copy", css_id="copy")
                yield PushButton("Back", css_id="back")

    def on_mount(self) -> None:
        super().on_mount()
        self._fold()

    def on_resize(self) -> None:
        self.call_after_refresh(self._fold)

    def _fold(self) -> None:
        rows = self.query_one(Rows)
        if not rows.size.width:
            return
        width = max(10, rows.size.width - 3)
        drawn = [part for line in self._lines for part in folded(line, width)]
        rows.show([Row(number, (part,)) for number, part in enumerate(drawn)], (Column("", width),))

    def action_copy(self) -> None:
        self.app.push_screen(CopyDialog(self._title, self._text))

    def on_button_pressed(self, message: Button.Pressed) -> None:
        if message.button.id == "copy":
            self.action_copy()
        else:
            self.dismiss(None)

    def on_rows_chosen(self) -> None:
        self.dismiss(None)
