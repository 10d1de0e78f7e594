"""From a run book to a plan of a failover: its VMs in this fleet, and those that are already where it moves them."""

from collections.abc import Iterable
from dataclasses import replace

from tui.fleet.failover.directions import moves_back
from tui.fleet.failover.planning import target_of
from tui.fleet.journal import RunEntry
from tui.fleet.selecting import REPLICAS, Unselectable, Wanted, select
from tui.fleet.view import FleetView, HostState, HostView, MachineRow
from tui.model import states
from tui.model.failover.runbook import BookVM, RunBook
from tui.model.failover.values import FailoverPlan, FailoverTarget, Tier
from tui.yamlfile import FileError

_PRIMARIES = frozenset({states.PRIMARY})


def plan_of_book(
    book: RunBook, view: FleetView, reason: str = "", *, reverse: bool = True, runs: Iterable[RunEntry] = ()
) -> FailoverPlan:
    """What a run book means in this fleet. Raises FileError, with the line, for a VM that is not there or not one.

    A VM that is the primary already on a host of `to`, or on the host that it is named with, is left out; a tier of
    which nothing is left too. Without `to` a book that the journal's `runs` show to have moved its VMs there is
    refused. `reverse` False reverses nothing, whatever the book says.
    """
    hosts = _hosts_to(book, view)
    seen: set[str] = set()
    targets: dict[str, FailoverTarget] = {}
    tiers: list[Tier] = []
    left_out: list[str] = []
    for tier in book.tiers:
        vms = []
        for vm in tier.vms:
            row = _row(book, vm, view, hosts)
            if row.machine.id in seen:
                raise FileError(book.path, f"{vm.name} is a VM that stands here already: {row.machine.name}", vm.line)
            seen.add(row.machine.id)
            if row.machine.mode == states.PRIMARY:
                left_out.append(_already(book, vm, row))
                continue
            targets[row.machine.id] = target_of(
                view, row, book.deed, point=vm.point, ports=vm.ports, reverse=reverse and book.reverse
            )
            vms.append(row.machine.id)
        if vms:
            tiers.append(Tier(tier.name, tuple(vms), tier.delay, tier.gate))
    if not targets:
        raise FileError(book.path, f"nothing is left to move: {'; '.join(left_out)}")
    plan = FailoverPlan(book.name, book.deed, tuple(targets.values()), tuple(tiers), reason, True, waived=book.waived)
    plan = replace(
        plan,
        rto=book.rto,
        stop_after_failures=book.stop_after_failures,
        stop_over_rto=book.stop_over_rto,
        shutdown_patience=book.shutdown_patience,
        guest_patience=book.guest_patience,
        to=book.to,
        left_out=tuple(left_out),
    )
    if why := moves_back(plan, runs):
        raise FileError(book.path, why)
    return plan


def _hosts_to(book: RunBook, view: FleetView) -> tuple[str, ...]:
    """The hosts that `to` names; empty where it stands in no book."""
    found: dict[str, None] = {}
    for name in book.to:
        hosts = [host.name for host in view.hosts if name.casefold() in _names(host)]
        if not hosts:
            sentence = f"to: there is no host and no group {name} in this fleet"
            raise FileError(book.path, sentence, book.to_line)
        found |= dict.fromkeys(hosts)
    return tuple(found)


def _names(host: HostView) -> frozenset[str]:
    return frozenset(name.casefold() for name in (host.name, host.group, host.cluster) if name)


def _row(book: RunBook, vm: BookVM, view: FleetView, hosts: tuple[str, ...]) -> MachineRow:
    """The copy that is failed over, or the primary where that is the VM's place already."""
    wanted = Wanted(hosts=hosts, vms=(vm.name,))
    try:
        return select(view, wanted, modes=REPLICAS)[0]
    except Unselectable as error:
        if (there := _primary_there(vm, view, wanted)) is not None:
            return there
        onto = f"to {', '.join(book.to)}: " if book.to else ""
        raise FileError(book.path, f"{onto}{error}", vm.line) from None


def _primary_there(vm: BookVM, view: FleetView, wanted: Wanted) -> MachineRow | None:
    """The primary on a host that the book names as the VM's place, by `to` or as HOST/NAME; None where none is."""
    try:
        row = select(view, wanted, modes=_PRIMARIES)[0]
    except Unselectable:
        return None
    named = wanted.hosts or vm.name.casefold().startswith(f"{row.host.name.casefold()}/")
    return row if named else None


def _already(book: RunBook, vm: BookVM, row: MachineRow) -> str:
    """Raises FileError where that is only how its host was last seen."""
    if row.host.state is not HostState.UP:
        raise FileError(book.path, f"{row.host.name} does not answer: whether {vm.name} is there is not known", vm.line)
    power = states.enabled_state_name(row.machine.enabled_state).lower()
    return f"{row.machine.name} is already on {row.host.name}, {power}"
