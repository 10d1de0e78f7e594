"""The VMs of a fleet as they are listed, brought up to date only where something changed, and in slices."""

from collections.abc import Iterator, Set

from tui.fleet.judging.judgement import NOBODY_JUDGED, Judgement
from tui.fleet.view import FleetView, HostView
from tui.model.readiness import MachineKey
from tui.screens.panes.host_list import HostList
from tui.screens.panes.narrowing import Narrowing, Sieve
from tui.screens.panes.tally import Tally
from tui.screens.rows_of.header import Counts
from tui.screens.rows_of.listed import Listed

SLICE = 100
"""VMs that are looked at in one step; the host in which they end is finished."""


class MachineList:
    """Keeps what it worked out of every VM between one view and the next.

    `aim` says what is to be listed, and `take_in` goes there host by host, so that keys are answered in between. The
    rows, their order and the counts belong together after every step.
    """

    def __init__(self) -> None:
        self.shown: list[Listed] = []
        """What is listed, in its order; another object when the rows or their order are others."""
        self.keys: list[MachineKey] = []
        """Of `shown`."""
        self.version = 0
        """Another one when any row is another, or their order."""
        self.newly_blocked: list[Listed] = []
        """What the way to the last aim found blocked that was judged before and was not."""
        self._hosts: dict[str, HostList] = {}
        self._aimed_at: tuple[HostView, ...] = ()
        self._judgement = NOBODY_JUDGED
        self._sieve = Sieve(Narrowing())
        self._tally = Tally()
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
        """Bring everything up to date in one step."""
        self.aim(view, judgement, narrowing, drafted, marked)
        while self.behind:
            self.take_in()

    def aim(
        self,
        view: FleetView,
        judgement: Judgement,
        narrowing: Narrowing,
        drafted: Set[MachineKey] = frozenset(),
        marked: Set[MachineKey] = frozenset(),
    ) -> None:
        """Say what is to be listed. What an operator decided shows at once, and so does that a host is gone."""
        if not self.behind:
            self.newly_blocked = []
        self._aimed_at, self._judgement = view.hosts, judgement
        relist = self._narrow(narrowing)
        for gone in self._hosts.keys() - {host.name for host in view.hosts}:
            relist |= self._hosts.pop(gone).drop()
        for host in view.hosts:
            if host.name not in self._hosts:
                self._hosts[host.name] = HostList(host, self._tally)
        changed = (drafted ^ self._drafted) | (marked ^ self._marked)
        self._drafted, self._marked = drafted, marked
        for each in map(self.find, changed):
            if each is not None:
                self._sign(each)
        if relist:
            self._relist()

    def take_in(self, most: int = SLICE) -> None:
        """Take in hosts of the newest aim until `most` of their VMs were looked at."""
        looked, relist = 0, False
        for host, mine in self._behind():
            taken = mine.take(host, self._judgement, self._sieve.place)
            for each in taken.came:
                self._sign(each)
            self.newly_blocked += taken.newly_blocked
            relist |= taken.moved
            self.version += taken.redrawn
            looked += taken.looked
            if looked >= most:
                break
        if relist:
            self._relist()

    @property
    def behind(self) -> bool:
        """There is more to take in."""
        return any(True for _ in self._behind())

    @property
    def fault(self) -> str:
        """Why the filter means nothing; no VM is listed then."""
        return self._sieve.fault

    @property
    def of(self) -> int:
        """How many VMs there are of the kinds that are listed."""
        return self._tally.all if self._sieve.narrowing.everything else self._tally.of_copies

    @property
    def hidden(self) -> int:
        """Primaries and VMs without replication that are not listed."""
        return self._tally.all - self.of

    @property
    def counts(self) -> Counts:
        return self._tally.counts(judged=bool(self._judgement.standings))

    @property
    def name_width(self) -> int:
        return max((host.name_width for host in self._hosts.values()), default=12)

    def find(self, key: MachineKey) -> Listed | None:
        host = self._hosts.get(key.host)
        return host.listed.get(key.vm) if host is not None else None

    def warm_up(self) -> Iterator[None]:
        """Make ready what a filter looks into, a slice at each step, so that no key waits for all of it."""
        for number, each in enumerate(list(self.everything())):
            each.make_ready()
            if not number % SLICE:
                yield

    def everything(self) -> Iterator[Listed]:
        """Every VM, listed or not."""
        for host in self._hosts.values():
            yield from host.listed.values()

    def _behind(self) -> Iterator[tuple[HostView, HostList]]:
        for host in self._aimed_at:
            mine = self._hosts[host.name]
            if mine.is_behind(host, self._judgement):
                yield host, mine

    def _narrow(self, narrowing: Narrowing) -> bool:
        """Whether every VM got its place anew."""
        if narrowing == self._sieve.narrowing:
            return False
        self._sieve = Sieve(narrowing)
        for each in self.everything():
            self._sieve.place(each)
        return True

    def _sign(self, each: Listed) -> None:
        drafted, marked = each.key in self._drafted, each.key in self._marked
        if (each.drafted, each.marked) != (drafted, marked):
            each.drafted, each.marked = drafted, marked
            each.redraw()
            self.version += 1

    def _relist(self) -> None:
        self.shown = self._sieve.sorted(self.everything())
        self.keys = [each.key for each in self.shown]
        self.version += 1
