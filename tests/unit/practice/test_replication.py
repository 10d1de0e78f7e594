"""The replication state machine, facts/hyperv-wmi.md 1.1 and 2.4."""

from dataclasses import replace
from datetime import datetime

import pytest

from tests.unit.practice.bench import MANAGEMENT, SCENARIO, SERVICE, START, Bench, fleet
from tui.practice.cim import MethodResult, Reference
from tui.practice.hyperv.happenings import happen
from tui.practice.hyperv.machine import Machine, Relationship
from tui.practice.hyperv.values import FailoverType, Health, Mode, Power, ReplicationState


def replication(host: Bench, method: str, vm: str = "sql01") -> MethodResult:
    return host.service(SERVICE, method, ComputerSystem=host.system(vm))


def relationship(host: Bench, vm: str = "sql01") -> Relationship:
    found = host.machine(vm).relationship
    assert found is not None
    return found


def make_test_machine(dr: Bench) -> Machine:
    """The machine that a test failover makes."""
    assert dr.finish(replication(dr, "TestReplicaSystem")).values["JobState"] == 7
    return dr.machine("sql01 - Test")


def turn_off(host: Bench, vm: str = "sql01") -> None:
    host.finish(host.on_machine(vm, "RequestStateChange", RequestedState=3))


def test_primary_and_replica_share_their_guids(dr: Bench, prod: Bench) -> None:
    ours, theirs = dr.machine("sql01"), prod.machine("sql01")
    assert ours.id == theirs.id
    assert [adapter.id for adapter in ours.adapters] == [adapter.id for adapter in theirs.adapters]


def test_a_test_failover_makes_a_machine_of_its_own_that_is_off(dr: Bench) -> None:
    test = make_test_machine(dr)
    assert (test.mode, test.power) == (Mode.TEST_REPLICA, Power.OFF)
    assert test.id != dr.machine("sql01").id
    (dependency,) = dr.all("Msvm_ReplicaSystemDependency")
    assert dependency.values == {"Antecedent": dr.host.state.machine_reference(dr.machine("sql01").id),
                                 "Dependent": dr.host.state.machine_reference(test.id)}  # fmt: skip


def test_the_new_machine_is_named_by_the_job_and_not_by_the_reply(dr: Bench) -> None:
    result = replication(dr, "TestReplicaSystem")
    assert set(result.outputs) == {"Job"}
    dr.finish(result)
    effects = {
        each.values["ElementEffects"]: each.values["AffectedElement"] for each in dr.all("Msvm_AffectedJobElement")
    }
    created = effects[(5,)]
    assert isinstance(created, Reference)
    assert dict(created.keys)["Name"] == dr.machine("sql01 - Test").id


def test_a_test_machine_is_on_the_test_switch_or_on_none(dr: Bench) -> None:
    first, second = make_test_machine(dr).adapters
    assert first.cable is not None
    assert first.cable.last_known_switch_name == "Isolated"
    assert second.cable is None


def test_there_is_one_test_machine_for_a_replica(dr: Bench) -> None:
    make_test_machine(dr)
    assert replication(dr, "TestReplicaSystem").return_value == 32775


def test_a_test_machine_is_destroyed_when_it_is_off(dr: Bench) -> None:
    make_test_machine(dr)
    dr.finish(dr.on_machine("sql01 - Test", "RequestStateChange", RequestedState=2))
    destroy = {"AffectedSystem": dr.system("sql01 - Test")}
    assert dr.service(MANAGEMENT, "DestroySystem", **destroy).return_value == 32775
    turn_off(dr, "sql01 - Test")
    dr.finish(dr.service(MANAGEMENT, "DestroySystem", **destroy))
    assert dr.all("Msvm_ReplicaSystemDependency") == []


def test_a_replica_is_not_destroyed(dr: Bench) -> None:
    assert dr.service(MANAGEMENT, "DestroySystem", AffectedSystem=dr.system("sql01")).return_value == 32775


def test_a_replica_refuses_to_start_until_it_failed_over(dr: Bench) -> None:
    assert dr.on_machine("sql01", "RequestStateChange", RequestedState=2).return_value == 32775
    dr.finish(replication(dr, "InitiateFailover"))
    assert relationship(dr).state is ReplicationState.RECOVERED
    dr.finish(dr.on_machine("sql01", "RequestStateChange", RequestedState=2))
    assert dr.machine("sql01").power is Power.RUNNING


def test_an_unplanned_failover_makes_the_primary_critical(dr: Bench, prod: Bench) -> None:
    dr.finish(replication(dr, "InitiateFailover"))
    assert relationship(dr).failed_over is FailoverType.REGULAR
    assert relationship(prod).state is ReplicationState.CRITICAL


