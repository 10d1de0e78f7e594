"""What drills mean to the main screen, a read-only one too: a banner while anything of one is left, and the board."""

from collections.abc import Sequence

from tui.fleet.drill.stillstaged import still_staged
from tui.fleet.journal import JournalReading
from tui.keys import key_for
from tui.screens.drill.board import BoardScreen
from tui.screens.main.watching import WatchingScreen
from tui.widgets.status import Part


class BoardingScreen(WatchingScreen):
    """Every console that shares the journal shows the banner."""

    _banner_of: JournalReading | None = None
    _banner: Sequence[Part] = ()

    def alarms(self) -> Sequence[Part]:
        reading = self.assessment.journal
        if reading is not self._banner_of:
            self._banner_of, self._banner = reading, banner(reading)
        return (*self._banner, *super().alarms())

    def action_board(self) -> None:
        self.app.push_screen(BoardScreen(self.fleet, self.assessor, self.clock), self.go_to)


def banner(reading: JournalReading) -> list[Part]:
    """What nobody may overlook: a drill's own values in the place of the live ones, and drills that are not over."""
    standing = len(still_staged(reading.entries, reading.runs))
    running = sum(run.kind == "drill" and run.ended is None for run in reading.runs)
    parts: list[Part] = []
    if standing:
        parts.append((f" DRILL VALUES STAGED on {standing}: {key_for('board')} ", "bad"))
    if running:
        parts.append((f" {running} drill{'' if running == 1 else 's'} not over: {key_for('board')} ", "warn"))
    return parts
