"""The main screen of a console that may change things: its keys change the draft and lead to the review."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from tui.commands import writing_bindings
from tui.fleet.lane import Outcome
from tui.fleet.plans.building import build_plan
from tui.keys import key_for
from tui.model.change import Change
from tui.model.plan.values import PlanReading
from tui.screens.choices import cable_choices, protocol_choices, switch_choices
from tui.screens.dialogs.choice import Choice, ChoiceDialog
from tui.screens.dialogs.fulltext import FullText
from tui.screens.dialogs.prompt import Prompt, file_name_missing
from tui.screens.drill.start import DrillStartScreen
from tui.screens.edit import EditScreen
from tui.screens.failover.start import FailingOverScreen
from tui.screens.injecting import InjectingScreen
from tui.screens.journal import UndoingJournalScreen, Undone
from tui.screens.main.deciding import key_of
from tui.screens.review import ReviewScreen
from tui.screens.unlocking import open_unlocking
from tui.widgets.status import StatusLine


class ChangingMainScreen(FailingOverScreen, InjectingScreen, DrillStartScreen):
    """Adds what leads to a write; none of it sends anything."""

    BINDINGS = writing_bindings("main")

    def open_adapter(self) -> None:
        self.action_edit()

    def action_edit(self) -> None:
        begun = self.begin("edit")
        if begun is not None:
            screen = EditScreen(self.desk, begun.change, self.fleet, self.assessor, len(begun.all))
            self.app.push_screen(screen, partial(self.keep, begun))

    def action_protocol(self) -> None:
        begun = self.begin("protocol")
        change = begun.change if begun is not None else None
        if begun is None or change is None or change.after.staged is None:
            return
        staged = change.after.staged
        choices, current = protocol_choices(staged)

        def chosen(choice: Choice[int] | None) -> None:
            if choice is not None:
                after = replace(change.after, staged=replace(staged, protocol=choice.value))
                self.keep(begun, replace(change, after=after))

        title = f"ProtocolIFType of {begun.who}"
        self.app.push_screen(ChoiceDialog(title, choices, current), chosen)

    def action_test_switch(self) -> None:
        begun = self.begin("test_switch")
        change = begun.change if begun is not None else None
        if begun is None or change is None:
            return
        choices, current = switch_choices(self.view.host(change.key.host), change)

        def chosen(choice: Choice[str | None] | None) -> None:
            if choice is not None:
                self.keep(begun, replace(change, after=replace(change.after, test_switch=choice.value)))

        title = f"Test switch of {begun.who}"
        self.app.push_screen(ChoiceDialog(title, choices, current), chosen)

    def action_connect(self) -> None:
        begun = self.begin("connect")
        change = begun.change if begun is not None else None
        if begun is None or change is None:
            return
        choices, current = cable_choices(self.view.host(change.key.host), change)

        def chosen(choice: Choice[tuple[bool, str | None]] | None) -> None:
            if choice is not None:
                connected, switch_id = choice.value
                after = replace(change.after, connected=connected, switch_id=switch_id)
                self.keep(begun, replace(change, after=after))

        title = f"Connection of {begun.who}"
        self.app.push_screen(ChoiceDialog(title, choices, current), chosen)

    def why_not(self, command: str) -> str:
        if command == "review" and not len(self.desk.draft):
            return "nothing is drafted: edit, protocol, test switch and connect change an adapter"
        if command == "unmark" and not self.desk.marks:
            return "nothing is marked"
        if command == "drop":
            chosen = self.adapter
            if chosen is None:
                return "select a VM with an adapter first"
            if not self.desk.has(key_of(*chosen)):
                return f"nothing is drafted for {chosen[0].machine.name} / {chosen[1].name}"
        return super().why_not(command)

    def scripted(self) -> tuple[Change, ...]:
        return tuple(self.desk.draft)

    def action_drop(self) -> None:
        chosen = self.adapter
        if why := self.why_not("drop"):
            self.say(why)
        if why or chosen is None:
            return
        row, adapter = chosen
        self.desk.drop(key_of(row, adapter))
        self.draw()
        self.say(f"dropped the drafted change of {row.machine.name} / {adapter.name}", "")

    def action_review(self) -> None:
        if why := self.why_not("review"):
            self.say(why)
            return
        self.query_one(StatusLine).hush()
        self.app.push_screen(ReviewScreen(self.desk, self.fleet, self.assessor))

    def action_unlock(self) -> None:
        host = self.host_meant()
        if host is not None:
            open_unlocking(self, self.fleet, host)

    def action_from_file(self) -> None:
        def given(text: str | None) -> None:
            if text is None:
                return
            path, view, only = Path(text).expanduser(), self.view, self.desk.marks or None
            self.say(f"reading {path} …", "")
            self.ask(self.assessor, lambda: build_plan(path, view, only), partial(self._take_file, path.name))

        only = f" for the {len(self.desk.marks)} marked adapters" if self.desk.marks else ""
        sentence = f"A plan (YAML or CSV) or mapping rules{only}; it becomes a draft, nothing is sent:"
        self.app.push_screen(Prompt("From a file", sentence, why_not=file_name_missing), given)

    def action_journal(self) -> None:
        def answered(undone: Undone | None) -> None:
            if undone is not None:
                self.take_plan(undone.reading, undone.what)
                if undone.reading.plan:
                    self.desk.reason = self.desk.reason or undone.what

        self.app.push_screen(UndoingJournalScreen(self.fleet, self.assessor, self.clock), answered)

    def _take_file(self, name: str, outcome: Outcome) -> None:
        if outcome.error is not None:
            self.say(f"{name}: {outcome.error}", "bad")
        else:
            self.take_plan(outcome.value, name)

    def take_plan(self, reading: PlanReading | None, source: str) -> None:
        """Draft a plan, and show what stands in its way."""
        if reading is None:
            return
        kept, said = self.desk.take(reading)
        self.draw()
        counts = f"{kept} drafted, {reading.unchanged} as asked for already, {len(said)} remarks"
        self.say(f"{source}: {counts}; {key_for('review')} reviews", "warn" if said else "ok")
        if said:
            self.app.push_screen(FullText(f"{source}: {len(said)} remarks", "\n".join(said)))
