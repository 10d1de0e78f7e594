"""A question with two answers."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import HorizontalGroup, Vertical
from textual.widgets import Button, Static

from tui.screens.dialogs.dialog import Dialog
from tui.widgets.push import PushButton
from tui.widgets.status import content


class Question(Dialog[bool]):
    """Ends with True for the first answer and False for the second; leaving it is the second."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", show=False),
        Binding("n", "answer(False)", show=False),
    ]
    AUTO_FOCUS = "#no"

    def __init__(self, title: str, sentence: str, *, yes: str, no: str) -> None:
        super().__init__(title)
        self._sentence, self._yes, self._no = sentence, yes, no

    def compose(self) -> ComposeResult:
        with Vertical(classes="frame"):
            yield Static(content([(self._sentence, "")]))
            with HorizontalGroup(classes="buttons"):
                yield PushButton(f"y {self._yes}", css_id="yes")
                yield PushButton(f"n {self._no}", css_id="no")

    def action_answer(self, answer: bool) -> None:
        self.dismiss(answer)

    @on(Button.Pressed)
    def _pressed(self, message: Button.Pressed) -> None:
        self.dismiss(message.button.id == "yes")
