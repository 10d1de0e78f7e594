"""Plans, their results and drift as the documents that `--json` prints (tui/schemas/plan.json, drift.json)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from tui.fleet.plans.drift import DriftReading
from tui.fleet.reports.document import SCHEMA_VERSION, time_text
from tui.model import states
from tui.model.change import Change
from tui.model.plan.fingerprint import plan_hash
from tui.model.plan.values import PlanReading
from tui.model.readiness import Finding
from tui.model.result import ChangeResult
from tui.verbs.terms import gravest


def plan_document(
    reading: PlanReading,
    codes: Collection[int],
    *,
    blockers: Iterable[Finding] = (),
    results: Sequence[ChangeResult] = (),
) -> dict[str, Any]:
    """The whole plan; without `results` nothing was sent. Every text exactly as its host holds it."""
    by_key = {result.change.key: result for result in results}
    return _head(codes) | {
        "plan_hash": plan_hash(reading.plan) if reading.plan else None,
        "unchanged": reading.unchanged,
        "problems": [each.text for each in reading.problems],
        "notes": [each.text for each in reading.notes],
        "blockers": [{"rule": each.rule_id, "sentence": each.sentence, "mends": each.mends} for each in blockers],
        "changes": [_change(change) | _result(by_key.get(change.key)) for change in reading.plan],
    }


def drift_document(reading: DriftReading, codes: Collection[int]) -> dict[str, Any]:
    """What changed since a snapshot, and by whom as far as the journal knows."""
    return _head(codes) | {
        "changes": [_change(drift.change) | {"by": drift.by.text} for drift in reading.drifts],
        "added": [_change(change) for change in reading.added],
        "problems": [each.text for each in reading.problems],
    }


def _head(codes: Collection[int]) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "time": time_text(datetime.now(UTC)),
        "exit_code": gravest(codes),
        "exit_codes": sorted(codes),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "host": change.key.host,
        "vm_id": change.key.vm,
        "vm": change.vm_name,
        "mode": states.mode_name(change.mode),
        "adapter_id": change.key.adapter,
        "adapter": change.adapter_name,
        "before": asdict(change.before),
        "after": asdict(change.after),
    }


def _result(result: ChangeResult | None) -> dict[str, Any]:
    if result is None:
        return {"outcome": None}
    return {
        "outcome": result.outcome.value,
        "sentence": result.sentence,
        "words": result.words,
        "found": None if result.found is None else asdict(result.found),
        "seconds": round(result.seconds, 3),
    }
