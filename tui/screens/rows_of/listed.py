"""A VM of the list, with what is worked out of it once and kept for as long as nothing of it changes."""

from datetime import datetime

from tui.fleet.judging.judgement import Standing
from tui.fleet.searching import searched_with, verdict_of
from tui.fleet.view import MachineRow
from tui.model.readiness import MachineKey
from tui.model.selection import Searchable
from tui.screens.rows_of.hosts import host_age
from tui.screens.rows_of.machine_order import SortKey
from tui.screens.rows_of.machines import machine_row
from tui.widgets.cells import Row


class Listed:
    """One VM. What is drawn of it, and what a filter looks into, is made when it is first asked for."""

    __slots__ = ("_drawn", "_drawn_at", "_searchable", "drafted", "key", "marked", "name", "place", "row", "standing",
                 "verdict")  # fmt: skip

    def __init__(self, row: MachineRow, standing: Standing | None) -> None:
        self.key = MachineKey(row.host.name, row.machine.id)
        self.place: tuple[SortKey, str] | None = None
        """What it is sorted by; None while a filter hides it."""
        self.drafted = self.marked = False
        self.verdict = verdict_of(row, standing)
        """None for what is no recovery copy and has nothing wrong, and while nothing was judged."""
        self.row, self.standing = row, standing
        self.take(row, standing)

    def take(self, row: MachineRow, standing: Standing | None) -> None:
        """What was read and judged last."""
        if standing is not self.standing or row.machine.mode != self.row.machine.mode:
            self.verdict = verdict_of(row, standing)
        self.row, self.standing = row, standing
        self.name = row.machine.name.casefold()
        self.redraw()

    def redraw(self) -> None:
        self._drawn: Row | None = None
        self._drawn_at = ""
        self._searchable: Searchable | None = None

    @property
    def searchable(self) -> Searchable:
        return self.make_ready()

    def make_ready(self) -> Searchable:
        """What a filter looks into, made now where it is not yet."""
        if self._searchable is None:
            self._searchable = Searchable.of(searched_with(self.row, self.standing))
        return self._searchable

    def drawn(self, now: datetime) -> Row:
        age = host_age(self.row.host, now) if self.row.host.stale else ""
        if self._drawn is None or age != self._drawn_at:
            self._drawn_at = age
            self._drawn = machine_row(self.row, now, self.verdict, drafted=self.drafted, marked=self.marked)
        return self._drawn
