"""Which way VMs of one plan move: none onto hosts that others leave, and none back, where nobody said so."""

from collections.abc import Iterable, Mapping

from tui.fleet.failover.record import FAILOVER, read_plan
from tui.fleet.journal import RunEntry
from tui.fleet.view import FleetView
from tui.model.failover.deed import Deed
from tui.model.failover.values import FailoverPlan, FailoverTarget, Whereabouts

_Places = frozenset[tuple[str, str]]
"""Hosts, failover clusters and groups, each with what it is."""


def against(plan: FailoverPlan, view: FleetView) -> Mapping[str, str]:
    """By GUID a sentence for each VM that a planned failover moves onto a host, cluster or group that another leaves.

    Empty where the run book names what it moves to.
    """
    if plan.deed is not Deed.PLANNED or plan.to:
        return {}
    groups = {host.name: host.group for host in view.hosts}
    ways = {target.vm: _way(target, groups) for target in plan.targets}
    found = {}
    for target in plan.targets:
        _, onto = ways[target.vm]
        other = next((each for each in plan.targets if each is not target and ways[each.vm][0] & onto), None)
        if other is not None:
            found[target.vm] = _sentence(target, other, is_book=plan.is_book)
    return found


def moves_back(plan: FailoverPlan, runs: Iterable[RunEntry]) -> str:
    """A sentence where a run book without `to` would move VMs off where it moved them when it last ran; else empty.

    `runs` are the journal's, by the time at which they began.
    """
    if not plan.is_book or plan.to:
        return ""
    moved_to = _last_moved_to(plan, runs)
    back = [each for each in plan.targets if each.primary and _place(each.primary) == moved_to.get(each.vm)]
    if not back:
        return ""
    more = f" and {len(back) - 1} more" if len(back) > 1 else ""
    there = ", ".join(dict.fromkeys(moved_to[each.vm] for each in back))
    onto = ", ".join(dict.fromkeys(_place(each.copy) for each in back))
    return (
        f"it moved {back[0].vm_name}{more} to {there} when it last ran, and would now move off again to {onto}: "
        f"write to: [{onto}] if that is meant, else to: [{there}]"
    )


def _last_moved_to(plan: FailoverPlan, runs: Iterable[RunEntry]) -> Mapping[str, str]:
    """By GUID the host or cluster that the last run of this book meant for each VM."""
    found: dict[str, str] = {}
    for run in runs:
        if run.kind != FAILOVER:
            continue
        try:
            earlier = read_plan(run.documents[0])
        except (KeyError, TypeError, ValueError):
            continue
        if earlier.is_book and earlier.name == plan.name:
            found |= {target.vm: _place(target.copy) for target in earlier.targets}
    return found


def _place(where: Whereabouts) -> str:
    return where.cluster or where.host


def _sentence(target: FailoverTarget, other: FailoverTarget, *, is_book: bool) -> str:
    advice = "name the hosts in the run book with to:" if is_book else "plan one direction at a time"
    return f"moves {target.way}, against {other.vm_name} {other.way}: {advice}"


def _way(target: FailoverTarget, groups: Mapping[str, str | None]) -> tuple[_Places, _Places]:
    """Whence and where to; their group counts only where they differ in it."""
    leaves, onto = _places(target.primary, groups), _places(target.copy, groups)
    both = {place for place in leaves & onto if place[0] == "group"}
    return leaves - both, onto - both


def _places(where: Whereabouts | None, groups: Mapping[str, str | None]) -> _Places:
    if where is None:
        return frozenset()
    named = (("host", where.host), ("cluster", where.cluster), ("group", groups.get(where.host)))
    return frozenset((kind, name) for kind, name in named if name)
