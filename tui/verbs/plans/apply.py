"""`hvr apply FILE` and `hvr undo`: show the plan, have it confirmed, carry it out, say what became of it."""

import threading
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from tui.fleet.fleet import Fleet
from tui.fleet.journal import JournalError
from tui.fleet.journal.history import find_entries, last_apply
from tui.fleet.journal.undo import undo_of
from tui.fleet.judging.weighing import by_rule
from tui.fleet.plans.building import build_plan, site_of
from tui.fleet.plans.files import PlanFile
from tui.fleet.plans.run import ApplyRun, ApplyView
from tui.fleet.session import ReadOnly
from tui.fleet.view import HostState
from tui.model.change import AdapterKey
from tui.model.plan.fingerprint import is_hash_of
from tui.model.plan.ruleset import RuleSet
from tui.model.plan.values import PlanReading
from tui.model.result import ChangeResult, Outcome
from tui.verbs.plans.document import plan_document
from tui.verbs.plans.lines import reading_lines, result_lines
from tui.verbs.plans.weighing import BadWaiver, Weighing, read_waivers, weigh, weighing_lines
from tui.verbs.terms import CONFLICT, DIFFERENT, INTERRUPTED, UNREACHABLE, UNUSABLE, Terminal, gravest
from tui.yamlfile import FileError


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a plan is carried out under; without any, somebody is asked."""

    reason: str = ""
    """For the journal."""
    plan_hash: str | None = None
    """Stands for a review of exactly this plan: nobody is asked."""
    yes: bool = False
    """Nobody is asked."""
    dry_run: bool = False
    """Nothing is sent."""
    skip_problems: bool = False
    """Leave out the adapters with a problem instead of refusing the whole plan."""
    waive: tuple[str, ...] = ()
    """``RULE=REASON`` each: go on in spite of that rule, wherever the plan newly breaks it."""


AS_ASKED = Conditions()


def apply(
    fleet: Fleet,
    source: Path | PlanFile | RuleSet,
    terminal: Terminal,
    conditions: Conditions = AS_ASKED,
    only: Collection[AdapterKey] | None = None,
) -> int:
    """Carry out a plan, a snapshot or rules; `only` leaves out all other adapters."""
    try:
        reading = build_plan(source, fleet.view, only)
    except FileError as error:
        terminal.complain(str(error))
        return UNUSABLE
    return _carry_out(fleet, reading, terminal, conditions)


def undo(fleet: Fleet, wanted: str | None, terminal: Terminal, conditions: Conditions = AS_ASKED) -> int:
    """Take back the change or the apply whose id begins with `wanted`; None: the last apply. Another's is asked for."""
    try:
        entries = fleet.journal.read().entries
    except JournalError as error:
        terminal.complain(str(error))
        return UNUSABLE
    undone = last_apply(entries) if wanted is None else find_entries(entries, wanted)
    if not undone:
        terminal.complain(
            "the journal holds nothing to take back" if wanted is None else f"the journal has no {wanted}"
        )
        return UNUSABLE
    plan = undo_of(undone, entries, site_of(fleet.view))
    if plan.others:
        names = ", ".join(plan.others)
        if terminal.ask(f"this takes back changes by {names}; to go on type their name: ") not in plan.others:
            terminal.complain("nothing was sent")
            return UNUSABLE
    said = conditions.reason or f"undo of {undone[0].intent.apply}"
    return _carry_out(fleet, plan.reading, terminal, replace(conditions, reason=said))


