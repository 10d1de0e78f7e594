"""Which adapter of a test VM stands for which of its replica."""

from collections.abc import Mapping
from dataclasses import replace

from tui.model.machine import Adapter, Machine


def pair_adapters(replica: Machine, test_vm: Machine) -> Mapping[str, Adapter]:
    """The test VM's adapters by the GUID of the replica's; each stands for one at most (assumption ``test-adapters``).

    By GUID where the host kept it, else by the MAC address, else by name and order.
    """
    left = list(test_vm.adapters)
    found: dict[str, Adapter] = {}
    for same in (_same_id, _same_mac, _same_name):
        for adapter in replica.adapters:
            if adapter.id in found:
                continue
            twin = next((each for each in left if same(adapter, each)), None)
            if twin is not None:
                left.remove(twin)
                found[adapter.id] = twin
    return found


def as_replica(replica: Machine, test_vm: Machine) -> Machine:
    """The test VM with its adapters under the GUIDs of the replica's; one that stands for none keeps its own."""
    of = {twin.id: adapter_id for adapter_id, twin in pair_adapters(replica, test_vm).items()}
    return replace(
        test_vm, adapters=tuple(replace(each, id=of[each.id]) if each.id in of else each for each in test_vm.adapters)
    )


def _same_id(one: Adapter, other: Adapter) -> bool:
    return one.id == other.id


def _same_mac(one: Adapter, other: Adapter) -> bool:
    return one.mac.casefold() == other.mac.casefold() and one.mac.strip("0") != ""


def _same_name(one: Adapter, other: Adapter) -> bool:
    return (one.name, one.kind) == (other.name, other.kind)