def test_a_failover_is_reverted_while_the_replica_is_off(dr: Bench) -> None:
    dr.finish(replication(dr, "InitiateFailover"))
    dr.finish(dr.on_machine("sql01", "RequestStateChange", RequestedState=2))
    assert replication(dr, "RevertFailover").return_value == 32775
    turn_off(dr)
    dr.finish(replication(dr, "RevertFailover"))
    assert relationship(dr).state is ReplicationState.REPLICATING


def test_a_completed_failover_has_no_recovery_points_and_no_way_back(dr: Bench) -> None:
    dr.finish(replication(dr, "InitiateFailover"))
    dr.finish(replication(dr, "CommitFailover"))
    assert dr.machine("sql01").recovery_points == []
    assert replication(dr, "RevertFailover").return_value == 32775


def test_a_planned_failover_from_prepare_to_reverse(dr: Bench, prod: Bench) -> None:
    prepare = {"RequestedState": 4}
    assert prod.on_machine("sql01", "RequestReplicationStateChangeEx", **prepare).return_value == 32775
    turn_off(prod)
    prod.finish(prod.on_machine("sql01", "RequestReplicationStateChangeEx", **prepare))
    assert relationship(dr).state is relationship(prod).state is ReplicationState.SYNCED
    assert prod.on_machine("sql01", "RequestStateChange", RequestedState=2).return_value == 32775
    dr.finish(replication(dr, "InitiateFailover"))
    assert relationship(dr).failed_over is FailoverType.PLANNED
    dr.finish(replication(dr, "ReverseReplicationRelationship"))
    assert (dr.machine("sql01").mode, prod.machine("sql01").mode) == (Mode.PRIMARY, Mode.REPLICA)
    assert relationship(prod).primary_host == "dr"
    assert relationship(dr).state is relationship(prod).state is ReplicationState.REPLICATING


def test_a_prepared_primary_is_let_go_again(dr: Bench, prod: Bench) -> None:
    turn_off(prod)
    prod.finish(prod.on_machine("sql01", "RequestReplicationStateChangeEx", RequestedState=4))
    prod.finish(replication(prod, "RevertFailover"))
    assert relationship(dr).state is relationship(prod).state is ReplicationState.REPLICATING


def test_a_reversal_fails_where_the_partner_cannot_be_reached(dr: Bench) -> None:
    dr.finish(replication(dr, "InitiateFailover", "old01"))
    job = dr.finish(replication(dr, "ReverseReplicationRelationship", "old01"))
    assert job.values["JobState"] == 10
    assert "elsewhere" in str(job.values["ErrorDescription"])


def test_a_replica_falls_behind_by_its_interval_and_not_further(dr: Bench) -> None:
    for _ in range(20):
        dr.wait(61)
        behind = dr.fleet.clock.now() - relationship(dr).last_received(dr.fleet.clock.now())
        assert behind.total_seconds() < 345


def test_a_suspended_replica_falls_further_behind(dr: Bench) -> None:
    received = relationship(dr).last_received(START)
    dr.finish(dr.on_machine("sql01", "RequestReplicationStateChange", RequestedState=7))
    dr.wait(3600)
    computer = dr.one("Msvm_ComputerSystem", ElementName="sql01")
    assert computer.values["LastReplicationTime"] == received
    assert computer.values["ReplicationState"] == 7
    dr.finish(dr.on_machine("sql01", "RequestReplicationStateChange", RequestedState=3))
    dr.wait(600)
    newest = dr.one("Msvm_ComputerSystem", ElementName="sql01").values["LastReplicationTime"]
    assert isinstance(newest, datetime)
    assert newest > received


@pytest.mark.parametrize("method", ["InitiateFailover", "TestReplicaSystem", "CommitFailover", "RevertFailover"])
def test_machines_without_replication_are_not_supported(dr: Bench, method: str) -> None:
    assert replication(dr, method, "alone").return_value == 32770


def test_a_recovery_point_of_another_machine_is_an_invalid_parameter(dr: Bench) -> None:
    point = dr.machine("old01").recovery_points[0]
    snapshot = Reference(
        "root/virtualization/v2", "Msvm_VirtualSystemSettingData", (("InstanceID", f"Microsoft:{point.id}"),)
    )
    result = dr.service(SERVICE, "InitiateFailover", ComputerSystem=dr.system("sql01"), SnapshotSettingData=snapshot)
    assert result.return_value == 32773


def test_statistics_end_with_the_current_period(dr: Bench) -> None:
    result = replication(dr, "GetReplicationStatisticsEx")
    periods = result.outputs["ReplicationStatistics"]
    assert isinstance(periods, tuple)
    assert 'NAME="LastTestFailoverTime" TYPE="datetime"><VALUE>16010101000000.000000+000<' in str(periods[-1])


