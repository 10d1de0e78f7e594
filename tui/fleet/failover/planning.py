"""From VMs that a person chose to a plan of a failover.

The members of a family are found by their GUID (assumption ``family-guid``).
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from tui.fleet.view import FleetView, HostState, HostView, MachineRow
from tui.model import states
from tui.model.failover.deed import Deed
from tui.model.failover.points import LATEST, PointChoice
from tui.model.failover.standing import Member, Standing
from tui.model.failover.values import FailoverPlan, FailoverTarget, Tier, Whereabouts
from tui.model.machine import Machine
from tui.model.step import Moment

_FAMILY = frozenset({states.PRIMARY, states.REPLICA, states.EXTENDED_REPLICA})


def standing_of(view: FleetView, row: MachineRow) -> Standing:
    """All that decides what can be done with a copy, as the fleet last read it."""
    relationship = row.machine.replication
    named = named_primary(view, row)
    return Standing(
        moment_of(row.machine),
        extended=len(row.machine.relationships) > 1,
        external=relationship is not None and relationship.is_external,
        received=relationship is not None and relationship.last_replication is not None,
        primary_name=(relationship.primary_host or "") if relationship else "",
        primary_unread=named.name if named is not None and named.inventory is None else "",
        members=tuple(
            Member(each.host.name, moment_of(each.machine), each.host.state is HostState.UP)
            for each in family_of(view, row)
        ),
    )


def moment_of(machine: Machine) -> Moment:
    relationship = machine.replication
    return Moment(machine.mode, machine.enabled_state, relationship.state if relationship else None)


def family_of(view: FleetView, row: MachineRow) -> tuple[MachineRow, ...]:
    """The other members; a VM that has just moved within its own cluster is no other member."""
    return tuple(
        each
        for each in view.rows()
        if each.machine.id == row.machine.id
        and each.machine.mode in _FAMILY
        and each.host.name != row.host.name
        and (each.host.cluster is None or each.host.cluster != row.host.cluster)
    )


def named_primary(view: FleetView, row: MachineRow) -> HostView | None:
    """The host of the fleet that a copy's relationship names as its primary's; None where that is none of it."""
    relationship = row.machine.replication
    if row.machine.mode == states.PRIMARY or relationship is None or not relationship.primary_host:
        return None
    wanted = _short(relationship.primary_host)
    for host in view.hosts:
        own = host.inventory.computer_name if host.inventory is not None else ""
        if wanted in (_short(host.name), _short(own), _short(host.cluster or "")):
            return host
    return None


def target_of(
    view: FleetView,
    row: MachineRow,
    deed: Deed,
    *,
    point: PointChoice = LATEST,
    ports: tuple[int, ...] = (),
    reverse: bool = False,
) -> FailoverTarget:
    """A copy as a plan holds it; `reverse` is asked for, and granted where nothing is replicated further."""
    family = family_of(view, row)
    primaries = [each for each in family if each.machine.mode == states.PRIMARY]
    # One that answers before one that does not: a stale host may show what it was before its VM moved.
    primaries.sort(key=lambda each: each.host.state is not HostState.UP)
    relationship = row.machine.replication
    others = [_where(each) for each in family]
    primary = _where(primaries[0]) if primaries else None
    named = named_primary(view, row)
    if primary is None and named is not None and named.inventory is None:
        # Its host has never answered: it is asked all the same, because it may come back.
        primary = Whereabouts(named.name, named.cluster)
        others.append(primary)
    return FailoverTarget(
        row.machine.id,
        row.machine.name,
        _where(row),
        _where(row) if row.machine.mode == states.PRIMARY else primary,
        tuple(dict.fromkeys(others)),
        (relationship.primary_host or "") if relationship else "",
        row.machine.adapters,
        relationship.last_replication if relationship else None,
        point,
        ports,
        reverse and deed is Deed.PLANNED and len(row.machine.relationships) < 2,
    )


def plan_of(deed: Deed, targets: Sequence[FailoverTarget], reason: str = "") -> FailoverPlan:
    """Some VMs at once."""
    title = targets[0].vm_name if len(targets) == 1 else deed.value
    return FailoverPlan(title, deed, tuple(targets), (Tier("all", tuple(each.vm for each in targets)),), reason)


def row_of(view: FleetView, target: FailoverTarget) -> MachineRow | None:
    """The copy of a target as it was last read; on whichever node of its cluster."""
    for row in view.rows():
        here = row.host.name == target.copy.host or (
            target.copy.cluster is not None and row.host.cluster == target.copy.cluster
        )
        if here and row.machine.id == target.vm:
            return row
    return None


def behind(target: FailoverTarget, now: datetime | None = None) -> float | None:
    """Seconds since the copy last received anything; None where the host does not tell."""
    if target.last_received is None:
        return None
    return max(0.0, ((now or datetime.now(UTC)) - target.last_received).total_seconds())


def _short(name: str) -> str:
    """The first label of a name, folded."""
    return name.partition(".")[0].casefold()


def _where(row: MachineRow) -> Whereabouts:
    return Whereabouts(row.host.name, row.host.cluster)
