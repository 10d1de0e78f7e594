"""The whole fleet judged: families, strangers, and only as much work as something changed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.fleet.site import OFF, RUNNING, fleet, host, judged, key, primary, said, vm
from tests.unit.model.readiness.site import GOOD, NOW, REPORTED, adapter, cable, relationship, staging
from tui.fleet.judging import judge as judging
from tui.fleet.judging.copies import Copy
from tui.fleet.judging.judge import Judge
from tui.fleet.judging.surroundings import Surroundings
from tui.fleet.view import FleetView, HostState, HostView
from tui.model import states
from tui.model.change import AdapterKey
from tui.model.machine import Machine, Vlan
from tui.model.readiness import (
    Evidence,
    Guest,
    HostFacts,
    MachineKey,
    Operation,
    ReadinessSettings,
    Severity,
    Statistics,
    Verdict,
    Waiver,
    judge_adapter,
)
from tui.model.staged import CLEARED, StagedRaw


def test_a_fleet_that_is_as_it_should_be_is_ready() -> None:
    judgement = judged(host("dr1", vm(1), vm(2)), host("dr2", vm(3)), host("hq1", *map(primary, (1, 2, 3))))
    assert judgement.counts() == {Verdict.READY: 3}
    assert list(judgement.findings()) == []


def test_one_address_staged_for_two_vms_is_told_on_both() -> None:
    judgement = judged(host("dr1", vm(1, GOOD)), host("dr2", vm(2, GOOD)))
    assert said(judgement, "dr1", 1, "twice-in-fleet") == ["10.9.20.11 is also staged on vm02 (dr2)"]
    assert said(judgement, "dr2", 2, "twice-in-fleet") == ["10.9.20.11 is also staged on vm01 (dr1)"]


def test_members_of_one_family_are_no_strangers() -> None:
    copies = (host("dr1", vm(1, GOOD)), host("dr2", vm(1, GOOD, mode=states.EXTENDED_REPLICA)))
    own = replace(primary(1), adapters=(adapter(staged=GOOD, guest=replace(REPORTED, addresses=("10.9.20.11",))),))
    judgement = judged(*copies, host("hq1", own))
    for name in ("dr1", "dr2", "hq1"):
        assert said(judgement, name, 1, "twice-in-fleet") + said(judgement, name, 1, "in-use") == []


def test_a_stranger_with_two_copies_is_one_place() -> None:
    strangers = (host("dr2", vm(2, GOOD)), host("dr3", vm(2, GOOD, mode=states.EXTENDED_REPLICA)))
    assert said(judged(host("dr1", vm(1, GOOD)), *strangers), "dr1", 1, "twice-in-fleet") == [
        "10.9.20.11 is also staged on vm02 (dr2)"
    ]


def test_many_strangers_are_one_finding() -> None:
    judgement = judged(host("dr1", *(vm(number, GOOD) for number in range(1, 6))))
    assert said(judgement, "dr1", 1, "twice-in-fleet") == ["10.9.20.11 is also staged on vm02 (dr1) and 3 more"]


def test_two_adapters_of_one_vm_with_one_address_are_told() -> None:
    both = (adapter(), adapter(id="NIC2", name="Backup"))
    judgement = judged(host("dr1", vm(1, None, *both)))
    assert [found.sentence for found in judgement.of_adapter(key("dr1", 1)) if found.rule_id == "twice-in-fleet"] == [
        "10.9.20.11 is also staged on this VM's adapter Backup"
    ]


def test_a_test_vm_holds_its_replicas_address_by_right() -> None:
    test_vm = vm(9, GOOD, mode=states.TEST_REPLICA, enabled_state=RUNNING, test_of="VM1", name="vm01 - Test")
    test_vm = replace(test_vm, adapters=(adapter(guest=replace(REPORTED, addresses=("10.9.20.11",))),))
    judgement = judged(host("dr1", vm(1, GOOD), test_vm))
    assert said(judgement, "dr1", 1, "twice-in-fleet") + said(judgement, "dr1", 1, "in-use") == []
    assert said(judgement, "dr1", 1, "test-vm-left") == [
        "the test VM vm01 - Test is still there: no other test failover can begin"
    ]


def test_the_test_vm_of_a_drill_that_runs_is_not_left_over() -> None:
    test_vm = vm(9, mode=states.TEST_REPLICA, test_of="VM1")
    hosts = (host("dr1", vm(1), test_vm),)
    judgement = judged(*hosts, evidence={MachineKey("dr1", "VM1"): Evidence(drill_runs=True)})
    assert said(judgement, "dr1", 1, "test-vm-left") + said(judgement, "dr1", 9, "test-vm-left") == []
    assert len(said(judged(*hosts), "dr1", 9, "test-vm-left")) == 1


def test_a_replica_in_a_drill_is_no_test_vm_of_its_own() -> None:
    surroundings, key = Surroundings(), MachineKey("dr1", "VM1")
    replica = Copy(key, vm(1), HostFacts("dr1", "", ()), True, None, Evidence(drill_runs=True))
    surroundings.put(replica)
    assert surroundings.machine_facts(replica).test_vms == ()


@pytest.mark.parametrize(
    ("other", "state", "found"),
    [
        ({}, HostState.UP, ["10.1.20.2 is in use on vm02 (hq1)"]),
        ({"enabled_state": OFF}, HostState.UP, []),
        ({}, HostState.STALE, []),
    ],
)
def test_an_address_is_in_use_where_a_running_strangers_guest_reports_it_now(
    other: dict[str, Any], state: HostState, found: list[str]
) -> None:
    judgement = judged(host("dr1", vm(1, staging("10.1.20.2/24"))), host("hq1", primary(2, **other), state=state))
    assert said(judgement, "dr1", 1, "in-use") == found


def test_an_address_alive_on_the_primary_is_told_until_its_host_is_gone() -> None:
    judge, replica = Judge(), host("dr1", vm(1, staging("10.1.20.1/24")))
    alive = judge.judge(fleet(replica, host("hq1", primary(1))), now=NOW)
    assert said(alive, "dr1", 1, "alive-on-primary") == ["10.1.20.1 is alive on the primary (hq1)"]
    gone = judge.judge(fleet(replica, host("hq1", primary(1), state=HostState.STALE)), now=NOW)
    assert said(gone, "dr1", 1, "alive-on-primary") == []


def test_two_running_members_block_both_and_come_first() -> None:
    judgement = judged(host("dr0", vm(5, CLEARED)), host("dr1", vm(1, enabled_state=RUNNING)), host("hq1", primary(1)))
    first, second, *_ = judgement.findings()
    assert {first.sentence, second.sentence} == {"it runs on dr1 and on hq1: two copies of one VM are alive"}
    assert {first.key, second.key} == {("dr1", "VM1"), ("hq1", "VM1")}
    assert judgement.machine_verdict("dr1", "VM1") is Verdict.BLOCKED


def test_a_primary_that_was_last_seen_running_on_a_dead_host_is_not_alive() -> None:
    judgement = judged(host("dr1", vm(1, enabled_state=RUNNING)), host("hq1", primary(1), state=HostState.STALE))
    assert said(judgement, "dr1", 1, "two-running") == []


def test_a_vm_that_moves_within_its_cluster_is_one_vm() -> None:
    nodes = [host(name, primary(1), cluster="HQ") for name in ("hq1", "hq2")]
    assert said(judged(*nodes, host("dr1", vm(1))), "hq1", 1, "two-running") == []
    alive = judged(*nodes, host("dr1", vm(1, enabled_state=RUNNING)))
    assert said(alive, "dr1", 1, "two-running") == ["it runs on dr1 and on hq2: two copies of one VM are alive"]


def test_two_unreplicated_vms_of_one_guid_are_no_family() -> None:
    loner = vm(1, mode=states.NO_REPLICATION, enabled_state=RUNNING)
    assert said(judged(host("a", loner), host("b", loner)), "a", 1, "two-running") == []


def _in_vlan(number: int, vlan: Vlan | None) -> Machine:
    own = adapter(connection=cable(vlan=vlan), staged=staging(f"10.9.20.{number}/24", gateways=("10.9.20.254",)))
    return vm(number, None, own)


def test_a_vlan_is_compared_with_neighbours_on_any_host() -> None:
    twenty, thirty = Vlan("access", 20), Vlan("access", 30)
    judgement = judged(host("dr1", _in_vlan(1, twenty), _in_vlan(2, thirty)), host("dr2", _in_vlan(3, twenty)))
    assert said(judgement, "dr1", 2, "vlan-not-as-neighbours") == [
        "VLAN 30, but VLAN 20 on 2 others staged in 10.9.20.0/24"
    ]
    assert said(judgement, "dr1", 1, "vlan-not-as-neighbours") == []


def test_other_copies_of_the_family_are_no_neighbours() -> None:
    extended = replace(_in_vlan(1, Vlan("access", 30)), mode=states.EXTENDED_REPLICA)
    judgement = judged(host("dr1", _in_vlan(1, Vlan("access", 20))), host("dr2", extended))
    assert said(judgement, "dr1", 1, "vlan-not-as-neighbours") == []


def test_a_vlan_is_compared_with_the_primarys() -> None:
    own = replace(primary(1), adapters=(adapter(connection=cable(vlan=Vlan("access", 30))),))
    judgement = judged(host("dr1", vm(1)), host("hq1", own))
    assert said(judgement, "dr1", 1, "vlan-not-as-primary") == ["VLAN 20, but VLAN 30 on the primary (hq1)"]


def test_a_guest_is_known_from_its_running_primary_and_dated_once_that_is_gone() -> None:
    judge, own = Judge(), primary(1, services_state=2)
    replica = host("dr1", vm(1))
    now = judge.judge(fleet(replica, host("hq1", own)), now=NOW)
    assert said(now, "dr1", 1, "services-outdated") == [
        "integration services are out of date: what is staged may not reach the guest"
    ]
    later = judge.judge(fleet(replica, host("hq1", own, state=HostState.STALE)), now=NOW + timedelta(days=9))
    assert said(later, "dr1", 1, "services-outdated") == [
        "integration services are out of date, last seen 2026-11-23: what is staged may not reach the guest"
    ]


def test_a_guest_without_a_primary_in_the_fleet_is_as_it_was_last_known() -> None:
    known = {MachineKey("dr1", "VM1"): Evidence(guest=Guest("Ubuntu 22.04", 1, reported=True))}
    assert said(judged(host("dr1", vm(1)), evidence=known), "dr1", 1, "guest-unknown") == []
    assert len(said(judged(host("dr1", vm(1)), evidence=known), "dr1", 1, "not-windows-unproven")) == 1
    assert len(said(judged(host("dr1", vm(1))), "dr1", 1, "guest-unknown")) == 1


def test_a_primary_without_settings_for_its_way_back_is_told_on_the_primary() -> None:
    bare = replace(primary(1), adapters=(adapter(staged=CLEARED),))
    judgement = judged(host("dr1", vm(1)), host("hq1", bare))
    assert [found.rule_id for found in judgement.of_adapter(key("hq1", 1))] == ["failback-missing"]


def test_what_the_journal_and_drills_know_reaches_the_rules() -> None:
    more = staging("10.9.20.1/24", "10.9.20.77/24", gateways=("10.9.20.254",))
    evidence = {MachineKey("dr1", "VM1"): Evidence(journalled={"NIC": more}, drill_values=frozenset({"NIC"}))}
    found = judged(host("dr1", vm(1)), evidence=evidence).of_adapter(key("dr1", 1))
    assert [finding.rule_id for finding in found] == ["drill-values-staged", "shorter-than-journal"]


def test_counts_are_about_replicas_and_about_one_operation() -> None:
    unplugged = vm(2, None, adapter(connection=cable(enabled=False)))
    judgement = judged(host("dr1", vm(1), unplugged, vm(3, mode=states.NO_REPLICATION)))
    assert judgement.counts() == {Verdict.READY: 1, Verdict.BLOCKED: 1}
    assert judgement.counts(Operation.STAGE) == {Verdict.READY: 1, Verdict.WARN: 1}
    assert judgement.adapter_verdict(key("dr1", 2)) is Verdict.BLOCKED


def test_a_host_is_judged_by_its_own_settings() -> None:
    lenient = ReadinessSettings(severities={"nothing-staged": Severity.NONE})
    hosts = (host("dr1", vm(1, CLEARED), readiness=lenient), host("dr2", vm(2, CLEARED)))
    judgement = judged(*hosts)
    assert judgement.machine_verdict("dr1", "VM1") is Verdict.READY
    assert judgement.machine_verdict("dr2", "VM2") is Verdict.WARN


def test_a_copy_falls_behind_as_reads_go_by_with_nothing_else_new() -> None:
    judge, view = Judge(), host("dr1", vm(1))
    assert said(judge.judge(fleet(view), now=NOW), "dr1", 1, "behind") == []
    later = NOW + timedelta(hours=1)
    judgement = judge.judge(fleet(replace(view, states_as_of=later)), now=later)
    assert len(said(judgement, "dr1", 1, "behind")) == 1


def test_a_drill_becomes_overdue_as_time_goes_by() -> None:
    judge, view = Judge(), fleet(host("dr1", vm(1)))
    evidence = {MachineKey("dr1", "VM1"): Evidence(statistics=Statistics(NOW))}
    assert said(judge.judge(view, evidence, NOW), "dr1", 1, "drill-overdue") == []
    later = judge.judge(view, evidence, NOW + timedelta(days=31))
    assert said(later, "dr1", 1, "drill-overdue") == ["last test-failed-over 31 days ago"]


def test_statistics_that_arrive_later_are_judged() -> None:
    judge, view = Judge(), fleet(host("dr1", vm(1)))
    assert said(judge.judge(view, now=NOW), "dr1", 1, "never-drilled") == []
    evidence = {MachineKey("dr1", "VM1"): Evidence(statistics=Statistics(None))}
    assert said(judge.judge(view, evidence, NOW), "dr1", 1, "never-drilled") == ["never test-failed-over"]


def test_a_host_that_left_the_fleet_leaves_nothing_behind() -> None:
    judge, kept = Judge(), host("dr1", vm(1, GOOD))
    judge.judge(fleet(kept, host("dr2", vm(2, GOOD))), now=NOW)
    judgement = judge.judge(fleet(kept), now=NOW)
    assert (judgement.counts(), said(judgement, "dr1", 1, "twice-in-fleet")) == ({Verdict.READY: 1}, [])


def test_a_vm_that_went_leaves_nothing_behind() -> None:
    judge = Judge()
    judge.judge(fleet(host("dr1", vm(1, GOOD), vm(2, GOOD))), now=NOW)
    judgement = judge.judge(fleet(host("dr1", vm(1, GOOD))), now=NOW)
    assert judgement.counts() == {Verdict.READY: 1}
    assert judgement.of_machine("dr1", "VM2") == ()


@pytest.fixture
def judged_adapters(monkeypatch: pytest.MonkeyPatch) -> list[AdapterKey]:
    """The adapters that were asked about, as they are."""
    asked: list[AdapterKey] = []
    real: Callable[..., Any] = judge_adapter

    def noted(facts: Any, *arguments: Any) -> Any:
        asked.append(facts.key)
        return real(facts, *arguments)

    monkeypatch.setattr(judging, "judge_adapter", noted)
    return asked


def _received_again(view: HostView, later: timedelta) -> HostView:
    """As a quick read brings it: new objects for every VM, newer times, nothing else."""
    assert view.inventory is not None
    machines = tuple(
        replace(each, relationships=(replace(each.relationships[0], last_replication=NOW + later),))
        for each in view.inventory.machines
    )
    return replace(view, inventory=replace(view.inventory, machines=machines), states_as_of=NOW + later)


def test_a_quick_read_judges_no_adapter_again(judged_adapters: list[AdapterKey]) -> None:
    judge, view, other = Judge(), host("dr1", vm(1), vm(2)), host("dr2", vm(3))
    judge.judge(fleet(view, other), now=NOW)
    judged_adapters.clear()
    judge.judge(fleet(_received_again(view, timedelta(minutes=5)), other), now=NOW)
    assert judged_adapters == []


def test_a_change_judges_what_it_touches_and_nothing_else(judged_adapters: list[AdapterKey]) -> None:
    judge = Judge()
    apart = vm(3, staging("10.9.30.3/24"))
    judge.judge(fleet(host("dr1", vm(1, GOOD)), host("dr2", vm(2), apart, vm(4, staging("10.9.40.4/24")))), now=NOW)
    judged_adapters.clear()
    clashing = vm(2, staging("10.9.30.3/24"))
    judge.judge(fleet(host("dr1", vm(1, GOOD)), host("dr2", clashing, apart, vm(4, staging("10.9.40.4/24")))), now=NOW)
    assert sorted(set(judged_adapters)) == [key("dr1", 1), key("dr2", 2), key("dr2", 3)]


def _machines() -> st.SearchStrategy[Machine]:
    addresses = st.sampled_from([CLEARED, GOOD, staging("10.9.20.12/24"), staging("10.1.20.2/24")])
    vlans = st.sampled_from([None, Vlan("access", 20)])

    ages = st.sampled_from([1, 60])

    def build(number: int, mode: int, enabled: int, staged: StagedRaw, vlan: Vlan | None, age: int) -> Machine:
        guest = replace(REPORTED, addresses=("10.1.20.2",)) if mode == states.PRIMARY else None
        own = adapter(staged=staged, connection=cable(vlan=vlan), guest=guest)
        return vm(number, None, own, mode=mode, enabled_state=enabled,
                  test_of="VM1" if mode == states.TEST_REPLICA else None,
                  relationships=(relationship(last_replication=NOW - timedelta(minutes=age)),))  # fmt: skip

    return st.builds(
        build, st.integers(1, 4), st.integers(0, 4), st.sampled_from([RUNNING, OFF]), addresses, vlans, ages
    )


def _views() -> st.SearchStrategy[FleetView]:
    vms = st.lists(_machines(), max_size=4, unique_by=lambda machine: machine.id)
    hosts = st.tuples(vms, st.sampled_from([HostState.UP, HostState.STALE]))
    return st.tuples(hosts, hosts, hosts).map(
        lambda each: fleet(*(host(f"h{n}", *machines, state=state) for n, (machines, state) in enumerate(each)))
    )


_DRILLS = st.dictionaries(st.builds(MachineKey, st.just("h0"), st.just("VM1")), st.just(Evidence(drill_runs=True)))


@settings(deadline=None)
@given(st.lists(st.tuples(_views(), _DRILLS), min_size=2, max_size=4))
def test_judging_view_after_view_ends_where_judging_the_last_alone_does(
    steps: list[tuple[FleetView, dict[MachineKey, Evidence]]],
) -> None:
    judge = Judge()
    for view, evidence in steps:
        judgement = judge.judge(view, evidence, NOW)
    alone = Judge().judge(*steps[-1], NOW)
    assert dict(judgement.standings) == dict(alone.standings)


def test_a_waiver_of_the_hosts_file_covers_its_rule_and_its_vms_until_it_ends() -> None:
    waivers = (Waiver("twice-in-fleet", "a move", NOW + timedelta(hours=1), ("vm01",)),)
    first = replace(host("dr1", vm(1, GOOD)), readiness=ReadinessSettings(waivers=waivers))
    view = fleet(first, host("dr2", vm(2, GOOD)))
    judge = Judge()
    judgement = judge.judge(view, now=NOW)
    assert judgement.machine_verdict("dr1", "VM1") is Verdict.READY
    assert judgement.machine_verdict("dr2", "VM2") is not Verdict.READY
    (waived,) = (each for each in judgement.of_machine("dr1", "VM1") if each.waiver)
    assert (waived.rule_id, waived.waiver) == ("twice-in-fleet", waivers[0])
    later = judge.judge(view, now=NOW + timedelta(hours=2))
    assert later.machine_verdict("dr1", "VM1") is not Verdict.READY


def test_marks_name_the_vms_that_stand_otherwise_since_the_mark_before() -> None:
    judge = Judge()
    first = judge.judge(fleet(host("dr-hv-01", vm(1), vm(2)), host("dr-hv-02", vm(3))), now=NOW)
    assert first.marks["dr-hv-01"].vms == {"VM1", "VM2"}
    off = vm(2, None, adapter(connection=None))
    second = judge.judge(fleet(host("dr-hv-01", vm(1), off), host("dr-hv-02", vm(3))), now=NOW)
    assert second.marks["dr-hv-01"].vms == {"VM2"}
    assert second.marks["dr-hv-01"].follows(first.marks["dr-hv-01"])
    assert second.marks["dr-hv-02"] is first.marks["dr-hv-02"]
    third = judge.judge(fleet(host("dr-hv-01", vm(1), vm(2)), host("dr-hv-02", vm(3))), now=NOW)
    assert not third.marks["dr-hv-01"].follows(first.marks["dr-hv-01"])


def test_a_standing_that_is_as_before_is_the_same_object() -> None:
    judge = Judge()
    first = judge.judge(fleet(host("dr-hv-01", vm(1))), now=NOW)
    again = judge.judge(fleet(host("dr-hv-01", vm(1, generation=2))), now=NOW)
    (key,) = first.standings
    assert again.standings[key] is first.standings[key]
    assert again.marks["dr-hv-01"] is first.marks["dr-hv-01"]
