"""A failover as lines for a terminal: what is meant, how it goes, and how it ended. Host text is made printable."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from tui.fleet.failover.planning import behind
from tui.fleet.failover.preflight import Obstacle
from tui.fleet.failover.unfinished import Unfinished
from tui.fleet.view import FleetView
from tui.model.failover.deed import Deed
from tui.model.failover.stages import stages_of
from tui.model.failover.values import (
    FailoverPlan,
    FailoverTarget,
    FailoverView,
    Gate,
    MachineFailover,
    StageView,
    Standing,
)
from tui.model.text import printable
from tui.model.times import duration

_SIGNS = {
    Standing.DONE: "✓",
    Standing.FAILED: "✗",
    Standing.STOPPED: "–",
    Standing.ASKS: "?",
    Standing.WAITING: "·",
    Standing.UNDER_WAY: "…",
}


def plan_lines(plan: FailoverPlan, obstacles: Iterable[Obstacle]) -> Iterator[str]:
    """Tiers, VMs with their stages, and what stands in their way."""
    by_vm: dict[str, list[Obstacle]] = {}
    for each in obstacles:
        by_vm.setdefault(each.vm, []).append(each)
    rto = f", RTO {duration(plan.rto)}" if plan.rto is not None else ""
    yield printable(f"{plan.name}: {plan.deed.value} of {_count(len(plan.targets), 'VM')}{rto}")
    if plan.deed.warning:
        yield f"warning: {plan.deed.warning}"
    for sentence in plan.left_out:
        yield printable(f"left out: {sentence}")
    for number, tier in enumerate(plan.tiers, 1):
        if len(plan.tiers) > 1 or tier.gate or tier.delay:
            delay = f", {duration(tier.delay)} after the one before" if tier.delay else ""
            gate = f", asks first: {tier.gate}" if tier.gate else ""
            yield printable(f"tier {number}, {tier.name}{delay}{gate}")
        for vm in tier.vms:
            yield from (printable(line) for line in _target_lines(plan, plan.target(vm), by_vm.get(vm, [])))


def _target_lines(plan: FailoverPlan, target: FailoverTarget, obstacles: list[Obstacle]) -> Iterator[str]:
    stages = stages_of(plan.deed, reverse=target.reverse, connect=bool(target.ports))
    where = target.way if plan.deed.fails_over else f"on {target.copy.host}"
    yield f"  {target.vm_name} {where}: {', '.join(stage.value for stage in stages)}"
    if plan.deed.fails_over:
        addresses = [text for each in target.adapters if each.staged for text in each.staged.addresses]
        yield f"    wakes with {', '.join(addresses) if addresses else 'the addresses of the primary: nothing staged'}"
    if plan.deed is Deed.UNPLANNED:
        late = behind(target)
        lost = f"last received {duration(late)} ago" if late is not None else "when it last received is not known"
        yield f"    recovery point: {target.point.words}; {lost}"
    for each in obstacles:
        kind = f"waived ({each.waived})" if each.waived else "blocker" if each.blocks else "warning"
        yield f"    {kind}: {each.sentence}{f' [{each.rule_id}]' if each.rule_id else ''}"


def stopped_line(stopping: Sequence[Obstacle]) -> str:
    """Why nothing is begun; how to waive is told only where every blocker is a rule's."""
    advice = ". A rule can be waived: --waive RULE=REASON" if all(each.rule_id for each in stopping) else ""
    return f"{_count(len(stopping), 'blocker')}; nothing was sent{advice}"


def gate_lines(gate: Gate) -> Iterator[str]:
    """The question and its answers."""
    yield printable(gate.sentence)
    for answer in gate.answers:
        yield printable(f"  {answer.word}: {answer.label}{f'; type {answer.typed} then' if answer.typed else ''}")


def stage_line(machine: MachineFailover, stage: StageView, view: FailoverView) -> str:
    """One stage that is over."""
    said = f": {stage.sentence}" if stage.sentence else ""
    time = took(replace(machine, up=stage.ended), view)
    return printable(f"{'✗' if stage.failed else '✓'} {machine.target.vm_name} · {stage.stage.value}{said} · {time}")


def machine_line(machine: MachineFailover, view: FailoverView) -> str:
    """Where one VM stands."""
    stage = machine.stage
    where = f" · {stage.stage.value}{f': {stage.sentence}' if stage.sentence else ''}" if stage is not None else ""
    said = (
        f" · {machine.sentence}" if machine.sentence and (stage is None or machine.sentence != stage.sentence) else ""
    )
    words = f" (the host: {machine.words})" if machine.words else ""
    return printable(
        f"{_SIGNS[machine.standing]} {machine.standing.value}  {machine.target.vm_name}{where}{said}{words}"
        f" · {took(machine, view)}"
    )


def took(machine: MachineFailover, view: FailoverView) -> str:
    """``3 min of 30 min``: from the run's beginning until the VM was up, or else until its end."""
    end = machine.up or machine.ended
    if machine.standing is Standing.DONE and machine.began is None:
        return "in an earlier run"
    if machine.began is None or end is None:
        return "not begun"
    seconds = (end - view.began).total_seconds()
    rto = view.plan.rto
    if rto is None:
        return duration(seconds)
    return f"{duration(seconds)} of {duration(rto)}{', over the RTO' if seconds > rto else ''}"


def result_lines(view: FailoverView) -> Iterator[str]:
    """Where each VM stands, and the totals."""
    if view.halted:
        yield printable(f"halted: {view.halted}")
    for machine in view.machines:
        yield machine_line(machine, view)
    counts = [(each.value, sum(machine.standing is each for machine in view.machines)) for each in Standing]
    yield ", ".join(f"{count} {word}" for word, count in counts if count)


def unfinished_lines(open_run: Unfinished, view: FleetView) -> Iterator[str]:
    """One failover that is not over, and where each VM stands."""
    plan = open_run.plan
    in_hand = ", a console has it in hand" if open_run.in_hand else ""
    back = ", being taken back" if open_run.told.back else ""
    yield printable(
        f"{open_run.id[:8]}  {plan.name}: {plan.deed.value}, begun {open_run.began.astimezone():%Y-%m-%d %H:%M}"
        f" by {open_run.user}{back}{in_hand}"
    )
    if open_run.told.halted:
        yield printable(f"  halted: {open_run.told.halted}")
    for target in plan.targets:
        yield printable(f"  {target.vm_name}: {open_run.stands(target, view)}")


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
