"""Whose turn it is to be asked about."""

from dataclasses import replace
from datetime import timedelta

from tests.unit.fleet.site import SWITCHES, primary, vm
from tests.unit.model.readiness.site import NOW
from tui.fleet.statistics import StatisticsRound
from tui.model import states
from tui.model.machine import Inventory
from tui.model.readiness import Statistics

HELD = Inventory("DR1", "10.0.17763", (vm(1), vm(2), vm(3), primary(9)), SWITCHES)
TOLD = Statistics(None, 0, NOW)


def _order(turns: StatisticsRound, count: int) -> list[str | None]:
    order = []
    for number in range(count):
        vm_id = turns.due(HELD, NOW + timedelta(seconds=number))
        order.append(vm_id)
        if vm_id is not None:
            turns.asked(vm_id, TOLD, NOW + timedelta(seconds=number))
    return order


def test_every_replica_has_its_turn_once_and_a_primary_none() -> None:
    assert _order(StatisticsRound(900), 4) == ["VM1", "VM2", "VM3", None]


def test_the_selected_vm_goes_first() -> None:
    turns = StatisticsRound(900)
    turns.selected = "VM3"
    assert _order(turns, 4) == ["VM3", "VM1", "VM2", None]


def test_what_was_told_is_asked_for_again_once_it_is_no_longer_fresh() -> None:
    turns = StatisticsRound(900)
    _order(turns, 3)
    assert turns.due(HELD, NOW + timedelta(seconds=899)) is None
    assert turns.due(HELD, NOW + timedelta(seconds=900)) == "VM1"
    assert turns.due(HELD, NOW + timedelta(seconds=903)) == "VM1"


def test_a_vm_of_which_nothing_was_told_waits_its_turn_and_keeps_what_was_told_before() -> None:
    turns = StatisticsRound(900)
    turns.asked("VM1", TOLD, NOW)
    turns.asked("VM1", None, NOW + timedelta(seconds=900))
    assert turns.told == {"VM1": TOLD}
    assert turns.due(HELD, NOW + timedelta(seconds=901)) == "VM2"


def test_a_copy_is_asked_about_again_once_a_test_vm_of_it_has_come_or_gone() -> None:
    turns = StatisticsRound(900)
    test = replace(vm(7), mode=states.TEST_REPLICA, test_of="VM2")
    drilled = replace(HELD, machines=(*HELD.machines, test))
    turns.read(HELD)
    assert _order(turns, 4) == ["VM1", "VM2", "VM3", None]
    for seen in (drilled, HELD):
        turns.read(seen)
        assert turns.due(HELD, NOW + timedelta(seconds=9)) == "VM2"
        turns.asked("VM2", TOLD, NOW + timedelta(seconds=9))
        turns.read(seen)
        assert turns.due(HELD, NOW + timedelta(seconds=10)) is None


def test_nothing_is_asked_of_a_host_that_was_not_read() -> None:
    assert StatisticsRound(900).due(None, NOW) is None
