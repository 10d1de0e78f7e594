"""A draft goes with its VM within its failover cluster."""

from dataclasses import replace

import pytest

from tests.unit.fleet.site import SWITCHES, change_of, fleet, host, vm
from tests.unit.model.readiness.site import staging
from tui.fleet.plans.following import CannotFollow, followed, moved_to
from tui.fleet.view import FleetView, HostState, HostView
from tui.model import states
from tui.model.change import AdapterKey, Change
from tui.model.machine import Machine

WANTED = staging("10.9.20.77/24", gateways=("10.9.20.254",))


def node(name: str, *machines: Machine, **other: object) -> HostView:
    return host(name, *machines, **{"cluster": "dr-cl", **other})  # type: ignore[arg-type]


def moved(*machines: Machine, **other: object) -> FleetView:
    """The VM left n1, and n2 has these."""
    return fleet(node("n1"), node("n2", *machines, **other))


def drafted(**after: object) -> Change:
    return change_of(node("n1", vm(1)), 1, **({"staged": WANTED} | after))


def test_a_draft_is_begun_again_from_what_the_other_node_holds() -> None:
    other = vm(1, staging("10.9.20.1/24", "10.9.20.2/24", gateways=("10.9.20.254",)))
    change = drafted()
    again = followed(change, moved(other))
    assert again is not None
    assert again.key == AdapterKey("n2", "VM1", "NIC")
    assert again.before.staged == other.adapters[0].staged
    assert again.after == replace(again.before, staged=WANTED)


@pytest.mark.parametrize(
    "view",
    [
        fleet(node("n1", vm(1)), node("n2", vm(1))),
        moved(vm(1), cluster="other-cl"),
        moved(vm(1), cluster=None),
        moved(vm(1), state=HostState.STALE),
        moved(vm(1, mode=states.PRIMARY)),
        moved(vm(2)),
        fleet(node("n1"), node("n2", vm(1)), node("n3", vm(1))),
    ],
    ids=["still there", "another cluster", "no cluster", "silent", "another mode", "another VM", "on two nodes"],
)
def test_it_goes_nowhere_else(view: FleetView) -> None:
    assert moved_to(drafted(), view) is None
    assert followed(drafted(), view) is None


def test_a_vm_whose_node_fell_silent_and_that_another_node_shows_has_moved() -> None:
    view = fleet(node("n1", vm(1), state=HostState.STALE), node("n2", vm(1)))
    found = moved_to(drafted(), view)
    assert found is not None
    assert found.name == "n2"


def test_a_switch_is_known_by_its_name_on_the_other_node() -> None:
    wanted, *rest = SWITCHES
    change = drafted(switch_id=rest[0].id)
    there = node("n2", vm(1))
    assert there.inventory is not None
    renumbered = tuple(replace(switch, id=f"N2-{switch.id}") for switch in SWITCHES)
    view = fleet(node("n1"), replace(there, inventory=replace(there.inventory, switches=renumbered)))
    again = followed(change, view)
    assert again is not None
    assert again.after.switch_id == f"N2-{rest[0].id}"
    without = fleet(node("n1"), replace(there, inventory=replace(there.inventory, switches=(wanted,))))
    with pytest.raises(CannotFollow, match=f"which has no switch {rest[0].name}"):
        followed(change, without)
