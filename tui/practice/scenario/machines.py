"""The virtual machines of a scenario file."""

import ipaddress
import re
from dataclasses import replace
from typing import Literal

from tui.practice.hyperv.values import GuestNetwork, Health, ReplicationState, Staged, Vlan
from tui.practice.scenario.plan import (
    AdapterPlan,
    GuestPlan,
    GuestSystem,
    MachinePlan,
    NetworkPlan,
    ReplicationPlan,
)
from tui.practice.scenario.section import Section

_SYSTEMS: dict[str, GuestSystem] = {
    "windows": "windows", "linux": "linux", "linux-without-helper": "linux-without-helper",
    "linux-networkmanager": "linux-networkmanager", "none": "none",
}  # fmt: skip
_STATES = {state.name.lower().replace("_", "-"): state for state in ReplicationState}
_HEALTHS = {"normal": Health.OK, "warning": Health.WARNING, "critical": Health.CRITICAL}
_INTERVALS: dict[str, Literal[30, 300, 900]] = {"30": 30, "300": 300, "900": 900}
_GENERATIONS: dict[str, Literal[1, 2]] = {"1": 1, "2": 2}
_GUID = re.compile(r"[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}")
_MAC = re.compile(r"[0-9A-F]{12}")
_HIGHEST_VLAN = 4094
_STATIC, _OTHER = 2, 1


def read_machine(section: Section, hosts: set[str]) -> MachinePlan:
    """One entry of `vms`. Raises ScenarioError."""
    guest, replication = section.section("guest"), section.section("replication")
    machine = MachinePlan(
        name=section.text("name"),
        primary=section.optional_text("primary"),
        replica=section.optional_text("replica"),
        extended=section.optional_text("extended"),
        id=section.pattern("id", _GUID, "1A5B79A6-0F6E-4C1A-9A0B-2F2E5B6C7D8E"),
        generation=section.choice("generation", _GENERATIONS, 2),
        memory_mb=section.integer("memory_mb", 4096, 32),
        processors=section.integer("processors", 2, 1, 2048),
        running=section.boolean("running", True),
        guest=GuestPlan() if guest is None else _guest(guest),
        replication=ReplicationPlan() if replication is None else _replication(replication),
        adapters=tuple(_adapter(each) for each in section.sections("adapters")),
    )
    if not {machine.primary, machine.replica, machine.extended} & hosts:
        raise section.fail("name", f"{machine.name} is on no host of this scenario")
    if machine.generation == 2 and any(adapter.legacy for adapter in machine.adapters):
        raise section.fail("adapters", "of generation 2 cannot be legacy")
    section.close()
    return machine


def _guest(section: Section) -> GuestPlan:
    usual = GuestPlan()
    guest = GuestPlan(
        system=section.choice("system", _SYSTEMS, usual.system),
        kvp=section.boolean("kvp", usual.kvp),
        broken=section.boolean("broken", usual.broken),
        boot_seconds=section.number("boot_seconds", usual.boot_seconds),
    )
    section.close()
    return guest


def _replication(section: Section) -> ReplicationPlan:
    usual = ReplicationPlan()
    has_test = section.has("last_test")
    last_test = section.duration("last_test", usual.behind)
    replication = ReplicationPlan(
        state=section.choice("state", _STATES, usual.state),
        health=section.choice("health", _HEALTHS, usual.health),
        behind=section.duration("behind", usual.behind),
        interval_seconds=section.choice("interval", _INTERVALS, usual.interval_seconds),
        recovery_points=section.integer("recovery_points", usual.recovery_points),
        last_test=last_test if has_test else None,
    )
    section.close()
    return replication


def _adapter(section: Section) -> AdapterPlan:
    usual = AdapterPlan()
    guest = section.section("guest")
    adapter = AdapterPlan(
        name=section.text("name", usual.name),
        mac=section.pattern("mac", _MAC, "00155D0A0B0C"),
        legacy=section.boolean("legacy", False),
        vlan=_vlan(section),
        guest=GuestNetwork() if guest is None else _reported(guest),
        primary=_network(section, "primary"),
        replica=_network(section, "replica"),
        extended=_network(section, "extended"),
    )
    section.close()
    return adapter


def _vlan(section: Section) -> Vlan | None:
    if not section.has("vlan"):
        return None
    if not section.is_mapping("vlan"):
        return Vlan(access_id=section.integer("vlan", 1, 1, _HIGHEST_VLAN))
    trunk = section.section("vlan")
    if trunk is None:
        return None
    vlan = Vlan(native_id=trunk.integer("native", 0, 0, _HIGHEST_VLAN), trunk_ids=trunk.integers("trunk"))
    trunk.close()
    return vlan


def _network(adapter: Section, key: str) -> NetworkPlan:
    section = adapter.section(key)
    if section is None:
        return NetworkPlan()
    staged: Staged | None = Staged()
    if section.is_mapping("staged"):
        inner = section.section("staged")
        staged = Staged() if inner is None else _staged(inner)
    elif section.optional_text("staged") == "none":
        staged = None
    network = NetworkPlan(
        switch=section.optional_text("switch"),
        connected=section.boolean("connected", True),
        test_switch=section.optional_text("test_switch"),
        staged=staged,
    )
    section.close()
    return network


def _staged(section: Section) -> Staged:
    """`addresses` with prefixes in good form, or `ip_addresses` and `subnets` as any text."""
    addresses, subnets, families = _addresses(section, "addresses")
    both, v6_only = len(families) == 2, families == {6}
    protocol = 0 if not families else 4098 if both else 4097 if v6_only else 4096
    staged = Staged(
        protocol_if_type=section.integer("protocol", protocol),
        dhcp_enabled=section.boolean("dhcp", not families or v6_only),
        ip_addresses=addresses or section.texts("ip_addresses"),
        subnets=subnets or section.texts("subnets"),
        default_gateways=section.texts("gateways"),
        dns_servers=section.texts("dns"),
    )
    section.close()
    return staged


def _reported(section: Section) -> GuestNetwork:
    addresses, subnets, families = _addresses(section, "addresses")
    dhcp = section.boolean("dhcp", False)
    reported = GuestNetwork(
        protocol_if_type=0 if not families else 4098 if len(families) == 2 else 4097 if families == {6} else 4096,
        dhcp_enabled=dhcp,
        ip_addresses=addresses,
        ip_address_origins=tuple(_OTHER if dhcp else _STATIC for _ in addresses),
        subnets=subnets,
        default_gateways=section.texts("gateways"),
        dns_servers=section.texts("dns"),
    )
    section.close()
    return replace(reported, dhcp_enabled=reported.dhcp_enabled or not families)


def _addresses(section: Section, key: str) -> tuple[tuple[str, ...], tuple[str, ...], set[int]]:
    addresses: list[str] = []
    subnets: list[str] = []
    families: set[int] = set()
    for text in section.texts(key):
        try:
            interface = ipaddress.ip_interface(text)
        except ValueError:
            raise section.fail(key, f"has {text}, which is no address with a prefix") from None
        if "/" not in text:
            raise section.fail(key, f"has {text} without a prefix")
        addresses.append(text.partition("/")[0])
        subnets.append(str(interface.netmask) if interface.version == 4 else str(interface.network.prefixlen))
        families.add(interface.version)
    return tuple(addresses), tuple(subnets), families
