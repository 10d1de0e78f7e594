"""What replication jobs do to a machine and to its other side, facts/hyperv-wmi.md 1.1 and 2.4."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from tui.practice.hyperv import codes, paths
from tui.practice.hyperv.hypervisor import Hypervisor
from tui.practice.hyperv.jobs import Job, JobFailure
from tui.practice.hyperv.machine import Adapter, Cable, Machine, Relationship
from tui.practice.hyperv.values import FailoverType, GuestNetwork, Health, Mode, Power, ReplicationState

TEST_SUFFIX = " - Test"
_FAILED_OVER = (ReplicationState.RECOVERED, ReplicationState.COMMITTED, ReplicationState.FAILOVER_IN_PROGRESS)
_RESYNC_TIME = timedelta(seconds=60)


@contextmanager
def other_side(host: Hypervisor, relationship: Relationship, machine: Machine) -> Iterator[Relationship | None]:
    """The partner's view of a relationship, under its lock; None where the scenario does not have the partner.

    Only jobs may ask for it: they run one at a time, so that no two hosts can wait for each other.
    """
    at_primary = machine.mode is Mode.PRIMARY or (machine.mode is Mode.REPLICA and relationship.index == 1)
    partner = host.find_partner(relationship.recovery_host if at_primary else relationship.primary_host, machine.id)
    if partner is None:
        yield None
        return
    with partner.lock:
        twin = partner.machine(machine.id)
        yield next((each for each in twin.relationships if each.index == relationship.index), None) if twin else None


def make_test_machine(host: Hypervisor, machine: Machine, job: Job, when: datetime) -> None:
    """ "NAME - Test", off, with GUIDs of its own, on the test switch or on none."""
    test_id = paths.new_id(job.id, "test machine")
    test = Machine(
        id=test_id,
        name=machine.name + TEST_SUFFIX,
        mode=Mode.TEST_REPLICA,
        power=Power.OFF,
        generation=machine.generation,
        memory_mb=machine.memory_mb,
        processors=machine.processors,
        guest=machine.guest,
        adapters=[_test_adapter(host, test_id, adapter) for adapter in machine.adapters],
        created=when,
        power_changed=when,
        test_of=machine.id,
        staged_pending=True,
    )
    host.machines[test_id] = test
    job.created.append(host.machine_reference(test_id))
    if machine.relationship is not None:
        machine.relationship.last_test = when
    host.log("test-failover", machine, when, test=test.name)
    host.log("created", test, when)


def _test_adapter(host: Hypervisor, test_id: str, adapter: Adapter) -> Adapter:
    """A test switch that this host does not have leaves the adapter unconnected, without a word."""
    wanted = adapter.cable.test_replica_switch_name if adapter.cable else None
    switch = host.switch_named(wanted) if wanted else None
    return Adapter(
        id=paths.new_id(test_id, adapter.id),
        name=adapter.name,
        mac=adapter.mac,
        legacy=adapter.legacy,
        cable=Cable(switch.id, True, last_known_switch_name=switch.name) if switch else None,
        staged=adapter.staged,
        vlan=adapter.vlan,
        guest=GuestNetwork(),
        configured=adapter.configured,
    )


def fail_over(host: Hypervisor, machine: Machine, relationship: Relationship, when: datetime) -> None:
    relationship.change(ReplicationState.RECOVERED, when)
    machine.staged_pending = True
    host.log("failover", machine, when)
    if relationship.failed_over is FailoverType.PLANNED:
        return
    with other_side(host, relationship, machine) as theirs:
        if theirs is not None and theirs.state is ReplicationState.REPLICATING:
            theirs.change(ReplicationState.CRITICAL, when)
            theirs.health = Health.CRITICAL


def revert_failover(host: Hypervisor, machine: Machine, relationship: Relationship, when: datetime) -> None:
    """Back to replicating, on a replica that failed over and on a primary that was prepared for it."""
    with other_side(host, relationship, machine) as theirs:
        if machine.mode is Mode.PRIMARY:
            _not_failed_over(host, machine, theirs)
        if theirs is not None and theirs.state in (ReplicationState.SYNCED, ReplicationState.CRITICAL):
            _replicate_again(theirs, when)
    _replicate_again(relationship, when)
    machine.staged_pending = False
    host.log("failover-reverted", machine, when)


def commit_failover(host: Hypervisor, machine: Machine, relationship: Relationship, when: datetime) -> None:
    relationship.change(ReplicationState.COMMITTED, when)
    machine.recovery_points.clear()
    host.log("failover-committed", machine, when)


def prepare(host: Hypervisor, machine: Machine, relationship: Relationship, when: datetime) -> None:
    """The last changes are sent, then both sides wait for the failover."""
    with other_side(host, relationship, machine) as theirs:
        _not_failed_over(host, machine, theirs)
        for side in (relationship, theirs):
            if side is not None:
                side.change(ReplicationState.SYNCED, when)
                side.received = when
    host.log("prepared", machine, when)


def reverse(host: Hypervisor, machine: Machine, relationship: Relationship, when: datetime) -> None:
    """The replica becomes the primary and its former primary the replica. Raises JobFailure where that cannot be."""
    partner = host.find_partner(relationship.primary_host, machine.id)
    if partner is None:
        raise _failure(host, machine, "reason-partner", partner=relationship.primary_host)
    with partner.lock:
        twin = partner.machine(machine.id)
        theirs = twin.relationship if twin else None
        if twin is None or theirs is None or twin.power is not Power.OFF:
            raise _failure(host, machine, "reason-partner-on", partner=relationship.primary_host)
        planned = relationship.failed_over is FailoverType.PLANNED
        for side in (relationship, theirs):
            side.primary_host, side.recovery_host = host.name, partner.name
            side.failed_over = FailoverType.NONE
            side.health = Health.OK
            side.received = when
            side.change(ReplicationState.REPLICATING if planned else ReplicationState.RESYNCHRONIZING, when)
        machine.mode, twin.mode = Mode.PRIMARY, Mode.REPLICA
        twin.recovery_points, machine.recovery_points = machine.recovery_points, []
        if not planned:
            host.clock.at(when + _RESYNC_TIME, lambda moment: _end_resync(host, machine, relationship, moment))
    host.log("reversed", machine, when, primary=host.name)


def resynchronize(host: Hypervisor, machine: Machine, relationship: Relationship, when: datetime) -> None:
    with other_side(host, relationship, machine) as theirs:
        _not_failed_over(host, machine, theirs)
        for side in (relationship, theirs):
            if side is not None:
                _replicate_again(side, when)
                side.received = when
    host.log("resynchronized", machine, when)


def suspend(host: Hypervisor, machine: Machine, relationship: Relationship, when: datetime) -> None:
    resyncing = relationship.state is ReplicationState.RESYNCHRONIZING
    relationship.change(ReplicationState.RESYNC_SUSPENDED if resyncing else ReplicationState.SUSPENDED, when)
    relationship.health = Health.WARNING
    with other_side(host, relationship, machine) as theirs:
        if theirs is not None:
            theirs.stall(when)
    host.log("paused", machine, when)


def resume(host: Hypervisor, machine: Machine, relationship: Relationship, when: datetime) -> None:
    with other_side(host, relationship, machine) as theirs:
        if machine.mode is Mode.PRIMARY:
            _not_failed_over(host, machine, theirs)
        if theirs is not None:
            theirs.unstall(when)
    if relationship.state is ReplicationState.RESYNC_SUSPENDED:
        relationship.change(ReplicationState.RESYNCHRONIZING, when)
        host.clock.at(when + _RESYNC_TIME, lambda moment: _end_resync(host, machine, relationship, moment))
    else:
        _replicate_again(relationship, when)
    host.log("resumed", machine, when)


def cancel_resynchronization(host: Hypervisor, machine: Machine, relationship: Relationship, when: datetime) -> None:
    relationship.change(ReplicationState.WAITING_FOR_RESYNC, when)
    relationship.health = Health.CRITICAL


def _end_resync(host: Hypervisor, machine: Machine, relationship: Relationship, when: datetime) -> None:
    with host.lock:
        if relationship.state is not ReplicationState.RESYNCHRONIZING:
            return
        try:
            resynchronize(host, machine, relationship, when)
        except JobFailure:
            cancel_resynchronization(host, machine, relationship, when)


def _replicate_again(relationship: Relationship, when: datetime) -> None:
    relationship.change(ReplicationState.REPLICATING, when)
    relationship.failed_over = FailoverType.NONE
    relationship.health = Health.OK


def _not_failed_over(host: Hypervisor, machine: Machine, theirs: Relationship | None) -> None:
    """Raises JobFailure where the replica has been failed over: it takes no changes any more."""
    if theirs is not None and theirs.state in _FAILED_OVER:
        raise _failure(host, machine, "reason-failed-over")


def _failure(host: Hypervisor, machine: Machine, reason: str, **fields: object) -> JobFailure:
    said = host.texts.say(reason, **fields)
    return JobFailure(codes.FAILED, host.texts.say("failed", vm=machine.name, reason=said))
