"""The replication relationships of a host's VMs, of any build."""

from collections.abc import Iterable

from tui.hyperv.join import relationship_of
from tui.hyperv.rows import read_relationship
from tui.model import states
from tui.model.machine import Relationship
from tui.wsman.instance import Instance

_RELATED = (states.PRIMARY, states.REPLICA, states.EXTENDED_REPLICA)


def relationships_of(
    systems: Iterable[Instance], relationships: Iterable[Instance], settings: Iterable[Instance] = ()
) -> dict[str, tuple[Relationship, ...]]:
    """Relationships by VM GUID, in the order of their index.

    A replicated VM without a row has its one relationship read from Msvm_ComputerSystem: 2012 has no class for it
    (facts/hyperv-wmi.md 1.1, 8).
    """
    described = {key: row for row in settings if (key := relationship_of(row.text("InstanceID") or ""))}
    found: dict[str, list[Relationship]] = {}
    for row in relationships:
        key = relationship_of(row.text("InstanceID") or "")
        if key is not None:
            found.setdefault(key[0], []).append(read_relationship(key[1], row, described.get(key)))
    for row in systems:
        vm_id = (row.text("Name") or "").upper()
        if vm_id not in found and row.integer("ReplicationMode") in _RELATED:
            found[vm_id] = [read_relationship(0, row, described.get((vm_id, 0)))]
    return {vm_id: tuple(sorted(each, key=lambda one: one.index)) for vm_id, each in found.items()}
