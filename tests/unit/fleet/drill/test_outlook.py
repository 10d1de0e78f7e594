"""What a drill would meet: readiness and isolation in one list, and whom the drill would refuse."""

from dataclasses import replace

from tests.screens.fakes import adapter, replica, up
from tui.fleet.drill.outlook import Outlook, outlook
from tui.fleet.judging.judge import Judge
from tui.fleet.view import FleetView
from tui.model import states
from tui.model.drill.values import DrillTarget
from tui.model.machine import Machine


def looked_at(*machines: Machine, **waived: str) -> dict[str, Outlook]:
    """By name; `waived` with underscores in the place of hyphens."""
    view = FleetView(1, (up("dr-hv-01", machines),))
    targets = [DrillTarget("dr-hv-01", machine.id, machine.name) for machine in machines]
    reasons = {rule.replace("_", "-"): reason for rule, reason in waived.items()}
    return {each.target.vm_name: each for each in outlook(targets, view, Judge().judge(view), reasons)}


def ids(each: Outlook) -> list[str]:
    return [objection.id for objection in each.objections]


def test_a_test_switch_is_objected_to_once_and_by_the_guard() -> None:
    each = looked_at(replica(1, "sql01", adapter(1, test="DR-LAN", vlan=None)))["sql01"]
    assert ids(each).count("test-switch-production") == 1
    assert each.stopped
    assert each.networks == ("DR-LAN (external)",)


def test_a_reason_waives_the_rule_in_every_place_and_an_empty_one_does_not() -> None:
    machine = replica(1, "sql01", adapter(1, test="DR-BACKUP", vlan=None))
    assert looked_at(machine)["sql01"].stopped
    assert looked_at(machine, test_switch_not_isolated=" ")["sql01"].stopped
    assert not looked_at(machine, test_switch_not_isolated="unplugged")["sql01"].stopped


def test_no_reason_waives_a_switch_that_is_missing() -> None:
    machine = replica(1, "sql01", adapter(1, test="Gone"))
    each = looked_at(machine, test_switch_missing="never mind")["sql01"]
    assert each.stopped
    assert each.networks == ("Gone (missing)",)


def test_what_warns_stops_nothing_and_stands_behind_what_blocks() -> None:
    legacy = replica(1, "old01", adapter(1, test=None, staged=None, kind="legacy"))
    each = looked_at(legacy)["old01"]
    assert ids(each)[0] == "legacy-adapter"
    assert [objection.stops for objection in each.objections] == sorted(
        (objection.stops for objection in each.objections), reverse=True
    )
    assert not looked_at(replica(2, "web01", adapter(2, test=None)))["web01"].stopped


def test_an_adapter_is_named_where_there_are_several() -> None:
    machine = replica(1, "sql01", adapter(1), adapter(2, "Backup", test="Gone"))
    (missing,) = [each for each in looked_at(machine)["sql01"].objections if each.id == "test-switch-missing"]
    assert missing.sentence.startswith("Backup: ")


def test_what_is_no_replica_or_not_there_is_refused() -> None:
    alive = replica(1, "erp01", adapter(1), mode=states.PRIMARY)
    assert looked_at(alive)["erp01"].stopped
    view = FleetView(1, (up("dr-hv-01", (alive,)),))
    (gone,) = outlook([DrillTarget("dr-hv-01", "VM-9", "gone01")], view, Judge().judge(view), {})
    assert gone.stopped
    assert replace(gone, objections=()).stopped is False
