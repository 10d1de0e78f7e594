"""Who changed what, when, why and with what end; the way back, and the way to settle what nobody knows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from textual import on
from textual.message import Message

from tui.commands import bindings, commands_in, footer, refusals, writing_bindings
from tui.fleet.fleet import Fleet
from tui.fleet.journal import Entry, JournalError, Written
from tui.fleet.journal.history import last_apply
from tui.fleet.journal.undo import undo_of
from tui.fleet.judging.assessing import Assessor
from tui.fleet.plans.building import site_of
from tui.fleet.plans.files import write_text
from tui.fleet.reports.journal_text import journal_csv
from tui.model.plan.values import PlanReading
from tui.model.result import ChangeResult, Outcome
from tui.model.step import StepResult
from tui.screens.dialogs.fulltext import FullText
from tui.screens.dialogs.prompt import Prompt, file_name_missing
from tui.screens.dialogs.question import Question
from tui.screens.listing import ListScreen
from tui.screens.rows_of.journal import columns, full_text, journal_rows, matching, written
from tui.screens.rows_of.review import counted
from tui.screens.rows_of.times import offset
from tui.widgets.rows import Rows
from tui.widgets.status import HeaderLine, KeyLine, Part, StatusLine
from tui.yamlfile import FileError


class Settled(Message, bubble=False):
    """What became of one change or action was read, or could not be."""

    def __init__(self, entry: Written, result: ChangeResult | StepResult | None) -> None:
        super().__init__()
        self.entry = entry
        self.result = result


@dataclass(frozen=True, slots=True)
class Undone:
    """A plan that takes changes back, to be reviewed."""

    reading: PlanReading
    what: str


class JournalScreen(ListScreen[Undone]):
    """Ends with a plan to take changes back, or None. Settling only reads hosts, and so a read-only console may."""

    BINDINGS = bindings("journal") + refusals("journal")
    writes = False

    def __init__(self, fleet: Fleet, assessor: Assessor, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._fleet = fleet
        self._assessor = assessor
        self._clock = clock
        self._needle = ""
        self._shown: list[Written] = []
        self._settling = 0

    def on_mount(self) -> None:
        self.query_one(KeyLine).show(footer(commands_in("journal"), writes=self.writes))
        self._assessor.look()
        self._draw()

    def newer_view(self) -> None:
        self._draw()

    @property
    def _entries(self) -> tuple[Entry, ...]:
        return self._assessor.assessment.journal.entries

    @property
    def _selected(self) -> Written | None:
        key = self.query_one(Rows).cursor_key
        return next((entry for entry in self._shown if entry.intent.id == key), None)

    def _draw(self) -> None:
        assessment, now = self._assessor.assessment, self._clock()
        self._shown = matching(written(assessment.journal), self._needle, assessment.journal.waivers)
        unknown = len(assessment.unsettled)
        title: list[Part] = [(f" Journal · {counted(len(self._shown), 'change')} · times in {offset(now)}", "strong")]
        title += [(f" · filter: {self._needle}", "")] if self._needle else []
        right: list[Part] = [(f"{unknown} of unknown end ", "bad")] if unknown else []
        self.query_one(HeaderLine).show([title], right)
        empty = assessment.journal_trouble or ("no change holds these words" if self._needle else "no change yet")
        rows = journal_rows(self._shown, now, assessment.journal.waivers)
        self.query_one(Rows).show(rows, columns(self._shown, now), empty=empty)
        torn = assessment.journal.torn
        where = f"{torn[0].file.name} {torn[0].sentence}" if torn else str(self._fleet.journal.folder.path)
        self.query_one(StatusLine).rest((where, "warn" if torn else "dim"))

    @on(Rows.Chosen)
    def _chosen(self) -> None:
        entry = self._selected
        if entry is not None:
            waivers = self._assessor.assessment.journal.waivers
            what = "Change" if isinstance(entry, Entry) else "Action"
            self.app.push_screen(FullText(what, full_text(entry, self._clock(), waivers)))

    def action_filter_journal(self) -> None:
        def given(text: str | None) -> None:
            if text is not None:
                self._needle = text
                self._draw()

        sentence = "Words of a VM, host, person, reason, outcome, day or id; empty for all:"
        self.app.push_screen(Prompt("Filter the journal", sentence, initial=self._needle), given)

    def action_export_journal(self) -> None:
        shown, waivers = tuple(self._shown), self._assessor.assessment.journal.waivers

        def chosen(text: str | None) -> None:
            if text is None:
                return
            path = Path(text).expanduser()
            try:
                write_text(path, journal_csv(shown, waivers))
            except FileError as error:
                self.say(str(error), "bad")
            else:
                self.say(f"written: {counted(len(shown), 'change')} to {path}", "ok")

        name = f"journal-{self._clock():%Y%m%d-%H%M}.csv"
        sentence = "A CSV file to write what is shown to:"
        prompt = Prompt("Export", sentence, initial=name, replaces=True, why_not=file_name_missing)
        self.app.push_screen(prompt, chosen)

    def action_settle(self) -> None:
        try:
            self._settling = self._fleet.settle_unknown(self._tell)
        except JournalError as error:
            self.say(str(error), "bad")
            return
        if self._settling:
            self.say(f"reading the hosts to settle {self._settling} …", "")
        else:
            self.say("every change on this fleet's hosts has a known end")

    def _tell(self, entry: Written, result: ChangeResult | StepResult | None) -> None:
        self.post_message(Settled(entry, result))

    def on_settled(self, message: Settled) -> None:
        self._assessor.look()
        name, result = message.entry.vm_name, message.result
        if result is None or result.outcome is Outcome.UNKNOWN:
            self.say(f"{name}: not settled: its host is silent, or it is on its way")
        else:
            self.say(f"{name}: settled, {result.outcome.value}", "ok")

    def action_leave_journal(self) -> None:
        self.dismiss(None)

    def action_refuse(self, label: str) -> None:
        self.say(f"{label}: this console is read-only, nothing can be changed in it")


class UndoingJournalScreen(JournalScreen):
    """Adds the ways back; each is a plan that goes through the review."""

    BINDINGS = writing_bindings("journal")
    writes = True

    def action_undo(self) -> None:
        entry = self._change_to_undo()
        if entry is not None:
            self._undo((entry,), f"undo of {entry.intent.change.vm_name}")

    def action_undo_apply(self) -> None:
        entry = self._change_to_undo()
        if entry is not None:
            same = [each for each in self._entries if each.intent.apply == entry.intent.apply]
            self._undo(same, f"undo of apply {entry.intent.apply[:8]}")

    def _change_to_undo(self) -> Entry | None:
        entry = self._selected
        if entry is None or isinstance(entry, Entry):
            return entry
        self.say(
            f"{entry.name}: an action is not undone from here: the failover screen has what can be done now", "warn"
        )
        return None

    def action_undo_last(self) -> None:
        last = last_apply(self._entries)
        if last:
            self._undo(last, f"undo of the last apply, {last[0].intent.apply[:8]}")
        else:
            self.say("the journal holds nothing to take back")

    def _undo(self, undone: Sequence[Entry], what: str) -> None:
        undo = undo_of(undone, self._entries, site_of(self._fleet.view))
        result = Undone(undo.reading, what)
        if not undo.others:
            self.dismiss(result)
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self.dismiss(result)

        sentence = f"This takes back changes by {', '.join(undo.others)}."
        self.app.push_screen(Question("Undo another's changes?", sentence, yes="plan it", no="leave them"), answered)
