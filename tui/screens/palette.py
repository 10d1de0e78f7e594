"""Every command by its name, and VMs and hosts by theirs."""

from typing import ClassVar

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import HorizontalGroup, Vertical
from textual.widgets import Button, Input

from tui.keys import KeyMap, key_names, keys_in_use
from tui.screens.base import ConsoleScreen, Goal
from tui.screens.dialogs.dialog import Dialog
from tui.screens.offers import Offer, carry_out, matching, offers
from tui.widgets.cells import Cell, Column, Row, Tone, widest
from tui.widgets.line_input import LineInput
from tui.widgets.push import PushButton
from tui.widgets.rows import Rows
from tui.widgets.status import OneLine


class Palette(Dialog[Offer | Goal]):
    """Ends with what was chosen, or None. What cannot be done now stays in its place and says why."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move('row_up')", show=False),
        Binding("down", "move('row_down')", show=False),
        Binding("pageup", "move('page_up')", show=False),
        Binding("pagedown", "move('page_down')", show=False),
    ]
    AUTO_FOCUS = "#line"

    def __init__(self, screen: ConsoleScreen[object]) -> None:
        super().__init__("Commands, VMs and hosts by name")
        self._of = screen
        self._offers = offers(screen)
        self._shown: list[Offer | Goal] = []

    def compose(self) -> ComposeResult:
        with Vertical(classes="frame large"):
            yield LineInput(placeholder="letters of a name, as rev for review", css_id="line")
            yield Rows(header=False)
            yield OneLine(css_id="fault")
            with HorizontalGroup(classes="buttons"):
                yield PushButton("Do it", css_id="ok")
                yield PushButton("Back", css_id="back")

    def on_mount(self) -> None:
        super().on_mount()
        self._list("")

    @on(Input.Changed)
    def _typed(self, message: Input.Changed) -> None:
        self._list(message.value.strip())

    def _list(self, query: str) -> None:
        goals = self._of.goals(query) if query else ()
        self._shown = [*goals, *matching(self._offers, query)]
        table = self.query_one(Rows)
        table.start_over()
        keys = keys_in_use(self.app)
        rows = [Row(number, _cells(each, keys)) for number, each in enumerate(self._shown)]
        names = widest((row.cells[0].text for row in rows), 14, 24)
        columns = (Column("", names), Column("", 10, 12), Column("", 24, 120))
        table.show(rows, columns, empty="no command of this name")
        self._explain()

    @on(Rows.Moved)
    def _explain(self) -> None:
        """The sentence of what is under the cursor, whole."""
        number = self.query_one(Rows).position - 1
        said = _note(self._shown[number]) if 0 <= number < len(self._shown) else ""
        self.query_one("#fault", OneLine).set((said, "dim"))

    def action_move(self, way: str) -> None:
        getattr(self.query_one(Rows), f"action_{way}")()

    @on(Rows.Chosen)
    @on(Input.Submitted)
    @on(Button.Pressed, "#ok")
    def _choose(self) -> None:
        key = self.query_one(Rows).cursor_key
        if not isinstance(key, int):
            return
        chosen = self._shown[key]
        if isinstance(chosen, Offer) and chosen.why_not:
            self.query_one("#fault", OneLine).set((f"{chosen.command.label}: {chosen.why_not}", "warn"))
        else:
            self.dismiss(chosen)


def _cells(chosen: Offer | Goal, keys: KeyMap) -> tuple[Cell, ...]:
    if isinstance(chosen, Goal):
        return Cell(chosen.name, "strong"), Cell("go to"), Cell(_note(chosen), "dim")
    command = chosen.command
    tone: Tone = "dim" if chosen.why_not else "strong"
    return Cell(command.label, tone), Cell(key_names(keys.keys_of(command)), tone), Cell(_note(chosen), "dim")


def _note(chosen: Offer | Goal) -> str:
    if isinstance(chosen, Goal):
        return chosen.note
    return f"not now: {chosen.why_not}" if chosen.why_not else chosen.command.help


def open_palette(app: App[None]) -> None:
    """Offer everything that the screen can do now, and do what is chosen."""
    screen = app.screen
    if not isinstance(screen, ConsoleScreen):
        return

    def chosen(wanted: Offer | Goal | None) -> None:
        if isinstance(wanted, Goal):
            wanted.go()
        elif wanted is not None:
            app.call_later(carry_out, app, wanted)

    app.push_screen(Palette(screen), chosen)
