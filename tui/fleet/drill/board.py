"""The board: every replica by how long ago a drill last proved it, from the journal and from the hosts' own memory."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tui.fleet.journal import RunEntry
from tui.fleet.reports.document import time_text
from tui.fleet.view import FleetView, MachineRow
from tui.model.drill.values import DrillVerdict
from tui.model.plan.cells import csv_rows, text_cells
from tui.model.readiness import MachineKey
from tui.model.text import printable

SCHEMA_VERSION = 1
COLUMNS = (
    "Host", "VM Name", "VM GUID", "Days Since Verified", "Last Verified", "Overdue", "Last Verdict", "Last Drill Ended",
    "Last Drill", "Host's Last Test Failover",
)  # fmt: skip
NEVER = "never"


@dataclass(frozen=True, slots=True)
class Drilled:
    """The end of one VM's drill, by the journal."""

    run: str
    """The drill's id."""
    verdict: DrillVerdict
    ended: datetime
    """UTC."""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One replica."""

    host: str
    vm: str
    """GUID, upper case."""
    name: str
    verified: Drilled | None
    """The last drill that proved it."""
    last: Drilled | None
    """The last drill, however it ended."""
    tested: datetime | None
    """LastTestFailoverTime, UTC: also of test failovers that nobody verified (facts/hyperv-wmi.md 1.12)."""
    told: bool
    """The host has told its statistics."""
    every: timedelta
    """Within what time it is to be drilled."""

    def days(self, now: datetime) -> int | None:
        """Whole days since a drill last proved it; None: never."""
        return None if self.verified is None else max(0, (now - self.verified.ended).days)

    def is_overdue(self, now: datetime) -> bool:
        return self.verified is None or now - self.verified.ended > self.every


def drilled(runs: Iterable[RunEntry]) -> Iterator[tuple[MachineKey, Drilled]]:
    """The end of every VM of every drill, in the order in which the drills began.

    A document of another form, such as one of a later version, is passed over.
    """
    words = {verdict.value: verdict for verdict in DrillVerdict}
    for run in runs:
        for document in run.documents if run.kind == "drill" else ():
            verdict, ended = words.get(str(document.get("verdict"))), document.get("ended")
            if verdict is not None and isinstance(ended, str):
                key = MachineKey(str(document.get("host")), str(document.get("vm")))
                yield key, Drilled(run.id, verdict, datetime.fromisoformat(ended))


def board_of(view: FleetView, runs: Iterable[RunEntry]) -> tuple[BoardRow, ...]:
    """Every replica of the view, those first that were never proved, then those whose proof is the oldest."""
    places = {host.name: host.cluster or host.name for host in view.hosts}
    ends: dict[tuple[str, str], list[Drilled]] = {}
    for key, end in drilled(runs):
        ends.setdefault((places.get(key.host, key.host), key.vm), []).append(end)
    copies = (row for row in view.rows() if row.machine.is_recovery_copy)
    rows = [_row(row, ends.get((places[row.host.name], row.machine.id), [])) for row in copies]
    return tuple(sorted(rows, key=_oldest_first))


def _row(row: MachineRow, ends: Sequence[Drilled]) -> BoardRow:
    by_time = sorted(ends, key=lambda end: end.ended)
    statistics = row.host.statistics.get(row.machine.id)
    return BoardRow(
        row.host.name,
        row.machine.id,
        row.machine.name,
        next((end for end in reversed(by_time) if end.verdict is DrillVerdict.VERIFIED), None),
        by_time[-1] if by_time else None,
        statistics.last_test_failover if statistics else None,
        statistics is not None,
        row.host.readiness.thresholds.drill_every,
    )


def _oldest_first(row: BoardRow) -> tuple[float, str, str]:
    proved = row.verified.ended.timestamp() if row.verified else float("-inf")
    return proved, row.name.casefold(), row.host


def board_document(rows: Iterable[BoardRow], now: datetime) -> dict[str, Any]:
    """What `hvr drill --board --json` prints; names exactly as the hosts hold them."""
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "drill-board",
        "time": time_text(now),
        "vms": [_document(row, now) for row in rows],
    }


def board_csv(rows: Iterable[BoardRow], now: datetime) -> str:
    """What `hvr drill --board --csv` prints: the same, a row a replica."""
    return "\ufeff" + csv_rows([COLUMNS, *(_csv_row(_document(row, now)) for row in rows)])


def _csv_row(document: Mapping[str, Any]) -> list[str]:
    days, last = document["days_since_verified"], document["last_drill"] or {}
    return text_cells(
        document["host"], document["vm"], document["vm_id"], None if days is None else str(days),
        document["last_verified"], "yes" if document["overdue"] else "no", last.get("verdict"), last.get("ended"),
        last.get("id"), document["host_last_test_failover"],
    )  # fmt: skip


def board_lines(rows: Sequence[BoardRow], now: datetime) -> Iterator[str]:
    """A line a replica under a line of titles, for a terminal or a pipe; host text is made printable here."""
    cells = [("VM", "Host", "Verified", "Last drill", "The host says"), *(_cells(row, now) for row in rows)]
    widths = [max(len(cell) for cell in column) for column in zip(*cells, strict=True)]
    for line in cells:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()


def verified_text(row: BoardRow, now: datetime) -> str:
    """``12 days ago``, ``today``, ``never``."""
    days = row.days(now)
    return NEVER if days is None else days_ago(days)


def last_text(row: BoardRow, now: datetime) -> str:
    """The last drill's verdict, and when."""
    if row.last is None:
        return NEVER
    return f"{row.last.verdict.value}, {days_ago(max(0, (now - row.last.ended).days))}"


def tested_text(row: BoardRow, now: datetime) -> str:
    """What the host remembers; a test failover alone proves nothing."""
    if row.tested is None:
        return "never tested" if row.told else "not told yet"
    return f"tested {days_ago(max(0, (now - row.tested).days))}"


def days_ago(days: int) -> str:
    return "today" if days == 0 else f"{days} day{'' if days == 1 else 's'} ago"


def _cells(row: BoardRow, now: datetime) -> tuple[str, ...]:
    name, host = printable(row.name), printable(row.host)
    return name, host, verified_text(row, now), last_text(row, now), tested_text(row, now)


def _document(row: BoardRow, now: datetime) -> dict[str, Any]:
    last: Mapping[str, Any] | None = None
    if row.last is not None:
        last = {"id": row.last.run, "verdict": row.last.verdict.value, "ended": time_text(row.last.ended)}
    return {
        "vm": row.name,
        "vm_id": row.vm,
        "host": row.host,
        "days_since_verified": row.days(now),
        "last_verified": time_text(row.verified.ended) if row.verified else None,
        "overdue": row.is_overdue(now),
        "last_drill": last,
        "host_last_test_failover": time_text(row.tested),
    }
