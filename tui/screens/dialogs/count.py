"""A decision that is confirmed by typing how many it is for."""

from textual import on
from textual.app import ComposeResult
from textual.containers import HorizontalGroup, Vertical
from textual.widgets import Button, Input, Static

from tui.screens.dialogs.dialog import Dialog
from tui.widgets.line_input import LineInput
from tui.widgets.push import PushButton
from tui.widgets.status import OneLine, content


class CountDialog(Dialog[bool]):
    """Ends with True once the count was typed, or with None where it was left."""

    AUTO_FOCUS = "#how-many"

    def __init__(self, title: str, sentence: str, count: int) -> None:
        super().__init__(title)
        self._sentence, self._count = sentence, count

    def compose(self) -> ComposeResult:
        with Vertical(classes="frame"):
            yield Static(content([(self._sentence, "")]))
            yield OneLine((f"To go on type {self._count}:", ""))
            yield LineInput(css_id="how-many")
            yield OneLine(css_id="fault")
            with HorizontalGroup(classes="buttons"):
                yield PushButton("Go on", css_id="go-on")
                yield PushButton("Back", css_id="back")

    @on(Input.Submitted)
    @on(Button.Pressed, "#go-on")
    def _finish(self) -> None:
        if self.query_one(LineInput).value.strip() == str(self._count):
            self.dismiss(True)
        else:
            self.query_one("#fault", OneLine).set((f"type {self._count}; nothing has been sent", "bad"))
