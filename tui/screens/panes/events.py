"""Pane 4: the event log of all hosts, newest first."""

from datetime import date, datetime

from tui.fleet.view import FleetView
from tui.model.event import HostEvent
from tui.screens.panes.pane import Pane
from tui.screens.rows_of import events
from tui.screens.rows_of.times import offset


class EventsPane(Pane):
    number = 4

    def __init__(self) -> None:
        super().__init__(header=False, tail=True)
        self._events: tuple[HostEvent, ...] = ()
        self._drawn_on: date | None = None

    @property
    def selected(self) -> HostEvent | None:
        """The event under the cursor."""
        return self._events[-self.position] if 0 < self.position <= len(self._events) else None

    def show_view(self, view: FleetView, now: datetime) -> None:
        self.entitle(f"Events · all hosts · times in {offset(now)}")
        if view.events is self._events and now.date() == self._drawn_on:
            return
        self._events, self._drawn_on = view.events, now.date()
        rows = events.event_rows(view.events, now)
        self.show(rows, events.columns(view.events, len(view.hosts), now), empty="no events yet")
