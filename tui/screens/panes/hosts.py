"""Pane 1: the hosts and how each stands."""

from datetime import datetime

from tui.fleet.view import FleetView
from tui.screens.panes.pane import Pane
from tui.screens.rows_of import hosts


class HostsPane(Pane):
    number = 1

    def __init__(self) -> None:
        super().__init__(header=False)
        self.order = hosts.Order()

    def sort(self, steps: int) -> str:
        self.order = self.order.after(steps)
        return self.order.words

    def show_view(self, view: FleetView, now: datetime) -> None:
        self.entitle(f"Hosts{self.order.sign}")
        rows = [hosts.host_row(host, now) for host in self.order.sorted(view.hosts)]
        self.show(rows, hosts.columns(view.hosts, now), empty="no hosts")
