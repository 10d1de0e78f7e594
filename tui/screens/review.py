"""The draft as before -> after, and the confirmation that sends it."""

from textual import events, on
from textual.app import ComposeResult
from textual.containers import HorizontalGroup
from textual.widgets import Button

from tui.commands import bindings, commands_in, footer
from tui.fleet.fleet import Fleet
from tui.fleet.view import FleetView
from tui.model.change import AdapterKey, Draft
from tui.ordered_input import OrderedInputApp
from tui.screens.apply import ApplyScreen
from tui.screens.base import ConsoleScreen
from tui.screens.desk import Desk, moved_on, rebased
from tui.screens.rows_of.adapters import switches_of
from tui.widgets.cells import Cell, Column, Row, prose, widest
from tui.widgets.change_view import change_details
from tui.widgets.rows import Rows
from tui.widgets.status import HeaderLine, KeyLine, OneLine, StatusLine


def columns(draft: Draft) -> tuple[Column, ...]:
    names = widest((f"{change.vm_name} / {change.adapter_name}" for change in draft), 20, 80)
    return Column("", min(40, names), names), Column("", 8, 40)


def review_rows(draft: Draft, view: FleetView) -> list[Row]:
    """A row an adapter with its changes beneath, and what the host holds when that is no longer `before`."""
    rows = []
    for change in draft:
        found = view.find(change.key)
        details = change_details(change, switches=switches_of(found[0]) if found else ())
        if found is None:
            details.append(prose("! the host does not show this adapter now: x drops the change", "warn", 4))
        elif moved_on(change, view) is not None:
            sentence = "! the host holds something else now than this was planned from: b plans it again from now"
            details.append(prose(sentence, "warn", 4))
        cells = (Cell(f"{change.vm_name} / {change.adapter_name}", "strong"), Cell(change.key.host))
        rows.append(Row(change.key, cells, tuple(details)))
    return rows


def adapters_word(count: int) -> str:
    return f"{count} adapter{'' if count == 1 else 's'}"


class ReviewScreen(ConsoleScreen[None]):
    """Nothing is sent before the count is typed, or the one change confirmed."""

    BINDINGS = bindings("review")
    AUTO_FOCUS = "#apply"

    def __init__(self, desk: Desk, fleet: Fleet) -> None:
        super().__init__()
        self._desk = desk
        self._fleet = fleet
        self._count = ""

    def compose(self) -> ComposeResult:
        yield HeaderLine()
        yield Rows(header=False)
        yield OneLine(css_id="confirm")
        with HorizontalGroup(classes="buttons"):
            yield Button("Apply", id="apply", compact=True)
            yield Button("Back", id="back", compact=True)
        yield StatusLine()
        yield KeyLine()

    def on_mount(self) -> None:
        # A confirmation counts only when it was typed with the review before one's eyes.
        if isinstance(self.app, OrderedInputApp):
            self.app.forget_typed_ahead()
        self.query_one(KeyLine).show(footer(commands_in("review")))
        self._draw()

    def newer_view(self) -> None:
        self._draw()

    def _draw(self) -> None:
        draft = self._desk.draft
        hosts = len({change.key.host for change in draft})
        title = f" Review · {adapters_word(len(draft))} on {hosts} host{'' if hosts == 1 else 's'}"
        self.query_one(HeaderLine).show([[(title, "strong")]], [("nothing has been sent ", "strong")])
        self.query_one(Rows).show(review_rows(draft, self._fleet.view), columns(draft))
        self._draw_confirmation()

    def _draw_confirmation(self) -> None:
        count = len(self._desk.draft)
        self.query_one("#apply", Button).label = f"Apply to {adapters_word(count)}"
        prompt = " To apply, press enter on the button below." if count == 1 else (
            f" To apply to {count} adapters type {count} and press enter: "
        )  # fmt: skip
        self.query_one("#confirm", OneLine).set((prompt, ""), (f"{self._count}_" if count > 1 else "", "strong"))

    def on_key(self, event: events.Key) -> None:
        """Digits go to the count wherever the focus is."""
        if event.character is not None and event.character.isdecimal() and event.character.isascii():
            self._count = (self._count + event.character)[-6:]
        elif event.key == "backspace":
            self._count = self._count[:-1]
        else:
            return
        event.stop()
        self._draw_confirmation()

    @on(Button.Pressed, "#apply")
    @on(Rows.Chosen)
    def _confirm(self, message: Button.Pressed | Rows.Chosen) -> None:
        count = len(self._desk.draft)
        on_button = isinstance(message, Button.Pressed)
        if count > 1 and self._count != str(count):
            self.say(f"type {count}, the number of adapters, to apply; nothing has been sent")
            return
        if count == 1 and not on_button:
            self.say("press enter on the button to apply; tab goes there")
            return
        self.app.switch_screen(ApplyScreen(self._desk, self._desk.apply()))

    @on(Button.Pressed, "#back")
    def action_leave_review(self) -> None:
        self.dismiss(None)

    def action_drop_reviewed(self) -> None:
        key = self.query_one(Rows).cursor_key
        if isinstance(key, AdapterKey):
            self._desk.drop(key)
            self._after_change("dropped")

    def action_rebase(self) -> None:
        key = self.query_one(Rows).cursor_key
        if not isinstance(key, AdapterKey):
            return
        change = self._desk.draft.changes[key]
        if moved_on(change, self._fleet.view) is None:
            self.say("the host holds what this was planned from: nothing to plan again")
            return
        again = rebased(change, self._fleet.view)
        if again is not None:
            self._desk.keep(again)
            self._after_change("planned again from what the host holds now: read it again")

    def _after_change(self, said: str) -> None:
        self._count = ""
        if not len(self._desk.draft):
            self.dismiss(None)
            return
        self._draw()
        self.say(said, "")
