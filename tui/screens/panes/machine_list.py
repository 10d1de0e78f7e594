"""The VMs of a fleet as they are listed, brought up to date only where something changed."""

from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass, field, replace
from typing import Any

from tui.fleet.judging.judgement import Judgement, Standing
from tui.fleet.view import FleetView, HostView, MachineRow
from tui.model import states
from tui.model.readiness import MachineKey, Verdict
from tui.model.selection import Selection, SelectionFault, read_selection
from tui.screens.rows_of.header import Counts
from tui.screens.rows_of.listed import Listed
from tui.screens.rows_of.machine_order import Order
from tui.screens.rows_of.machines import is_copy
from tui.widgets.cells import widest

_SLICE = 100
"""VMs that are made ready for a filter in one step."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which VMs are listed, and in which order."""

    everything: bool = False
    """Primaries and VMs without replication, too."""
    needle: str = ""
    """A filter of `model.selection`."""
    faults_only: bool = False
    """Only VMs that are not ready."""
    order: Order = field(default_factory=Order)


class _HostList:
    """One host's VMs."""

    def __init__(self) -> None:
        self.host: HostView | None = None
        self.mark: object = None
        """Of the judgement that was taken over last."""
        self.listed: dict[str, Listed] = {}
        self.names = 0
        """The width that the widest name needs."""
        self.copies = self.tests = self.shown_kinds = 0
        self.verdicts: Counter[Verdict] = Counter()


