"""Plans and results as plain lines; text from hosts is made printable here."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tui.fleet.view import FleetView
from tui.model.change import Change
from tui.model.plan.difference import differences
from tui.model.plan.fingerprint import plan_hash
from tui.model.plan.values import PlanReading
from tui.model.result import ChangeResult
from tui.model.step import StepResult
from tui.model.text import printable


def reading_lines(reading: PlanReading, view: FleetView) -> Iterator[str]:
    """The whole plan with its problems, its totals and its hash."""
    for change in reading.plan:
        yield from change_lines(change, view)
        for mapped in reading.mapped.get(change.key, ()):
            line = f" (line {mapped.rule_line})" if mapped.rule_line else ""
            yield f"    by rule      {mapped.source} -> {mapped.result}: {mapped.rule}{line}"
    for note in reading.notes:
        yield f"note: {printable(note.text)}"
    for problem in reading.problems:
        yield f"problem: {printable(problem.text)}"
    hosts = len({change.key.host for change in reading.plan})
    yield (
        f"{len(reading.plan)} to change on {hosts} host{'' if hosts == 1 else 's'}, "
        f"{reading.unchanged} as asked for already, "
        f"{len(reading.problems)} problem{'' if len(reading.problems) == 1 else 's'}"
    )
    if reading.plan:
        yield f"plan hash {plan_hash(reading.plan)}"


def change_lines(change: Change, view: FleetView, heading: str = "") -> Iterator[str]:
    """One adapter with what goes and what comes."""
    yield printable(f"{change.vm_name} / {change.adapter_name} · {change.key.host}{heading}")
    for field in differences(change, _switches(view, change.key.host)):
        for number, (sign, value) in enumerate(field.values):
            yield f"    {field.label if number == 0 else '':<13}{sign} {printable(value)}"


def result_line(result: ChangeResult | StepResult) -> str:
    """What became of one change or action."""
    words = f' "{result.words}"' if result.words else ""
    sentence = f": {result.sentence}" if result.sentence else ""
    return printable(f"{result.outcome.value:<9} {result.title}  {result.seconds:.1f} s{sentence}{words}")


def result_lines(results: Iterable[ChangeResult], view: FleetView) -> Iterator[str]:
    """Every result that needs reading, a conflict with what was planned from and what was found."""
    for result in results:
        yield result_line(result)
        if result.found is not None and result.found not in (result.change.before, result.change.after):
            found = replace(result.change, after=result.found)
            yield from change_lines(found, view, ": as planned from, and as found")


def _switches(view: FleetView, host: str) -> dict[str, str]:
    inventory = view.host(host).inventory
    return {switch.id.upper(): switch.name for switch in inventory.switches} if inventory else {}
