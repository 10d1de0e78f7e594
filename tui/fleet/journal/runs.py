"""Drills and failovers in the journal: their own documents, and everything that was written for them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from tui.fleet.journal.operator import Operator
from tui.fleet.journal.records import Entry
from tui.fleet.journal.steps import StepEntry

RunKind = Literal["drill", "failover"]


@dataclass(frozen=True, slots=True)
class RunEntry:
    """One drill or failover in the journal."""

    id: str
    kind: RunKind
    began: datetime
    """UTC."""
    operator: Operator
    documents: tuple[Mapping[str, Any], ...]
    """The kind's own: the first as it began, then what was noted, the last as it ended, where it did."""
    ended: datetime | None = None
    """UTC; None after a crash, and while it is on its way."""
    steps: tuple[StepEntry, ...] = ()
    """By the time of their intent."""
    changes: tuple[Entry, ...] = ()
    """Changes of adapters, by the time of their intent."""


class RunReading:
    """Puts runs together from the records of any files, in any order."""

    def __init__(self) -> None:
        self._began: dict[str, RunEntry] = {}
        self._noted: dict[str, list[tuple[datetime, bool, Mapping[str, Any]]]] = {}

    def take(self, record: Mapping[str, Any]) -> None:
        """One record of kind run-began, run-noted or run-ended. Raises KeyError, TypeError or ValueError."""
        run, time, document = str(record["run"]), datetime.fromisoformat(record["time"]), dict(record["document"])
        if record["kind"] == "run-began":
            kind: RunKind = "failover" if record["run_kind"] == "failover" else "drill"
            operator = Operator(record["user"], record["login_user"], record["ssh_client"])
            self._began[run] = RunEntry(run, kind, time, operator, (document,))
        else:
            self._noted.setdefault(run, []).append((time, record["kind"] == "run-ended", document))

    def entries(self, steps: tuple[StepEntry, ...], changes: tuple[Entry, ...]) -> tuple[RunEntry, ...]:
        """By the time at which they began."""
        found = []
        for run in sorted(self._began.values(), key=lambda run: run.began):
            noted = sorted(self._noted.get(run.id, ()), key=lambda note: note[0])
            found.append(
                replace(
                    run,
                    documents=(*run.documents, *(document for _, _, document in noted)),
                    ended=next((time for time, ends, _ in noted if ends), None),
                    steps=tuple(step for step in steps if step.intent.run == run.id),
                    changes=tuple(change for change in changes if change.intent.run == run.id),
                )
            )
        return tuple(found)
