"""For every rule about VMs: what it catches, and near misses that it lets pass."""

from dataclasses import replace
from datetime import timedelta

from tests.unit.model.readiness.cases import Case, catches, passes
from tests.unit.model.readiness.site import (
    HOST_2012,
    LINUX,
    NOW,
    WINDOWS,
    adapter,
    at_moment,
    machine,
    on_machine,
    relationship,
)
from tui.model import states
from tui.model.machine import BUILT_IN_PROVIDER, Machine
from tui.model.readiness import Guest, MachineFacts, Statistics
from tui.model.staged import CLEARED

_UNSTAGED = (adapter(staged=CLEARED),)


def _in_state(state: int) -> MachineFacts:
    return on_machine(machine(relationship(state=state)))


def _received(seconds_ago: float, **other: int | None) -> Machine:
    return machine(relationship(last_replication=NOW - timedelta(seconds=seconds_ago), **other))


INJECTION_CASES: tuple[Case, ...] = (
    catches(
        "not-replicated",
        "a VM without replication",
        on_machine(machine(mode=states.NO_REPLICATION)),
        "not replicated: nothing can be staged and nothing fails over",
    ),
    passes("not-replicated", "an extended replica", on_machine(machine(mode=states.EXTENDED_REPLICA))),
    catches(
        "external-provider",
        "a relationship of another provider",
        on_machine(machine(relationship(provider=r"Microsoft:X\ReplicationProvider\5B6F"))),
        "another provider replicates it, such as Azure Site Recovery: what is staged here is not used",
    ),
    passes(
        "external-provider",
        "the built-in provider",
        on_machine(machine(relationship(provider=rf"Microsoft:X\ReplicationProvider\{BUILT_IN_PROVIDER.lower()}"))),
    ),
    passes("external-provider", "a host that tells no provider, as 2012", on_machine()),
    catches(
        "kvp-not-offered",
        "data exchange turned off",
        on_machine(machine(kvp_offered=False)),
        "data exchange is not offered to the guest: nothing that is staged will reach it",
    ),
    passes(
        "kvp-not-offered",
        "data exchange turned off where nothing is staged",
        on_machine(machine(kvp_offered=False, adapters=_UNSTAGED)),
    ),
    passes("kvp-not-offered", "a host that does not tell", on_machine(machine(kvp_offered=None))),
    catches(
        "services-outdated",
        "a version that does not match",
        on_machine(guest=replace(WINDOWS, services=2)),
        "integration services are out of date: what is staged may not reach the guest",
    ),
    catches(
        "services-outdated",
        "a version that did not match when it was last seen",
        on_machine(guest=replace(WINDOWS, services=2, seen=NOW - timedelta(days=3))),
        "integration services are out of date, last seen 2026-11-20: what is staged may not reach the guest",
    ),
    passes("services-outdated", "a version that matches", on_machine()),
    passes("services-outdated", "a version that is not known", on_machine(guest=replace(WINDOWS, services=0))),
    catches(
        "services-never-seen",
        "a running guest that never spoke",
        on_machine(guest=Guest(None, 0, reported=False)),
        "integration services do not answer: what is staged will not reach the guest",
    ),
    passes("services-never-seen", "a guest that reported its network", on_machine(guest=Guest(None, 0, reported=True))),
    passes("services-never-seen", "a guest of which nothing was read", on_machine(guest=None)),
    catches(
        "not-windows-on-2012",
        "Linux on 2012",
        on_machine(host=HOST_2012, guest=LINUX),
        "the guest is Ubuntu 22.04: a 2012 host injects into Windows alone",
    ),
    passes("not-windows-on-2012", "Windows on 2012", on_machine(host=HOST_2012)),
    passes(
        "not-windows-on-2012", "Linux on 2012 R2", on_machine(host=replace(HOST_2012, build="6.3.9600"), guest=LINUX)
    ),
    catches(
        "not-windows-unproven",
        "Linux that was never drilled",
        on_machine(guest=LINUX),
        "the guest is Ubuntu 22.04: no drill has proved that its helper and NetworkManager take what is staged",
    ),
    passes("not-windows-unproven", "Linux that a drill has proved", on_machine(guest=LINUX, proved=NOW)),
    passes("not-windows-unproven", "Windows", on_machine()),
    catches(
        "guest-unknown",
        "a guest that nobody has seen",
        on_machine(guest=None),
        "its guest was never seen: whether what is staged will reach it is not known",
    ),
    passes("guest-unknown", "a guest that a drill has proved", on_machine(guest=None, proved=NOW)),
    passes("guest-unknown", "a guest whose system is known", on_machine()),
)

