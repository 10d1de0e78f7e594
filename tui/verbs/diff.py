"""`hvr diff FILE`: what a plan or rules would change now, or what changed since a snapshot."""

from collections.abc import Iterable
from pathlib import Path

from tui.fleet.drift import drift_of
from tui.fleet.files import PlanFile, read_source
from tui.fleet.journal import Entry
from tui.fleet.planning import build_plan
from tui.fleet.view import FleetView
from tui.model.text import printable
from tui.verbs.plan_lines import change_lines, reading_lines
from tui.verbs.terms import DIFFERENT, DONE, UNUSABLE, Terminal
from tui.yamlfile import FileError


def diff(source: Path, view: FleetView, entries: Iterable[Entry], terminal: Terminal) -> int:
    """DONE without differences, DIFFERENT with some, UNUSABLE where a part of the file cannot be compared."""
    try:
        file = read_source(source)
    except FileError as error:
        terminal.complain(str(error))
        return UNUSABLE
    if isinstance(file, PlanFile) and file.snapshot:
        return _drift(file, view, entries, terminal)
    reading = build_plan(file, view)
    for line in reading_lines(reading, view):
        terminal.out(line)
    return UNUSABLE if reading.problems else DIFFERENT if reading.plan else DONE


def _drift(snapshot: PlanFile, view: FleetView, entries: Iterable[Entry], terminal: Terminal) -> int:
    reading = drift_of(snapshot, view, entries)
    for drift in reading.drifts:
        by = drift.by.text
        for line in change_lines(drift.change, view, f" · {by}" if by else ""):
            terminal.out(line)
    for change in reading.added:
        terminal.out(printable(f"new: {change.vm_name} / {change.adapter_name} · {change.key.host}"))
    for problem in reading.problems:
        terminal.out(f"problem: {printable(problem.text)}")
    terminal.out(f"{len(reading.drifts)} changed since, {len(reading.added)} new, {len(reading.problems)} problems")
    return UNUSABLE if reading.problems else DIFFERENT if reading.drifts or reading.added else DONE
