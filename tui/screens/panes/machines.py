"""Pane 2: the VMs of all hosts."""

from collections.abc import Collection
from datetime import datetime

from tui.fleet.view import FleetView, HostState, MachineRow
from tui.screens.panes.pane import Pane
from tui.screens.rows_of import machines
from tui.screens.rows_of.machines import Listing, MachineKey


class MachinesPane(Pane):
    number = 2

    def __init__(self) -> None:
        super().__init__()
        self.everything = False
        """Primaries and VMs without replication are shown too."""
        self.needle = ""
        """Only VMs whose row holds this text are shown."""
        self._listing = Listing((), 0, 0)
        self._by_key: dict[MachineKey, MachineRow] = {}

    @property
    def selected(self) -> MachineRow | None:
        """The VM under the cursor."""
        key = self.cursor_key
        return self._by_key.get(key) if isinstance(key, tuple) else None

    def show_view(self, view: FleetView, now: datetime, drafted: Collection[MachineKey]) -> None:
        self._listing = machines.listing(view, everything=self.everything, needle=self.needle)
        self._by_key = {machines.key_of(row): row for row in self._listing.rows}
        rows = [machines.machine_row(row, now, drafted) for row in self._listing.rows]
        columns = machines.columns(self._listing.rows, len(view.hosts))
        self.show(rows, columns, empty=self._why_empty(view))
        self.show_position()

    def show_position(self) -> None:
        """Bring the title up to date with the cursor and the filter."""
        shown, of = len(self._listing.rows), self._listing.of
        kinds = "VMs" if self.everything else "Replica VMs"
        count = f"{self.position} of {shown}" if shown == of else f"{self.position} of {shown}, filtered from {of}"
        texts = [f"{kinds} · {count}"]
        if self.needle:
            texts.append(f"filter: {self.needle}")
        if self._listing.hidden:
            texts.append(f"a: {self._listing.hidden} others")
        elif self.everything:
            texts.append("a: replicas only")
        self.entitle(" · ".join(texts))

    def _why_empty(self, view: FleetView) -> str:
        if self._listing.of and self.needle:
            return f"no VM holds “{self.needle}”: esc shows all again"
        if any(host.state is HostState.CONNECTING for host in view.hosts):
            return "reading the hosts …"
        if all(host.inventory is None for host in view.hosts):
            return "no host has answered: 1 shows why"
        if self._listing.hidden:
            return "no replica VMs on these hosts: a shows the others"
        return "no VMs on these hosts, or this account may not see them"
