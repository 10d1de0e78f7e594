"""The journal's lines of actions on VMs as values: what was meant and what became of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from tui.fleet.journal.ending import Ending, Recorded, end_record, read_end
from tui.fleet.journal.operator import Operator
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
class StepEntry(Recorded[StepIntent, Moment]):
    """One action in the journal."""

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
    found = None if result.found is None else asdict(result.found)
    return end_record(kind, entry, result, found) | {"test_vm": result.test_vm}


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


def read_step_end(record: Mapping[str, Any]) -> Ending[Moment]:
    """Raises KeyError, TypeError or ValueError for a record of another form."""
    ending = read_end(record, None if record["found"] is None else Moment(**record["found"]))
    return replace(ending, test_vm=record["test_vm"])
