"""One host's VMs of the list: what of a newer view of it has to be looked at, and what that changed."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from tui.fleet.judging.judgement import Judgement, Mark, Standing
from tui.fleet.view import HostView
from tui.model.machine import Machine
from tui.model.readiness import MachineKey, Verdict
from tui.screens.panes.tally import Tally
from tui.screens.rows_of.listed import Home, Listed
from tui.widgets.cells import widest

_NARROWEST, _WIDEST = 12, 60
"""Bounds of what the widest name of a VM gets."""


@dataclass(slots=True)
class Taken:
    """What became of a host's VMs when a newer view of it was taken in."""

    looked: int = 0
    """How many VMs were looked at."""
    came: list[Listed] = field(default_factory=list)
    moved: bool = False
    """Some came, went, or have another place."""
    redrawn: bool = False
    """Some look different."""
    newly_blocked: list[Listed] = field(default_factory=list)
    """Judged before and not blocked then."""


class HostList:
    """Takes a newer view of its host in as a whole: its VMs are always those of one reading."""

    def __init__(self, host: HostView, tally: Tally) -> None:
        """Without VMs; they come with the first `take`, which counts them in `tally`."""
        self.listed: dict[str, Listed] = {}
        """By GUID."""
        self.name_width = _NARROWEST
        """That the widest name needs."""
        self._home = Home(host)
        self._tally = tally
        self._machines: tuple[Machine, ...] = ()
        self._judgement: Judgement | None = None
        self._mark: Mark | None = None

    def is_behind(self, host: HostView, judgement: Judgement) -> bool:
        """Whether there is something to take in."""
        return self._home.host is not host or self._is_judged_anew(judgement)

    def _is_judged_anew(self, judgement: Judgement) -> bool:
        mark = judgement.marks.get(self._home.host.name)
        return judgement is not self._judgement if mark is None else mark is not self._mark

    def take(self, host: HostView, judgement: Judgement, place: Callable[[Listed], bool]) -> Taken:
        """Bring the VMs up to date, looking at those alone that may be others; `place` tells whether one moved."""
        taken = Taken()
        before, self._home.host = self._home.host, host
        known, self._machines = self._machines, host.inventory.machines if host.inventory is not None else ()
        others, changed_places = _others(known, self._machines)
        renamed = changed_places and self._drop_gone(taken)
        if _tells(before) != _tells(host):
            others = self._machines
            taken.redrawn = True
            for each in self.listed.values():
                each.forget() if before.group != host.group else each.redraw()
        for machine in others:
            standing = judgement.standings.get(MachineKey(host.name, machine.id))
            listed = self.listed.get(machine.id)
            if listed is None:
                self._add(taken, machine, standing, place)
                renamed = True
            else:
                renamed |= listed.machine.name != machine.name
                self._retake(taken, listed, machine, standing, place)
        for listed in filter(None, map(self.listed.get, self._judged_anew(judgement))):
            standing = judgement.standings.get(listed.key)
            if standing is not listed.standing:
                self._retake(taken, listed, listed.machine, standing, place)
        self._judgement, self._mark = judgement, judgement.marks.get(host.name)
        if renamed:
            self.name_width = widest((machine.name for machine in self._machines), _NARROWEST, _WIDEST)
        return taken

    def drop(self) -> bool:
        """Take all VMs out of what is counted; whether there were any."""
        for each in self.listed.values():
            self._tally.count(each, -1)
        return bool(self.listed)

    def _judged_anew(self, judgement: Judgement) -> Collection[str]:
        """GUIDs of VMs whose standing may be another."""
        if not self._is_judged_anew(judgement):
            return ()
        mark = judgement.marks.get(self._home.host.name)
        return mark.vms if mark is not None and mark.follows(self._mark) else tuple(self.listed)

    def _drop_gone(self, taken: Taken) -> bool:
        gone = self.listed.keys() - {machine.id for machine in self._machines}
        for vm in gone:
            self._tally.count(self.listed.pop(vm), -1)
        taken.moved |= bool(gone)
        return bool(gone)

    def _add(self, taken: Taken, machine: Machine, standing: Standing | None, place: Callable[[Listed], bool]) -> None:
        each = self.listed[machine.id] = Listed(self._home, machine, standing)
        self._tally.count(each, 1)
        place(each)
        taken.looked += 1
        taken.moved = True
        taken.came.append(each)

    def _retake(
        self,
        taken: Taken,
        each: Listed,
        machine: Machine,
        standing: Standing | None,
        place: Callable[[Listed], bool],
    ) -> None:
        verdict, judged = each.verdict, each.standing
        counts_the_same = standing is judged and machine.mode == each.machine.mode
        if not counts_the_same:
            self._tally.count(each, -1)
        taken.redrawn |= each.take(machine, standing)
        if not counts_the_same:
            self._tally.count(each, 1)
        taken.looked += 1
        taken.moved |= place(each)
        if judged is not None and each.verdict is Verdict.BLOCKED and verdict is not Verdict.BLOCKED:
            taken.newly_blocked.append(each)


def _tells(host: HostView) -> tuple[object, ...]:
    """What the rows of its VMs tell of a host."""
    return host.state, host.as_of, host.group


def _others(before: Sequence[Machine], after: Sequence[Machine]) -> tuple[Sequence[Machine], bool]:
    """The VMs that are not what stood in their place before, and whether any has another place."""
    if len(before) != len(after):
        return after, True
    pairs = [(was, machine) for was, machine in zip(before, after, strict=True) if was is not machine]
    return [machine for _, machine in pairs], any(was.id != machine.id for was, machine in pairs)
