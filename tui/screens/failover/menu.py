"""What can be done with the VMs that are meant, what cannot and why; run books; failovers that are not over."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from textual import on

from tui.commands import bindings, commands_in, footer
from tui.fleet.failover.booked import plan_of_book
from tui.fleet.failover.planning import plan_of, target_of
from tui.fleet.failover.run import FailoverRun, InHand
from tui.fleet.failover.unfinished import (
    Unfinished,
    close_run,
    continued,
    taken_back,
    unfinished_failovers,
    why_no_way_back,
)
from tui.fleet.fleet import Fleet
from tui.fleet.journal import FamilyBusy, JournalError
from tui.fleet.judging.assessing import Assessor
from tui.fleet.lane import Outcome
from tui.fleet.view import FleetView, MachineRow
from tui.model.failover.bookform import read_run_book
from tui.model.failover.deed import Deed
from tui.model.failover.values import FailoverPlan
from tui.screens.base import notifier
from tui.screens.dialogs.choice import Choice, ChoiceDialog
from tui.screens.dialogs.prompt import Prompt, file_name_missing
from tui.screens.failover.plan import FailoverPlanScreen
from tui.screens.failover.run import FailoverRunScreen
from tui.screens.listing import ListScreen
from tui.screens.rows_of.failover import BOOK, MENU_COLUMNS, Offered, menu_rows, offered
from tui.widgets.rows import Rows
from tui.widgets.status import HeaderLine, KeyLine


class FailoverMenuScreen(ListScreen[None]):
    """Nothing is sent from here: everything that sends is confirmed on a screen of its own."""

    BINDINGS = bindings("failover menu")

    def __init__(
        self,
        fleet: Fleet,
        assessor: Assessor,
        clock: Callable[[], datetime],
        runs: list[FailoverRun],
        rows: Sequence[MachineRow],
    ) -> None:
        """`runs` are this console's own, to which new ones are added; `rows` the VMs that are meant."""
        super().__init__()
        self._fleet, self._assessor, self._clock = fleet, assessor, clock
        self._runs = runs
        self._meant = tuple((row.host.name, row.machine.id) for row in rows)
        self._open: tuple[Unfinished, ...] = ()

    def on_mount(self) -> None:
        self.query_one(KeyLine).show(footer(commands_in("failover menu")))
        self.on_screen_resume()

    def on_screen_resume(self) -> None:
        """Look again what is unfinished: it changes while other screens are open."""
        self._draw()
        self.ask(self._assessor, lambda: unfinished_failovers(self._fleet.journal), self._take_unfinished)

    def newer_view(self) -> None:
        self._draw()

    @property
    def _view(self) -> FleetView:
        return self._fleet.view

    @property
    def _rows(self) -> tuple[MachineRow, ...]:
        """The VMs that are meant, as they are now."""
        return tuple(row for row in self._view.rows() if (row.host.name, row.machine.id) in self._meant)

    @property
    def _offers(self) -> tuple[Offered, ...]:
        rows = self._rows
        return offered(self._view, rows) if rows else ()

    def _take_unfinished(self, outcome: Outcome) -> None:
        if outcome.error is not None:
            self.say(str(outcome.error), "bad")
            return
        own = {run.id for run in self._runs if not run.view.done}
        self._open = tuple(each for each in outcome.value if each.id not in own)
        self._draw()

    def _draw(self) -> None:
        rows = self._rows
        who = f"{rows[0].machine.name} on {rows[0].host.name}" if len(rows) == 1 else f"{len(rows)} VMs"
        self.query_one(HeaderLine).show([[(f" Failover · {who}", "strong")]], [("nothing has been sent ", "strong")])
        runs = [run for run in self._runs if not run.view.done]
        drawn = menu_rows(self._offers, runs, self._open, self._view, self._clock())
        self.query_one(Rows).show(drawn, MENU_COLUMNS)

    @on(Rows.Chosen)
    def _chosen(self, message: Rows.Chosen) -> None:
        key = message.key
        if isinstance(key, Deed):
            self._choose_deed(key)
        elif key == BOOK:
            self._ask_for_book()
        elif run := next((run for run in self._runs if run.id == key), None):
            self.app.push_screen(FailoverRunScreen(run, self._fleet, self._clock))
        elif open_run := next((each for each in self._open if f"open {each.id}" == key), None):
            self._choose_way_on(open_run)

    def _choose_deed(self, deed: Deed) -> None:
        chosen = next((each for each in self._offers if each.deed is deed), None)
        if chosen is None or not chosen.rows:
            why = "; ".join(chosen.why_not.values()) if chosen is not None else "no VM is selected"
            self.say(f"{deed.value}: {why}")
            return
        targets = [target_of(self._view, row, deed, reverse=True) for row in chosen.rows]
        self._review(plan_of(deed, targets))

    def _review(self, plan: FailoverPlan) -> None:
        self.app.push_screen(FailoverPlanScreen(self._fleet, self._assessor, self._clock, plan), self._follow)

    def _follow(self, run: FailoverRun | None) -> None:
        """Show a run that has begun."""
        if run is not None:
            self._runs.append(run)
            run.listen(notifier(self.app))
            self.app.push_screen(FailoverRunScreen(run, self._fleet, self._clock))

    def _ask_for_book(self) -> None:
        def given(text: str | None) -> None:
            if text is None:
                return
            path, view, journal = Path(text).expanduser(), self._view, self._fleet.journal
            self.ask(
                self._assessor,
                lambda: plan_of_book(read_run_book(path), view, runs=journal.read().runs),
                self._take_book,
            )

        prompt = Prompt("Run book", "A YAML file; it is shown first, nothing is sent:", why_not=file_name_missing)
        self.app.push_screen(prompt, given)

    def _take_book(self, outcome: Outcome) -> None:
        if outcome.error is not None:
            self.say(str(outcome.error), "bad")
        else:
            self._review(outcome.value)

    def _choose_way_on(self, open_run: Unfinished) -> None:
        if open_run.in_hand:
            self.say("another console has this failover in hand")
            return
        ways = [Choice("continue", "continue", "from what the hosts say now")]
        why = why_no_way_back(open_run, self._view)
        ways.append(Choice("back", "take back", why or "cancel it and start the primary again", "dim" if why else ""))
        ways.append(Choice("leave", "leave as it is", "nothing is sent; it is not told any more"))

        def chosen(choice: Choice[str] | None) -> None:
            if choice is None:
                return
            if choice.value == "back" and why:
                self.say(why)
            elif choice.value == "leave":
                self._leave_open(open_run)
            else:
                self._confirm_way_on(open_run, back=choice.value == "back")

        self.app.push_screen(ChoiceDialog(f"{open_run.plan.name}: unfinished", ways), chosen)

    def _confirm_way_on(self, open_run: Unfinished, *, back: bool) -> None:
        plan = open_run.plan
        wanted = plan.to_type
        word = "take it back" if back else "continue"

        def typed(text: str | None) -> None:
            if text is not None:
                self._go_on(taken_back(self._fleet, open_run) if back else continued(self._fleet, open_run))

        why_not = partial(_not_typed, wanted)
        self.app.push_screen(Prompt(plan.name, f"To {word} type {wanted}:", why_not=why_not), typed)

    def _go_on(self, run: FailoverRun) -> None:
        try:
            run.begin()
        except (InHand, JournalError) as error:
            self.say(str(error), "bad")
            return
        self._open = tuple(each for each in self._open if each.id != run.id)
        self._follow(run)

    def _leave_open(self, open_run: Unfinished) -> None:
        try:
            close_run(self._fleet.journal, open_run)
        except (FamilyBusy, JournalError) as error:
            self.say(str(error), "bad")
            return
        self._open = tuple(each for each in self._open if each.id != open_run.id)
        self._assessor.look()
        self._draw()
        self.say(f"{open_run.plan.name}: left as it is", "")

    def action_leave_failover_menu(self) -> None:
        self.dismiss(None)


def _not_typed(wanted: str, text: str) -> str:
    return "" if text == wanted else f"type {wanted}; nothing has been sent"
