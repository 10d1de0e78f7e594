"""Pane 2: the VMs of all hosts."""

from collections.abc import Collection
from datetime import datetime

from tui.fleet.judgement import Judgement
from tui.fleet.view import NOTHING_VISIBLE, FleetView, HostState, MachineRow
from tui.model.readiness import MachineKey
from tui.screens.panes.pane import Pane
from tui.screens.rows_of import machines
from tui.screens.rows_of.machines import Listing


class MachinesPane(Pane):
    number = 2

    def __init__(self) -> None:
        super().__init__()
        self.everything = False
        """Primaries and VMs without replication are shown too."""
        self.needle = ""
        """A filter of `model.selection`."""
        self.faults_only = False
        """Only VMs that are not ready are shown."""
        self._listing = Listing((), 0, 0)
        self._marked = 0
        self._by_key: dict[MachineKey, MachineRow] = {}

    @property
    def selected(self) -> MachineRow | None:
        """The VM under the cursor."""
        key = self.cursor_key
        return self._by_key.get(key) if isinstance(key, MachineKey) else None

    @property
    def listed(self) -> tuple[MachineRow, ...]:
        """The VMs that are shown, in their order."""
        return self._listing.rows

    def show_view(
        self,
        view: FleetView,
        now: datetime,
        drafted: Collection[MachineKey],
        judgement: Judgement,
        marked: Collection[MachineKey] = (),
    ) -> None:
        self._listing = machines.listing(
            view, everything=self.everything, needle=self.needle, judgement=judgement, faults_only=self.faults_only
        )
        self._by_key = {machines.key_of(row): row for row in self._listing.rows}
        rows = [machines.machine_row(row, now, drafted, judgement, marked) for row in self._listing.rows]
        columns = machines.columns(self._listing.rows, len(view.hosts))
        self.show(rows, columns, empty=self._why_empty(view))
        self._marked = len(marked)
        self.show_position()

    def show_position(self) -> None:
        """Bring the title up to date with the cursor and the filter."""
        shown, of = len(self._listing.rows), self._listing.of
        kinds = "VMs" if self.everything else "Replica VMs"
        count = f"{self.position} of {shown}" if shown == of else f"{self.position} of {shown}, filtered from {of}"
        texts = [f"{kinds} · {count}"]
        if self.needle:
            texts.append(f"filter: {self.needle}")
        if self.faults_only:
            texts.append("!: faults only")
        if self._marked:
            texts.append(f"* {self._marked} marked")
        if self._listing.hidden:
            texts.append(f"a: {self._listing.hidden} others")
        elif self.everything:
            texts.append("a: replicas only")
        self.entitle(" · ".join(texts))

    def _why_empty(self, view: FleetView) -> str:
        if self._listing.fault:
            return f"{self._listing.fault}; esc shows all again"
        if self._listing.of and self.needle:
            return f"no VM holds “{self.needle}”: esc shows all again"
        if self._listing.of and self.faults_only:
            return "no VM with a fault: ! shows all again"
        if any(host.state is HostState.CONNECTING for host in view.hosts):
            return "reading the hosts …"
        if all(host.inventory is None for host in view.hosts):
            return "no host has answered: 1 shows why"
        if self._listing.hidden:
            return "no replica VMs on these hosts: a shows the others"
        if any(host.nothing_visible for host in view.hosts):
            return NOTHING_VISIBLE
        return "no VMs on these hosts"
