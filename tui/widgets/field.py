"""A labelled text field of one element a line, with what is wrong said beneath it."""

from collections.abc import Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import HorizontalGroup, Vertical
from textual.widgets import TextArea

from tui.model.form import Field, FieldFault
from tui.model.text import printable
from tui.widgets.status import OneLine


class LinesArea(TextArea):
    """A text area whose lines can be moved; control characters that were pasted are drawn as signs."""

    def __init__(self, text: str, *, css_id: str) -> None:
        super().__init__(text, compact=True, highlight_cursor_line=False, id=css_id)
        self.cursor_blink = False

    def get_line(self, line_index: int) -> Text:
        return Text(printable(self.document.get_line(line_index)), end="", no_wrap=True)

    def move_line(self, down: bool) -> None:
        """Swap the caret's line with its neighbour; can be undone."""
        row, column = self.cursor_location
        upper = row if down else row - 1
        if upper < 0 or upper + 1 >= self.document.line_count:
            return
        first, second = self.document.get_line(upper), self.document.get_line(upper + 1)
        self.replace(f"{second}\n{first}", (upper, 0), (upper + 1, len(second)), maintain_selection_offset=False)
        self.move_cursor((row + 1 if down else row - 1, column))

    def replace_all(self, text: str) -> None:
        """Another text in place of the whole; can be undone."""
        if text != self.text:
            self.replace(text, (0, 0), self.document.end, maintain_selection_offset=False)


class LinesField(Vertical):
    """One of a form's fields."""

    def __init__(self, field: Field, label: str, text: str) -> None:
        super().__init__(id=f"field-{field}")
        self._field = field
        self._label = label
        self._initial = text

    def compose(self) -> ComposeResult:
        with HorizontalGroup():
            yield OneLine((self._label, ""), classes="label")
            yield LinesArea(self._initial, css_id=self._field)
        yield OneLine(classes="fault")

    @property
    def area(self) -> LinesArea:
        return self.query_one(LinesArea)

    def show_faults(self, faults: Sequence[FieldFault]) -> None:
        """Say the first fault, and how many more there are."""
        line = self.query_one(".fault", OneLine)
        if not faults:
            line.set()
            return
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        line.set((f"✗ line {faults[0].line + 1}: {faults[0].sentence}{more}", "bad"))
