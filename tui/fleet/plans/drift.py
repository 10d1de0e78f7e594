"""What changed since a snapshot, and what changed that this tool did not change."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from tui.fleet.journal.history import Provenance, last_changes, provenance, unsettled
from tui.fleet.journal.records import Entry
from tui.fleet.plans.building import site_of
from tui.fleet.plans.files import PlanFile, plan_text
from tui.fleet.view import FleetView
from tui.model.change import AdapterKey, AdapterNetwork, Change
from tui.model.plan.entries import entries_of, network_of_wish
from tui.model.plan.resolve import Resolver, Unresolved
from tui.model.plan.values import PlanProblem


@dataclass(frozen=True, slots=True)
class Drift:
    """One adapter that holds something else than the snapshot."""

    change: Change
    """`before` as in the snapshot, `after` as it is now."""
    by: Provenance


@dataclass(frozen=True, slots=True)
class DriftReading:
    """A snapshot against the fleet."""

    drifts: tuple[Drift, ...]
    problems: tuple[PlanProblem, ...]
    """Adapters of the snapshot that cannot be compared: gone, of another mode, on a host that does not answer."""
    added: tuple[Change, ...]
    """Adapters that the snapshot does not know, as changes of nothing."""


def snapshot_text(view: FleetView, now: datetime | None = None) -> str:
    """The whole fleet as a snapshot, exactly as the hosts hold it; `hvr apply` reads it too."""
    return plan_text(entries_of(site_of(view)), as_csv=False, taken=now or datetime.now(UTC))


def drift_of(snapshot: PlanFile, view: FleetView, entries: Iterable[Entry] = ()) -> DriftReading:
    """What differs from the snapshot, with who did it as far as the journal's `entries` tell."""
    site, last = site_of(view), last_changes(entries)
    resolver = Resolver(site)
    seen: set[AdapterKey] = set()
    drifts: list[Drift] = []
    problems = list(snapshot.problems)
    for entry in snapshot.entries:
        try:
            target = resolver.find(entry)
        except Unresolved as error:
            problems.append(PlanProblem(str(error), entry.where))
            continue
        now = Change.begin(target.host.name, target.machine, target.adapter)
        seen.add(now.key)
        then = network_of_wish(entry.wish, now.before, target.inventory.switches if target.followed else None)
        if then != now.after:
            drifts.append(Drift(replace(now, before=then), provenance(last.get(now.key), now.after)))
    added = [
        change
        for host in site
        for machine in (host.inventory.machines if host.inventory and host.answers else ())
        for adapter in machine.adapters
        if (change := Change.begin(host.name, machine, adapter)).key not in seen and machine.is_recovery_copy
    ]
    return DriftReading(tuple(drifts), tuple(problems), tuple(added))


def foreign_changes(view: FleetView, entries: Iterable[Entry]) -> frozenset[AdapterKey]:
    """Adapters that hold something else now than the last change with hvr left there.

    A change whose end is not known yet is nobody else's.
    """
    every = tuple(entries)
    last = dict(last_changes(every))
    for entry in unsettled(every):
        last.pop(entry.intent.change.key, None)
    found = set()
    for row in view.rows() if last else ():
        for adapter in row.machine.adapters:
            key = AdapterKey(row.host.name, row.machine.id, adapter.id)
            if key in last and provenance(last[key], AdapterNetwork.of(adapter)).by == "another":
                found.add(key)
    return frozenset(found)
