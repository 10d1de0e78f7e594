"""Pane 1: the hosts and how each stands."""

from datetime import datetime

from tui.fleet.view import FleetView, HostView
from tui.screens.panes.pane import Pane
from tui.screens.rows_of import hosts
from tui.widgets.cells import Column, Row


class HostsPane(Pane):
    number = 1

    def __init__(self) -> None:
        super().__init__(header=False)
        self.order = hosts.Order()
        self._made: dict[str, tuple[HostView, Row]] = {}
        """Rows by their hosts' names, as they were made last."""
        self._laid: tuple[tuple[Row, ...], tuple[Column, ...]] = (), ()
        """Rows and the columns that they need."""

    def sort(self, steps: int) -> str:
        self.order = self.order.after(steps)
        return self.order.words

    def show_view(self, view: FleetView, now: datetime) -> None:
        self.entitle(f"Hosts{self.order.sign}")
        self._made = {host.name: (host, self._row(host, now)) for host in view.hosts}
        rows = tuple(self._made[host.name][1] for host in self.order.sorted(view.hosts))
        if rows != self._laid[0]:
            self._laid = rows, hosts.columns(view.hosts, now)
        self.show(*self._laid, empty="no hosts")

    def _row(self, host: HostView, now: datetime) -> Row:
        made = self._made.get(host.name)
        if made is not None and made[0] is host and not hosts.is_dated(host):
            return made[1]
        return hosts.host_row(host, now)
