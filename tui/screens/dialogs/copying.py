"""A text to take elsewhere: sent to the terminal's clipboard, and here to be selected."""

from textual.app import ComposeResult
from textual.containers import HorizontalGroup, Vertical
from textual.widgets import Static, TextArea

from tui.model.text import printable
from tui.screens.dialogs.dialog import Dialog
from tui.widgets.clipboard import clipboard_sequence_here
from tui.widgets.push import PushButton
from tui.widgets.status import content

_SAID = "Sent to the terminal, which may or may not take it (OSC 52). Else select it here: F7 all of it."

_TAKEN = 50_000
"""Bytes of text; xterm and others drop a sequence that is longer than about 75 kB when it is encoded."""
_TOO_LONG = "It is longer than many terminals take: see what arrived before you rely on it."


class CopyDialog(Dialog[None]):
    """Sends the text once, when it opens."""

    AUTO_FOCUS = "TextArea"

    def __init__(self, title: str, text: str, warnings: tuple[str, ...] = ()) -> None:
        super().__init__(title)
        self._text = text
        self._warnings = (*warnings, _TOO_LONG) if len(text.encode(errors="replace")) > _TAKEN else warnings

    def compose(self) -> ComposeResult:
        with Vertical(classes="frame large"):
            yield Static(content([(_SAID, "strong")]))
            for warning in self._warnings:
                yield Static(content([(f"! {warning}", "warn")]))
            shown = "\n".join(printable(line) for line in self._text.split("\n"))
            yield TextArea(shown, read_only=True, compact=True, show_cursor=False)
            with HorizontalGroup(classes="buttons"):
                yield PushButton("Back", css_id="back")

    def on_mount(self) -> None:
        super().on_mount()
        driver = self.app._driver
        if driver is not None:
            driver.write(clipboard_sequence_here(self._text))
            driver.flush()

    def on_button_pressed(self) -> None:
        self.dismiss(None)
