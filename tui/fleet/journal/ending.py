"""What stands behind every intent in the journal: what became of it, and the two put together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

from tui.model.result import ChangeResult, Outcome
from tui.model.step import StepResult

IntentT = TypeVar("IntentT")
FoundT = TypeVar("FoundT")


@dataclass(frozen=True, slots=True)
class Ending(Generic[FoundT]):
    """What became of an intent."""

    time: datetime
    outcome: Outcome
    sentence: str
    words: str
    found: FoundT | None
    seconds: float
    sent: bool
    """Anything may have reached the host."""
    settled: bool
    """Found out later by reading, not by the process that sent it."""
    test_vm: str | None = None
    """After a test failover: GUID of the test VM."""


@dataclass(frozen=True, slots=True)
class Recorded(Generic[IntentT, FoundT]):
    """One thing in the journal that was to be written to a host."""

    intent: IntentT
    ending: Ending[FoundT] | None
    """None after a crash, and while it is on its way."""
    file: Path

    @property
    def outcome(self) -> Outcome:
        return Outcome.UNKNOWN if self.ending is None else self.ending.outcome

    @property
    def sent(self) -> bool:
        return self.ending is None or self.ending.sent


def end_record(kind: str, entry: str, result: ChangeResult | StepResult, found: Any) -> dict[str, Any]:
    """`found` is what the host holds now, as JSON values."""
    return {
        "kind": kind,
        "id": entry,
        "outcome": result.outcome.value,
        "sentence": result.sentence,
        "words": result.words,
        "found": found,
        "seconds": round(result.seconds, 3),
        "sent": result.sent,
        "window": None if result.window is None else round(result.window, 4),
    }


def read_end(record: Mapping[str, Any], found: FoundT | None) -> Ending[FoundT]:
    """Raises KeyError, TypeError or ValueError for a record of another form."""
    return Ending(
        datetime.fromisoformat(record["time"]),
        Outcome(record["outcome"]),
        record["sentence"],
        record["words"],
        found,
        float(record["seconds"]),
        bool(record["sent"]),
        record["kind"] in ("settled", "step-settled"),
    )
