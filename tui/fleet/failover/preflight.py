"""What stands in the way of a deed before anything is sent."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from tui.fleet.failover.directions import against
from tui.fleet.failover.planning import row_of, standing_of
from tui.fleet.judging.judgement import Judgement
from tui.fleet.view import FleetView, HostState
from tui.model.failover.deed import Deed
from tui.model.failover.offers import offer
from tui.model.failover.values import FailoverPlan, FailoverTarget
from tui.model.readiness import Finding, MachineKey, Severity
from tui.model.readiness.practice import TEST_VM_LEFT


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing about one VM."""

    vm: str
    """GUID."""
    sentence: str
    blocks: bool
    rule_id: str | None = None
    """The readiness rule, which can be waived; None: the state of the copy or of its host, or its direction, which
    cannot."""
    waived: str = ""
    """Why it is gone ahead in spite of it; empty where it is not."""

    @property
    def stops(self) -> bool:
        return self.blocks and not self.waived


def obstacles(
    plan: FailoverPlan,
    view: FleetView,
    judgement: Judgement,
    writable: Callable[[str], bool],
    in_drill: Collection[MachineKey] = (),
) -> tuple[Obstacle, ...]:
    """Everything about every VM of the plan, what blocks first.

    `writable` tells of a host whether it is; `in_drill` are the replicas that running drills have in hand.
    """
    found = [Obstacle(vm, sentence, True) for vm, sentence in against(plan, view).items()]
    found += _in_drill(plan, view, in_drill)
    found += [each for target in plan.targets for each in _of(target, plan, view, judgement, writable)]
    return tuple(sorted(found, key=lambda each: not each.blocks))


def _of(
    target: FailoverTarget,
    plan: FailoverPlan,
    view: FleetView,
    judgement: Judgement,
    writable: Callable[[str], bool],
) -> Iterator[Obstacle]:
    row = row_of(view, target)
    if row is None:
        yield Obstacle(target.vm, f"{target.copy.host} no longer has it", True)
        return
    if row.host.state is not HostState.UP:
        yield Obstacle(target.vm, f"{row.host.name} does not answer: what it holds now is not known", True)
    if why := offer(plan.deed, standing_of(view, row)).why_not:
        yield Obstacle(target.vm, why, True)
    needed = [row.host.name]
    if plan.deed is Deed.PLANNED and target.primary is not None:
        needed.append(target.primary.host)
    for host in needed:
        if not writable(host):
            yield Obstacle(target.vm, f"{host} is read-only here", True)
    operation = plan.deed.operation
    if operation is None:
        return
    for finding in _unique(judgement.of_machine(row.host.name, row.machine.id)):
        severity = finding.severity(operation)
        if severity >= Severity.WARN:
            waived = plan.waived.get(finding.rule_id, "")
            yield Obstacle(target.vm, finding.sentence, severity is Severity.BLOCK, finding.rule_id, waived)


def _in_drill(plan: FailoverPlan, view: FleetView, in_drill: Collection[MachineKey]) -> Iterator[Obstacle]:
    """A test VM that is there or about to be: waived as one that was left over is."""
    if not plan.deed.fails_over or not in_drill:
        return
    clusters = {host.name: host.cluster or host.name for host in view.hosts}
    drilled = {(clusters.get(key.host, key.host), key.vm) for key in in_drill}
    for target in plan.targets:
        if (target.copy.cluster or target.copy.host, target.vm) in drilled:
            sentence = "a drill has it in hand, here or in another console: stop it, and its test VM is destroyed"
            yield Obstacle(target.vm, sentence, True, TEST_VM_LEFT, plan.waived.get(TEST_VM_LEFT, ""))


def _unique(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """An adapter's and a VM's finding of the same words count once."""
    return tuple({(each.rule_id, each.sentence): each for each in findings}.values())
