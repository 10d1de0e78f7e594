"""The rows of Msvm_ComputerSystem: the host and its VMs."""

from collections.abc import Iterable
from dataclasses import dataclass

from tui.hyperv.join import is_guid
from tui.model.machine import Machine
from tui.model.states import NO_REPLICATION
from tui.wsman.instance import Instance


@dataclass(frozen=True, slots=True)
class Systems:
    """One reading of the class, told apart by Name: the host's is no GUID (facts/real-host.md 4)."""

    host_name: str | None
    """None where the host hides itself."""
    virtual: tuple[Instance, ...]

    @classmethod
    def of(cls, rows: Iterable[Instance]) -> "Systems":
        host_name: str | None = None
        virtual: list[Instance] = []
        for row in rows:
            name = row.text("Name") or ""
            if is_guid(name):
                virtual.append(row)
            elif name:
                host_name = name
        return cls(host_name, tuple(virtual))


def read_machine(row: Instance) -> Machine:
    """A VM with what its own row tells: identity, mode and state."""
    return Machine(
        (row.text("Name") or "").upper(),
        row.text("ElementName") or "",
        row.integer("ReplicationMode") or NO_REPLICATION,
        row.integer("EnabledState") or 0,
    )


def in_order(machines: Iterable[Machine]) -> tuple[Machine, ...]:
    """By name: a host's own order is not stable (facts/real-host.md 2)."""
    return tuple(sorted(machines, key=lambda machine: (machine.name.casefold(), machine.id)))
