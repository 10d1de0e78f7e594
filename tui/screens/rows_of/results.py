"""An apply in progress as rows, and its counts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from tui.model.result import ChangeProgress, ChangeResult, Outcome
from tui.model.times import duration
from tui.widgets.cells import Cell, Column, Row, Tone, prose, widest
from tui.widgets.change_view import change_details

SIGNS: dict[Outcome, tuple[str, Tone]] = {
    Outcome.VERIFIED: ("✓", "ok"),
    Outcome.FAILED: ("✗", "bad"),
    Outcome.CONFLICT: ("⇄", "warn"),
    Outcome.DIFFERS: ("≠", "bad"),
    Outcome.UNKNOWN: ("?", "bad"),
    Outcome.NOT_SENT: ("–", "dim"),
}

Item = ChangeProgress | ChangeResult


def columns(items: Sequence[Item]) -> tuple[Column, ...]:
    names = widest((f"{item.change.vm_name} / {item.change.adapter_name}" for item in items), 20, 60)
    hosts = widest((item.change.key.host for item in items), 8, 40)
    return (
        Column("", 1),
        Column("Outcome", 12),
        Column("Adapter", min(30, names), names),
        Column("Host", min(10, hosts), hosts),
        Column("Took", 6, leaves=1, right=True),
    )


def result_rows(items: Sequence[Item]) -> tuple[Row, ...]:
    return tuple(_row(item) for item in items)


def _row(item: Item) -> Row:
    change = item.change
    name = Cell(f"{change.vm_name} / {change.adapter_name}")
    host = Cell(change.key.host)
    if isinstance(item, ChangeProgress):
        waiting = item.step == "waiting"
        return Row(change.key, (Cell("·" if waiting else "…", "dim"), Cell(item.step), name, host, Cell("")))
    sign, tone = SIGNS[item.outcome]
    details = []
    if item.sentence:
        details.append(prose(item.sentence, tone))
    if item.found is not None and item.found not in (change.before, change.after):
        details.append(prose("- as it was planned from, + as it was found:", "dim"))
        details += change_details(replace(change, after=item.found))
    if item.words:
        details.append(prose(f"the host: “{item.words}”"))
    cells = (Cell(sign, tone), Cell(item.outcome.value, tone), name, host, Cell(duration_text(item.seconds)))
    return Row(change.key, cells, tuple(details))


def duration_text(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 60 else duration(seconds)


def summary(items: Sequence[Item]) -> list[tuple[str, Tone]]:
    """``41 of 120``, then how many ended in which way."""
    ended = [item for item in items if isinstance(item, ChangeResult)]
    counts = Counter(item.outcome for item in ended)
    parts: list[tuple[str, Tone]] = [(f"{len(ended)} of {len(items)}", "strong")]
    for outcome, (_, tone) in SIGNS.items():
        if counts[outcome]:
            parts.append((f"  {counts[outcome]} {outcome.value}", tone))
    return parts
