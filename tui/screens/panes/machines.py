"""Pane 2: the VMs of all hosts."""

from collections.abc import Set
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from tui.fleet.judging.judgement import Judgement
from tui.fleet.view import NOTHING_VISIBLE, FleetView, HostState, MachineRow
from tui.keys import key_for
from tui.model.readiness import MachineKey
from tui.screens.panes.machine_list import MachineList
from tui.screens.panes.narrowing import Narrowing
from tui.screens.panes.pane import Pane
from tui.screens.rows_of import machines
from tui.widgets.cells import Column, LazyRows, widest


class MachinesPane(Pane):
    number = 2

    def __init__(self) -> None:
        super().__init__()
        self.narrowing = Narrowing()
        self.list = MachineList()
        self.wide = False
        """Every column is shown as far as there is room."""
        self.shifted = 0
        """How many columns behind the name a wide list skips."""
        self._marked = 0
        self._told: tuple[int, tuple[Column, ...], str] | None = None
        """What was shown last."""

    @property
    def selected(self) -> MachineRow | None:
        """The VM under the cursor."""
        key = self.cursor_key
        listed = self.list.find(key) if isinstance(key, MachineKey) else None
        return listed.row if listed is not None else None

    @property
    def listed(self) -> tuple[MachineRow, ...]:
        """The VMs that are shown, in their order."""
        return tuple(each.row for each in self.list.shown)

    def narrow(self, narrowing: Narrowing) -> None:
        """Show other VMs, or in another order, from the next `show_view` on."""
        self.narrowing = narrowing

    def sort(self, steps: int) -> str:
        order = self.narrowing.order
        order = order.after(steps) if steps else replace(order, turned=not order.turned)
        self.narrow(replace(self.narrowing, order=order))
        return order.words

    def shift(self, steps: int) -> None:
        """Skip more or fewer columns of a wide list, from the next `show_view` on."""
        most = machines.most_shifted(self._all_columns(1))
        self.shifted = max(0, min(most, self.shifted + steps))

    def show_view(
        self,
        view: FleetView,
        now: datetime,
        drafted: Set[MachineKey],
        judgement: Judgement,
        marked: Set[MachineKey] = frozenset(),
    ) -> None:
        """What of the view is a lot of work is taken in by one step; `list.behind` tells that more are to follow."""
        self.list.aim(view, judgement, self.narrowing, drafted, marked)
        self.list.take_in()
        shown = self.list.shown
        columns = self._all_columns(_width(tuple(host.name for host in view.hosts)), len(view.hosts))
        if self.wide:
            columns = machines.wide(columns, self.shifted)
        told = self.list.version, columns, "" if shown else self._why_empty(view)
        if told != self._told or any(host.stale for host in view.hosts):
            self._told = told
            self.show(LazyRows(self.list.keys, lambda number: shown[number].drawn(now)), columns, empty=told[2])
        self._marked = len(marked)
        self.show_position()

    def _all_columns(self, host_names: int, hosts: int = 2) -> tuple[Column, ...]:
        return machines.columns(self.list.name_width, host_names, hosts, self.narrowing.order)

    def show_position(self) -> None:
        """Bring the title up to date with the cursor and the filter."""
        shown, of, narrowing = len(self.list.shown), self.list.of, self.narrowing
        kinds = "VMs" if narrowing.everything else "Replica VMs"
        count = f"{self.position} of {shown}" if shown == of else f"{self.position} of {shown}, filtered from {of}"
        texts = [f"{kinds} · {count}"] + ([f"{key_for('wide')}: wide"] if self.wide else [])
        if narrowing.needle:
            texts.append(f"filter: {narrowing.needle}")
        if narrowing.faults_only:
            texts.append(f"{key_for('faults')}: faults only")
        if self._marked:
            texts.append(f"* {self._marked} marked")
        if self.list.hidden:
            texts.append(f"{key_for('everything')}: {self.list.hidden} others")
        elif narrowing.everything:
            texts.append(f"{key_for('everything')}: replicas only")
        self.entitle(" · ".join(texts))

    def _why_empty(self, view: FleetView) -> str:
        narrowing = self.narrowing
        if self.list.fault:
            return f"{self.list.fault}; {key_for('back')} shows all again"
        if self.list.of and narrowing.needle:
            return f"no VM holds “{narrowing.needle}”: {key_for('back')} shows all again"
        if self.list.of and narrowing.faults_only:
            return f"no VM with a fault: {key_for('faults')} shows all again"
        if any(host.state is HostState.CONNECTING for host in view.hosts):
            return "reading the hosts …"
        if all(host.inventory is None for host in view.hosts):
            return f"no host has answered: {key_for('pane_hosts')} shows why"
        if self.list.hidden:
            return f"no replica VMs on these hosts: {key_for('everything')} shows the others"
        if any(host.nothing_visible for host in view.hosts):
            return NOTHING_VISIBLE
        return "no VMs on these hosts"


@lru_cache(2)
def _width(hosts: tuple[str, ...]) -> int:
    return widest(hosts, 8, 40)
