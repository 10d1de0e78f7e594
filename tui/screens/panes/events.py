"""Pane 4: the event log of all hosts, or of the selected VM, newest first."""

from collections.abc import Sequence
from datetime import datetime

from tui.fleet.view import FleetView, MachineRow
from tui.model.event import HostEvent
from tui.screens.panes.pane import Pane
from tui.screens.rows_of import events
from tui.screens.rows_of.times import offset
from tui.widgets.cells import LazyRows


class EventsPane(Pane):
    number = 4

    def __init__(self) -> None:
        super().__init__(header=False, tail=True)
        self.follows = False
        """Only events of the VM under the cursor are shown."""
        self.faults_only = False
        """Only warnings and errors are shown."""
        self._events: Sequence[HostEvent] = ()
        """What is shown, oldest first."""
        self._all: Sequence[HostEvent] = ()
        self._wanted: tuple[object, ...] = ()

    @property
    def selected(self) -> HostEvent | None:
        """The event under the cursor."""
        return self._events[-self.position] if 0 < self.position <= len(self._events) else None

    def show_view(self, view: FleetView, now: datetime, machine: MachineRow | None) -> None:
        vm = machine.machine if machine is not None and self.follows else None
        whose = f"{vm.name} alone" if vm is not None else "all hosts"
        only = " · !: warnings and errors" if self.faults_only else ""
        self.entitle(f"Events · {whose}{only} · times in {offset(now)}")
        wanted = (now.date(), now.utcoffset(), vm.id if vm is not None else None, self.faults_only)
        if wanted == self._wanted and view.events is self._all:
            return
        self._wanted, self._all = wanted, view.events
        shown: Sequence[HostEvent] = view.events
        if vm is not None:
            shown = [event for event in shown if events.is_of(event, vm)]
        if self.faults_only:
            shown = [event for event in shown if events.is_fault(event)]
        self._events = shown
        rows = LazyRows(
            [events.key_of(event) for event in reversed(shown)], lambda n: events.event_row(shown[-1 - n], now)
        )
        empty = "no events yet" if not view.events else "no such events"
        self.show(rows, events.columns(shown, len(view.hosts), now), empty=empty)