REPLICATION_CASES: tuple[Case, ...] = (
    catches(
        "health-critical",
        "critical health",
        on_machine(machine(relationship(health=states.HEALTH_CRITICAL))),
        "replication health is critical",
    ),
    passes("health-critical", "a warning", on_machine(machine(relationship(health=states.HEALTH_WARNING)))),
    catches(
        "health-warning",
        "a warning",
        on_machine(machine(relationship(health=states.HEALTH_WARNING))),
        "replication health is a warning",
    ),
    passes("health-warning", "normal health", on_machine()),
    catches(
        "behind",
        "more than three intervals",
        at_moment(_received(901)),
        "15 min behind, its interval is 5 min: an unplanned failover loses that much",
    ),
    catches(
        "behind",
        "more than three short intervals",
        at_moment(_received(91, interval=30)),
        "1 min behind, its interval is 30 s: an unplanned failover loses that much",
    ),
    passes("behind", "three intervals exactly", at_moment(_received(900))),
    passes("behind", "an hour at the time of a read that is not known", at_moment(_received(3600), as_of=None)),
    passes("behind", "a copy that was failed over to", at_moment(_received(3600, state=5))),
    catches(
        "initial-replication",
        "a first copy under way",
        _in_state(2),
        "initial replication: there is no whole copy to fail over to yet",
    ),
    passes("initial-replication", "a copy that replicates", _in_state(3)),
    catches(
        "failed-over",
        "a failover that waits for completion",
        _in_state(5),
        "failed over, waiting for completion: this copy has been failed over to already",
    ),
    passes("failed-over", "a copy prepared for planned failover", _in_state(4)),
    catches("suspended", "a suspended copy", _in_state(7), "replication is suspended: the copy gets older"),
    passes("suspended", "a critical copy", _in_state(8)),
    catches(
        "state-critical", "a critical copy", _in_state(8), "replication has stopped by an error: the copy gets older"
    ),
    passes("state-critical", "a suspended copy", _in_state(7)),
    catches(
        "resynchronisation",
        "a copy that must be resynchronised",
        _in_state(9),
        "resynchronization required: no drill and no planned failover until the copies agree",
    ),
    passes("resynchronisation", "a critical copy", _in_state(8)),
    catches(
        "state-moving",
        "a disk update",
        _in_state(15),
        "disk update in progress: the copy is being worked on",
    ),
    passes("state-moving", "a test failover in progress", _in_state(21)),
    catches(
        "state-unknown",
        "a state that is not documented",
        _in_state(42),
        "replication state other (42): whether it can fail over is not known",
    ),
    passes("state-unknown", "a copy that replicates", _in_state(3)),
    catches(
        "no-recovery-point",
        "nothing received and nothing held",
        on_machine(machine(relationship(last_replication=None), recovery_points=0)),
        "no recovery point: nothing was ever replicated",
    ),
    passes(
        "no-recovery-point",
        "nothing received and nothing known of what is held",
        on_machine(machine(relationship(last_replication=None))),
    ),
    passes(
        "no-recovery-point",
        "the latest state alone, as asked for",
        on_machine(machine(relationship(history=0), recovery_points=0)),
    ),
    catches(
        "recovery-points-gone",
        "none of the four to be kept",
        on_machine(machine(relationship(history=4), recovery_points=0)),
        "no recovery point is left of the 4 to be kept: there is only the latest state",
    ),
    passes("recovery-points-gone", "one of four", on_machine(machine(relationship(history=4), recovery_points=1))),
    passes(
        "recovery-points-gone",
        "the latest state alone, as asked for",
        on_machine(machine(relationship(history=0), recovery_points=0)),
    ),
)

PRACTICE_CASES: tuple[Case, ...] = (
    catches(
        "two-running",
        "the old primary alive beside the replica",
        on_machine(running_members=("dr-hv-01", "hq-hv-01")),
        "it runs on dr-hv-01 and on hq-hv-01: two copies of one VM are alive",
    ),
    passes("two-running", "the primary alone", on_machine(running_members=("hq-hv-01",))),
    catches(
        "never-drilled",
        "statistics without a test failover",
        at_moment(statistics=Statistics(None)),
        "never test-failed-over",
    ),
    passes("never-drilled", "statistics that were not read yet", at_moment()),
    catches(
        "drill-overdue",
        "a test failover 31 days ago",
        at_moment(statistics=Statistics(NOW - timedelta(days=31))),
        "last test-failed-over 31 days ago",
    ),
    passes("drill-overdue", "one 30 days ago", at_moment(statistics=Statistics(NOW - timedelta(days=30)))),
    passes("drill-overdue", "statistics that were not read yet", at_moment()),
    catches(
        "pending-replication",
        "more than a GiB that waits",
        at_moment(statistics=Statistics(NOW, 3 * 2**29)),
        "1.5 GiB waited to be replicated when that was last read: an unplanned failover loses it",
    ),
    passes("pending-replication", "a GiB that waits", at_moment(statistics=Statistics(NOW, 2**30))),
    passes("pending-replication", "statistics that do not tell it", at_moment(statistics=Statistics(NOW))),
    catches(
        "test-vm-left",
        "a replica's test VM",
        on_machine(test_vms=("sql01 - Test",)),
        "the test VM sql01 - Test is still there: no other test failover can begin",
    ),
    catches(
        "test-vm-left",
        "a test VM that has lost its replica",
        on_machine(machine(mode=states.TEST_REPLICA, name="sql01 - Test")),
        "the test VM sql01 - Test is still there: no other test failover can begin",
    ),
    passes("test-vm-left", "the test VM of a drill that runs", on_machine(test_vms=("sql01 - Test",), drill_runs=True)),
)

MACHINE_CASES = INJECTION_CASES + REPLICATION_CASES + PRACTICE_CASES
