"""The key that leads to failovers, from the main screen."""

from tui.fleet.failover.run import FailoverRun
from tui.fleet.journal.runs import RunEntry
from tui.screens.deciding import DecidingScreen
from tui.screens.failover_menu import FailoverMenuScreen


class FailingOverScreen(DecidingScreen):
    """Keeps the failovers of this console, and tells of those that are not over."""

    _told_of: tuple[str, ...] = ()

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

    def draw(self) -> None:
        super().draw()
        own = {run.id for run in self._failovers}
        runs: tuple[RunEntry, ...] = self.assessor.assessment.journal.runs
        unfinished = tuple(run.id for run in runs if run.kind == "failover" and run.ended is None and run.id not in own)
        if unfinished != self._told_of:
            self._told_of = unfinished
            if unfinished:
                count = len(unfinished)
                self.say(f"{count} failover{'' if count == 1 else 's'} not over: f shows where it stands", "bad")
