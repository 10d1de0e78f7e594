"""What differs from a snapshot, and who did it as far as the journal tells."""

from collections.abc import Callable
from pathlib import Path

from textual import on

from tui.commands import bindings, commands_in, footer
from tui.fleet.fleet import Fleet
from tui.fleet.judging.assessing import Assessor
from tui.fleet.lane import Outcome
from tui.fleet.plans.drift import DriftReading, drift_of, snapshot_text
from tui.fleet.plans.files import read_plan, write_text
from tui.fleet.view import FleetView
from tui.keys import key_for
from tui.model.change import AdapterKey
from tui.screens.base import ConsoleScreen
from tui.screens.dialogs.prompt import Prompt, file_name_missing
from tui.screens.listing import ListScreen
from tui.screens.rows_of.drift import columns, drift_rows
from tui.widgets.rows import Rows
from tui.widgets.status import HeaderLine, KeyLine, StatusLine


class DriftScreen(ListScreen[AdapterKey]):
    """Ends with the adapter to go to, or None. Shows the comparison as it was made, and does not follow the hosts."""

    BINDINGS = bindings("drift")

    def __init__(self, name: str, reading: DriftReading, view: FleetView) -> None:
        super().__init__()
        self._name, self._reading, self._view = name, reading, view

    def on_mount(self) -> None:
        reading = self._reading
        self.query_one(HeaderLine).show(
            [
                [(f" Drift since {self._name}", "strong")],
                [
                    (f"{len(reading.drifts)} changed, {len(reading.added)} new, ", ""),
                    (f"{len(reading.problems)} not comparable", "warn" if reading.problems else ""),
                ],
            ]
        )
        rows = drift_rows(reading, self._view)
        self.query_one(Rows).show(rows, columns(reading), empty="everything is as in the snapshot")
        back = f"{key_for('from_file')} in the panes drafts the way back to it"
        self.query_one(StatusLine).rest((f"- in the snapshot, + now; {back}", "dim"))
        self.query_one(KeyLine).show(footer(commands_in("drift")))

    @on(Rows.Chosen)
    def _chosen(self, message: Rows.Chosen) -> None:
        if isinstance(message.key, AdapterKey):
            self.dismiss(message.key)

    def action_leave_drift(self) -> None:
        self.dismiss(None)


def compare_with_snapshot(
    screen: ConsoleScreen[None], fleet: Fleet, assessor: Assessor, go_to: Callable[[AdapterKey | None], None]
) -> None:
    """Ask for a snapshot file and show what differs from it; one that is not there yet is written."""

    def given(text: str | None) -> None:
        if text is None:
            return
        path, view = Path(text).expanduser(), fleet.view

        def work() -> DriftReading | None:
            if not path.exists():
                write_text(path, snapshot_text(view))
                return None
            return drift_of(read_plan(path), view, assessor.assessment.journal.entries)

        def show(outcome: Outcome) -> None:
            if outcome.error is not None:
                screen.say(str(outcome.error), "bad")
            elif outcome.value is None:
                screen.say(f"{path} was not there: a snapshot of now is written to it", "ok")
            else:
                screen.app.push_screen(DriftScreen(path.name, outcome.value, view), go_to)

        screen.ask(assessor, work, show)

    sentence = "A snapshot to compare with; one that is not there yet is written now:"
    screen.app.push_screen(Prompt("Drift", sentence, why_not=file_name_missing), given)
