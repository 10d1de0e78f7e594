"""What could be staged on one adapter: what mapping rules make of it, or what it has on the primary."""

from dataclasses import dataclass

from tui.fleet.plans.building import build_plan
from tui.fleet.view import FleetView
from tui.model import states
from tui.model.address import families, protocol_for
from tui.model.change import AdapterKey
from tui.model.plan.ruleset import RuleSet
from tui.model.staged import StagedRaw


@dataclass(frozen=True, slots=True)
class Proposal:
    """Settings to look at, or None, and where they come from or why there are none."""

    staged: StagedRaw | None
    sentence: str


def by_rules(rules: RuleSet, view: FleetView, key: AdapterKey) -> Proposal:
    """What the first matching rules ask for on the adapter."""
    reading = build_plan(rules, view, {key})
    for change in reading.plan:
        used = "; ".join(f"{each.source} -> {each.result} by {each.rule}" for each in reading.mapped.get(key, ()))
        return Proposal(change.after.staged, used or "by rule")
    said = [*reading.problems, *reading.notes]
    if said:
        return Proposal(None, said[0].text)
    return Proposal(None, "the host holds what the rules ask for already")


def as_primary(view: FleetView, key: AdapterKey) -> Proposal:
    """What the guest reports on the primary of the same VM in this fleet."""
    primaries = [row for row in view.rows() if row.machine.id == key.vm and row.machine.mode == states.PRIMARY]
    if not primaries:
        return Proposal(None, "the primary is on no host of this fleet: what it has is not known")
    for row in primaries:
        for adapter in row.machine.adapters:
            if adapter.id == key.adapter and adapter.guest is not None:
                guest = adapter.guest
                protocol, dhcp = protocol_for(families(guest.addresses))
                staged = StagedRaw(protocol, dhcp, guest.addresses, guest.subnets, guest.gateways, guest.dns)
                return Proposal(staged, f"as the guest reports on the primary, {row.host.name}")
    return Proposal(None, f"the guest on the primary, {primaries[0].host.name}, reports no network now")