def test_a_summary_answers_what_was_requested_and_no_more(dr: Bench) -> None:
    result = dr.service(MANAGEMENT, "GetSummaryInformation", RequestedInformation=(1, 100))
    summaries = result.outputs["SummaryInformation"]
    assert isinstance(summaries, tuple)
    assert len(summaries) == 3
    assert set(summaries[0].values) == {"InstanceID", "ElementName", "EnabledState"}  # type: ignore[union-attr]


def test_a_replica_that_is_extended_has_two_relationships_and_is_not_reversed() -> None:
    text = SCENARIO.replace("    replica: dr\n    memory_mb", "    replica: dr\n    extended: far\n    memory_mb")
    hosts = fleet(text.replace("  - name: prod\n", "  - name: far\n  - name: prod\n"))
    dr, far = Bench(hosts, "dr"), Bench(hosts, "far")
    instances = dr.all("Msvm_ReplicationRelationship")
    ids = [str(each.values["InstanceID"]).rpartition("\\HVR\\")[2] for each in instances]
    assert sorted(ids) == ["0", "0", "1"]
    assert far.machine("sql01").mode is Mode.EXTENDED_REPLICA
    assert far.machine("sql01").id == dr.machine("sql01").id
    dr.finish(replication(dr, "InitiateFailover"))
    assert replication(dr, "ReverseReplicationRelationship").return_value == 32775


def test_when_the_primary_is_lost_its_replicas_fall_behind_and_fail_over_but_cannot_be_reversed(
    dr: Bench, prod: Bench
) -> None:
    happen(prod.host.state, "host-down", {}, dr.fleet.clock.now())
    dr.wait(3600)
    found = relationship(dr)
    assert (found.state, found.health) == (ReplicationState.REPLICATING, Health.CRITICAL)
    assert (dr.fleet.clock.now() - found.last_received(dr.fleet.clock.now())).total_seconds() > 3600
    dr.finish(replication(dr, "InitiateFailover"))
    assert dr.finish(replication(dr, "ReverseReplicationRelationship")).values["JobState"] == 10
    happen(prod.host.state, "host-up", {}, dr.fleet.clock.now())
    assert dr.finish(replication(dr, "ReverseReplicationRelationship")).values["JobState"] == 7
    assert prod.machine("sql01").mode is Mode.REPLICA


def test_a_replica_gets_a_recovery_point_an_hour_and_keeps_its_history(dr: Bench) -> None:
    before = [point.id for point in dr.machine("sql01").recovery_points]
    dr.wait(3700)
    after = [point.id for point in dr.machine("sql01").recovery_points]
    assert after[1:] == before[:-1]
    points = [
        each
        for each in dr.all("Msvm_VirtualSystemSettingData")
        if each.values["VirtualSystemType"] == "Microsoft:Hyper-V:Snapshot:Replica:Standard"
        and each.values["VirtualSystemIdentifier"] == dr.machine("sql01").id
    ]
    assert len(points) == len(after)


def test_a_failover_that_failed_stays_in_progress_until_it_is_reverted(dr: Bench) -> None:
    dr.host.state.habits = replace(dr.host.state.habits, failing_jobs="no disk")
    dr.finish(replication(dr, "InitiateFailover"))
    dr.host.state.habits = replace(dr.host.state.habits, failing_jobs="")
    assert relationship(dr).state is ReplicationState.FAILOVER_IN_PROGRESS
    assert dr.on_machine("sql01", "RequestStateChange", RequestedState=2).return_value == 32775
    dr.finish(replication(dr, "RevertFailover"))
    assert relationship(dr).state is ReplicationState.REPLICATING


def test_a_machine_whose_start_came_first_is_not_reverted(dr: Bench) -> None:
    """Both jobs were let in while the machine was off and failed over; a running replica would replicate else."""
    dr.finish(dr.service(SERVICE, "InitiateFailover", ComputerSystem=dr.system("sql01")))
    dr.on_machine("sql01", "RequestStateChange", RequestedState=2)
    revert = dr.service(SERVICE, "RevertFailover", ComputerSystem=dr.system("sql01"))
    assert dr.finish(revert).values["ErrorCode"] == 32775
    assert dr.machine("sql01").power is Power.RUNNING
    assert dr.machine("sql01").relationships[0].state is ReplicationState.RECOVERED


def test_a_machine_that_becomes_a_replica_does_not_start_after_all(dr: Bench, prod: Bench) -> None:
    dr.finish(dr.service(SERVICE, "InitiateFailover", ComputerSystem=dr.system("sql01")))
    prod.finish(prod.on_machine("sql01", "RequestStateChange", RequestedState=3))
    dr.service(SERVICE, "ReverseReplicationRelationship", ComputerSystem=dr.system("sql01"))
    start = prod.on_machine("sql01", "RequestStateChange", RequestedState=2)
    assert prod.finish(start).values["ErrorCode"] == 32775
    assert (prod.machine("sql01").mode, prod.machine("sql01").power) == (Mode.REPLICA, Power.OFF)
