"""One VM's mode and states, read afresh: what decides which actions it takes, and what they led to."""

from tui.hyperv import schema
from tui.hyperv.reading import one, rows
from tui.hyperv.replication import relationships_of
from tui.hyperv.systems import read_machine
from tui.hyperv.wql import begins_with, equals
from tui.model.machine import Relationship
from tui.model.step import Moment
from tui.wsman.client import Client
from tui.wsman.fault import NotAuthorised
from tui.wsman.instance import Instance

_NOTHING_VISIBLE = "nothing of Hyper-V is visible to this account on the host any more"


def read_moment(client: Client, vm_id: str) -> Moment | None:
    """The VM now, None where the host has no such VM; two requests, a few more where something is gone.

    The replication state is that of the relationship with the lowest index, which is what the actions act on. A host
    that shows nothing at all hides its VMs and has not lost them (facts/hyperv-wmi.md 7): NotAuthorised is raised
    then, and what ``Client.get`` and ``Client.enumerate`` raise.
    """
    system = _system(client, vm_id)
    if system is None:
        return None
    machine = read_machine(system)
    relationship = _relationship(client, vm_id, system)
    return Moment(machine.mode, machine.enabled_state, None if relationship is None else relationship.state)


def acted_on(client: Client, vm_id: str) -> Relationship | None:
    """The relationship that actions act on. Raises as ``read_moment`` does."""
    system = _system(client, vm_id)
    return None if system is None else _relationship(client, vm_id, system)


def require_sight(client: Client) -> None:
    """Raises NotAuthorised where the host hides everything from this account; what is gone is not told from it else."""
    if not rows(client, schema.MANAGEMENT):
        raise NotAuthorised(_NOTHING_VISIBLE, delivered=True)


def _system(client: Client, vm_id: str) -> Instance | None:
    keys = {"CreationClassName": schema.COMPUTER_SYSTEM, "Name": vm_id}
    system = one(client, schema.SYSTEMS, keys, equals("Name", vm_id))
    if system is None:
        require_sight(client)
    return system


def _relationship(client: Client, vm_id: str, system: Instance) -> Relationship | None:
    prefix = f"Microsoft:{vm_id}\\HVR"
    row = one(client, schema.RELATIONSHIPS, {"InstanceID": f"{prefix}\\0"}, begins_with("InstanceID", prefix))
    found = relationships_of((system,), () if row is None else (row,))
    return next((each[0] for each in found.values()), None)
