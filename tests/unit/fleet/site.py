"""Small fleets to be judged."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tests.unit.model.readiness.site import DR_LAN, NOW, REPORTED, TEST, adapter, relationship, staging
from tui.fleet.judging.judge import Judge
from tui.fleet.judging.judgement import Judgement
from tui.fleet.view import FleetView, HostState, HostView
from tui.model import states
from tui.model.change import AdapterKey, Change
from tui.model.machine import Adapter, Inventory, Machine
from tui.model.readiness import (
    Evidence,
    MachineKey,
)
from tui.model.staged import StagedRaw

SWITCHES = (DR_LAN, TEST)
RUNNING, OFF = states.RUNNING, states.OFF


def vm(number: int, staged: StagedRaw | None = None, *adapters: Adapter, **other: Any) -> Machine:
    """A replica that is as it should be, with an address of its own."""
    own = adapter(staged=staged or staging(f"10.9.20.{number}/24", gateways=("10.9.20.254",)))
    held = Machine(f"VM{number}", f"vm{number:02}", states.REPLICA, OFF, (relationship(),), adapters or (own,), True)
    return replace(held, **{"guest_system": "Windows Server 2019", "services_state": 1, **other})


def primary(number: int, **other: Any) -> Machine:
    """Running, with an address at the other site, and settings for its way back."""
    own = adapter(
        staged=staging(f"10.1.20.{number}/24", gateways=("10.1.20.254",)),
        guest=replace(REPORTED, addresses=(f"10.1.20.{number}",)),
    )
    return replace(vm(number, None, own), **{"mode": states.PRIMARY, "enabled_state": RUNNING, **other})


def host(name: str, *machines: Machine, state: HostState = HostState.UP, **other: Any) -> HostView:
    inventory = Inventory(name.upper(), "10.0.17763", machines, SWITCHES)
    return replace(HostView(name, None, state, inventory, NOW, NOW), **other)


def fleet(*hosts: HostView) -> FleetView:
    return FleetView(1, hosts)


def judged(*hosts: HostView, evidence: Mapping[MachineKey, Evidence] | None = None) -> Judgement:
    return Judge().judge(fleet(*hosts), evidence or {}, NOW)


def said(judgement: Judgement, host: str, number: int, rule_id: str) -> list[str]:
    return [found.sentence for found in judgement.of_machine(host, f"VM{number}") if found.rule_id == rule_id]


def key(host: str, number: int, adapter_id: str = "NIC") -> AdapterKey:
    return AdapterKey(host, f"VM{number}", adapter_id)


def change_of(view: HostView, number: int, **after: Any) -> Change:
    assert view.inventory is not None
    machine = next(each for each in view.inventory.machines if each.id == f"VM{number}")
    change = Change.begin(view.name, machine, machine.adapters[0])
    return replace(change, after=replace(change.after, **after))
