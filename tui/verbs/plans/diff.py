"""`hvr diff FILE`: what a plan or rules would change now, or what changed since a snapshot."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from tui.fleet.journal import Entry
from tui.fleet.plans.building import build_plan
from tui.fleet.plans.drift import DriftReading, drift_of
from tui.fleet.plans.files import PlanFile, read_source
from tui.fleet.view import FleetView
from tui.model.change import AdapterKey
from tui.model.plan.ruleset import RuleSet
from tui.model.text import printable
from tui.verbs.plans.document import drift_document, plan_document
from tui.verbs.plans.lines import change_lines, reading_lines
from tui.verbs.plans.weighing import weigh, weighing_lines
from tui.verbs.terms import DIFFERENT, UNUSABLE, Terminal, gravest
from tui.yamlfile import FileError


def diff(
    source: Path | PlanFile | RuleSet,
    view: FleetView,
    entries: Iterable[Entry],
    terminal: Terminal,
    only: Collection[AdapterKey] | None = None,
) -> int:
    """DONE without differences, DIFFERENT with some, UNUSABLE where a part of the file cannot be compared."""
    try:
        file = read_source(source) if isinstance(source, Path) else source
    except FileError as error:
        terminal.complain(str(error))
        return UNUSABLE
    if isinstance(file, PlanFile) and file.snapshot:
        return _drift(file, view, entries, terminal, only)
    reading = build_plan(file, view, only)
    weighing = weigh(reading.plan, view, entries)
    terminal.tell((*reading_lines(reading, view), *weighing_lines(weighing)))
    codes = ({UNUSABLE} if reading.problems else set()) | ({DIFFERENT} if reading.plan else set())
    terminal.hand(plan_document(reading, codes, blockers=weighing.blockers))
    return gravest(codes)


def _drift(
    snapshot: PlanFile,
    view: FleetView,
    entries: Iterable[Entry],
    terminal: Terminal,
    only: Collection[AdapterKey] | None,
) -> int:
    reading = drift_of(snapshot, view, entries)
    if only is not None:
        drifts = tuple(drift for drift in reading.drifts if drift.change.key in only)
        reading = replace(reading, drifts=drifts, added=tuple(each for each in reading.added if each.key in only))
    terminal.tell(_drift_lines(reading, view))
    differs = {DIFFERENT} if reading.drifts or reading.added else set()
    codes = differs | ({UNUSABLE} if reading.problems else set())
    terminal.hand(drift_document(reading, codes))
    return gravest(codes)


def _drift_lines(reading: DriftReading, view: FleetView) -> Iterator[str]:
    for drift in reading.drifts:
        by = drift.by.text
        yield from change_lines(drift.change, view, f" · {by}" if by else "")
    for change in reading.added:
        yield printable(f"new: {change.vm_name} / {change.adapter_name} · {change.key.host}")
    for problem in reading.problems:
        yield f"problem: {printable(problem.text)}"
    yield f"{len(reading.drifts)} changed since, {len(reading.added)} new, {len(reading.problems)} problems"
