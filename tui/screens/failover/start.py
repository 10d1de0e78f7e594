"""The key that leads to failovers, from the main screen."""

from collections.abc import Sequence

from tui.fleet.failover.run import FailoverRun
from tui.fleet.view import MachineRow
from tui.keys import key_for
from tui.model.failover.values import Standing
from tui.screens.failover.menu import FailoverMenuScreen
from tui.screens.main.deciding import DecidingScreen
from tui.widgets.cells import Tone
from tui.widgets.status import Part


class FailingOverScreen(DecidingScreen):
    """Keeps the failovers of this console, and tells of those that ask, have ended or are not over."""

    _told_of: tuple[object, ...] = ()

    def action_failover(self) -> None:
        self.app.push_screen(
            FailoverMenuScreen(self.fleet, self.assessor, self.clock, self._failovers, self.meant_machines)
        )

    @property
    def fails_over(self) -> bool:
        """A failover of this console is under way."""
        return any(not run.view.done for run in self._failovers)

    @property
    def _failovers(self) -> list[FailoverRun]:
        if not hasattr(self, "_kept"):
            self._kept: list[FailoverRun] = []
        return self._kept

    def besides(self) -> tuple[object, ...]:
        return *super().besides(), *(run.view for run in self._failovers)

    def draw(self) -> None:
        super().draw()
        stands = (self._ended(), self._unfinished())
        if stands != self._told_of:
            self._told_of = stands
            said = next((each for each in stands if each), None)
            if said is not None:
                self.say(*said)

    def resting(self, selected: MachineRow | None) -> Sequence[Sequence[Part]]:
        asking = [run.view for run in self._failovers if run.view.gates]
        if asking:
            return (((f"{asking[0].plan.name} waits for an answer: {key_for('failover')} leads to it", "warn"),),)
        return super().resting(selected)

    def _ended(self) -> tuple[str, Tone] | None:
        ended = [run.view for run in self._failovers if run.view.done]
        if not ended:
            return None
        machines = ended[-1].machines
        done = sum(machine.standing is Standing.DONE for machine in machines)
        tone: Tone = "ok" if done == len(machines) else "warn"
        return f"{ended[-1].plan.name}: {ended[-1].plan.deed.value} has ended, {done} of {len(machines)} done", tone

    def _unfinished(self) -> tuple[str, Tone] | None:
        own = {run.id for run in self._failovers}
        runs = self.assessor.assessment.journal.runs
        count = sum(run.kind == "failover" and run.ended is None and run.id not in own for run in runs)
        if not count:
            return None
        way = f"{key_for('failover')} shows where it stands"
        return f"{count} failover{'' if count == 1 else 's'} not over: {way}", "bad"
