"""What a drill of some VMs would meet, by what the console has read; the drill itself asks again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tui.fleet.judging.judgement import Judgement
from tui.fleet.view import FleetView, HostView, MachineRow
from tui.model.change import AdapterKey
from tui.model.drill.isolation import GUARDED_RULES, HostWires, guard_replica
from tui.model.drill.values import DrillTarget
from tui.model.machine import Machine
from tui.model.readiness import Operation, Severity


@dataclass(frozen=True, slots=True)
class Objection:
    """One thing that speaks against drilling a VM, or is worth knowing before."""

    id: str
    """Of a rule of readiness or isolation."""
    sentence: str
    mends: str
    blocks: bool
    waivable: bool = True
    reason: str = ""
    """Why somebody goes ahead in spite of it."""

    @property
    def stops(self) -> bool:
        return self.blocks and not (self.waivable and self.reason)


@dataclass(frozen=True, slots=True)
class Outlook:
    """One VM of a drill that has not begun."""

    target: DrillTarget
    networks: tuple[str, ...]
    """Its test switches with their kinds, ``Private Test Network (private)``; ``none`` for an adapter without one."""
    objections: tuple[Objection, ...]
    """The gravest first."""

    @property
    def stopped(self) -> bool:
        """The drill would refuse it."""
        return any(objection.stops for objection in self.objections)


def outlook(
    targets: Sequence[DrillTarget], view: FleetView, judgement: Judgement, waived: Mapping[str, str]
) -> tuple[Outlook, ...]:
    """Every target's, in their order; `waived` are reasons by the id of a rule."""
    rows = {(row.host.name, row.machine.id): row for row in view.rows()}
    hosts = {target.host for target in targets}
    wires = {host.name: _wires(host, view) for host in view.hosts if host.name in hosts}
    found = []
    for target in targets:
        row = rows.get((target.host, target.vm))
        if row is None:
            gone = Objection("gone", f"{target.host} does not show it now", "read the host again", True, waivable=False)
            found.append(Outlook(target, (), (gone,)))
        else:
            every = _objections(row, wires[target.host], judgement)
            held = (replace(each, reason=waived.get(each.id, "").strip()) for each in every)
            ordered = sorted(held, key=lambda each: (not each.stops, not each.blocks))
            found.append(Outlook(target, _networks(row.machine, row.host), tuple(ordered)))
    return tuple(found)


def _wires(host: HostView, view: FleetView) -> HostWires:
    elsewhere = tuple(other.machine for other in view.rows() if other.host.name != host.name)
    inventory = host.inventory
    return HostWires(
        host.name, inventory.switches if inventory else (), inventory.machines if inventory else (), elsewhere
    )


def _objections(row: MachineRow, wires: HostWires, judgement: Judgement) -> Iterable[Objection]:
    machine = row.machine
    names = {adapter.id: adapter.name for adapter in machine.adapters}
    several = len(names) > 1
    if not machine.is_recovery_copy:
        yield Objection("no-replica", "it is no replica", "choose its replica", True, waivable=False)
    for finding in judgement.of_machine(row.host.name, machine.id):
        severity = finding.severity(Operation.DRILL)
        if severity >= Severity.WARN and finding.rule_id not in GUARDED_RULES:
            where = names.get(finding.key.adapter, "") if isinstance(finding.key, AdapterKey) and several else ""
            sentence = _placed(where, finding.sentence)
            yield Objection(finding.rule_id, sentence, finding.mends, severity is Severity.BLOCK)
    for guarded in guard_replica(machine, wires):
        sentence = _placed(names.get(guarded.adapter, "") if several else "", guarded.sentence)
        yield Objection(guarded.id, sentence, guarded.mends, guarded.blocks, guarded.waivable)


def _placed(where: str, sentence: str) -> str:
    return f"{where}: {sentence}" if where else sentence


def _networks(machine: Machine, host: HostView) -> tuple[str, ...]:
    switches = host.inventory.switches if host.inventory is not None else ()
    kinds = {switch.name.casefold(): switch.kind for switch in switches}
    names = [adapter.connection.test_switch if adapter.connection else None for adapter in machine.adapters]
    told = (f"{name} ({kinds.get(name.casefold(), 'missing')})" if name else "none" for name in names)
    return tuple(dict.fromkeys(told))
