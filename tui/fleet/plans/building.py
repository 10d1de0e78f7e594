"""Files and rules against the fleet as it was last read: the plan that carrying them out would be now."""

from collections.abc import Collection
from pathlib import Path

from tui.fleet.plans.files import PlanFile, read_source
from tui.fleet.view import FleetView, HostState
from tui.model.change import AdapterKey
from tui.model.plan.building import plan_of_entries
from tui.model.plan.mapped import plan_of_rules
from tui.model.plan.ruleset import RuleSet
from tui.model.plan.values import PlanReading, Site, SiteHost


def site_of(view: FleetView) -> Site:
    """The fleet as plans see it: a host that does not answer now keeps its rows, and nothing is planned on it."""
    return tuple(SiteHost(host.name, host.inventory, host.state is HostState.UP, host.cluster) for host in view.hosts)


def build_plan(
    source: Path | PlanFile | RuleSet, view: FleetView, only: Collection[AdapterKey] | None = None
) -> PlanReading:
    """The plan of a YAML or CSV file, a snapshot, or mapping rules; `only` narrows it to some adapters.

    Raises FileError for a file that cannot be used at all; everything smaller is a problem in the answer.
    """
    site = site_of(view)
    file = read_source(source) if isinstance(source, Path) else source
    if isinstance(file, RuleSet):
        return plan_of_rules(file, site, only)
    reading = plan_of_entries(file.entries, site)
    plan = reading.plan if only is None else tuple(change for change in reading.plan if change.key in only)
    return PlanReading(plan, (*file.problems, *reading.problems), reading.notes, reading.unchanged)
