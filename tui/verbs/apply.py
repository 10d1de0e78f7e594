"""`hvr apply FILE` and `hvr undo`: show the plan, have it confirmed, carry it out, say what became of it."""

import threading
from pathlib import Path

from tui.fleet.fleet import Fleet
from tui.fleet.journal import JournalError
from tui.fleet.journal.history import find_entries, last_apply
from tui.fleet.journal.undo import undo_of
from tui.fleet.planning import build_plan, site_of
from tui.fleet.run import ApplyRun, ApplyView
from tui.fleet.session import ReadOnly
from tui.model.plan.fingerprint import is_hash_of
from tui.model.plan.values import PlanReading
from tui.model.result import Outcome
from tui.verbs.plan_lines import reading_lines, result_lines
from tui.verbs.terms import DIFFERENT, DONE, UNUSABLE, Terminal
from tui.yamlfile import FileError


def apply(
    fleet: Fleet,
    source: Path,
    terminal: Terminal,
    *,
    reason: str = "",
    plan_hash: str | None = None,
    skip_problems: bool = False,
) -> int:
    """Carry out a plan, a snapshot or rules. `plan_hash` stands for a review of exactly this plan, and nobody is asked.

    A plan with problems is refused whole unless `skip_problems` leaves those adapters out.
    """
    try:
        reading = build_plan(source, fleet.view)
    except FileError as error:
        terminal.complain(str(error))
        return UNUSABLE
    return _carry_out(fleet, reading, terminal, reason, plan_hash, skip_problems)


def undo(
    fleet: Fleet,
    wanted: str | None,
    terminal: Terminal,
    *,
    reason: str = "",
    plan_hash: str | None = None,
    skip_problems: bool = False,
) -> int:
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
    said = reason or f"undo of {undone[0].intent.apply}"
    return _carry_out(fleet, plan.reading, terminal, said, plan_hash, skip_problems)


def _carry_out(
    fleet: Fleet, reading: PlanReading, terminal: Terminal, reason: str, plan_hash: str | None, skip_problems: bool
) -> int:
    for line in reading_lines(reading, fleet.view):
        terminal.out(line)
    if reading.problems and not skip_problems:
        terminal.complain("the plan has problems; nothing was sent")
        return UNUSABLE
    if not reading.plan:
        return DIFFERENT if reading.problems else DONE
    if not _confirmed(reading, terminal, plan_hash):
        return UNUSABLE
    try:
        run = fleet.apply(reading.plan, reason=reason)
    except ReadOnly as error:
        terminal.complain(str(error))
        return UNUSABLE
    view = wait_for_end(run, terminal)
    for line in result_lines(view.results, fleet.view):
        terminal.out(line)
    counts = ", ".join(f"{count} {outcome.value}" for outcome, count in view.counts.items())
    window = f"; longest window {view.window * 1000:.0f} ms" if view.window is not None else ""
    terminal.out(f"{counts} in {view.elapsed:.1f} s{window}")
    everything = view.counts.get(Outcome.VERIFIED, 0) == len(view.items) and not reading.problems
    return DONE if everything else DIFFERENT


def _confirmed(reading: PlanReading, terminal: Terminal, plan_hash: str | None) -> bool:
    if plan_hash is not None:
        if not is_hash_of(plan_hash, reading.plan):
            terminal.complain("the plan is not the one that was reviewed: its hash differs; nothing was sent")
            return False
        return True
    count = len(reading.plan)
    if terminal.ask(f"to apply to {count} adapter{'' if count == 1 else 's'} type {count}: ").strip() != str(count):
        terminal.complain("not confirmed; nothing was sent")
        return False
    return True


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
