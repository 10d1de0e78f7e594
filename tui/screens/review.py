"""The draft as before -> after, and the confirmation that sends it."""

from functools import partial

from textual import events, on
from textual.app import ComposeResult
from textual.containers import HorizontalGroup
from textual.widgets import Button

from tui.commands import bindings, command, commands_in, footer
from tui.fleet.fleet import Fleet
from tui.fleet.journal import JournalError
from tui.fleet.judging.assessing import Assessor
from tui.fleet.plans.following import CannotFollow, moved_to
from tui.fleet.session import ReadOnly
from tui.keys import key_for
from tui.model.change import AdapterKey, Change
from tui.model.readiness import Finding
from tui.screens.apply import ApplyScreen
from tui.screens.base import ConsoleScreen
from tui.screens.desk import Desk, moved_on, rebased
from tui.screens.dialogs.choice import Choice, ChoiceDialog
from tui.screens.dialogs.prompt import Prompt
from tui.screens.dialogs.waiver import WaiverDialog
from tui.screens.outlasting import before_outlasting
from tui.screens.rows_of.review import Impacts, columns, counted, gone_words, review_rows, totals
from tui.screens.waivable import waivable
from tui.terminal.ordered_input import forget_typed_ahead
from tui.widgets.count import CountLine
from tui.widgets.push import PushButton
from tui.widgets.rows import Rows
from tui.widgets.status import HeaderLine, KeyLine, StatusLine


