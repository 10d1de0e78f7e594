"""What can be done with VMs, and the plan of a failover, as rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tui.fleet.failover.planning import behind, standing_of
from tui.fleet.failover.preflight import Obstacle
from tui.fleet.failover.run import FailoverRun
from tui.fleet.failover.unfinished import Unfinished
from tui.fleet.view import FleetView, MachineRow
from tui.keys import key_for
from tui.model.failover.deed import Deed
from tui.model.failover.offers import Offer, offer
from tui.model.failover.stages import stages_of
from tui.model.failover.values import FailoverPlan, FailoverTarget, Standing, Tier
from tui.model.times import duration
from tui.screens.rows_of.times import short_moment
from tui.widgets.cells import Cell, Column, Detail, Row, Tone, prose

BOOK = "run book"
"""The key of the menu's row that asks for a file."""
MENU_COLUMNS = (Column("", 1), Column("", 28, 60))
PLAN_COLUMNS = (Column("", 1), Column("", 24, 60), Column("", 10, 40))


@dataclass(frozen=True, slots=True)
class Offered:
    """One deed for the VMs that are meant."""

    deed: Deed
    rows: tuple[MachineRow, ...]
    """Those for which it is offered."""
    why_not: Mapping[str, str]
    """For each other, by name, why not."""
    note: str = ""


def offered(view: FleetView, rows: Sequence[MachineRow]) -> tuple[Offered, ...]:
    """Every deed for some VMs."""
    standings = [(row, standing_of(view, row)) for row in rows]
    found = []
    for deed in Deed:
        each: list[tuple[MachineRow, Offer]] = [(row, offer(deed, standing)) for row, standing in standings]
        able = tuple(row for row, one in each if not one.why_not)
        refused = {f"{row.machine.name} on {row.host.name}": one.why_not for row, one in each if one.why_not}
        notes = dict.fromkeys(one.note for _, one in each if one.note)
        found.append(Offered(deed, able, refused, "; ".join(notes)))
    return tuple(found)


def menu_rows(
    offers: Iterable[Offered],
    runs: Iterable[FailoverRun],
    open_runs: Iterable[Unfinished],
    view: FleetView,
    now: datetime,
) -> list[Row]:
    """What is in hand, what is unfinished, what is offered and what is not, and the way to a run book."""
    rows = [_run_row(run) for run in runs]
    rows += [_open_row(each, view, now) for each in open_runs]
    every = tuple(offers)
    rows += [_offer_row(each) for each in every if each.rows]
    rows.append(
        Row(BOOK, (Cell("▸"), Cell("run book …", "strong")), (prose("a YAML file with tiers and gates", "dim", 4),))
    )
    rows += [_offer_row(each) for each in every if not each.rows]
    return rows


def _run_row(run: FailoverRun) -> Row:
    view = run.view
    word = "ended" if view.done else "under way"
    asks = f", {len(view.gates)} waiting for an answer" if view.gates else ""
    up = sum(machine.standing is Standing.DONE for machine in view.machines)
    sentence = f"{view.plan.deed.value}: {up} of {len(view.machines)} done{asks}"
    tone: Tone = "warn" if view.gates else ""
    return Row(run.id, (Cell("…", tone), Cell(f"{word}: {view.plan.name}", "strong")), (prose(sentence, "dim", 4),))


def _open_row(open_run: Unfinished, view: FleetView, now: datetime) -> Row:
    ways = f"{key_for('choose')} continues it, takes it back or leaves it"
    state = "another console has it in hand" if open_run.in_hand else ways
    details = [
        prose(f"begun {short_moment(open_run.began, now)} by {open_run.user}; {state}", "dim", 4),
        *(prose(f"{each.vm_name}: {open_run.stands(each, view)}", "", 4) for each in open_run.plan.targets[:3]),
    ]
    if len(open_run.plan.targets) > 3:
        details.append(prose(f"and {len(open_run.plan.targets) - 3} more", "dim", 4))
    name = Cell(f"unfinished: {open_run.plan.name}, {open_run.plan.deed.value}", "bad")
    return Row(f"open {open_run.id}", (Cell("!", "bad"), name), tuple(details))


