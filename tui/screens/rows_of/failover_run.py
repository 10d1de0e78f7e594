"""A failover on its way as rows: each VM with its stages, and the counts."""

from collections.abc import Sequence
from datetime import datetime

from tui.model.event import HostEvent
from tui.model.failover.values import FailoverView, MachineFailover, StageView, Standing
from tui.model.times import clock, duration
from tui.widgets.cells import Cell, Column, Detail, Row, Tone, prose, widest
from tui.widgets.status import Part

SIGNS: dict[Standing, tuple[str, Tone]] = {
    Standing.DONE: ("✓", "ok"),
    Standing.UNDER_WAY: ("…", ""),
    Standing.ASKS: ("?", "warn"),
    Standing.WAITING: ("·", "dim"),
    Standing.FAILED: ("✗", "bad"),
    Standing.STOPPED: ("–", "warn"),
}
_WHOLE = 3
"""Up to so many VMs show all of their stages."""


def columns(view: FailoverView) -> tuple[Column, ...]:
    names = widest((machine.target.vm_name for machine in view.machines), 8, 24)
    hosts = widest((machine.target.copy.host for machine in view.machines), 8, 24)
    return (
        Column("", 1),
        Column("VM", names),
        Column("Host", hosts, leaves=1),
        Column("Standing", 9),
        Column("Step", 24, 40),
        Column("Elapsed", 18, right=True),
    )


def run_rows(view: FailoverView, now: datetime) -> list[Row]:
    return [_row(machine, view, now) for machine in view.machines]


def _row(machine: MachineFailover, view: FailoverView, now: datetime) -> Row:
    asked = any(gate.vm == machine.target.vm for gate in view.gates)
    standing = Standing.ASKS if asked else machine.standing
    sign, tone = SIGNS[standing]
    stage = machine.stage
    step = stage.stage.value if stage is not None else ""
    late = _is_late(machine, view, now)
    cells = (
        Cell(sign, tone),
        Cell(machine.target.vm_name, "strong"),
        Cell(machine.target.copy.host),
        Cell(standing.value, tone),
        Cell(step),
        Cell(elapsed(machine, view, now), "bad" if late else ""),
    )
    return Row(machine.target.vm, cells, tuple(_details(machine, view, tone)))


def _details(machine: MachineFailover, view: FailoverView, tone: Tone) -> list[Detail]:
    stage = machine.stage
    if len(view.machines) <= _WHOLE:
        lines = [stage_line(each) for each in machine.stages]
    else:
        lines = [prose(stage.sentence, "bad" if stage.failed else "dim", 4)] if stage and stage.sentence else []
    if machine.sentence and (stage is None or machine.sentence != stage.sentence):
        lines.append(prose(machine.sentence, tone, 4))
    if machine.words:
        lines.append(prose(f"the host: “{machine.words}”", "", 4))
    return lines


def stage_line(view: StageView) -> Detail:
    """``✓ prepare the primary  12 s  what is known``."""
    sign = "✗" if view.failed else "✓" if view.ended else "…" if view.begun else "·"
    tone: Tone = "bad" if view.failed else "ok" if view.ended else "" if view.begun else "dim"
    took = f"{duration((view.ended - view.begun).total_seconds())}" if view.ended and view.begun else ""
    said = ("·", *view.sentence.split()) if view.sentence else ()
    pieces = (f"{sign} {view.stage.value}", *((f"· {took}",) if took else ()), *said)
    return Detail(pieces, tone, 4, hang=4, gap=1)


def elapsed(machine: MachineFailover, view: FailoverView, now: datetime) -> str:
    """``4:12 of 30 min``, until the VM was up."""
    if machine.began is None:
        return ""
    time = clock((_end(machine, view, now) - view.began).total_seconds())
    return time if view.plan.rto is None else f"{time} of {duration(view.plan.rto)}"


def _is_late(machine: MachineFailover, view: FailoverView, now: datetime) -> bool:
    rto = view.plan.rto
    return rto is not None and (_end(machine, view, now) - view.began).total_seconds() > rto


def _end(machine: MachineFailover, view: FailoverView, now: datetime) -> datetime:
    return machine.up or machine.ended or view.ended or now


def summary(view: FailoverView, now: datetime, *, brief: bool = False) -> list[Part]:
    """``Under way · sql01 · planned failover · 0:14 · 1 of 3 done  1 failed``; `brief`: without what was decided."""
    word = "Ended" if view.done else "Stopping" if view.stopping else "Under way"
    deed = "" if brief else f" · {view.plan.deed.value}"
    parts: list[Part] = [(f" {word} · {view.plan.name}{deed}", "strong")]
    if len(view.plan.tiers) > 1:
        tier = view.plan.tiers[view.tier]
        name = "" if brief else f", {tier.name}"
        parts.append((f" · tier {view.tier + 1} of {len(view.plan.tiers)}{name}", ""))
    parts.append((f" · {clock(((view.ended or now) - view.began).total_seconds())}", ""))
    done = sum(machine.standing is Standing.DONE for machine in view.machines)
    parts.append((f" · {done} of {len(view.machines)} done", ""))
    for standing in (Standing.FAILED, Standing.STOPPED, Standing.ASKS):
        count = sum(machine.standing is standing for machine in view.machines)
        if count:
            parts.append((f"  {count} {standing.value}", SIGNS[standing][1]))
    return parts


def events_of(view: FailoverView, events: Sequence[HostEvent], count: int) -> list[HostEvent]:
    """The newest events of exactly these VMs since the run began, newest first."""
    vms = {machine.target.vm for machine in view.machines}
    found = [
        event
        for event in events
        if (event.vm_id or "").upper() in vms and (event.time is None or event.time >= view.began)
    ]
    return found[-count:][::-1]


def full_text(machine: MachineFailover, view: FailoverView, now: datetime) -> str:
    """Everything about one VM, a fact a line."""
    lines = [f"{machine.target.vm_name} on {machine.target.copy.host}: {machine.standing.value}"]
    lines += [f"elapsed {elapsed(machine, view, now)}"] if machine.began else []
    for stage in machine.stages:
        detail = stage_line(stage)
        lines.append(" ".join(detail.pieces))
    for proof in machine.proofs:
        missing = "; ".join(proof.missing) or "as staged"
        lines.append(f"{proof.name}: {missing}")
    if machine.lost is not None:
        lines.append(f"changes of the last {duration(machine.lost)} are lost")
    return "\n".join([*lines, machine.sentence, machine.words]).rstrip()
