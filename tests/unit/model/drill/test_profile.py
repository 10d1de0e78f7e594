"""A drill profile as values: which changes are for whom, when the live values may come back, and how."""

from dataclasses import replace

import pytest

from tui.model.change import AdapterKey, AdapterNetwork, Change
from tui.model.drill.profile import back, carries, profile_of
from tui.model.machine import Adapter, Connection
from tui.model.plan.values import PlanProblem, PlanReading, Where
from tui.model.readiness import MachineKey
from tui.model.staged import IPV4, StagedRaw
from tui.model.states import PRIMARY, REPLICA

LIVE = StagedRaw(IPV4, False, ("10.9.20.11",), ("255.255.255.0",))
DRILL = StagedRaw(IPV4, False, ("10.66.20.11",), ("255.255.255.0",))
OTHER = StagedRaw(IPV4, False, ("10.77.0.1",), ("255.255.0.0",))


def network(staged: StagedRaw | None, *, test_switch: str | None = "Isolated") -> AdapterNetwork:
    return AdapterNetwork(staged, test_switch, connected=True, switch_id="LAN")


def change(vm: str = "VM-1", after: AdapterNetwork | None = None) -> Change:
    key = AdapterKey("dr-hv-01", vm, "NIC")
    return Change(key, "sql01", "Network Adapter", REPLICA, network(LIVE), after or network(DRILL))


def adapter(staged: StagedRaw | None, *, test_switch: str | None = "Isolated", on: bool = True) -> Adapter:
    cable = Connection("cable", enabled=on, switch_id="LAN", switch_name="DR-LAN", test_switch=test_switch)
    return Adapter("NIC", "port", "Network Adapter", "00155D000000", "synthetic", connection=cable, staged=staged)


def test_a_profile_holds_what_is_for_the_drills_vms_and_tells_who_has_nothing() -> None:
    one, two = MachineKey("dr-hv-01", "VM-1"), MachineKey("dr-hv-01", "VM-2")
    profile = profile_of("drill.yaml", PlanReading((change("VM-1"), change("VM-9"))), [one, two])
    assert profile.of("dr-hv-01", "VM-1") == (change("VM-1"),)
    assert profile.of("dr-hv-01", "VM-9") == ()
    assert (profile.without, profile.problems) == ((two,), ())


def test_what_rewires_an_adapter_is_no_profile() -> None:
    rewired = change(after=network(DRILL, test_switch="DR-LAN"))
    reading = PlanReading((rewired,), (PlanProblem("no such VM", Where(line=3)),))
    profile = profile_of("drill.yaml", reading, [MachineKey("dr-hv-01", "VM-1")])
    assert profile.changes == ()
    assert profile.problems[0] == "line 3: no such VM"
    assert "stages addresses alone" in profile.problems[1]


def test_a_test_vm_carries_the_drills_values_however_it_spells_them() -> None:
    spelt = replace(DRILL, subnets=("24",))
    assert carries({"NIC": adapter(spelt)}, [change()])
    assert not carries({"NIC": adapter(LIVE)}, [change()])
    assert not carries({"NIC": adapter(None)}, [change()])
    assert not carries({}, [change()])
    assert not carries({"NIC": adapter(DRILL)}, [])


@pytest.mark.parametrize(
    ("held", "wanted"), [(DRILL, LIVE), (LIVE, LIVE), (OTHER, OTHER), (replace(DRILL, subnets=("24",)), LIVE)]
)
def test_only_the_drills_own_values_are_taken_back(held: StagedRaw, wanted: StagedRaw) -> None:
    again = back(change(), adapter(held), "dr-hv-01", REPLICA)
    assert (again.before.staged, again.after.staged) == (held, wanted)


def test_taking_back_leaves_the_connection_as_it_is_now_and_goes_where_the_vm_is() -> None:
    again = back(change(), adapter(DRILL, test_switch="Other", on=False), "dr-hv-02", PRIMARY)
    assert (again.key.host, again.mode) == ("dr-hv-02", PRIMARY)
    assert not again.rewires
    assert (again.after.test_switch, again.after.connected) == ("Other", False)
