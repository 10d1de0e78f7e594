"""Every finding of the fleet, the gravest first, for one operation."""

from datetime import datetime
from pathlib import Path

from textual import on

from tui.commands import bindings, commands_in, footer
from tui.fleet.fleet import Fleet
from tui.fleet.judging.assessing import Assessor
from tui.fleet.plans.files import is_csv, write_text
from tui.fleet.reports.findings_text import Named, findings_text, named_findings
from tui.keys import key_for
from tui.model.change import AdapterKey
from tui.model.readiness import DEFAULT_OPERATION, MachineKey, Operation, Severity
from tui.screens.dialogs.prompt import Prompt, file_name_missing
from tui.screens.listing import ListScreen
from tui.screens.rows_of.findings import VERDICT_SIGNS, finding_columns, finding_rows, verdict_counts
from tui.widgets.rows import Rows
from tui.widgets.status import HeaderLine, KeyLine, Part, StatusLine
from tui.yamlfile import FileError

_OPERATIONS = tuple(Operation)


class ReadinessScreen(ListScreen[AdapterKey | MachineKey]):
    """Ends with what to go to, or None."""

    BINDINGS = bindings("readiness")

    def __init__(self, fleet: Fleet, assessor: Assessor, now: datetime) -> None:
        """`now` names the file that an export proposes."""
        super().__init__()
        self._fleet = fleet
        self._assessor = assessor
        self._now = now
        self._operation = DEFAULT_OPERATION
        self._blockers_only = False
        self._found: list[Named] = []

    def on_mount(self) -> None:
        self.query_one(KeyLine).show(footer(commands_in("readiness")))
        self._draw()

    def newer_view(self) -> None:
        self._draw()

    def _draw(self) -> None:
        assessment, view, operation = self._assessor.assessment, self._fleet.view, self._operation
        judgement = assessment.judgement
        self._found = named_findings(judgement, view, operation)
        if self._blockers_only:
            self._found = [each for each in self._found if each.finding.severity(operation) is Severity.BLOCK]
        counts = judgement.counts(operation)
        title: Part = (f" Readiness · {operation.value}", "strong")
        self.query_one(HeaderLine).show([[title], verdict_counts(counts)], [(f"{len(self._found)} findings ", "")])
        rows = finding_rows(self._found, operation)
        empty = "nothing is in the way" if judgement.standings else assessment.trouble or "judging the fleet …"
        self.query_one(Rows).show(rows, finding_columns(self._found), empty=empty)
        names = ", ".join(f"{sign} {verdict.word}" for verdict, (sign, _) in VERDICT_SIGNS.items())
        only = "blockers only; " if self._blockers_only else ""
        self.query_one(StatusLine).rest((f"{only}{names}; {key_for('choose')} goes to the VM", "dim"))

    def action_operation(self) -> None:
        self._operation = _OPERATIONS[(_OPERATIONS.index(self._operation) + 1) % len(_OPERATIONS)]
        self._draw()

    def action_blockers(self) -> None:
        self._blockers_only = not self._blockers_only
        self._draw()

    def action_export_findings(self) -> None:
        if not self._found:
            self.say("nothing to write: there is no finding")
            return
        found, operation = tuple(self._found), self._operation

        def chosen(text: str | None) -> None:
            if text is None:
                return
            path = Path(text).expanduser()
            try:
                write_text(path, findings_text(found, operation, as_csv=is_csv(path)))
            except FileError as error:
                self.say(str(error), "bad")
                return
            self.say(f"written: {len(found)} findings to {path}", "ok")

        name = f"readiness-{self._now:%Y%m%d-%H%M}.csv"
        sentence = "A file to write; .csv makes CSV, any other name plain text:"
        prompt = Prompt("Export", sentence, initial=name, replaces=True, why_not=file_name_missing)
        self.app.push_screen(prompt, chosen)

    @on(Rows.Chosen)
    def _chosen(self, message: Rows.Chosen) -> None:
        if isinstance(message.key, tuple):
            self.dismiss(message.key[0])

    def action_leave_readiness(self) -> None:
        self.dismiss(None)
