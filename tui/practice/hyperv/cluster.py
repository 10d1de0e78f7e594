"""A failover cluster: its nodes, which of them are down, and where its machines are."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tui.practice.hyperv.hypervisor import Hypervisor
from tui.practice.hyperv.machine import Cable, Machine
from tui.practice.hyperv.values import Mode


@dataclass(slots=True)
class Cluster:
    """The state that all nodes tell of alike."""

    name: str
    broker: str | None
    readable: bool
    nodes: list[Hypervisor] = field(default_factory=list)
    down: set[str] = field(default_factory=set)
    """Names of nodes."""

    def machines(self) -> Iterator[tuple[Hypervisor, Machine]]:
        """Every clustered machine with its owner; a test machine is not clustered, facts/hyperv-wmi.md 2.4."""
        for node in self.nodes:
            for machine in list(node.machines.values()):
                if machine.mode is not Mode.TEST_REPLICA:
                    yield node, machine

    def next_node(self, leaving: Hypervisor) -> Hypervisor | None:
        """A node that is up and not the one that is left."""
        return next((node for node in self.nodes if node is not leaving and node.name not in self.down), None)


def move(source: Hypervisor, target: Hypervisor, machine: Machine) -> None:
    """Let another node own a machine; a switch of the same name is found there, another leads nowhere."""
    with source.lock, target.lock:
        if source.machines.pop(machine.id, None) is None:
            return
        for adapter in machine.adapters:
            if adapter.cable is not None:
                _replug(target, adapter.cable)
        target.machines[machine.id] = machine


def _replug(target: Hypervisor, cable: Cable) -> None:
    switch = target.switch_named(cable.last_known_switch_name) if cable.last_known_switch_name else None
    if switch is not None:
        cable.switch_id = switch.id
