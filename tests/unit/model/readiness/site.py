"""A copy with nothing to find fault with, and ways to spoil it."""

import ipaddress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tui.model import states
from tui.model.change import AdapterKey
from tui.model.machine import Adapter, Connection, GuestReported, Machine, Relationship, Switch, Vlan
from tui.model.readiness import AdapterFacts, Guest, HostFacts, MachineFacts, MachineKey, MomentFacts, Primary
from tui.model.readiness.parsed import parsed_ips
from tui.model.staged import BOTH, IPV4, IPV6, StagedRaw

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DR_LAN = Switch("0C0C0C0C-AAAA-4BBB-8CCC-DDDDEEEEFFFF", "DR-LAN", "external")
LAB = Switch("1D1D1D1D-AAAA-4BBB-8CCC-DDDDEEEEFFFF", "Lab", "internal")
TEST = Switch("2E2E2E2E-AAAA-4BBB-8CCC-DDDDEEEEFFFF", "Private Test Network", "private")
OTHER_LAN = Switch("3F3F3F3F-AAAA-4BBB-8CCC-DDDDEEEEFFFF", "OTHER-LAN", "external")
HOST = HostFacts("dr-hv-01", "10.0.17763", (DR_LAN, LAB, TEST, OTHER_LAN))
HOST_2012 = replace(HOST, build="6.2.9200")
KEY = AdapterKey("dr-hv-01", "VM", "NIC")
WINDOWS = Guest("Windows Server 2019", 1, reported=True)
LINUX = Guest("Ubuntu 22.04", 1, reported=True)


def staging(*interfaces: str, gateways: tuple[str, ...] | None = None, **other: Any) -> StagedRaw:
    """What stages these interfaces (``10.9.20.11/24``) as a host holds it, with a gateway and DNS that suit them.

    Arithmetic by the standard library, which no rule uses.
    """
    faces = [ipaddress.ip_interface(text) for text in interfaces]
    versions = {face.version for face in faces}
    dns = {4: "10.9.0.10", 6: "2001:db8::53"}
    held = StagedRaw(
        {frozenset({4}): IPV4, frozenset({6}): IPV6}.get(frozenset(versions), BOTH),
        versions == {6},
        tuple(str(face.ip) for face in faces),
        tuple(str(face.network.netmask if face.version == 4 else face.network.prefixlen) for face in faces),
        tuple(str(face.network[min(1, face.network.num_addresses - 1)]) for face in faces[:1])
        if gateways is None
        else gateways,
        tuple(dns[version] for version in sorted(versions)),
    )
    return replace(held, **other)


GOOD = staging("10.9.20.11/24")


def cable(**other: Any) -> Connection:
    held = Connection("cable", True, DR_LAN.id, DR_LAN.name, None, TEST.name, None, Vlan("access", 20))
    return replace(held, **other)


def adapter(**other: Any) -> Adapter:
    held = Adapter("NIC", "port", "Network Adapter", "00155D0A0B0C", "synthetic", True, cable(), GOOD, "failover")
    return replace(held, **other)


def on_adapter(
    staged: StagedRaw | None = GOOD, connection: Connection | None = None, mode: int = states.REPLICA, **other: Any
) -> AdapterFacts:
    """The facts of one adapter; `connection` None: as it should be."""
    spoilt = adapter(staged=staged, connection=connection or cable())
    return replace(AdapterFacts(KEY, mode, HOST, spoilt), **other)


def on_primary(*alive: str, **connection: Any) -> Primary:
    """The primary with its guest's addresses."""
    return Primary("hq-hv-01", adapter(connection=cable(**connection)), parsed_ips(alive))


def relationship(**other: Any) -> Relationship:
    held = Relationship(0, 3, states.HEALTH_NORMAL, NOW - timedelta(seconds=60), None, 300, "hq-hv-01", "dr-hv-01")
    return replace(held, **other)


def machine(*relationships: Relationship, **other: Any) -> Machine:
    held = Machine("VM", "sql01", states.REPLICA, states.OFF, relationships or (relationship(),), (adapter(),), True)
    return replace(held, **other)


def on_machine(vm: Machine | None = None, **other: Any) -> MachineFacts:
    held = MachineFacts(MachineKey("dr-hv-01", "VM"), HOST, vm or machine(), guest=WINDOWS)
    return replace(held, **other)


def at_moment(vm: Machine | None = None, **other: Any) -> MomentFacts:
    return replace(MomentFacts(MachineKey("dr-hv-01", "VM"), vm or machine(), NOW, NOW), **other)


REPORTED = GuestReported(IPV4, False, ("10.1.20.11",), ("255.255.255.0",))
