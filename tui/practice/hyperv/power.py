"""Starting and stopping machines: what a request may lead to, and what the job then does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from tui.practice.hyperv import codes, guest
from tui.practice.hyperv.eventlog import SYNTHNIC_ADMIN
from tui.practice.hyperv.hypervisor import Hypervisor
from tui.practice.hyperv.jobs import JobFailure, JobType
from tui.practice.hyperv.machine import Machine
from tui.practice.hyperv.values import Mode, Power, ReplicationState

_AWAKE = (Power.RUNNING, Power.PAUSED)
_FAILED_OVER = (ReplicationState.RECOVERED, ReplicationState.COMMITTED)
_SHUTDOWN_SECONDS = 6.0
_Deed: TypeAlias = Callable[[Hypervisor, Machine, datetime], None]


@dataclass(frozen=True, slots=True)
class Request:
    """A RequestedState of Msvm_ComputerSystem.RequestStateChange: from which states, as what job, doing what."""

    allowed: tuple[Power, ...]
    job_type: int
    caption: str
    do: _Deed


def may_start(machine: Machine) -> bool:
    """A replica starts only after failover, a primary that is prepared for one not at all, hyperv-wmi.md 2.4."""
    relationship = machine.relationship
    if machine.mode in (Mode.REPLICA, Mode.EXTENDED_REPLICA):
        return relationship is not None and relationship.state in _FAILED_OVER
    return relationship is None or relationship.state is not ReplicationState.SYNCED


def start(host: Hypervisor, machine: Machine, when: datetime) -> None:
    """Boot, or go on from where the machine was paused. Raises JobFailure for want of memory or of a switch."""
    if machine.power is Power.PAUSED:
        _enter(machine, Power.RUNNING, when)
        return
    if host.memory_in_use_mb() + machine.memory_mb > host.memory_mb:
        host.log("no-memory", machine, when, megabytes=machine.memory_mb)
        raise _cannot_start(host, machine, codes.OUT_OF_MEMORY, "no-memory", megabytes=machine.memory_mb)
    for adapter in machine.adapters:
        cable = adapter.cable
        if cable is not None and cable.enabled and cable.switch_id and cable.switch_id not in host.switches:
            host.log("no-switch", machine, when, adapter, channel=SYNTHNIC_ADMIN)
            raise _cannot_start(host, machine, codes.FAILED, "no-switch", adapter=adapter.name)
    _enter(machine, Power.RUNNING, when)
    host.log("started", machine, when)
    guest.boot(host, machine, when)


def turn_off(host: Hypervisor, machine: Machine, when: datetime) -> None:
    _enter(machine, Power.OFF, when)
    guest.halt(machine)
    host.log("turned-off", machine, when)


def begin_shutdown(host: Hypervisor, machine: Machine, when: datetime) -> None:
    """Ask the guest to go down; it is off a little later."""
    _enter(machine, Power.STOPPING, when)
    this_boot = machine.boots

    def down(moment: datetime) -> None:
        with host.lock:
            if machine.boots == this_boot and machine.power is Power.STOPPING:
                _enter(machine, Power.OFF, moment)
                guest.halt(machine)
                host.log("shut-down", machine, moment)

    host.clock.at(when + timedelta(seconds=_SHUTDOWN_SECONDS), down)


def save(host: Hypervisor, machine: Machine, when: datetime) -> None:
    _enter(machine, Power.SAVED, when)
    guest.halt(machine)
    host.log("saved", machine, when)


def pause(host: Hypervisor, machine: Machine, when: datetime) -> None:
    _enter(machine, Power.PAUSED, when)


def reset(host: Hypervisor, machine: Machine, when: datetime) -> None:
    guest.halt(machine)
    _enter(machine, Power.RUNNING, when)
    guest.boot(host, machine, when)


def _enter(machine: Machine, power: Power, when: datetime) -> None:
    machine.power, machine.power_changed = power, when


def _cannot_start(host: Hypervisor, machine: Machine, code: int, key: str, **fields: object) -> JobFailure:
    return JobFailure(code, host.texts.say(key, vm=machine.name, id=machine.id, **fields))


REQUESTS: dict[int, Request] = {
    2: Request((Power.OFF, Power.SAVED, Power.PAUSED), JobType.START, "job-start", start),
    3: Request((*_AWAKE, Power.STOPPING, Power.SAVED), JobType.POWER_OFF, "job-turn-off", turn_off),
    4: Request((Power.RUNNING,), JobType.SHUT_DOWN, "job-shut-down", begin_shutdown),
    6: Request(_AWAKE, JobType.SAVE, "job-save", save),
    9: Request((Power.RUNNING,), JobType.MODIFY_VM, "job-modify", pause),
    10: Request((Power.RUNNING,), JobType.MODIFY_VM, "job-modify", reset),
    11: Request(_AWAKE, JobType.MODIFY_VM, "job-modify", reset),
}
"""By RequestedState, facts/hyperv-wmi.md 2.2; 4 does shut a guest down on v2, facts/real-host.md 4."""
