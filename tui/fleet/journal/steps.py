"""The journal's lines of actions on VMs as values: what was meant and what became of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tui.fleet.journal.operator import Operator
from tui.model.result import Outcome
from tui.model.step import Action, Moment, Step, StepResult


@dataclass(frozen=True, slots=True)
class StepIntent:
    """An action that was about to be sent."""

    id: str
    time: datetime
    """UTC."""
    operator: Operator
    principal: str
    """Who logged on to the host."""
    run: str
    """The drill or failover that it belongs to; empty for one by itself."""
    reason: str
    step: Step

    @property
    def apply(self) -> str:
        """What stands for the apply of a change: the run."""
        return self.run


@dataclass(frozen=True, slots=True)
class StepEnding:
    """What became of it."""

    time: datetime
    outcome: Outcome
    sentence: str
    words: str
    found: Moment | None
    test_vm: str | None
    seconds: float
    sent: bool
    """Anything may have reached the host."""
    settled: bool
    """Found out later by reading, not by the process that sent it."""


@dataclass(frozen=True, slots=True)
class StepEntry:
    """One action in the journal."""

    intent: StepIntent
    ending: StepEnding | None
    """None after a crash, and while the action is on its way."""
    file: Path

    @property
    def outcome(self) -> Outcome:
        return Outcome.UNKNOWN if self.ending is None else self.ending.outcome

    @property
    def sent(self) -> bool:
        return self.ending is None or self.ending.sent

    @property
    def host(self) -> str:
        return self.intent.step.host

    @property
    def vm_name(self) -> str:
        return self.intent.step.vm_name

    @property
    def name(self) -> str:
        """What was written, in exact text."""
        return f"{self.vm_name}: {self.intent.step.action.value}"

    @property
    def title(self) -> str:
        return self.intent.step.title


def step_record(entry: str, step: Step, reason: str, principal: str, run: str) -> dict[str, Any]:
    return {
        "kind": "step",
        "id": entry,
        "run": run,
        **asdict(Operator.here()),
        "principal": principal,
        "reason": reason,
        "action": step.action.value,
        "host": step.host,
        "vm": step.vm,
        "vm_name": step.vm_name,
        "before": asdict(step.before),
        "recovery_point": step.recovery_point,
        "test_of": step.test_of,
    }


def step_end_record(kind: str, entry: str, result: StepResult) -> dict[str, Any]:
    """`kind` is step-outcome, or step-settled where another process read what became of it."""
    return {
        "kind": kind,
        "id": entry,
        "outcome": result.outcome.value,
        "sentence": result.sentence,
        "words": result.words,
        "found": None if result.found is None else asdict(result.found),
        "test_vm": result.test_vm,
        "seconds": round(result.seconds, 3),
        "sent": result.sent,
        "window": None if result.window is None else round(result.window, 4),
    }


def read_step(record: Mapping[str, Any]) -> StepIntent:
    """Raises KeyError, TypeError or ValueError for a record of another form."""
    return StepIntent(
        str(record["id"]),
        datetime.fromisoformat(record["time"]),
        Operator(record["user"], record["login_user"], record["ssh_client"]),
        record["principal"],
        record["run"],
        record["reason"],
        Step(
            Action(record["action"]),
            record["host"],
            record["vm"],
            record["vm_name"],
            Moment(**record["before"]),
            record["recovery_point"],
            record["test_of"],
        ),
    )


def read_step_end(record: Mapping[str, Any]) -> StepEnding:
    """Raises KeyError, TypeError or ValueError for a record of another form."""
    return StepEnding(
        datetime.fromisoformat(record["time"]),
        Outcome(record["outcome"]),
        record["sentence"],
        record["words"],
        None if record["found"] is None else Moment(**record["found"]),
        record["test_vm"],
        float(record["seconds"]),
        bool(record["sent"]),
        record["kind"] == "step-settled",
    )
