"""Rules about how well a copy is kept. None of them speaks of staging: that needs no healthy replication."""

from collections.abc import Iterator

from tui.model import states
from tui.model.readiness.facts import MachineFacts, MomentFacts
from tui.model.readiness.rule import Rule, Words, rule
from tui.model.severity import Severities, Severity
from tui.model.strictness import Thresholds
from tui.model.times import duration

_WARN, _BLOCK, _INFO = Severity.WARN, Severity.BLOCK, Severity.INFO
_DEFAULT_INTERVAL = 300

_INITIAL = frozenset({1, 2})
_FAILED_OVER = frozenset({5, 6})
_SUSPENDED = frozenset({7})
_CRITICAL = frozenset({8})
_RESYNCHRONISING = frozenset({9, 10, 11})
_MOVING = frozenset({12, 13, 14, 15, 16, 18, 20})
_WELL = frozenset({3, 4, 19, 21})
_TOLD = _INITIAL | _FAILED_OVER | _SUSPENDED | _CRITICAL | _RESYNCHRONISING | _MOVING | _WELL


@rule(
    "health-critical",
    title="replication health critical",
    says="replication health is critical",
    mends="see the host's events and mend the replication",
    severities=Severities(drill=_WARN, planned=_BLOCK, unplanned=_WARN),
    source="facts/hyperv-wmi.md 1.1; facts/needs.md 1.14, HVR health",
)
def health_critical(facts: MachineFacts, _: Thresholds) -> Iterator[Words]:
    if _health(facts) == states.HEALTH_CRITICAL:
        yield {}


@rule(
    "health-warning",
    title="replication health warning",
    says="replication health is a warning",
    mends="see the host's events and mend the replication",
    severities=Severities(drill=_INFO, planned=_WARN, unplanned=_INFO),
    source="facts/hyperv-wmi.md 1.1; facts/needs.md 1.14, HVR health",
)
def health_warning(facts: MachineFacts, _: Thresholds) -> Iterator[Words]:
    if _health(facts) == states.HEALTH_WARNING:
        yield {}


@rule(
    "behind",
    title="behind its interval",
    says="{behind} behind, its interval is {interval}: an unplanned failover loses that much",
    mends="see why the primary does not send",
    severities=Severities(drill=_INFO, planned=_WARN, unplanned=_WARN),
    source="facts/hyperv-wmi.md 1.10, 1.12; facts/needs.md 1.14",
)
def behind(facts: MomentFacts, thresholds: Thresholds) -> Iterator[Words]:
    relationship = facts.machine.replication
    if relationship is None or relationship.last_replication is None or facts.as_of is None:
        return
    interval = relationship.interval or _DEFAULT_INTERVAL
    age = (facts.as_of - relationship.last_replication).total_seconds()
    if relationship.state not in _FAILED_OVER and age > thresholds.behind_intervals * interval:
        yield {"behind": duration(age), "interval": duration(interval)}


def _of_states(
    rule_id: str, numbers: frozenset[int], *, title: str, says: str, mends: str, severities: Severities
) -> Rule[MachineFacts]:
    """A rule that speaks of some replication states."""

    @rule(
        rule_id,
        title=title,
        says=says,
        mends=mends,
        severities=severities,
        source="facts/hyperv-wmi.md 1.1, ReplicationState; 2.4, what a failover needs",
    )
    def check(facts: MachineFacts, _: Thresholds) -> Iterator[Words]:
        if (state := _state(facts)) in numbers:
            yield {"state": states.replication_state_name(state).lower()}

    return check


