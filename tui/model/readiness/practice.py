"""Rules about what good practice asks for: drills, tidiness, one living copy, a way back."""

from collections.abc import Iterator

from tui.model import states
from tui.model.readiness.facts import AdapterFacts, MachineFacts, MomentFacts
from tui.model.readiness.rule import RECOVERY_COPIES, REPLICATED, Words, rule
from tui.model.severity import Severities, Severity
from tui.model.strictness import Thresholds

TEST_VM_LEFT = "test-vm-left"
_WARN, _BLOCK, _INFO = Severity.WARN, Severity.BLOCK, Severity.INFO


@rule(
    "two-running",
    title="two running members of a family",
    says="it runs on {hosts}: two copies of one VM are alive",
    mends="decide which copy is right and turn the other off",
    severities=Severities(stage=_WARN, drill=_BLOCK, planned=_BLOCK, unplanned=_BLOCK),
    source="facts/needs.md 2, C12; facts/hyperv-wmi.md 9 item 18",
    modes=REPLICATED | {states.NO_REPLICATION},
)
def two_running(facts: MachineFacts, _: Thresholds) -> Iterator[Words]:
    if len(facts.running_members) > 1:
        yield {"hosts": " and on ".join(facts.running_members)}


@rule(
    "never-drilled",
    title="never test-failed-over",
    says="never test-failed-over",
    mends="drill it",
    severities=Severities(planned=_WARN, unplanned=_INFO),
    source="facts/needs.md 2.3, rule 51; facts/hyperv-wmi.md 1.12",
)
def never_drilled(facts: MomentFacts, _: Thresholds) -> Iterator[Words]:
    if facts.statistics is not None and facts.statistics.last_test_failover is None:
        yield {}


@rule(
    "drill-overdue",
    title="test failover overdue",
    says="last test-failed-over {days} days ago",
    mends="drill it",
    severities=Severities(planned=_WARN, unplanned=_INFO),
    source="facts/needs.md 2.3, rule 52; facts/hyperv-wmi.md 1.12",
)
def drill_overdue(facts: MomentFacts, thresholds: Thresholds) -> Iterator[Words]:
    last = facts.statistics.last_test_failover if facts.statistics else None
    if last is not None and facts.now - last > thresholds.drill_every:
        yield {"days": str((facts.now - last).days)}


@rule(
    TEST_VM_LEFT,
    title="left-over test VM",
    says="the test VM {name} is still there: no other test failover can begin",
    mends="stop its test failover",
    severities=Severities(drill=_BLOCK, planned=_BLOCK, unplanned=_BLOCK),
    source="facts/hyperv-wmi.md 2.4: one test VM a replica; facts/needs.md 1.4",
    modes=RECOVERY_COPIES | {states.TEST_REPLICA},
)
def left_test_vm(facts: MachineFacts, _: Thresholds) -> Iterator[Words]:
    """Also of a test VM itself, because its link to the replica is lost when they part (facts/needs.md 1.4)."""
    own = (facts.machine.name,) if facts.machine.mode == states.TEST_REPLICA else ()
    if not facts.drill_runs:
        yield from ({"name": name} for name in (*own, *facts.test_vms))


@rule(
    "dynamic-mac",
    title="dynamic MAC address",
    says="dynamic MAC address: a guest that ties its settings to the MAC may see a new adapter",
    mends="give the adapter a static MAC address on the primary",
    severities=Severities(drill=_INFO, planned=_INFO, unplanned=_INFO),
    source="facts/hyperv-wmi.md 5.3",
)
def dynamic_mac(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    if not facts.adapter.static_mac:
        yield {}


@rule(
    "failback-missing",
    title="no failback settings",
    says="nothing staged here on the primary: after failback it will wake with the address it has on {copies}",
    mends="stage the primary's own addresses on the primary",
    severities=Severities(planned=_WARN, unplanned=_INFO),
    source="facts/needs.md 0 item 9; 2, C10; facts/hyperv-wmi.md 5.2",
    modes=frozenset({states.PRIMARY}),
)
def failback_missing(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    if facts.adapter.kind == "synthetic" and not facts.adapter.is_staged and facts.copies_staged:
        yield {"copies": " and ".join(facts.copies_staged)}


@rule(
    "shorter-than-journal",
    title="cut by another tool",
    says="{held} of {proved} {list} are left of what was staged here: another tool cut the rest",
    mends="stage them again; PowerShell and Hyper-V Manager keep only the first of each family",
    severities=Severities(stage=_INFO, drill=_WARN, planned=_WARN, unplanned=_WARN),
    source="facts/needs.md 0 item 3",
    modes=REPLICATED,
)
def shorter_than_journal(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    """Only where all that is left was staged here: other values are another's decision and no cut."""
    proved, held = facts.journalled, facts.adapter.staged
    if proved is None or held is None:
        return
    lists = (
        ("addresses", proved.addresses, held.addresses),
        ("gateways", proved.gateways, held.gateways),
        ("DNS servers", proved.dns, held.dns),
    )
    for name, were, left in lists:
        if 0 < len(left) < len(were) and set(left) <= set(were):
            yield {"held": str(len(left)), "proved": str(len(were)), "list": name}


@rule(
    "drill-values-staged",
    title="drill values still staged",
    says="a drill's own addresses are still staged: it would wake with them",
    mends="put the live addresses back: the console's b and then l, or hvr drill --unfinished",
    severities=Severities(stage=_WARN, drill=_BLOCK, planned=_BLOCK, unplanned=_BLOCK),
    source="facts/needs.md 6b item 11",
)
def drill_values_staged(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    if facts.drill_values:
        yield {}


ADAPTER_PRACTICE_RULES = (drill_values_staged, shorter_than_journal, failback_missing, dynamic_mac)
MACHINE_PRACTICE_RULES = (two_running, left_test_vm)
MOMENT_PRACTICE_RULES = (never_drilled, drill_overdue)