def _offer_row(each: Offered) -> Row:
    reasons = _reasons(each)
    if not each.rows:
        details = [prose(reason, "dim", 4) for reason in reasons[:2]]
        return Row(each.deed, (Cell("–", "dim"), Cell(each.deed.value, "dim")), tuple(details))
    total = len(each.rows) + len(each.why_not)
    label = each.deed.value if total == 1 else f"{each.deed.value}, {len(each.rows)} of {total} VMs"
    found = [prose(each.note, "warn", 4)] if each.note else []
    found += [prose(f"not {reason}", "dim", 4) for reason in reasons[:2]]
    return Row(each.deed, (Cell("▸"), Cell(label, "strong")), tuple(found))


def _reasons(each: Offered) -> list[str]:
    """Each reason once, with the VMs that it is for; what is so of every VM that is meant stands alone."""
    by_reason: dict[str, list[str]] = {}
    for who, why in each.why_not.items():
        by_reason.setdefault(why, []).append(who)
    if len(by_reason) == 1 and not each.rows:
        return list(by_reason)
    return [
        f"{names[0]}{f' and {len(names) - 1} more' if len(names) > 1 else ''}: {why}"
        for why, names in by_reason.items()
    ]


def plan_rows(plan: FailoverPlan, obstacles: Sequence[Obstacle]) -> list[Row]:
    """Tiers, and in them VMs with their stages, the addresses that they wake with, and what stands in the way."""
    rows = [
        Row(f"left out {number}", (Cell("–", "dim"), Cell("left out", "dim"), Cell("")), (prose(sentence, "", 4),))
        for number, sentence in enumerate(plan.left_out, 1)
    ]
    for number, tier in enumerate(plan.tiers, 1):
        if len(plan.tiers) > 1 or tier.gate or tier.delay:
            rows.append(_tier_row(number, tier))
        for vm in tier.vms:
            rows.append(_target_row(plan, plan.target(vm), [each for each in obstacles if each.vm == vm]))
    return rows


def _tier_row(number: int, tier: Tier) -> Row:
    details = []
    if tier.delay:
        details.append(prose(f"begins {duration(tier.delay)} after the one before", "dim"))
    if tier.gate:
        details.append(prose(f"asks before it begins: {tier.gate}", "dim"))
    return Row(f"tier {number}", (Cell(""), Cell(f"Tier {number}: {tier.name}", "strong"), Cell("")), tuple(details))


def _target_row(plan: FailoverPlan, target: FailoverTarget, found: Sequence[Obstacle]) -> Row:
    stages = stages_of(plan.deed, reverse=target.reverse, connect=bool(target.ports))
    steps = [f"{number} {stage.value}" for number, stage in enumerate(stages, 1)]
    details = [prose(target.way, "strong", 4)] if plan.deed.fails_over else []
    details.append(Detail(tuple(steps), "", 4, gap=3))
    details += [prose(f"! {plan.deed.warning}", "bad", 4)] if plan.deed.warning else []
    if plan.deed.fails_over:
        details += _waking(target)
    if plan.deed is Deed.UNPLANNED:
        late = behind(target)
        lost = f"last received {duration(late)} ago" if late is not None else "when it last received is not known"
        details.append(prose(f"recovery point: {target.point.words}; {lost}", "", 4))
    details += [_obstacle(each) for each in found]
    sign = Cell("✗", "bad") if any(each.stops for each in found) else Cell("!", "warn") if found else Cell("▸")
    return Row(target.vm, (sign, Cell(target.vm_name, "strong"), Cell(target.copy.host)), tuple(details))


def _waking(target: FailoverTarget) -> list[Detail]:
    lines = []
    for adapter in target.adapters:
        held = adapter.staged.addresses if adapter.staged else ()
        addresses = ", ".join(held) if held else "nothing staged: the primary's address"
        switch = adapter.connection.switch_name if adapter.connection and adapter.connection.connected else None
        lines.append(prose(f"{adapter.name}: wakes with {addresses}, on {switch or 'no switch'}", "", 4))
    return lines


def _obstacle(each: Obstacle) -> Detail:
    if each.waived:
        return prose(f"– waived: {each.sentence}; because {each.waived}", "dim", 4)
    if not each.blocks:
        return prose(f"! {each.sentence}", "warn", 4)
    more = f"; {key_for('failover_waive')} waives this rule with a reason" if each.rule_id else ""
    return prose(f"✗ {each.sentence}{more}", "bad", 4)
