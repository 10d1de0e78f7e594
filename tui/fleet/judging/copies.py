"""One copy of a VM as the fleet's index knows it, and what it stands under there."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

import netaddr

from tui.model import states
from tui.model.machine import Machine
from tui.model.readiness.facts import Evidence, HostFacts
from tui.model.readiness.finding import MachineKey
from tui.model.readiness.networks import untagged_words
from tui.model.readiness.parsed import parsed, parsed_ips
from tui.model.readiness.rule import RECOVERY_COPIES, REPLICATED

IndexKey: TypeAlias = tuple[Hashable, ...]
"""A family, an address, a subnet or a replica's test VMs."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One VM on one host, with what is known of it besides."""

    key: MachineKey
    machine: Machine
    host: HostFacts
    live: bool
    """Its host answers now."""
    seen: datetime | None
    """When it was last seen, where its host does not answer now."""
    evidence: Evidence
    cluster: str | None = None
    """The failover cluster that its host is a node of."""

    @property
    def runs(self) -> bool:
        return self.live and self.machine.enabled_state == states.RUNNING


def entries(copy: Copy) -> dict[IndexKey, Hashable]:
    """What a copy stands under, and what of it matters to the others there."""
    machine = copy.machine
    words: dict[IndexKey, list[str]] = {}
    for adapter in machine.adapters:
        view = parsed(adapter.staged)
        if machine.mode in REPLICATED:
            for ip in view.ips:
                words.setdefault(address_key("staged", ip), []).append(adapter.id)
        if machine.mode in RECOVERY_COPIES and adapter.connection is not None:
            for key in {subnet_key(network) for network in view.networks}:
                words.setdefault(key, []).append(untagged_words(adapter.connection.vlan))
        if machine.mode != states.TEST_REPLICA and copy.runs and adapter.guest is not None:
            for ip in parsed_ips(adapter.guest.addresses):
                if not ip.is_link_local():
                    words[address_key("alive", ip)] = []
    found: dict[IndexKey, Hashable] = {key: (machine.name, *values) for key, values in words.items()}
    found[family_key(copy.key.vm)] = (
        machine.mode, copy.live, copy.seen, copy.cluster, machine.enabled_state, machine.guest_system,
        machine.services_state, machine.adapters,
    )  # fmt: skip
    if machine.test_of is not None:
        found[tests_key(copy.key.host, machine.test_of)] = machine.name
    if copy.evidence.drill_runs:
        found[tests_key(copy.key.host, copy.key.vm)] = True
    return found


def words_of(payload: Hashable) -> tuple[str, ...]:
    """What stands behind the name in an entry of an address or a subnet."""
    return payload[1:] if isinstance(payload, tuple) else ()


def family_key(vm: str) -> IndexKey:
    """The members of one family."""
    return ("family", vm)


def tests_key(host: str, replica: str) -> IndexKey:
    """The test VMs of one replica."""
    return ("tests", host, replica)


def address_key(kind: str, ip: netaddr.IPAddress) -> IndexKey:
    """Those that have one address: ``staged`` on an adapter, or ``alive`` in a guest."""
    return (kind, ip.version, int(ip))


def subnet_key(network: netaddr.IPNetwork) -> IndexKey:
    """Those staged in one subnet."""
    return ("subnet", network.version, network.first, network.prefixlen)
