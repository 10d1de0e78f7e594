"""Going ahead in spite of one rule: a reason, and the count typed where there are many."""

from textual import on
from textual.app import ComposeResult
from textual.containers import HorizontalGroup, Vertical
from textual.widgets import Button, Input, Static

from tui.screens.dialogs.dialog import Dialog
from tui.widgets.line_input import LineInput
from tui.widgets.push import PushButton
from tui.widgets.status import OneLine, content


class WaiverDialog(Dialog[str]):
    """Ends with the reason, or None."""

    def __init__(self, title: str, sentence: str, count: int) -> None:
        """`count`: in how many places the rule is waived."""
        super().__init__(f"Waive: {title}")
        self._sentence, self._count = sentence, count

    def compose(self) -> ComposeResult:
        with Vertical(classes="frame"):
            yield Static(content([(self._sentence, "")]))
            yield OneLine(("Reason, for the journal:", ""))
            yield LineInput(css_id="why")
            if self._count > 1:
                yield OneLine((f"It covers {self._count} places; type {self._count}:", ""))
                yield LineInput(css_id="how-many")
            yield OneLine(css_id="fault")
            with HorizontalGroup(classes="buttons"):
                yield PushButton("Waive", css_id="waive")
                yield PushButton("Back", css_id="back")

    @on(Input.Submitted)
    @on(Button.Pressed, "#waive")
    def _finish(self) -> None:
        reason = self.query_one("#why", LineInput).value.strip()
        if not reason:
            self._refuse("give a reason", "#why")
        elif self._count > 1 and self.query_one("#how-many", LineInput).value.strip() != str(self._count):
            self._refuse(f"type {self._count}, the number of places", "#how-many")
        else:
            self.dismiss(reason)

    def _refuse(self, sentence: str, field: str) -> None:
        self.query_one("#fault", OneLine).set((sentence, "bad"))
        self.query_one(field, LineInput).focus()
