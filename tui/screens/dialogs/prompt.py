"""One line of text to type: a path, a reason."""

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import HorizontalGroup, Vertical
from textual.widgets import Button, Input, Static

from tui.screens.dialogs.dialog import Dialog
from tui.widgets.line_input import LineInput
from tui.widgets.push import PushButton
from tui.widgets.status import content


class Prompt(Dialog[str]):
    """Ends with what was typed, stripped, or None where it was left."""

    AUTO_FOCUS = "#line"

    def __init__(
        self,
        title: str,
        sentence: str,
        *,
        initial: str = "",
        replaces: bool = False,
        why_not: Callable[[str], str] = lambda text: "",
    ) -> None:
        """`why_not` says in a sentence why a text will not do; empty where it will.

        `replaces`: what is typed first, or pasted, takes the place of `initial`; else it is added at its end.
        """
        super().__init__(title)
        self._replaces = replaces
        self._sentence, self._initial, self._why_not = sentence, initial, why_not

    def compose(self) -> ComposeResult:
        with Vertical(classes="frame"):
            yield Static(content([(self._sentence, "")]))
            yield LineInput(self._initial, css_id="line")
            yield Static(id="fault")
            with HorizontalGroup(classes="buttons"):
                yield PushButton("OK", css_id="ok")
                yield PushButton("Back", css_id="back")

    def on_mount(self) -> None:
        super().on_mount()
        if self._replaces:
            self.query_one(LineInput).action_select_all()

    @on(Input.Submitted)
    @on(Button.Pressed, "#ok")
    def _finish(self) -> None:
        text = self.query_one(LineInput).value.strip()
        if fault := self._why_not(text):
            self.query_one("#fault", Static).update(content([(fault, "bad")]))
        else:
            self.dismiss(text)


def file_name_missing(text: str) -> str:
    """For prompts that ask for a file."""
    return "" if text else "name a file"
