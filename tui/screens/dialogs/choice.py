"""Choosing one of several things."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import HorizontalGroup, Vertical
from textual.widgets import Button

from tui.screens.dialogs.dialog import Dialog
from tui.widgets.cells import Cell, Column, Row, Tone, widest
from tui.widgets.push import PushButton
from tui.widgets.rows import Rows

ValueType = TypeVar("ValueType")


@dataclass(frozen=True, slots=True)
class Choice(Generic[ValueType]):
    """One thing to choose."""

    value: ValueType
    label: str
    note: str = ""
    tone: Tone = ""


class ChoiceDialog(Dialog[Choice[ValueType]], Generic[ValueType]):
    """Ends with the choice, or None where nothing was chosen."""

    def __init__(self, title: str, choices: Sequence[Choice[ValueType]], current: int = 0) -> None:
        """`current`: which choice the cursor begins on."""
        super().__init__(title)
        self._choices = tuple(choices)
        self._current = current

    def compose(self) -> ComposeResult:
        with Vertical(classes="frame"):
            yield Rows(header=False)
            with HorizontalGroup(classes="buttons"):
                yield PushButton("Choose", css_id="choose")
                yield PushButton("Back", css_id="back")

    def on_mount(self) -> None:
        super().on_mount()
        labels = widest((choice.label for choice in self._choices), 12, 40)
        rows = [
            Row(number, (Cell(choice.label, choice.tone), Cell(choice.note, choice.tone or "dim")))
            for number, choice in enumerate(self._choices)
        ]
        table = self.query_one(Rows)
        table.show(rows, (Column("", labels), Column("", 20, 60)))
        table.styles.height = len(rows)
        table.go_to(self._current)

    @on(Rows.Chosen)
    @on(Button.Pressed, "#choose")
    def _choose(self) -> None:
        key = self.query_one(Rows).cursor_key
        self.dismiss(self._choices[key] if isinstance(key, int) else None)
