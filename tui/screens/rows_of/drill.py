"""A drill as rows: what it would meet before it begins, and each VM's step and verdict while it runs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from tui.fleet.drill.outlook import Objection, Outlook
from tui.keys import key_for
from tui.model.drill.causes import CAUSES
from tui.model.drill.comparing import compare
from tui.model.drill.values import AdapterProof, DrillPlan, DrillVerdict, DrillView, MachineDrill
from tui.model.staged import CLEARED
from tui.model.times import clock, duration
from tui.screens.rows_of.times import moment
from tui.widgets.cells import Cell, Column, Detail, Row, Tone, prose, widest
from tui.widgets.status import Part

SIGNS: Mapping[DrillVerdict | None, tuple[str, Tone]] = MappingProxyType(
    {
        DrillVerdict.VERIFIED: ("✓", "ok"),
        DrillVerdict.DIFFERS: ("✗", "bad"),
        DrillVerdict.SILENT: ("?", "bad"),
        DrillVerdict.NOTHING_STAGED: ("!", "warn"),
        DrillVerdict.REFUSED: ("✗", "warn"),
        DrillVerdict.FAILED: ("✗", "bad"),
        DrillVerdict.STOPPED: ("–", "dim"),
        DrillVerdict.ISOLATION_BREACH: ("✗", "bad"),
        None: ("…", "dim"),
    }
)

_TOLD = (
    DrillVerdict.VERIFIED,
    DrillVerdict.ISOLATION_BREACH,
    DrillVerdict.FAILED,
    DrillVerdict.DIFFERS,
    DrillVerdict.SILENT,
    DrillVerdict.REFUSED,
    DrillVerdict.NOTHING_STAGED,
    DrillVerdict.STOPPED,
)
"""The order in a title: after what was proved the worst, so that a narrow screen cuts what matters least."""


def counted(count: int, word: str) -> str:
    """``1 VM``, ``3 VMs``."""
    return f"{count} {word}{'' if count == 1 else 's'}"


def outlook_columns(outlooks: Sequence[Outlook]) -> tuple[Column, ...]:
    names = widest((each.target.vm_name for each in outlooks), 8, 60)
    hosts = widest((each.target.host for each in outlooks), 8, 40)
    networks = widest((_networks(each) for each in outlooks), 12, 60)
    return (
        Column("", 1),
        Column("VM", min(24, names), names),
        Column("Host", min(10, hosts), hosts),
        Column("Test network", min(28, networks), networks),
        Column("Recovery point", 14, leaves=1),
    )


def outlook_rows(outlooks: Sequence[Outlook], points: Mapping[str, str]) -> list[Row]:
    """A row a VM with everything that speaks against it; `points` are words for chosen recovery points, by id."""
    rows = []
    for each in outlooks:
        warned = any(not objection.blocks for objection in each.objections)
        sign = Cell("✗", "bad") if each.stopped else Cell("!", "warn") if warned else Cell("✓", "ok")
        point = each.target.recovery_point
        cells = (
            sign,
            Cell(each.target.vm_name, "strong"),
            Cell(each.target.host),
            Cell(_networks(each)),
            Cell("newest" if point is None else points.get(point, "chosen")),
        )
        details = tuple(detail for objection in each.objections for detail in _objection(objection))
        rows.append(Row((each.target.host, each.target.vm), cells, details))
    return rows


def _networks(each: Outlook) -> str:
    return ", ".join(each.networks)


def _objection(objection: Objection) -> list[Detail]:
    if objection.blocks and objection.waivable and objection.reason:
        return [prose(f"– waived: {objection.sentence}; because {objection.reason}", "dim", 4)]
    if not objection.blocks:
        return [prose(f"! {objection.sentence}", "warn", 4)]
    way = f"; {key_for('waive_drill')} waives this with a reason" if objection.waivable else "; no reason waives this"
    return [prose(f"✗ {objection.sentence}{way}", "bad", 4), prose(f"→ {objection.mends}", "dim", 6)]


def outlook_title(outlooks: Sequence[Outlook], plan: DrillPlan, profile: str) -> list[Part]:
    """``Drill · 10 VMs on 3 hosts · 1 will be refused · 4 at once on each host``."""
    hosts = len({each.target.host for each in outlooks})
    stopped = sum(each.stopped for each in outlooks)
    parts: list[Part] = [(f" Drill · {counted(len(outlooks), 'VM')} on {counted(hosts, 'host')}", "strong")]
    parts += [(" · ", ""), (f"{stopped} will be refused", "bad")] if stopped else []
    parts += [(" · ", ""), (f"{len(plan.waived)} waived", "dim")] if plan.waived else []
    parts.append((f" · {plan.at_once} at once a host", ""))
    parts.append((f" · waves of {plan.wave}" if plan.wave else " · one wave", ""))
    return [*parts, (f" · profile {profile}", "warn")] if profile else parts


def drill_columns(view: DrillView) -> tuple[Column, ...]:
    names = widest((machine.target.vm_name for machine in view.machines), 8, 40)
    steps = widest((machine.step for machine in view.machines), 18, 44)
    hosts = widest((machine.target.host for machine in view.machines), 8, 30)
    return (
        Column("", 1),
        Column("VM", min(16, names), names),
        Column("Step", min(22, steps), steps),
        Column("Elapsed", 7, right=True),
        Column("Verdict", 24, 80),
        Column("Host", min(10, hosts), hosts, leaves=1),
    )


def drill_rows(view: DrillView, now: datetime, *, problems_only: bool = False) -> list[Row]:
    """A row a VM in the plan's order; problems are verdicts other than verified, and test VMs that are left."""
    return [_machine_row(each, now) for each in view.machines if not problems_only or _is_problem(each)]


