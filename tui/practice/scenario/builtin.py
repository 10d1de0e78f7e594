"""The scenarios that need no file: the practice fleet of `hvr practice`, and fleets of any size."""

import random
from datetime import timedelta
from importlib.resources import files

from tui.practice.hyperv.values import Health, ReplicationState, Staged, Vlan
from tui.practice.scenario.plan import (
    AdapterPlan,
    HostPlan,
    MachinePlan,
    NetworkPlan,
    ReplicationPlan,
    Scenario,
    SwitchPlan,
)
from tui.practice.scenario.reading import parse_scenario

_SWITCHES = (SwitchPlan("DR-LAN"), SwitchPlan("DR-BACKUP"), SwitchPlan("Private Test Network", "private"))
_ROLES = ("app", "web", "sql", "file", "dc", "mail", "erp", "build", "log", "queue")


def default_scenario() -> Scenario:
    """Three hosts with about forty virtual machines: two of a recovery site and the primary that they protect."""
    return parse_scenario(files(__package__).joinpath("default.yaml").read_text("utf-8"), "default.yaml")


def generated_scenario(hosts: int, vms: int, seed: int) -> Scenario:
    """`hosts` recovery hosts with `vms` machines each, nine of ten of them replicas; the same for the same seed."""
    chance = random.Random(seed)
    names = [f"dr-hv-{number:02d}" for number in range(1, hosts + 1)]
    machines = [_machine(chance, host, names.index(host), number) for host in names for number in range(1, vms + 1)]
    plans = tuple(HostPlan(name, memory_gb=512, switches=_SWITCHES) for name in names)
    return Scenario(hosts=plans, machines=tuple(machines), seed=seed)


def _machine(chance: random.Random, host: str, index: int, number: int) -> MachinePlan:
    name = f"{_ROLES[number % len(_ROLES)]}{index + 1:02d}{number:04d}"
    adapters = tuple(_adapter(chance, index, number, nic) for nic in range(2 if chance.random() < 0.2 else 1))
    if number % 10 == 0:
        return MachinePlan(name, primary=host, adapters=adapters, running=chance.random() < 0.7)
    state = ReplicationState.REPLICATING if chance.random() < 0.95 else ReplicationState.SUSPENDED
    health = Health.OK if state is ReplicationState.REPLICATING and chance.random() < 0.9 else Health.WARNING
    return MachinePlan(
        name,
        primary=f"prod-hv-{index + 1:02d}",
        replica=host,
        replication=ReplicationPlan(state, health, timedelta(seconds=chance.randrange(5, 290))),
        adapters=adapters,
    )


def _adapter(chance: random.Random, index: int, number: int, nic: int) -> AdapterPlan:
    subnet = f"10.{100 + index % 100}.{number // 250 + 10 * nic}"
    address = f"{subnet}.{number % 250 + 2}"
    staged = Staged(4096, False, (address,), ("255.255.255.0",), (f"{subnet}.1",), ("10.9.0.10", "10.9.0.11"))
    return AdapterPlan(
        name="Network Adapter" if nic == 0 else "Backup",
        vlan=Vlan(access_id=10 * (nic + 1)) if chance.random() < 0.5 else None,
        replica=NetworkPlan(
            switch="DR-BACKUP" if nic else "DR-LAN",
            connected=chance.random() < 0.9,
            test_switch="Private Test Network" if chance.random() < 0.8 else None,
            staged=staged if chance.random() < 0.85 else Staged(),
        ),
    )
