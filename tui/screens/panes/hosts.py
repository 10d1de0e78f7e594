"""Pane 1: the hosts and how each stands."""

from datetime import datetime

from tui.fleet.view import FleetView
from tui.screens.panes.pane import Pane
from tui.screens.rows_of import hosts


class HostsPane(Pane):
    number = 1

    def __init__(self) -> None:
        super().__init__(header=False)

    def show_view(self, view: FleetView, now: datetime) -> None:
        self.entitle("Hosts")
        rows = [hosts.host_row(host, now) for host in view.hosts]
        self.show(rows, hosts.columns(view.hosts), empty="no hosts")
