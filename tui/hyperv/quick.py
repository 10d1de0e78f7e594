"""The quick read of one host: states and modes, health and times."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tui.hyperv import schema
from tui.hyperv.reading import rows
from tui.hyperv.replication import relationships_of
from tui.hyperv.systems import Systems, in_order, read_machine
from tui.model.machine import Inventory, Machine, Relationship
from tui.wsman.client import Client


@dataclass(frozen=True, slots=True)
class QuickReading:
    """What two projected classes tell."""

    machines: Mapping[str, Machine]
    """By GUID; each with its relationships but without what their settings tell, and without adapters."""
    host_visible: bool


def read_quick(client: Client) -> QuickReading:
    """Two queries. Raises what ``Client.enumerate`` raises."""
    systems = Systems.of(rows(client, schema.SYSTEMS))
    relationships = relationships_of(systems.virtual, rows(client, schema.RELATIONSHIPS))
    machines = {
        machine.id: replace(machine, relationships=relationships.get(machine.id, ()))
        for machine in map(read_machine, systems.virtual)
    }
    return QuickReading(machines, systems.host_name is not None)


def refreshed(inventory: Inventory, quick: QuickReading) -> Inventory | None:
    """The inventory with newer states, health, times and names; None where only a full read can tell.

    That is where VMs came or went, a mode or the set of relationships changed, or the host's own instance is not seen.
    """
    if not quick.host_visible or {machine.id for machine in inventory.machines} != quick.machines.keys():
        return None
    newer = [_newer(machine, quick.machines[machine.id]) for machine in inventory.machines]
    machines = [machine for machine in newer if machine is not None]
    return replace(inventory, machines=in_order(machines)) if len(machines) == len(newer) else None


def _newer(old: Machine, new: Machine) -> Machine | None:
    indexes = [one.index for one in old.relationships]
    if old.mode != new.mode or indexes != [one.index for one in new.relationships]:
        return None
    relationships = tuple(map(_newer_relationship, old.relationships, new.relationships))
    return replace(old, name=new.name, enabled_state=new.enabled_state, relationships=relationships)


def _newer_relationship(old: Relationship, new: Relationship) -> Relationship:
    return replace(
        old,
        state=new.state,
        health=new.health,
        last_replication=new.last_replication,
        last_apply=new.last_apply,
    )