def _is_problem(machine: MachineDrill) -> bool:
    if machine.verdict is None:
        return machine.ended is not None and not machine.cleaned
    return machine.verdict is not DrillVerdict.VERIFIED or not machine.cleaned


def _machine_row(machine: MachineDrill, now: datetime) -> Row:
    sign, tone = SIGNS[machine.verdict]
    if machine.verdict is None and machine.ended is not None:
        # A cleaning has no verdict: the test VM is gone, or it is not.
        sign, tone = ("✓", "ok") if machine.cleaned else ("✗", "bad")
    waits = machine.verdict is None and machine.began is None
    told = machine.verdict in (None, DrillVerdict.VERIFIED)
    word = machine.verdict.value if machine.verdict else ""
    text = ": ".join(part for part in (word, machine.sentence) if part) if told else word
    details = []
    if not told and machine.sentence:
        details.append(prose(machine.sentence, tone, 4))
    if not told and machine.words:
        details.append(prose(f"the host: “{machine.words}”", "", 4))
    if machine.banner:
        details.append(prose(f"! {machine.banner}", "bad", 4))
    if machine.ended is not None and not machine.cleaned:
        details.append(prose("✗ its test VM is still there", "bad", 4))
    cells = (
        Cell("·" if waits else sign, tone),
        Cell(machine.target.vm_name),
        Cell(machine.step),
        Cell("" if machine.began is None else clock(((machine.ended or now) - machine.began).total_seconds())),
        Cell(text, tone, short=word),
        Cell(machine.target.host),
    )
    return Row((machine.target.host, machine.target.vm), cells, tuple(details))


def drill_title(view: DrillView, now: datetime, what: str = "Drill") -> list[Part]:
    """``Drill · wave 1 of 4 · 10 VMs · 3:12``, then how many have which verdict; `what` it is of."""
    word = f"{what}, over" if view.done else f"{what}, stopping" if view.stopping else what
    waves = f" · wave {view.wave} of {view.waves}" if view.waves > 1 and not view.done else ""
    elapsed = clock(((view.ended or now) - view.began).total_seconds())
    parts: list[Part] = [(f" {word}{waves} · {counted(len(view.machines), 'VM')} · {elapsed}", "strong")]
    counts = Counter(machine.verdict for machine in view.machines)
    parts += [(f"  {counts[verdict]} {verdict.value}", SIGNS[verdict][1]) for verdict in _TOLD if counts[verdict]]
    return parts


def full_text(machine: MachineDrill, now: datetime) -> str:
    """Everything that is known of one VM's drill, a fact a line."""
    verdict = machine.verdict.value if machine.verdict else "no verdict yet"
    lines = [f"{machine.target.vm_name} on {machine.target.host}: {verdict}"]
    lines += [machine.sentence] if machine.sentence else []
    lines += [f"The host: {machine.words}"] if machine.words else []
    times = (
        ("began", machine.began),
        ("test VM running", machine.running),
        ("guest verified", machine.verified),
        ("ended", machine.ended),
    )
    lines += [f"{name} {moment(time, now)}" for name, time in times if time is not None]
    if machine.data_behind is not None:
        lines.append(f"data {duration(machine.data_behind)} behind at the start")
    lines += [line for proof in machine.adapters for line in _proof_lines(proof)]
    lines += [f"! {note}" for note in machine.notes]
    for event in machine.events:
        lines.append(f"{moment(event.time, now)} {event.level_name} {event.event_id}: {event.message}")
    return "\n".join(lines)


def _proof_lines(proof: AdapterProof) -> list[str]:
    lines = ["", proof.name]
    if proof.cause is not None:
        cause = CAUSES[proof.cause]
        lines += [f"  {cause.says}", f"  → {cause.mends}"]
    for each in compare(proof.staged or CLEARED, proof.reported):
        sign = "✓" if each.agrees and each.staged else "✗" if not each.agrees else "·"
        reported = each.reported or "not reported"
        text = f"{each.staged}" if each.agrees and each.staged else f"{each.staged or 'not staged'}, {reported}"
        lines.append(f"  {sign} {each.kind:<8} {text}")
    return lines
