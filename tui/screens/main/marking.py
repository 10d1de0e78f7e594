"""Marking adapters, so that one decision is for all of them."""

from collections.abc import Callable, Collection
from datetime import datetime

from tui.fleet.fleet import Fleet
from tui.fleet.judging.assessing import Assessor
from tui.fleet.view import MachineRow
from tui.keys import key_for
from tui.model.change import AdapterKey, Change
from tui.screens.desk import Desk
from tui.screens.main.screen import MainScreen
from tui.screens.panes.adapters import AdaptersPane
from tui.screens.panes.machines import MachinesPane

Marks = frozenset[AdapterKey]


def keys_of(row: MachineRow) -> Marks:
    """A VM's adapters."""
    return frozenset(AdapterKey(row.host.name, row.machine.id, adapter.id) for adapter in row.machine.adapters)


def toggled(marks: Marks, keys: Marks) -> Marks:
    """All of `keys` marked, or none where all of them were."""
    return marks - keys if keys <= marks else marks | keys


class MarkingMainScreen(MainScreen):
    """Space marks a VM with all its adapters, or in pane 3 one adapter."""

    def __init__(self, fleet: Fleet, assessor: Assessor, clock: Callable[[], datetime], desk: Desk) -> None:
        super().__init__(fleet, assessor, clock)
        self.desk = desk
        self._last_marked = 0
        """Where in the list of VMs the last mark was set, counted from 1; 0: nowhere yet."""

    def drafted(self) -> Collection[Change]:
        return tuple(self.desk.draft)

    def marked(self) -> Collection[AdapterKey]:
        return self.desk.marks

    def action_mark(self) -> None:
        pane, adapters = self.query_one(MachinesPane), self.query_one(AdaptersPane)
        if self.focused is adapters:
            chosen = self.adapter
            if chosen is not None:
                row, adapter = chosen
                self._mark(toggled(self.desk.marks, frozenset({AdapterKey(row.host.name, row.machine.id, adapter.id)})))
                adapters.action_row_down()
        elif pane.selected is not None:
            self._last_marked, keys = pane.position, keys_of(pane.selected)
            # First: where the cursor comes to rest is told on the line that says what is marked.
            pane.action_row_down()
            self._mark(toggled(self.desk.marks, keys))

    def action_mark_to_here(self) -> None:
        pane = self.query_one(MachinesPane)
        if not self._last_marked:
            mark, to_here = key_for("mark"), key_for("mark_to_here")
            self.say(f"{mark} marks the first of a range, then {to_here} marks from there to the cursor")
            return
        first, last = sorted((self._last_marked, pane.position))
        keys: Marks = frozenset().union(*(keys_of(row) for row in pane.listed[first - 1 : last]))
        self._mark(self.desk.marks | keys)

    def action_invert_marks(self) -> None:
        listed: Marks = frozenset().union(*(keys_of(row) for row in self.query_one(MachinesPane).listed))
        self._mark((self.desk.marks - listed) | (listed - self.desk.marks))

    def action_unmark(self) -> None:
        self._mark(frozenset())

    def _mark(self, marks: Marks) -> None:
        self.desk.marks = marks
        self.draw()
        count = len(marks)
        keys = ", ".join(map(key_for, ("edit", "protocol", "test_switch", "connect")))
        for_all = f"{keys} are for all of them, {key_for('unmark')} unmarks"
        self.say(f"{count} adapter{'' if count == 1 else 's'} marked: {for_all}", "")
