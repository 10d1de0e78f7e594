"""Drift as rows."""

from tui.fleet.plans.drift import DriftReading
from tui.fleet.view import FleetView
from tui.screens.rows_of.adapters import switches_of
from tui.widgets.cells import Cell, Column, Row, Tone, prose, widest
from tui.widgets.change_view import change_details


def columns(reading: DriftReading) -> tuple[Column, ...]:
    changes = [*(drift.change for drift in reading.drifts), *reading.added]
    names = widest((f"{change.vm_name} / {change.adapter_name}" for change in changes), 20, 60)
    hosts = widest((change.key.host for change in changes), 8, 40)
    return Column("", 1), Column("", 14), Column("", min(34, names), names), Column("", min(12, hosts), hosts)


def drift_rows(reading: DriftReading, view: FleetView) -> list[Row]:
    """What changed with its values and by whom, then what is new, then what cannot be compared."""
    switches = {host.name: switches_of(host) for host in view.hosts}
    rows = []
    for drift in reading.drifts:
        change = drift.change
        foreign = drift.by.by != "hvr"
        details = change_details(change, switches=switches.get(change.key.host, ()))
        by = drift.by.text or "the journal knows no change of it: not by hvr on this journal"
        details.append(prose(by, "warn" if foreign else "dim", 4))
        sign, word = ("≠", "not by hvr") if foreign else ("±", "changed")
        name = f"{change.vm_name} / {change.adapter_name}"
        tone: Tone = "warn" if foreign else ""
        cells = (Cell(sign, tone), Cell(word, tone), Cell(name, "strong"), Cell(change.key.host))
        rows.append(Row(change.key, cells, tuple(details)))
    for change in reading.added:
        name = f"{change.vm_name} / {change.adapter_name}"
        rows.append(Row(change.key, (Cell("+"), Cell("new"), Cell(name, "strong"), Cell(change.key.host))))
    for number, problem in enumerate(reading.problems):
        cells = (Cell("?", "warn"), Cell("not comparable", "warn"), Cell(""), Cell(""))
        rows.append(Row(number, cells, (prose(problem.text, "warn", 4),)))
    return rows
