"""The isolation guard: what a test VM may be plugged into, and what it may not."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.model import states
from tui.model.drill.isolation import (
    GUARDED_RULES,
    HostWires,
    IsolationFinding,
    guard_replica,
    guard_test_vm,
    refusals,
)
from tui.model.machine import Adapter, Connection, Machine, Switch, SwitchKind, Vlan
from tui.model.readiness import RULES_BY_ID

LAN = Switch("LAN-GUID", "DR-LAN", "external")
TEST = Switch("TEST-GUID", "Private Test Network", "private")
OPEN = Switch("OPEN-GUID", "Test Uplink", "external")
SWITCHES = (LAN, TEST, OPEN)


def cable(
    switch: Switch | None = LAN, *, test: str | None = TEST.name, vlan: Vlan | None = None, on: bool = True
) -> Connection:
    return Connection(
        "cable",
        enabled=on,
        switch_id=switch.id if switch else None,
        switch_name=switch.name if switch else None,
        test_switch=test,
        vlan=vlan,
    )


def machine(name: str, *cables: Connection | None, mode: int = states.REPLICA, enabled: int = states.OFF) -> Machine:
    adapters = tuple(
        Adapter(f"NIC-{number}", f"port-{number}", f"Adapter {number}", "00155D000000", "synthetic", connection=each)
        for number, each in enumerate(cables)
    )
    return Machine(name.upper(), name, mode, enabled, adapters=adapters)


def access(number: int) -> Vlan:
    return Vlan("access", access_id=number)


def guarded(
    replica: Machine, *others: Machine, switches: tuple[Switch, ...] = SWITCHES, elsewhere: tuple[Machine, ...] = ()
) -> tuple[IsolationFinding, ...]:
    return guard_replica(replica, HostWires("dr-hv-01", switches, (replica, *others), elsewhere))


def started(
    plugged: Connection | None,
    replica: Machine | None = None,
    *others: Machine,
    switches: tuple[Switch, ...] = SWITCHES,
) -> tuple[IsolationFinding, ...]:
    """Findings right before the test VM of `replica` is started, whose only adapter is plugged in so."""
    original = replica or machine("sql01", cable())
    test = machine("sql01 - Test", plugged, mode=states.TEST_REPLICA)
    return guard_test_vm(test, original, HostWires("dr-hv-01", switches, (original, test, *others)))


def ids(findings: tuple[IsolationFinding, ...]) -> set[str]:
    return {finding.id for finding in findings}


def test_a_private_switch_of_its_own_is_isolated() -> None:
    assert guarded(machine("sql01", cable()), machine("web01", cable(), mode=states.PRIMARY)) == ()


def test_a_test_switch_that_the_host_lacks_is_refused_and_no_reason_helps() -> None:
    (found,) = guarded(machine("sql01", cable(test="Gone")))
    assert found.id == "test-switch-missing"
    assert refusals([found], {"test-switch-missing": "we must"}) == (found,)


def test_no_test_switch_is_isolated_and_is_said() -> None:
    findings = guarded(machine("sql01", cable(test=None), None))
    assert [(finding.id, finding.adapter, finding.blocks) for finding in findings] == [
        ("test-switch-unset", "NIC-0", False),
        ("test-switch-unset", "NIC-1", False),
    ]
    assert "no network reaches the guest" in findings[0].sentence
    assert refusals(findings, {}) == ()


@pytest.mark.parametrize("on", [True, False], ids=["connected", "disconnected, remembered"])
def test_the_switch_that_its_own_adapter_is_or_was_on_is_production(on: bool) -> None:
    replica = machine("sql01", cable(TEST, on=on))
    assert "test-switch-production" in ids(guarded(replica))


def test_a_switch_is_production_by_the_name_of_one_that_was_lost() -> None:
    lost = replace(cable(None), last_known_switch="private TEST network")
    assert "test-switch-production" in ids(guarded(machine("sql01", lost)))


def test_the_switch_of_another_adapter_of_the_same_replica_is_production() -> None:
    replica = machine("sql01", cable(), cable(TEST, test=None))
    (found,) = refusals(guarded(replica), {})
    assert (found.id, found.adapter) == ("test-switch-production", "NIC-0")


@pytest.mark.parametrize("mode", [states.PRIMARY, states.NO_REPLICATION])
def test_a_switch_that_carries_a_production_vm_is_refused_even_while_that_is_off(mode: int) -> None:
    findings = guarded(machine("sql01", cable()), machine("print01", cable(TEST), mode=mode))
    assert ids(findings) == {"test-switch-carries-production"}
    assert "print01" in findings[0].sentence


def test_a_replica_that_runs_is_production_and_one_that_is_off_is_not() -> None:
    neighbour = machine("erp01", cable(TEST, test=None))
    assert guarded(machine("sql01", cable()), neighbour) == ()
    alive = replace(neighbour, enabled_state=states.RUNNING)
    assert ids(guarded(machine("sql01", cable()), alive)) == {"test-switch-carries-production"}


def test_other_test_vms_may_share_the_test_switch() -> None:
    neighbour = machine("app07 - Test", cable(TEST), mode=states.TEST_REPLICA, enabled=states.RUNNING)
    assert guarded(machine("sql01", cable()), neighbour) == ()


@pytest.mark.parametrize("kind", ["internal", "private"])
def test_what_does_not_leave_the_host_needs_no_vlan(kind: SwitchKind) -> None:
    assert guarded(machine("sql01", cable()), switches=(LAN, replace(TEST, kind=kind))) == ()


def test_a_switch_of_unknown_kind_is_not_taken_for_isolated() -> None:
    assert ids(guarded(machine("sql01", cable()), switches=(LAN, replace(TEST, kind="unknown")))) == {
        "test-switch-kind-unknown"
    }


@pytest.mark.parametrize(
    "vlan",
    [None, Vlan("trunk", native_id=1, allowed_ids=(998, 999)), Vlan("private"), Vlan("other"), Vlan("access")],
    ids=["untagged", "trunk", "private VLAN", "other", "access to none"],
)
def test_an_external_switch_without_an_access_vlan_is_refused(vlan: Vlan | None) -> None:
    replica = machine("sql01", cable(None, test=OPEN.name, vlan=vlan))
    assert ids(guarded(replica)) == {"test-switch-not-isolated"}


def test_an_external_switch_is_isolated_in_a_vlan_that_no_production_adapter_carries() -> None:
    replica = machine("sql01", cable(None, test=OPEN.name, vlan=access(999)))
    others = (machine("web01", cable(vlan=access(20))), machine("web02", cable(None, vlan=access(999))))
    assert guarded(replica, *others) == ()


@pytest.mark.parametrize(
    "carried",
    [access(999), Vlan("trunk", native_id=999), Vlan("trunk", native_id=1, allowed_ids=(20, 999))],
    ids=["access", "native", "allowed on a trunk"],
)
@pytest.mark.parametrize("here", [True, False], ids=["this host", "another host"])
def test_a_vlan_that_any_other_vm_carries_isolates_nothing(carried: Vlan, here: bool) -> None:
    replica = machine("sql01", cable(None, test=OPEN.name, vlan=access(999)))
    other = machine("web01", cable(vlan=carried))
    findings = guarded(replica, other) if here else guarded(replica, elsewhere=(other,))
    assert ids(findings) == {"test-switch-not-isolated"}
    assert "VLAN 999 is that of web01" in findings[0].sentence


def test_the_vlan_in_which_the_replica_itself_will_fail_over_isolates_nothing() -> None:
    replica = machine("sql01", cable(LAN, test=OPEN.name, vlan=access(20)))
    (found,) = guarded(replica)
    assert "VLAN 20 is that of sql01" in found.sentence


def test_two_switches_of_one_name_are_refused_and_no_reason_helps() -> None:
    twin = Switch("TWIN-GUID", "private test network", "private")
    (found,) = guarded(machine("sql01", cable()), switches=(*SWITCHES, twin))
    assert (found.id, found.waivable) == ("test-switch-ambiguous", False)


def test_a_resource_pool_is_not_known_to_be_isolated() -> None:
    pooled = replace(cable(test=None), test_pool="Test Pool")
    assert ids(guarded(machine("sql01", pooled))) == {"test-switch-pool"}


def test_a_test_vm_on_its_test_switch_may_be_started() -> None:
    assert started(cable(TEST, test=None)) == ()


def test_a_test_vm_without_a_network_may_be_started() -> None:
    for plugged in (None, cable(TEST, on=False), cable(None)):
        findings = started(plugged)
        assert ids(findings) == {"test-switch-unset"}
        assert refusals(findings, {}) == ()


def test_an_isolated_switch_that_was_renamed_to_productions_name_midway_is_refused() -> None:
    renamed = replace(TEST, name="DR-LAN")
    findings = started(cable(renamed, test=None), switches=(LAN, renamed))
    assert {"test-vm-elsewhere", "test-switch-production", "test-switch-ambiguous"} <= ids(findings)
    waived = dict.fromkeys(ids(findings), "go on")
    assert {finding.id for finding in refusals(findings, waived)} == {"test-vm-elsewhere", "test-switch-ambiguous"}


def test_production_that_was_renamed_to_the_test_switchs_name_midway_is_refused() -> None:
    swapped = (replace(LAN, name=TEST.name), replace(TEST, name="Old Test"))
    findings = started(cable(swapped[0], test=None), switches=swapped)
    assert "test-switch-production" in ids(refusals(findings, {}))


def test_a_test_vm_that_was_connected_by_hand_is_refused() -> None:
    assert "test-vm-elsewhere" in ids(started(cable(LAN, test=None)))
    unset = machine("sql01", cable(test=None))
    assert "test-vm-elsewhere" in ids(started(cable(OPEN, test=None, vlan=access(999)), unset))


def test_a_production_vm_that_joined_the_test_switch_midway_is_noticed() -> None:
    late = machine("print01", cable(TEST), mode=states.NO_REPLICATION)
    assert ids(started(cable(TEST, test=None), None, late)) == {"test-switch-carries-production"}


def test_the_test_vms_own_vlan_counts_once_it_is_there() -> None:
    replica = machine("sql01", cable(None, test=OPEN.name, vlan=access(999)))
    assert started(cable(OPEN, test=None, vlan=access(999)), replica) == ()
    assert ids(started(cable(OPEN, test=None), replica)) == {"test-switch-not-isolated"}


def test_an_adapter_whose_guid_the_host_changed_is_judged_by_the_one_it_stands_for() -> None:
    replica = machine("sql01", cable())
    other = replace(machine("sql01 - Test", cable(TEST, test=None), mode=states.TEST_REPLICA).adapters[0], id="NEW")
    test = replace(machine("sql01 - Test", mode=states.TEST_REPLICA), adapters=(other,))
    wires = HostWires("dr-hv-01", SWITCHES, (replica, test))
    assert guard_test_vm(test, replica, wires, {"NIC-0": other}) == ()
    assert ids(guard_test_vm(test, replica, wires)) == {"test-vm-elsewhere"}


def test_a_reason_waives_what_may_be_waived_and_an_empty_one_does_not() -> None:
    findings = guarded(machine("sql01", cable(None, test=OPEN.name)))
    assert refusals(findings, {"test-switch-not-isolated": "its uplink is not plugged in"}) == ()
    assert refusals(findings, {"test-switch-not-isolated": "  "}) == findings


def test_the_guard_stands_for_readiness_rules_that_are_there() -> None:
    assert set(RULES_BY_ID) >= GUARDED_RULES


_VLANS = st.one_of(
    st.none(),
    st.builds(access, st.integers(1, 3)),
    st.builds(
        lambda native, allowed: Vlan("trunk", native_id=native, allowed_ids=tuple(allowed)),
        st.integers(0, 3),
        st.lists(st.integers(1, 3), max_size=2),
    ),
)
_CABLES = st.one_of(
    st.none(),
    st.builds(
        lambda switch, test, vlan, on: cable(switch, test=test, vlan=vlan, on=on),
        st.sampled_from([None, *SWITCHES]),
        st.sampled_from([None, LAN.name, TEST.name, OPEN.name, "Gone"]),
        _VLANS,
        st.booleans(),
    ),
)
_OTHERS = st.builds(
    lambda name, plugged, mode, enabled: machine(name, *plugged, mode=mode, enabled=enabled),
    st.sampled_from(["web01", "app07"]),
    st.lists(_CABLES, max_size=2),
    st.sampled_from([0, 1, 2, 3, 4]),
    st.sampled_from([states.RUNNING, states.OFF]),
)


@given(st.lists(_CABLES, min_size=1, max_size=2), st.lists(_OTHERS, max_size=3))
def test_whatever_passes_the_guard_shares_no_switch_and_no_vlan_with_production(
    cables: list[Connection | None], others: list[Machine]
) -> None:
    """Told from the other side: from every adapter of every other VM to where the test VM would be."""
    replica = machine("sql01", *cables)
    if refusals(guarded(replica, *others), {}):
        return
    for adapter in replica.adapters:
        plugged = adapter.connection
        if plugged is None or not plugged.test_switch:
            continue
        (target,) = [switch for switch in SWITCHES if switch.name == plugged.test_switch]
        assert all(own.connection is None or own.connection.switch_id != target.id for own in replica.adapters)
        for other in others:
            off_copy = other.mode in (states.REPLICA, states.EXTENDED_REPLICA) and other.enabled_state == states.OFF
            if other.mode == states.TEST_REPLICA:
                continue
            for near in (each.connection for each in other.adapters if each.connection):
                assert off_copy or near.switch_id != target.id
                if target.kind == "external" and near.switch_id and near.vlan and plugged.vlan:
                    tags = {near.vlan.access_id, near.vlan.native_id, *near.vlan.allowed_ids}
                    assert plugged.vlan.access_id not in tags
        assert target.kind != "external" or plugged.vlan is not None