def _carry_out(fleet: Fleet, reading: PlanReading, terminal: Terminal, conditions: Conditions) -> int:
    try:
        weighing = weigh(reading.plan, fleet.view, fleet.journal.read().entries, read_waivers(conditions.waive))
    except (BadWaiver, JournalError) as error:
        terminal.complain(str(error))
        return UNUSABLE
    terminal.tell((*reading_lines(reading, fleet.view), *weighing_lines(weighing)))
    refusal = _refusal(reading, weighing, terminal, conditions)
    if refusal or conditions.dry_run or not reading.plan:
        if refusal:
            terminal.complain(refusal)
        codes: Collection[int] = {UNUSABLE} if refusal else {DIFFERENT} if reading.plan or reading.problems else set()
        terminal.hand(plan_document(reading, codes, blockers=weighing.blockers))
        return gravest(codes)
    try:
        run = fleet.apply(reading.plan, reason=conditions.reason, waived=weighing.waived)
    except (ReadOnly, JournalError) as error:
        terminal.complain(str(error))
        return UNUSABLE
    view = wait_for_end(run, terminal)
    codes = _codes(run, reading) | ({UNREACHABLE} if _went_silent(fleet, view.results) else set())
    terminal.tell((*result_lines(view.results, fleet.view), _totals(view)))
    terminal.hand(plan_document(reading, codes, results=view.results))
    return gravest(codes)


def _went_silent(fleet: Fleet, results: Iterable[ChangeResult]) -> bool:
    """Whether a host of which not everything could be settled does not answer now; it is read once more for that.

    But not with a credential that was rejected: reading would try it once more.
    """
    if fleet.credentials.rejected():
        return True
    open_ends = (Outcome.NOT_SENT, Outcome.FAILED, Outcome.UNKNOWN)
    hosts = {result.change.key.host for result in results if result.outcome in open_ends}
    moved = threading.Event()
    fleet.listen(moved.set)
    for host in hosts:
        fleet.refresh(host)
    while any(fleet.view.host(host).reading for host in hosts):
        moved.wait()
        moved.clear()
    return any(fleet.view.host(host).state is not HostState.UP for host in hosts)


def _totals(view: ApplyView) -> str:
    counts = ", ".join(f"{count} {outcome.value}" for outcome, count in view.counts.items())
    window = f"; longest window {view.window * 1000:.0f} ms" if view.window is not None else ""
    return f"{counts} in {view.elapsed:.1f} s{window}"


def _codes(run: ApplyRun, reading: PlanReading) -> frozenset[int]:
    """Every exit code that came up, but for DONE."""
    outcomes = set(run.view.counts)
    codes = {CONFLICT} if Outcome.CONFLICT in outcomes else set()
    if outcomes - {Outcome.VERIFIED, Outcome.CONFLICT} or reading.problems:
        codes.add(DIFFERENT)
    return frozenset(codes | ({INTERRUPTED} if run.stopped else set()))


def _refusal(reading: PlanReading, weighing: Weighing, terminal: Terminal, conditions: Conditions) -> str:
    """Why the plan is not carried out, a sentence; empty where it may be. Asks whoever can be asked."""
    if reading.problems and not conditions.skip_problems:
        return "the plan has problems; nothing was sent"
    if weighing.blockers:
        rules = ", ".join(by_rule(weighing.blockers))
        count = f"{len(weighing.blockers)} blocker{'' if len(weighing.blockers) == 1 else 's'}"
        return f"{count}; nothing was sent. To go on in spite of a rule: --waive RULE=REASON ({rules})"
    if conditions.plan_hash is not None and not is_hash_of(conditions.plan_hash, reading.plan):
        return "the plan is not the one that was reviewed: its hash differs; nothing was sent"
    is_agreed = conditions.yes or conditions.dry_run or conditions.plan_hash is not None
    if not reading.plan or is_agreed:
        return ""
    number = len(reading.plan)
    if terminal.ask(f"to apply to {number} adapter{'' if number == 1 else 's'} type {number}: ").strip() != str(number):
        return "not confirmed; nothing was sent. Where nobody can be asked: --plan-hash HASH, or --yes"
    return ""


def wait_for_end(run: ApplyRun, terminal: Terminal) -> ApplyView:
    """Block until every change has its result. An interrupt stops after what is on the wire, a second one leaves."""
    moved = threading.Event()
    run.listen(moved.set)
    stopping = False
    while not run.view.done:
        try:
            moved.wait()
            moved.clear()
        except KeyboardInterrupt:
            if stopping:
                raise
            stopping = True
            run.stop()
            terminal.complain("stopping: what is on the wire is finished, nothing further is sent")
    return run.view