class ReviewScreen(ConsoleScreen[None]):
    """Nothing is sent before the count is typed, or the one change confirmed."""

    BINDINGS = bindings("review")
    AUTO_FOCUS = "#apply"

    def __init__(self, desk: Desk, fleet: Fleet, assessor: Assessor) -> None:
        super().__init__()
        self._desk = desk
        self._fleet = fleet
        self._assessor = assessor
        self._problems_only = False
        self._drawn: tuple[object, ...] = ()

    def compose(self) -> ComposeResult:
        yield HeaderLine()
        yield Rows(header=False)
        yield CountLine()
        with HorizontalGroup(classes="buttons"):
            yield PushButton("Apply", css_id="apply")
            yield PushButton("Back", css_id="back")
        yield StatusLine()
        yield KeyLine()

    def on_mount(self) -> None:
        forget_typed_ahead(self.app)
        self.query_one(KeyLine).show(footer((*commands_in("review"), command("copy"))))
        self._judge()

    def on_unmount(self) -> None:
        self._assessor.consider(())

    def newer_view(self) -> None:
        self._draw()

    def scripted(self) -> tuple[Change, ...]:
        return tuple(self._desk.draft)

    @property
    def _impacts(self) -> Impacts | None:
        """None while the draft has not been judged."""
        return self._assessor.assessment.impacts_of(tuple(self._desk.draft))

    def _judge(self) -> None:
        self._assessor.consider(tuple(self._desk.draft))
        self._draw()

    def _draw(self) -> None:
        impacts, trouble = self._impacts, self._assessor.assessment.trouble
        right = "nothing has been sent" if impacts is not None else trouble or "judging what this breaks …"
        self.query_one(HeaderLine).show([totals(self._desk, impacts)], [(f"{right} ", "strong")])
        view = self._fleet.view
        inventories = [host.inventory for host in view.hosts]
        drawn = (self._desk.draft, impacts, inventories, self._desk.waived, self._problems_only)
        if drawn != self._drawn:
            # Events alone bring newer views, too, and a thousand changes take their time to lay out.
            self._drawn = drawn
            rows = review_rows(self._desk, view, impacts or {}, problems_only=self._problems_only)
            empty = f"no change with a problem: {key_for('problems')} shows all"
            self.query_one(Rows).show(rows, columns(self._desk.draft), empty=empty)
        self._draw_confirmation()

    def _draw_confirmation(self) -> None:
        count = len(self._desk.draft)
        judged = self._impacts is not None
        self.query_one("#apply", Button).label = f"Apply to {counted(count, 'adapter')}" if judged else "Judging …"
        prompt = " To apply, press enter on the button below." if count == 1 else (
            f" To apply to {count} adapters type {count} and press enter: "
        )  # fmt: skip
        self.query_one(CountLine).ask(prompt, count)

    def on_key(self, event: events.Key) -> None:
        self.query_one(CountLine).take(event)

    @on(Button.Pressed, "#apply")
    @on(Rows.Chosen)
    def _confirm(self, message: Button.Pressed | Rows.Chosen) -> None:
        count = len(self._desk.draft)
        on_button = isinstance(message, Button.Pressed)
        if not self.query_one(CountLine).is_right:
            self.say(f"type {count}, the number of adapters, to apply; nothing has been sent")
            return
        if count == 1 and not on_button:
            self.say("press enter on the button to apply; tab goes there")
            return
        self._apply()

    def _apply(self) -> None:
        impacts = self._impacts
        if impacts is None:
            self.say("still judging what this breaks: once more in a moment; nothing has been sent")
            return
        if stopped := self._desk.blockers(impacts.values()):
            count_text = counted(len(stopped), "blocker")
            ways = f"{key_for('waive')} waives a rule with a reason, {key_for('drop_reviewed')} drops"
            self.say(f"{count_text}: {ways}; nothing has been sent")
            return
        hosts = {change.key.host for change in self._desk.draft}
        before_outlasting(self, self._fleet, hosts, partial(self._send, impacts))

    def _send(self, impacts: Impacts) -> None:
        try:
            run = self._desk.apply(impacts.values())
        except (ReadOnly, JournalError) as error:
            self.say(str(error), "bad")
            return
        self.app.switch_screen(ApplyScreen(self._desk, run, self._assessor))

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
        change, view = self._desk.draft.changes[key], self._fleet.view
        if moved_on(change, view) is None and moved_to(change, view) is None:
            gone = view.find(key) is None
            self.say(gone_words() if gone else "the host holds what this was planned from: nothing to plan again")
            return
        try:
            again = rebased(change, view)
        except CannotFollow as error:
            self.say(str(error))
            return
        if again is not None:
            self._desk.exchange(change, again)
            self._after_change(f"planned again from what {again.key.host} holds now: read it again")

    def _after_change(self, said: str) -> None:
        self.query_one(CountLine).clear()
        if not len(self._desk.draft):
            self.dismiss(None)
            return
        self._judge()
        self.say(said, "")

    def action_problems(self) -> None:
        self._problems_only = not self._problems_only
        self._draw()

    def action_waive(self) -> None:
        impacts = self._impacts
        choices = waivable(self._desk.blockers(impacts.values()), self._desk.marks) if impacts is not None else []
        if not choices:
            self.say("no blocker is left to waive" if impacts is not None else "still judging what this breaks")
        elif len(choices) == 1:
            self._ask_waiver(choices[0].value)
        else:

            def chosen(choice: Choice[list[Finding]] | None) -> None:
                if choice is not None:
                    self._ask_waiver(choice.value)

            self.app.push_screen(ChoiceDialog("Which rule, and where?", choices), chosen)

    def _ask_waiver(self, found: list[Finding]) -> None:
        def answered(reason: str | None) -> None:
            if reason is not None:
                self._desk.waive(found, reason)
                self._draw()
                self.query_one("#apply", Button).focus()
                self.say(f"waived in {counted(len(found), 'place')}; the reason goes to the journal", "")

        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        self.app.push_screen(WaiverDialog(found[0].title, f"{found[0].sentence}{more}", len(found)), answered)

    def action_reason(self) -> None:
        def given(reason: str | None) -> None:
            if reason is not None:
                self._desk.reason = reason
                self.say(f"the journal will say: {reason}" if reason else "no reason will be journalled", "")

        sentence = "Why this is done, for the journal; empty for no reason:"
        self.app.push_screen(Prompt("Reason", sentence, initial=self._desk.reason), given)
