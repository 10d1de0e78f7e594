"""What all dialogs share: a frame, a title, and ways out besides escape."""

from collections.abc import Sequence
from typing import TypeVar

from textual import on
from textual.screen import ModalScreen
from textual.widgets import Button

from tui.commands import bindings
from tui.widgets.cropping import CroppingCompositor
from tui.widgets.status import content

ResultType = TypeVar("ResultType")


class Dialog(ModalScreen[ResultType]):
    """A modal screen that escape, ``q`` and a button leave without a result."""

    BINDINGS = bindings("dialog")

    def __init__(self, title: str) -> None:
        super().__init__()
        self._compositor: CroppingCompositor = CroppingCompositor()
        self._title = title

    def on_screen_suspend(self) -> None:
        self._compositor.forget_picture()

    def on_mount(self) -> None:
        self.query_one(".frame").border_title = content([(self._title, "")])

    @on(Button.Pressed, "#back")
    def action_dismiss_dialog(self) -> None:
        self.dismiss(None)


def lines(text: str) -> Sequence[str]:
    """The lines of a text from wherever, for showing them below each other."""
    return text.replace("\r\n", "\n").split("\n")
