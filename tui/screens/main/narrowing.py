"""Which VMs are listed and in which order: the filter as it is typed, faults only, all kinds, columns; going to one."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from textual import on
from textual.timer import Timer
from textual.widgets import Input

from tui.keys import key_for
from tui.model.change import AdapterKey
from tui.model.readiness import MachineKey
from tui.screens.main.fourpanes import BREATH, REST, FourPanesScreen
from tui.screens.panes.adapters import AdaptersPane
from tui.screens.panes.events import EventsPane
from tui.screens.panes.hosts import HostsPane
from tui.screens.panes.machines import MachinesPane
from tui.screens.panes.narrowing import Narrowing
from tui.screens.panes.pane import Pane
from tui.widgets.filter import FilterInput


class NarrowingScreen(FourPanesScreen):
    """Adds what narrows and orders the list of VMs, and what goes to one in it."""

    _typing: Timer | None = None

    @property
    def narrowing(self) -> Narrowing:
        return self.query_one(MachinesPane).narrowing

    def narrow(self, narrowing: Narrowing) -> None:
        """List other VMs, or the same in another order."""
        self._stop_typing()
        self.query_one(MachinesPane).narrow(narrowing)
        self.draw()

    def action_back(self) -> None:
        field = self.query_one(FilterInput)
        if field.value and not isinstance(self.focused, (HostsPane, EventsPane)):
            field.value = ""
            self.narrow(replace(self.narrowing, needle=""))
        self._close_filter()

    def action_filter(self) -> None:
        self.open_whole("")
        self.add_class("-filtering")
        self.query_one(FilterInput).focus()
        self._warm_up(self.query_one(MachinesPane).list.warm_up())

    def _warm_up(self, steps: Iterator[None]) -> None:
        for _ in steps:
            self.set_timer(BREATH, partial(self._warm_up, steps))
            return

    def _close_filter(self) -> None:
        self.remove_class("-filtering")
        self.go_to_pane(MachinesPane)

    @on(Input.Changed, "#filter")
    def _filter_changed(self) -> None:
        # A list of thousands is searched once the typing rests, and no key waits for it.
        if self._typing is None:
            self._typing = self.set_timer(REST, self._take_filter)
        else:
            self._typing.reset()

    def _take_filter(self) -> None:
        self.narrow(replace(self.narrowing, needle=self.query_one(FilterInput).value))

    def _stop_typing(self) -> None:
        if self._typing is not None:
            self._typing.stop()
            self._typing = None

    @on(Input.Submitted, "#filter")
    def _filter_submitted(self) -> None:
        self._take_filter()
        self._close_filter()
        if fault := self.query_one(MachinesPane).list.fault:
            self.say(fault)

    def action_everything(self) -> None:
        self.narrow(replace(self.narrowing, everything=not self.narrowing.everything))

    def action_faults(self) -> None:
        events = self.query_one(EventsPane)
        if self.focused is events:
            events.faults_only = not events.faults_only
            self.draw()
        else:
            self.narrow(replace(self.narrowing, faults_only=not self.narrowing.faults_only))

    def action_sort_next(self) -> None:
        self._sort(1)

    def action_sort_previous(self) -> None:
        self._sort(-1)

    def action_sort_turned(self) -> None:
        self._sort(0)

    def _sort(self, steps: int) -> None:
        pane = self.focused if isinstance(self.focused, Pane) else self.query_one(MachinesPane)
        said = pane.sort(steps)
        self.say(said or "the rows of this pane have one order", "" if said else "warn")
        self.draw()

    def action_wide(self) -> None:
        pane = self.query_one(MachinesPane)
        pane.wide = not pane.wide
        pane.shifted = 0
        self.set_class(pane.wide, "-whole-machines")
        self.go_to_pane(MachinesPane)
        if pane.wide:
            self.say(f"every column: {key_for('columns_right')} and {key_for('columns_left')} go through them", "")
        self.draw()

    def action_columns_right(self) -> None:
        self._shift(1)

    def action_columns_left(self) -> None:
        self._shift(-1)

    def _shift(self, steps: int) -> None:
        pane = self.query_one(MachinesPane)
        if not pane.wide:
            right, left = key_for("columns_right"), key_for("columns_left")
            self.say(f"{key_for('wide')} shows every column, then {right} and {left} go through them")
            return
        pane.shift(steps)
        self.draw()

    def go_to(self, key: AdapterKey | MachineKey | None) -> None:
        """Put the cursor on a VM, and on an adapter of it; a filter that hides it is taken away."""
        if key is None:
            return
        machines = self.query_one(MachinesPane)
        if not machines.go_to((key.host, key.vm)):
            self.query_one(FilterInput).value = ""
            self.narrow(Narrowing(everything=True, order=self.narrowing.order))
            machines.go_to((key.host, key.vm))
        self.draw_followers()
        self.go_to_pane(MachinesPane)
        if isinstance(key, AdapterKey) and self.query_one(AdaptersPane).go_to(key):
            self.go_to_pane(AdaptersPane)
