"""Recovery points: replicas that receive changes get one an hour and keep as many as their history allows."""

from datetime import datetime, timedelta

from tui.practice.hyperv import paths
from tui.practice.hyperv.hypervisor import Hypervisor
from tui.practice.hyperv.machine import Machine, RecoveryPoint
from tui.practice.hyperv.values import NEVER, Mode, ReplicationState

HOUR = timedelta(hours=1)


def recovery_point(machine: Machine, created: datetime) -> RecoveryPoint:
    """The point of a moment, always with the same GUID."""
    name = f"{machine.name} - Standard Replica - ({created:%m/%d/%Y - %H:%M:%S})"
    return RecoveryPoint(paths.new_id(machine.id, "point", created.isoformat()), name, created)


def keep_every_hour(host: Hypervisor, when: datetime) -> None:
    """Make the points of an hour, and of every hour after it."""
    with host.lock:
        for machine in host.machines.values():
            relationship = machine.relationship
            if machine.mode is not Mode.REPLICA or relationship is None or relationship.received == NEVER:
                continue
            if relationship.state is ReplicationState.REPLICATING and not relationship.stalled:
                machine.recovery_points.insert(0, recovery_point(machine, relationship.last_received(when)))
                del machine.recovery_points[relationship.history + 1 :]
    host.clock.at(when + HOUR, lambda moment: keep_every_hour(host, moment))