initial_replication = _of_states(
    "initial-replication",
    _INITIAL,
    title="initial replication not done",
    says="{state}: there is no whole copy to fail over to yet",
    mends="let the initial replication end",
    severities=Severities(drill=_BLOCK, planned=_BLOCK, unplanned=_BLOCK),
)
failed_over = _of_states(
    "failed-over",
    _FAILED_OVER,
    title="failed over already",
    says="{state}: this copy has been failed over to already",
    mends="complete, cancel or reverse that failover",
    severities=Severities(drill=_BLOCK, planned=_BLOCK, unplanned=_BLOCK),
)
suspended = _of_states(
    "suspended",
    _SUSPENDED,
    title="replication suspended",
    says="replication is suspended: the copy gets older",
    mends="resume replication",
    severities=Severities(drill=_INFO, planned=_BLOCK, unplanned=_WARN),
)
state_critical = _of_states(
    "state-critical",
    _CRITICAL,
    title="replication stopped by an error",
    says="replication has stopped by an error: the copy gets older",
    mends="see the host's events, then resume replication",
    severities=Severities(drill=_WARN, planned=_BLOCK, unplanned=_WARN),
)
resynchronisation = _of_states(
    "resynchronisation",
    _RESYNCHRONISING,
    title="resynchronisation",
    says="{state}: no drill and no planned failover until the copies agree",
    mends="start or resume the resynchronisation on the primary and let it end",
    severities=Severities(drill=_BLOCK, planned=_BLOCK, unplanned=_WARN),
)
state_moving = _of_states(
    "state-moving",
    _MOVING,
    title="replication busy",
    says="{state}: the copy is being worked on",
    mends="wait for it to end, or see the host's events",
    severities=Severities(drill=_BLOCK, planned=_BLOCK, unplanned=_WARN),
)


@rule(
    "state-unknown",
    title="replication state unknown",
    says="replication state {state}: whether it can fail over is not known",
    mends="see the VM on its host",
    severities=Severities(drill=_WARN, planned=_WARN, unplanned=_WARN),
    source="facts/hyperv-wmi.md 1.1, ReplicationState",
)
def state_unknown(facts: MachineFacts, _: Thresholds) -> Iterator[Words]:
    state = _state(facts)
    if state is not None and state not in _TOLD:
        yield {"state": states.replication_state_name(state).lower()}


@rule(
    "no-recovery-point",
    title="no recovery point",
    says="no recovery point: nothing was ever replicated",
    mends="let the initial replication end",
    severities=Severities(drill=_BLOCK, planned=_BLOCK, unplanned=_BLOCK),
    source="facts/hyperv-wmi.md 1.2, 2.4: at least one replication received",
)
def no_recovery_point(facts: MachineFacts, _: Thresholds) -> Iterator[Words]:
    relationship = facts.machine.replication
    if relationship is not None and relationship.last_replication is None and facts.machine.recovery_points == 0:
        yield {}


@rule(
    "recovery-points-gone",
    title="only the latest recovery point",
    says="no recovery point is left of the {kept} to be kept: there is only the latest state",
    mends="see why the host keeps none; until then no earlier state can be chosen",
    severities=Severities(drill=_INFO, planned=_INFO, unplanned=_WARN),
    source="facts/hyperv-wmi.md 1.2, 1.10, RecoveryHistory",
)
def recovery_points_gone(facts: MachineFacts, _: Thresholds) -> Iterator[Words]:
    relationship = facts.machine.replication
    if relationship is None or relationship.last_replication is None or relationship.state in _FAILED_OVER:
        return
    if relationship.history and facts.machine.recovery_points == 0:
        yield {"kept": str(relationship.history)}


def _state(facts: MachineFacts) -> int | None:
    relationship = facts.machine.replication
    return None if relationship is None else relationship.state


def _health(facts: MachineFacts) -> int:
    relationship = facts.machine.replication
    return states.HEALTH_NONE if relationship is None else relationship.health


@rule(
    "pending-replication",
    title="much waits to be replicated",
    says="{size} waited to be replicated when that was last read: an unplanned failover loses it",
    mends="see whether the line between the sites keeps up",
    severities=Severities(drill=_INFO, planned=_INFO, unplanned=_INFO),
    source="facts/hyperv-wmi.md 1.12, PendingReplicationSize; facts/needs.md 2: the measure of what is lost",
)
def pending_replication(facts: MomentFacts, thresholds: Thresholds) -> Iterator[Words]:
    pending = facts.statistics.pending_bytes if facts.statistics else None
    if pending is not None and pending > thresholds.pending_bytes:
        yield {"size": f"{pending / 2**30:.1f} GiB"}


REPLICATION_RULES = (
    health_critical,
    health_warning,
    initial_replication,
    failed_over,
    suspended,
    state_critical,
    resynchronisation,
    state_moving,
    state_unknown,
    no_recovery_point,
    recovery_points_gone,
)
MOMENT_REPLICATION_RULES = (behind, pending_replication)
