"""A VM of the list, with what is worked out of it once and kept for as long as nothing of it changes."""

from datetime import datetime

from tui.fleet.judging.judgement import Standing
from tui.fleet.searching import searched_alike, searched_with, verdict_of
from tui.fleet.view import HostView, MachineRow
from tui.model.machine import Machine
from tui.model.readiness import MachineKey, Verdict
from tui.model.selection import Searchable
from tui.screens.rows_of.hosts import host_age
from tui.screens.rows_of.machine_order import SortKey
from tui.screens.rows_of.machines import machine_row
from tui.widgets.cells import Row


class Home:
    """The host that VMs of the list stand on, as it was taken in last: one object for all of them."""

    __slots__ = ("host",)

    def __init__(self, host: HostView) -> None:
        self.host = host


class Listed:
    """One VM. What is drawn of it, and what a filter looks into, is made when it is first asked for."""

    __slots__ = ("_drawn", "_drawn_at", "_home", "_searchable", "drafted", "key", "machine", "marked", "name", "place",
                 "standing", "verdict")  # fmt: skip

    def __init__(self, home: Home, machine: Machine, standing: Standing | None) -> None:
        self._home = home
        self.key = MachineKey(home.host.name, machine.id)
        self.place: tuple[SortKey, str] | None = None
        """What it is sorted by; None while a filter hides it."""
        self.drafted = self.marked = False
        self.machine, self.standing = machine, standing
        self.name = machine.name.casefold()
        self.verdict: Verdict | None = verdict_of(self.row, standing)
        """None for what is no recovery copy and has nothing wrong, and while nothing was judged."""
        self._drawn: Row | None = None
        self._drawn_at = ""
        self._searchable: Searchable | None = None

    @property
    def row(self) -> MachineRow:
        return MachineRow(self._home.host, self.machine)

    def take(self, machine: Machine, standing: Standing | None) -> bool:
        """What was read and judged last; whether it is drawn anew."""
        before, judged, verdict = self.machine, self.standing, self.verdict
        self.machine, self.standing = machine, standing
        if machine.name != before.name:
            self.name = machine.name.casefold()
        if standing is not judged or machine.mode != before.mode:
            self.verdict = verdict_of(self.row, standing)
        if standing is not judged or not searched_alike(before, machine):
            self._searchable = None
        if machine is before and self.verdict is verdict:
            return False
        self.redraw()
        return True

    def redraw(self) -> None:
        self._drawn = None

    def forget(self) -> None:
        """Make everything anew that is made of it and its host."""
        self._drawn = self._searchable = None

    @property
    def searchable(self) -> Searchable:
        return self.make_ready()

    def make_ready(self) -> Searchable:
        """What a filter looks into, made now where it is not yet."""
        if self._searchable is None:
            self._searchable = Searchable.of(searched_with(self.row, self.standing))
        return self._searchable

    def drawn(self, now: datetime) -> Row:
        host = self._home.host
        age = host_age(host, now) if host.stale else ""
        if self._drawn is None or age != self._drawn_at:
            self._drawn_at = age
            self._drawn = machine_row(self.row, now, self.verdict, drafted=self.drafted, marked=self.marked)
        return self._drawn
