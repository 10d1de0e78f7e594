"""The methods of Msvm_ReplicationService and of replication on Msvm_ComputerSystem."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

from tui.practice.cim import MethodResult
from tui.practice.hyperv import codes, failover, paths
from tui.practice.hyperv.hypervisor import Hypervisor
from tui.practice.hyperv.jobs import Job, JobFailure, JobType
from tui.practice.hyperv.machine import Machine, Relationship
from tui.practice.hyperv.services.arguments import Arguments, Refused, key
from tui.practice.hyperv.values import NEVER, FailoverType, Mode, Power, ReplicationState

_Change: TypeAlias = Callable[[Hypervisor, Machine, Relationship, datetime], None]
_REPLICAS = (Mode.REPLICA, Mode.EXTENDED_REPLICA)
_TESTABLE = (ReplicationState.REPLICATING, ReplicationState.SUSPENDED, ReplicationState.CRITICAL)
_CAN_FAIL_OVER = (ReplicationState.REPLICATING, ReplicationState.CRITICAL, ReplicationState.SYNCED)
_FAILED_OVER = (ReplicationState.RECOVERED, ReplicationState.FAILOVER_IN_PROGRESS)


def test_replica_system(host: Hypervisor, arguments: Arguments) -> MethodResult:
    """The new machine is found through the job once that has ended, facts/real-host.md 5."""
    machine, relationship = _replicated(host, arguments, _REPLICAS)
    _recovery_point(machine, arguments)
    received = relationship.received != NEVER
    if machine.power is not Power.OFF or relationship.state not in _TESTABLE or not received:
        raise Refused(codes.INVALID_STATE)
    if host.test_machine_of(machine) is not None:
        raise Refused(codes.INVALID_STATE)

    def work(job: Job, when: datetime) -> None:
        if host.test_machine_of(machine) is not None:
            raise JobFailure(codes.INVALID_STATE, host.texts.say("invalid-state", vm=machine.name, id=machine.id))
        failover.make_test_machine(host, machine, job, when)

    return _started(host, JobType.TEST_REPLICA, "job-test", machine, work)


def initiate_failover(host: Hypervisor, arguments: Arguments) -> MethodResult:
    """A failover whose job did not end well stays in progress until it is reverted."""
    machine, relationship = _replicated(host, arguments, _REPLICAS)
    _recovery_point(machine, arguments)
    if machine.power is not Power.OFF or relationship.state not in _CAN_FAIL_OVER or relationship.received == NEVER:
        raise Refused(codes.INVALID_STATE)
    planned = relationship.state is ReplicationState.SYNCED
    relationship.failed_over = FailoverType.PLANNED if planned else FailoverType.REGULAR
    relationship.change(ReplicationState.FAILOVER_IN_PROGRESS, host.clock.now())
    return _changing(
        host, JobType.INITIATE_FAILOVER, "job-failover", machine, relationship, failover.fail_over, while_off=True
    )


def revert_failover(host: Hypervisor, arguments: Arguments) -> MethodResult:
    """Of a replica that failed over, and of a primary that was prepared, facts/hyperv-wmi.md 2.4."""
    machine, relationship = _replicated(host, arguments, (*_REPLICAS, Mode.PRIMARY))
    states = (ReplicationState.SYNCED,) if machine.mode is Mode.PRIMARY else _FAILED_OVER
    if machine.power is not Power.OFF or relationship.state not in states:
        raise Refused(codes.INVALID_STATE)
    return _changing(
        host, JobType.REVERT_FAILOVER, "job-revert", machine, relationship, failover.revert_failover, while_off=True
    )


def commit_failover(host: Hypervisor, arguments: Arguments) -> MethodResult:
    machine, relationship = _replicated(host, arguments, _REPLICAS)
    if relationship.state is not ReplicationState.RECOVERED:
        raise Refused(codes.INVALID_STATE)
    return _changing(host, JobType.COMMIT_FAILOVER, "job-commit", machine, relationship, failover.commit_failover)


def reverse_replication_relationship(host: Hypervisor, arguments: Arguments) -> MethodResult:
    """Not while the replica is extended further, facts/hyperv-wmi.md 8."""
    machine, relationship = _replicated(host, arguments, _REPLICAS)
    settings = arguments.optional_embedded("ReplicationSettingData")
    wanted = str((settings.values.get("RecoveryConnectionPoint") if settings else None) or relationship.primary_host)
    if wanted.split(".")[0].casefold() != relationship.primary_host.split(".")[0].casefold():
        raise Refused(codes.INVALID_PARAMETER)
    over = relationship.state in (ReplicationState.RECOVERED, ReplicationState.COMMITTED)
    if not over or len(machine.relationships) > 1:
        raise Refused(codes.INVALID_STATE)
    return _changing(host, JobType.REVERSE_REPLICATION, "job-reverse", machine, relationship, failover.reverse)


def resynchronize(host: Hypervisor, arguments: Arguments) -> MethodResult:
    machine, relationship = _replicated(host, arguments, (Mode.PRIMARY,))
    if relationship.state not in (ReplicationState.WAITING_FOR_RESYNC, ReplicationState.CRITICAL):
        raise Refused(codes.INVALID_STATE)
    relationship.change(ReplicationState.RESYNCHRONIZING, host.clock.now())
    return _changing(
        host, JobType.RESYNCHRONIZING, "job-resynchronize", machine, relationship, failover.resynchronize,
        seconds=20 * host.habits.job_seconds,
    )  # fmt: skip


def request_replication_state_change(host: Hypervisor, machine: Machine, arguments: Arguments) -> MethodResult:
    """RequestReplicationStateChange and its Ex form, whose relationship is the primary one when left out."""
    if machine.relationship is None:
        raise Refused(codes.NOT_SUPPORTED)
    relationship = _relationship(machine, arguments)
    wanted = arguments.number("RequestedState")
    if wanted not in (1, 2, 3, 4, 7, 9):
        raise Refused(codes.INVALID_PARAMETER)
    change = _allowed_change(machine, relationship, wanted)
    if change is None:
        raise Refused(codes.INVALID_STATE)
    return _changing(
        host, JobType.REPLICATION_STATE_CHANGE, "job-replication-state", machine, relationship, change,
        while_off=change is failover.prepare,
    )  # fmt: skip


def _allowed_change(machine: Machine, relationship: Relationship, wanted: int) -> _Change | None:
    state = relationship.state
    if wanted == 4:
        prepared = machine.mode is Mode.PRIMARY and machine.power is Power.OFF
        return failover.prepare if prepared and state is ReplicationState.REPLICATING else None
    if wanted == 7:
        running = state in (ReplicationState.REPLICATING, ReplicationState.RESYNCHRONIZING)
        return failover.suspend if running else None
    if wanted == 3:
        halted = (ReplicationState.SUSPENDED, ReplicationState.CRITICAL, ReplicationState.RESYNC_SUSPENDED)
        return failover.resume if state in halted else None
    if wanted == 9 and state is ReplicationState.RESYNCHRONIZING:
        return failover.cancel_resynchronization
    return None


def _relationship(machine: Machine, arguments: Arguments) -> Relationship:
    given = arguments.optional_embedded("ReplicationRelationship")
    if given is None:
        return machine.relationships[0]
    for each in machine.relationships:
        if paths.replication(machine.id, each.index).casefold() == str(given.values.get("InstanceID")).casefold():
            return each
    raise Refused(codes.INVALID_PARAMETER)


def _replicated(host: Hypervisor, arguments: Arguments, modes: tuple[Mode, ...]) -> tuple[Machine, Relationship]:
    machine = arguments.machine(host, "ComputerSystem")
    if machine.relationship is None:
        raise Refused(codes.NOT_SUPPORTED)
    if machine.mode not in modes:
        raise Refused(codes.INVALID_STATE)
    return machine, machine.relationship


def _recovery_point(machine: Machine, arguments: Arguments) -> None:
    """The named recovery point has to be one of the machine's; without one the latest is meant."""
    reference = arguments.optional_reference("SnapshotSettingData")
    if reference is None:
        return
    point_id = (key(reference, "InstanceID") or "").removeprefix("Microsoft:").upper()
    if point_id not in {point.id for point in machine.recovery_points}:
        raise Refused(codes.INVALID_PARAMETER)


def _changing(
    host: Hypervisor,
    job_type: int,
    caption: str,
    machine: Machine,
    relationship: Relationship,
    change: _Change,
    seconds: float | None = None,
    while_off: bool = False,
) -> MethodResult:
    """A job that changes a relationship, unless that changed meanwhile, or its machine started and has to be off."""
    before = relationship.state

    def work(job: Job, when: datetime) -> None:
        if relationship.state is not before or (while_off and machine.power is not Power.OFF):
            raise JobFailure(codes.INVALID_STATE, host.texts.say("invalid-state", vm=machine.name, id=machine.id))
        change(host, machine, relationship, when)

    return _started(host, job_type, caption, machine, work, seconds)


def _started(
    host: Hypervisor,
    job_type: int,
    caption: str,
    machine: Machine,
    work: Callable[[Job, datetime], None],
    seconds: float | None = None,
) -> MethodResult:
    return MethodResult(codes.JOB_STARTED, {"Job": host.start_job(job_type, caption, machine, work, seconds)})
