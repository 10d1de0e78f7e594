"""Makes the state of hosts and machines from a scenario."""

from datetime import datetime, timedelta

from tui.practice.hyperv import guest, paths
from tui.practice.hyperv.hypervisor import Hypervisor, Switch
from tui.practice.hyperv.machine import Adapter, Cable, Machine, RecoveryPoint, Relationship
from tui.practice.hyperv.recovery_points import HOUR, recovery_point
from tui.practice.hyperv.values import NEVER, Mode, Power, ReplicationState
from tui.practice.scenario.plan import AdapterPlan, HostPlan, MachinePlan, NetworkPlan

_UP = timedelta(days=12, hours=5)
_AGE = timedelta(days=200)
_HALTED = (ReplicationState.SUSPENDED, ReplicationState.CRITICAL, ReplicationState.WAITING_FOR_RESYNC)
_NOTHING_RECEIVED = (ReplicationState.READY, ReplicationState.WAITING_FOR_INITIAL)


def add_switches(host: Hypervisor, plan: HostPlan, seed: int) -> None:
    """Give a host its switches."""
    for each in plan.switches:
        switch = Switch(_switch_id(seed, host.name, each.name), each.name, each.kind)
        host.switches[switch.id] = switch


def add_machine(host: Hypervisor, plan: MachinePlan, seed: int, now: datetime) -> None:
    """Give a host its part of a machine, if it has one."""
    mode = _mode(host.name, plan)
    if mode is None:
        return
    machine_id = plan.id or paths.new_id(seed, "machine", plan.name)
    running = plan.running and mode in (Mode.NONE, Mode.PRIMARY)
    machine = Machine(
        id=machine_id,
        name=plan.name,
        mode=mode,
        power=Power.RUNNING if running else Power.OFF,
        generation=plan.generation,
        memory_mb=plan.memory_mb,
        processors=plan.processors,
        guest=plan.guest,
        adapters=[_adapter(host, plan, mode, seed, machine_id, index) for index in range(len(plan.adapters))],
        created=now - _AGE,
        relationships=_relationships(plan, mode, now),
        power_changed=now - _UP if running else NEVER,
        started=now - _UP if running else None,
        booted=running,
        process_id=3000 + 4 * len(host.machines),
    )
    if running:
        guest.report(machine)
    if mode is Mode.REPLICA:
        machine.recovery_points = _recovery_points(plan, machine, now)
    host.machines[machine_id] = machine
    if plan.replication.state in _HALTED and machine.relationships:
        host.log("suspended", machine, now - plan.replication.behind)


def _mode(host_name: str, plan: MachinePlan) -> Mode | None:
    if plan.primary == host_name:
        return Mode.PRIMARY if plan.replica else Mode.NONE
    if plan.replica == host_name:
        return Mode.REPLICA
    return Mode.EXTENDED_REPLICA if plan.extended == host_name else None


def _adapter(host: Hypervisor, plan: MachinePlan, mode: Mode, seed: int, machine_id: str, index: int) -> Adapter:
    adapter = plan.adapters[index]
    return Adapter(
        id=paths.new_id(machine_id, "adapter", index),
        name=adapter.name,
        mac=adapter.mac or f"00155D{paths.new_id(machine_id, 'mac', index)[:6]}",
        legacy=adapter.legacy,
        cable=_cable(host, _network(adapter, mode), seed),
        staged=None if adapter.legacy else _network(adapter, mode).staged,
        vlan=adapter.vlan,
        configured=adapter.guest,
    )


def _network(adapter: AdapterPlan, mode: Mode) -> NetworkPlan:
    if mode is Mode.REPLICA:
        return adapter.replica
    return adapter.extended if mode is Mode.EXTENDED_REPLICA else adapter.primary


def _cable(host: Hypervisor, network: NetworkPlan, seed: int) -> Cable | None:
    """A cable may name a switch that the host does not have: its path then leads nowhere."""
    if network.switch is None and network.test_switch is None:
        return None
    if network.switch is None:
        return Cable(None, False, network.test_switch)
    switch_id = _switch_id(seed, host.name, network.switch)
    return Cable(switch_id, network.connected, network.test_switch, last_known_switch_name=network.switch)


def _switch_id(seed: int, host_name: str, name: str) -> str:
    return paths.new_id(seed, host_name, "switch", name)


def _relationships(plan: MachinePlan, mode: Mode, now: datetime) -> list[Relationship]:
    if mode is Mode.NONE:
        return []
    ends = [(0, plan.primary, plan.replica)]
    if plan.extended and mode is Mode.REPLICA:
        ends.append((1, plan.replica, plan.extended))
    if mode is Mode.EXTENDED_REPLICA:
        ends = [(1, plan.replica, plan.extended)]
    return [_relationship(plan, index, primary or "", recovery or "", now) for index, primary, recovery in ends]


def _relationship(plan: MachinePlan, index: int, primary: str, recovery: str, now: datetime) -> Relationship:
    replication = plan.replication
    return Relationship(
        index=index,
        primary_host=primary,
        recovery_host=recovery,
        state=replication.state,
        health=replication.health,
        interval=timedelta(seconds=replication.interval_seconds),
        received=NEVER if replication.state in _NOTHING_RECEIVED else now - replication.behind,
        known=now,
        last_test=NEVER if replication.last_test is None else now - replication.last_test,
        history=max(0, replication.recovery_points - 1),
    )


def _recovery_points(plan: MachinePlan, machine: Machine, now: datetime) -> list[RecoveryPoint]:
    if plan.replication.state in _NOTHING_RECEIVED:
        return []
    newest = now - plan.replication.behind
    return [recovery_point(machine, newest - age * HOUR) for age in range(plan.replication.recovery_points)]