class MachineList:
    """Keeps what it worked out of every VM between one view and the next."""

    def __init__(self) -> None:
        self.shown: list[Listed] = []
        """What is listed, in its order; another object when the rows or their order are others."""
        self.keys: list[MachineKey] = []
        """Of `shown`."""
        self.fault = ""
        """Why the filter means nothing; no VM is listed then."""
        self.newly_blocked: list[Listed] = []
        """What the last `bring` found blocked that was judged before and was not."""
        self._hosts: dict[str, _HostList] = {}
        self._narrowing = Narrowing()
        self._selection = Selection()
        self._judgement: Judgement | None = None
        self._drafted: Set[MachineKey] = frozenset()
        self._marked: Set[MachineKey] = frozenset()

    def bring(
        self,
        view: FleetView,
        judgement: Judgement,
        narrowing: Narrowing,
        drafted: Set[MachineKey] = frozenset(),
        marked: Set[MachineKey] = frozenset(),
    ) -> None:
        """Bring everything up to date."""
        self.newly_blocked = []
        relist = self._narrow(narrowing)
        for gone in self._hosts.keys() - {host.name for host in view.hosts}:
            relist |= bool(self._hosts.pop(gone).listed)
        for host in view.hosts:
            mine = self._hosts.setdefault(host.name, _HostList())
            if mine.host is not host or judgement is not self._judgement:
                relist |= self._bring_host(mine, host, judgement)
        self._judgement = judgement
        if relist or drafted != self._drafted or marked != self._marked:
            for key in drafted | marked | self._drafted | self._marked:
                self._mark(key, key in drafted, key in marked)
            self._drafted, self._marked = drafted, marked
        if relist:
            self._relist([host.name for host in view.hosts])

    @property
    def of(self) -> int:
        """How many VMs there are of the kinds that are listed."""
        return sum(host.shown_kinds for host in self._hosts.values())

    @property
    def hidden(self) -> int:
        """Primaries and VMs without replication that are not listed."""
        return sum(len(host.listed) - host.shown_kinds for host in self._hosts.values())

    @property
    def counts(self) -> Counts:
        hosts = self._hosts.values()
        verdicts = sum((host.verdicts for host in hosts), Counter[Verdict]())
        judged = self._judgement is not None and bool(self._judgement.standings)
        return Counts(sum(host.copies for host in hosts), sum(host.tests for host in hosts), judged, verdicts)

    @property
    def name_width(self) -> int:
        return max((host.names for host in self._hosts.values()), default=12)

    def find(self, key: MachineKey) -> Listed | None:
        host = self._hosts.get(key.host)
        return host.listed.get(key.vm) if host is not None else None

    def warm_up(self) -> Iterator[None]:
        """Make ready what a filter looks into, a slice at each step, so that no key waits for all of it."""
        for number, each in enumerate(list(self.everything())):
            each.make_ready()
            if not number % _SLICE:
                yield

    def everything(self) -> Iterator[Listed]:
        """Every VM, listed or not."""
        for host in self._hosts.values():
            yield from host.listed.values()

    def _narrow(self, narrowing: Narrowing) -> bool:
        """Whether every VM needs its place anew."""
        if narrowing == self._narrowing:
            return False
        self._narrowing = narrowing
        try:
            self._selection, self.fault = read_selection(narrowing.needle), ""
        except SelectionFault as fault:
            self.fault = str(fault)
        for host in self._hosts.values():
            for each in host.listed.values():
                self._place(each)
            self._count_kinds(host)
        return True

    def _bring_host(self, mine: _HostList, host: HostView, judgement: Judgement) -> bool:
        """Whether VMs came, went, or have another place."""
        if mine.host is not host:
            relist = self._read(mine, host, judgement)
        elif (mark := judgement.marks.get(host.name)) is not None and mark is mine.mark:
            return False
        else:
            standings = judgement.standings
            judged_anew = [each for each in mine.listed.values() if standings.get(each.key) is not each.standing]
            if not judged_anew:
                mine.mark = judgement.marks.get(host.name)
                return False
            moved = [self._retake(each, each.row, standings.get(each.key)) for each in judged_anew]
            relist = any(moved)
        mine.mark = judgement.marks.get(host.name)
        mine.verdicts = Counter(
            each.verdict
            for each in mine.listed.values()
            if each.standing is not None and each.standing.is_copy and each.verdict is not None
        )
        return relist

    def _read(self, mine: _HostList, host: HostView, judgement: Judgement) -> bool:
        machines = host.inventory.machines if host.inventory is not None else ()
        gone = mine.listed.keys() - {machine.id for machine in machines}
        for vm in gone:
            del mine.listed[vm]
        relist = bool(gone)
        renamed = bool(gone)
        same_host = mine.host is not None and replace(mine.host, inventory=host.inventory) == host
        for machine in machines:
            row, each = MachineRow(host, machine), mine.listed.get(machine.id)
            standing = judgement.standings.get(MachineKey(host.name, machine.id))
            if each is None:
                each = mine.listed[machine.id] = Listed(row, standing)
                self._place(each)
                relist = renamed = True
            elif same_host and machine is each.row.machine and standing is each.standing:
                each.row = row
            else:
                renamed |= each.row.machine.name != machine.name
                relist |= self._retake(each, row, standing)
        mine.host = host
        if renamed:
            mine.names = widest((machine.name for machine in machines), 12, 60)
        mine.copies = sum(machine.is_recovery_copy for machine in machines)
        mine.tests = sum(machine.mode == states.TEST_REPLICA for machine in machines)
        self._count_kinds(mine)
        return relist

    def _retake(self, each: Listed, row: MachineRow, standing: Standing | None) -> bool:
        before, place, judged = each.verdict, each.place, each.standing
        each.take(row, standing)
        if judged is not None and each.verdict is Verdict.BLOCKED and before is not Verdict.BLOCKED:
            self.newly_blocked.append(each)
        self._place(each)
        return each.place != place

    def _count_kinds(self, host: _HostList) -> None:
        everything = self._narrowing.everything
        host.shown_kinds = sum(everything or is_copy(each.row.machine) for each in host.listed.values())

    def _place(self, each: Listed) -> None:
        narrowing = self._narrowing
        hidden = (
            bool(self.fault)
            or not (narrowing.everything or is_copy(each.row.machine))
            or (narrowing.faults_only and each.verdict in (None, Verdict.READY))
            or (bool(self._selection.terms) and not self._selection.finds(each.searchable))
        )
        each.place = None if hidden else (narrowing.order.key(each.row, each.verdict), each.name)

    def _mark(self, key: MachineKey, drafted: bool, marked: bool) -> None:
        each = self.find(key)
        if each is not None and (each.drafted, each.marked) != (drafted, marked):
            each.drafted, each.marked = drafted, marked
            each.redraw()

    def _relist(self, hosts: list[str]) -> None:
        shown = [each for host in sorted(hosts) for each in self._hosts[host].listed.values() if each.place is not None]
        shown.sort(key=_by_name)
        order = self._narrowing.order
        if order.column != "VM" or order.descending:
            shown.sort(key=_by_column if order.column != "VM" else _by_name, reverse=order.descending)
        self.shown, self.keys = shown, [each.key for each in shown]


def _by_name(each: Listed) -> tuple[str, str, str]:
    return each.name, each.key.host, each.key.vm


def _by_column(each: Listed) -> Any:
    """All of one column are of one type."""
    return each.place[0] if each.place is not None else None
