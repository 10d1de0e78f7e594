"""The practice fleet's administration: what tests and drills do and see behind the operator's back.

Every method takes and gives JSON values, so that the door can pass them on. They raise Impossible or TypeError for
what is not there or not of the right form.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

from tui.practice.datetimes import iso_datetime
from tui.practice.fleet import Fleet
from tui.practice.http.listener import Listener
from tui.practice.hyperv.happenings import Impossible, find_adapter, find_machine, happen
from tui.practice.hyperv.hypervisor import Hypervisor
from tui.practice.hyperv.machine import Adapter, Machine
from tui.practice.hyperv.values import Staged


class Administration:
    """One fleet's; `listeners` may be empty where nothing is served."""

    def __init__(self, fleet: Fleet, listeners: Mapping[str, Listener]) -> None:
        self._fleet = fleet
        self._listeners = listeners

    def advance(self, seconds: float) -> str:
        """Move practice time on and let everything happen that became due; the new time."""
        self._fleet.clock.advance(timedelta(seconds=seconds))
        return iso_datetime(self._fleet.clock.now())

    def speed(self, speed: float) -> None:
        """Let practice time run `speed` times as fast as real time; 0 stops it."""
        self._fleet.clock.set_speed(speed)

    def truth(self, host: str | None = None, vm: str | None = None) -> dict[str, Any]:
        """What is really so, by host name and machine name: mode, power, replication, adapters, staged, guest."""
        told = {}
        for state in self._states(host):
            with state.lock.reading():
                told[state.name] = {
                    machine.name: _machine_truth(state, machine)
                    for machine in state.machines.values()
                    if vm is None or vm.casefold() in (machine.name.casefold(), machine.id.casefold())
                }
        return told

    def stage(self, host: str, vm: str, settings: Mapping[str, Any] | None, adapter: str | None = None) -> None:
        """Replace what an adapter's failover object holds, by any text; null takes the object away."""
        state = self._state(host)
        with state.lock:
            target = find_adapter(find_machine(state, vm), adapter)
            target.staged = None if settings is None else _staged(settings)

    def habits(self, host: str, **changes: Any) -> None:
        """Change a host's habits by their names."""
        state = self._state(host)
        with state.lock:
            state.habits = replace(state.habits, **changes)

    def misbehave(self, host: str, **faults: Any) -> None:
        """Set what goes wrong below SOAP, by the names of http.misbehaviour; without names it behaves again."""
        listener = self._listener(host)
        listener.misbehaviour = replace(type(listener.misbehaviour)(), **faults)

    def quirks(self, host: str, **quirks: Any) -> None:
        """Set what goes wrong within SOAP, by the names of wsman.quirks; without names it is faithful again."""
        listener = self._listener(host)
        listener.quirks = replace(type(listener.quirks)(), **quirks)

    def stop(self, host: str) -> None:
        """Close a host's port and its connections."""
        self._listener(host).stop()

    def start(self, host: str) -> None:
        """Open a host's port again, the same one."""
        self._listener(host).start()

    def happen(self, host: str, kind: str, **arguments: str) -> None:
        """Let another tool or fate do something, by the names of hyperv.happenings."""
        state = self._state(host)
        self._fleet.clock.do(lambda when: happen(state, kind, arguments, when))

    def executed(self, host: str | None = None) -> list[dict[str, Any]]:
        """The methods that clients ran, in their order, also those that were refused."""
        calls = [call for state in self._states(host) for call in tuple(state.executed)]
        return [
            {
                "time": iso_datetime(call.time),
                "host": call.host,
                "class": call.class_name,
                "method": call.method,
                "vm": call.vm,
                "return_value": call.return_value,
            }
            for call in sorted(calls, key=lambda call: call.time)
        ]

    def jobs(self, host: str) -> list[dict[str, Any]]:
        """A host's jobs with their states."""
        state = self._state(host)
        with state.lock.reading():
            return [{"id": job.id, "type": job.job_type, "state": int(job.state)} for job in state.jobs]

    def _states(self, host: str | None) -> list[Hypervisor]:
        return [self._state(host)] if host is not None else [each.state for each in self._fleet.hosts.values()]

    def _state(self, host: str) -> Hypervisor:
        state = self._fleet.state_of(host)
        if state is None:
            raise Impossible(f"no host is called {host}")
        return state

    def _listener(self, host: str) -> Listener:
        if host not in self._listeners:
            raise Impossible(f"no host {host} is served")
        return self._listeners[host]


def _machine_truth(host: Hypervisor, machine: Machine) -> dict[str, Any]:
    relationship = machine.relationship
    return {
        "id": machine.id,
        "mode": machine.mode.name,
        "power": machine.power.name,
        "booted": machine.booted,
        "replication_state": relationship.state.name if relationship else None,
        "replication_health": relationship.health.name if relationship else None,
        "test_of": machine.test_of,
        "adapters": {adapter.name: _adapter_truth(host, adapter) for adapter in machine.adapters},
    }


def _adapter_truth(host: Hypervisor, adapter: Adapter) -> dict[str, Any]:
    cable = adapter.cable
    switch = host.switches.get(cable.switch_id) if cable and cable.switch_id else None
    return {
        "id": adapter.id,
        "mac": adapter.mac,
        "connected": cable is not None and cable.enabled and switch is not None,
        "switch": switch.name if switch else None,
        "test_switch": cable.test_replica_switch_name if cable else None,
        "staged": None if adapter.staged is None else _json(adapter.staged),
        "guest": _json(adapter.guest),
    }


def _json(value: Any) -> dict[str, Any]:
    plain = {each.name: getattr(value, each.name) for each in fields(value)}
    return {name: list(item) if isinstance(item, tuple) else item for name, item in plain.items()}


def _staged(settings: Mapping[str, Any]) -> Staged:
    values: dict[str, Any] = {name: tuple(each) if isinstance(each, list) else each for name, each in settings.items()}
    return Staged(**values)
