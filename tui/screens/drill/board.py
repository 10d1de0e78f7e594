"""The board: every replica by how long ago a drill last proved it."""

from collections.abc import Callable
from datetime import datetime

from textual.app import ComposeResult

from tui.commands import bindings, commands_in, footer
from tui.fleet.drill.board import board_of
from tui.fleet.fleet import Fleet
from tui.fleet.judging.assessing import Assessor
from tui.model.readiness import MachineKey
from tui.screens.base import ConsoleScreen
from tui.screens.drill.leftovers import CleaningScreen, LeftoversScreen
from tui.screens.rows_of.board import board_columns, board_rows
from tui.widgets.rows import Rows
from tui.widgets.status import HeaderLine, KeyLine, Part, StatusLine


class BoardScreen(ConsoleScreen[MachineKey]):
    """Ends with the VM to go to, or None. Only looks."""

    BINDINGS = bindings("board")

    def __init__(self, fleet: Fleet, assessor: Assessor, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._fleet = fleet
        self._assessor = assessor
        self._clock = clock

    def compose(self) -> ComposeResult:
        yield HeaderLine()
        yield Rows()
        yield StatusLine()
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(KeyLine).show(footer(commands_in("board")))
        self._assessor.look()
        self._draw()

    def newer_view(self) -> None:
        self._draw()

    def _draw(self) -> None:
        now, reading = self._clock(), self._assessor.assessment.journal
        board = board_of(self._fleet.view, reading.runs)
        never = sum(row.verified is None for row in board)
        overdue = sum(row.is_overdue(now) for row in board) - never
        title: list[Part] = [(f" Board · {len(board)} replicas by their last proof", "strong")]
        counts: list[Part] = [(f"{never} never verified", "warn" if never else "")]
        counts += [(f", {overdue} overdue", "warn")] if overdue else []
        self.query_one(HeaderLine).show([title, counts])
        self.query_one(Rows).show(board_rows(board, now), board_columns(board), empty="no replica in this fleet")
        rest = (
            self._assessor.assessment.journal_trouble or "verified: the guest in the test VM reported what was staged"
        )
        self.query_one(StatusLine).rest((rest, "dim"))

    def on_rows_chosen(self, message: Rows.Chosen) -> None:
        if isinstance(message.key, tuple):
            self.dismiss(MachineKey(*message.key))

    def action_left_behind(self) -> None:
        kind = LeftoversScreen if self._fleet.read_only else CleaningScreen
        self.app.push_screen(kind(self._fleet, self._assessor, self._clock))

    def action_leave_board(self) -> None:
        self.dismiss(None)
