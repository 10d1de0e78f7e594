"""A host loses its power and gets it back; what that means for its cluster and its replication partners."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from tui.practice.hyperv import failover, guest
from tui.practice.hyperv.cluster import move
from tui.practice.hyperv.hypervisor import Hypervisor
from tui.practice.hyperv.machine import Machine, Relationship
from tui.practice.hyperv.values import Health, Power, ReplicationState

_PATIENCE = timedelta(minutes=15)
"""How long a replica that receives nothing stays in normal health."""


def host_down(host: Hypervisor, arguments: Mapping[str, str], when: datetime) -> None:
    """It answers no more. Other nodes take over its clustered machines; its replicas elsewhere fall behind."""
    for machine in host.machines.values():
        if machine.power is not Power.OFF:
            machine.power, machine.power_changed = Power.OFF, when
            guest.halt(machine)
    host.jobs.lose_all()
    if host.cluster is not None:
        host.cluster.down.add(host.name)
        target = host.cluster.next_node(host)
        for owner, machine in list(host.cluster.machines()):
            if owner is host and target is not None:
                move(host, target, machine)
    for machine in host.machines.values():
        for relationship in machine.relationships:
            with failover.other_side(host, relationship, machine) as theirs:
                if theirs is not None:
                    theirs.stall(when)
                    host.clock.at(when + _PATIENCE, partial(_worry, host, machine, relationship))
    host.down = True
    host.answer(False)


def host_up(host: Hypervisor, arguments: Mapping[str, str], when: datetime) -> None:
    """It answers again; its machines stay off, and replication goes on where it was not suspended."""
    host.down = False
    if host.cluster is not None:
        host.cluster.down.discard(host.name)
    for machine in host.machines.values():
        for relationship in machine.relationships:
            with failover.other_side(host, relationship, machine) as theirs:
                if theirs is not None:
                    theirs.unstall(when)
                    if theirs.state is ReplicationState.REPLICATING:
                        theirs.health = Health.OK
    host.answer(True)


def _worry(host: Hypervisor, machine: Machine, relationship: Relationship, when: datetime) -> None:
    """The other side of a lost host's relationship has waited too long."""
    with failover.other_side(host, relationship, machine) as theirs:
        if theirs is not None and theirs.stalled and theirs.state is ReplicationState.REPLICATING:
            theirs.health = Health.CRITICAL
