"""A check as the document that `hvr check --json` prints (tui/schemas/check.json)."""

from typing import Any

from tui.fleet.reports.document import SCHEMA_VERSION, host_fields, time_text
from tui.fleet.view import MachineRow
from tui.model import states
from tui.model.change import AdapterKey
from tui.model.readiness import Finding, Severity, Verdict
from tui.verbs.check.run import Check, seconds_behind


def check_document(check: Check) -> dict[str, Any]:
    """Every text exactly as its host holds it."""
    counts = check.counts
    return {
        "schema_version": SCHEMA_VERSION,
        "time": time_text(check.now),
        "operation": check.operation.value,
        "exit_code": check.code,
        "exit_codes": sorted(check.codes),
        "counts": {verdict.word: counts[verdict] for verdict in Verdict},
        "hosts": [host_fields(host) for host in check.hosts],
        "vms": [_machine(check, row) for row in check.rows],
    }


def _machine(check: Check, row: MachineRow) -> dict[str, Any]:
    machine, relationship = row.machine, row.machine.replication
    statistics = row.host.statistics.get(machine.id)
    findings = check.findings_of(row)
    weighing = [each for each in findings if each.severity(check.operation) is not Severity.NONE]
    return {
        "host": row.host.name,
        "id": machine.id,
        "name": machine.name,
        "mode": states.mode_name(machine.mode),
        "as_of": time_text(row.host.states_as_of or row.host.as_of),
        "verdict": check.verdict(row).word,
        "state": states.replication_state_name(relationship.state) if relationship else "Not replicating",
        "health": states.health_name(relationship.health) if relationship else "None",
        "seconds_behind": seconds_behind(row.host, machine),
        "adapters": len(machine.adapters),
        "staged": machine.staged_count,
        "statistics": None
        if statistics is None
        else {
            "as_of": time_text(statistics.read_at),
            "last_test_failover": time_text(statistics.last_test_failover),
            "pending_bytes": statistics.pending_bytes,
        },
        "findings": [_finding(each, each.severity(check.operation)) for each in weighing],
        "waived": [
            _finding(each, each.severities.of(check.operation))
            | {"reason": each.waiver.reason, "until": time_text(each.waiver.until)}
            for each in findings
            if each.waiver is not None
        ],
    }


def _finding(finding: Finding, severity: Severity) -> dict[str, Any]:
    return {
        "rule": finding.rule_id,
        "severity": severity.name.lower(),
        "adapter_id": finding.key.adapter if isinstance(finding.key, AdapterKey) else None,
        "sentence": finding.sentence,
        "mends": finding.mends,
    }
