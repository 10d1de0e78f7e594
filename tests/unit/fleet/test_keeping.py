"""A newer read keeps the objects of what it tells as before."""

from dataclasses import replace

from tests.unit.fleet.site import SWITCHES, vm
from tui.fleet.keeping import kept
from tui.model import states
from tui.model.machine import Inventory, Machine


def copied(machine: Machine) -> Machine:
    """The same VM, read again."""
    adapters = tuple(replace(adapter) for adapter in machine.adapters)
    relationships = tuple(replace(relationship) for relationship in machine.relationships)
    return replace(machine, adapters=adapters, relationships=relationships)


def inventory(*machines: Machine) -> Inventory:
    return Inventory("DR-HV-01", "10.0.17763", machines, tuple(replace(switch) for switch in SWITCHES))


KNOWN = inventory(vm(1), vm(2), vm(3))


def read_again(*machines: Machine) -> Inventory:
    return inventory(*map(copied, machines))


def test_a_read_that_tells_nothing_new_is_the_one_that_is_known() -> None:
    assert kept(KNOWN, read_again(*KNOWN.machines)) is KNOWN


def test_the_first_read_is_kept_as_it_is() -> None:
    assert kept(None, KNOWN) is KNOWN


def test_of_a_vm_that_changed_the_rest_is_kept() -> None:
    first, second, third = KNOWN.machines
    runs = replace(copied(second), enabled_state=states.RUNNING)
    newer = kept(KNOWN, read_again(first, runs, third))
    assert newer == inventory(first, runs, third)
    assert newer.machines[0] is first
    assert newer.machines[2] is third
    assert newer.machines[1].adapters is second.adapters
    assert newer.machines[1].relationships is second.relationships
    assert newer.switches is KNOWN.switches


def test_vms_that_came_went_or_changed_places_stand_as_they_were_read() -> None:
    first, _, third = KNOWN.machines
    fourth = vm(4)
    newer = kept(KNOWN, read_again(third, fourth, first))
    assert newer == inventory(third, fourth, first)
    assert newer.machines[0] is third
    assert newer.machines[2] is first


def test_what_else_a_read_tells_is_the_newer() -> None:
    newer = kept(KNOWN, replace(read_again(*KNOWN.machines), build="10.0.20348"))
    assert newer.build == "10.0.20348"
    assert newer.machines is not KNOWN.machines
    assert all(one is other for one, other in zip(newer.machines, KNOWN.machines, strict=True))
