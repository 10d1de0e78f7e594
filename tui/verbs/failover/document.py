"""A failover as JSON values. Texts are exact; times are ISO 8601, UTC."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from tui.fleet.failover.unfinished import Unfinished
from tui.fleet.reports.document import SCHEMA_VERSION, time_text
from tui.fleet.view import FleetView
from tui.model.failover.values import FailoverView, MachineFailover, StageView


def failover_document(view: FailoverView) -> dict[str, Any]:
    """A run at its end (tui/schemas/failover.json)."""
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "failover",
        "time": time_text(datetime.now(UTC)),
        "id": view.id,
        "name": view.plan.name,
        "deed": view.plan.deed.value,
        "reason": view.plan.reason,
        "began": _stamp(view.began),
        "ended": _stamp(view.ended),
        "rto_seconds": view.plan.rto,
        "halted": view.halted,
        "vms": [_machine(machine) for machine in view.machines],
    }


def status_document(open_runs: Iterable[Unfinished], view: FleetView) -> dict[str, Any]:
    """The failovers that are not over (tui/schemas/failover-status.json)."""
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "failover-status",
        "time": time_text(datetime.now(UTC)),
        "unfinished": [
            {
                "id": run.id,
                "name": run.plan.name,
                "deed": run.plan.deed.value,
                "began": _stamp(run.began),
                "user": run.user,
                "in_hand": run.in_hand,
                "being_taken_back": run.told.back,
                "halted": run.told.halted,
                "vms": [
                    {
                        "vm": target.vm,
                        "name": target.vm_name,
                        "stands": run.stands(target, view),
                        "left": [stage.value for stage in run.left(target)],
                    }
                    for target in run.plan.targets
                ],
            }
            for run in open_runs
        ],
    }


def _machine(machine: MachineFailover) -> dict[str, Any]:
    target = machine.target
    return {
        "vm": target.vm,
        "name": target.vm_name,
        "host": target.copy.host,
        "standing": machine.standing.value,
        "sentence": machine.sentence,
        "words": machine.words,
        "fault": machine.fault.value if machine.fault else None,
        "began": _stamp(machine.began),
        "up": _stamp(machine.up),
        "ended": _stamp(machine.ended),
        "lost_seconds": machine.lost,
        "stages": [_stage(view) for view in machine.stages],
        "adapters": [
            {"id": proof.adapter, "name": proof.name, "missing": list(proof.missing), "cause": proof.cause}
            for proof in machine.proofs
        ],
    }


def _stage(view: StageView) -> dict[str, Any]:
    return {
        "stage": view.stage.value,
        "begun": _stamp(view.begun),
        "ended": _stamp(view.ended),
        "failed": view.failed,
        "sentence": view.sentence,
    }


def _stamp(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")
