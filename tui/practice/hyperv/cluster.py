"""A clustered machine moves from one node to another."""

from tui.practice.hyperv.hypervisor import Hypervisor
from tui.practice.hyperv.machine import Cable, Machine


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
