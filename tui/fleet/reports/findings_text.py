"""Findings as a file that people and spreadsheets read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tui.fleet.judging.judgement import Judgement
from tui.fleet.view import FleetView
from tui.model.change import AdapterKey
from tui.model.plan.cells import csv_rows, text_cells
from tui.model.readiness import Finding, MachineKey, Operation, Severity
from tui.model.text import printable

COLUMNS = (
    "Host", "VM Name", "VM GUID", "Adapter", "Adapter GUID", "Operation", "Severity", "Rule", "Finding", "Mends",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """A finding with the names of what it was found on."""

    finding: Finding
    vm: str
    adapter: str
    """Empty where it was found on the VM itself."""

    @property
    def name(self) -> str:
        return f"{self.vm} / {self.adapter}" if self.adapter else self.vm


def named_findings(judgement: Judgement, view: FleetView, operation: Operation) -> list[Named]:
    """What weighs anything for an operation, the gravest first, then by host and VM."""
    names = _names(view)
    found = []
    for finding in judgement.findings():
        if finding.severity(operation) is not Severity.NONE:
            vm, adapter = names.get(_place(finding.key), (finding.key.vm, ""))
            found.append(Named(finding, vm, adapter))
    return sorted(found, key=lambda each: (-each.finding.severity(operation), each.finding.key.host, each.name))


def findings_text(findings: Iterable[Named], operation: Operation, *, as_csv: bool) -> str:
    """A row or a line each; text from hosts exactly in CSV, printable in plain text."""
    if not as_csv:
        return "".join(f"{printable(_line(each, operation))}\n" for each in findings)
    return "\ufeff" + csv_rows([COLUMNS, *(_row(each, operation) for each in findings)])


def _row(each: Named, operation: Operation) -> list[str]:
    finding = each.finding
    return text_cells(
        finding.key.host, each.vm, finding.key.vm, each.adapter,
        finding.key.adapter if isinstance(finding.key, AdapterKey) else "", operation.value,
        finding.severity(operation).name.lower(), finding.rule_id, finding.sentence, finding.mends,
    )  # fmt: skip


def _line(each: Named, operation: Operation) -> str:
    finding = each.finding
    severity = finding.severity(operation).name.lower()
    return f"{severity:<5} {each.name} · {finding.key.host}: {finding.sentence}; {finding.mends} [{finding.rule_id}]"


def _place(key: AdapterKey | MachineKey) -> tuple[str, ...]:
    return (key.host, key.vm, key.adapter) if isinstance(key, AdapterKey) else (key.host, key.vm)


def _names(view: FleetView) -> Mapping[tuple[str, ...], tuple[str, str]]:
    names: dict[tuple[str, ...], tuple[str, str]] = {}
    for row in view.rows():
        machine = row.machine
        names[row.host.name, machine.id] = machine.name, ""
        for adapter in machine.adapters:
            names[row.host.name, machine.id, adapter.id] = machine.name, adapter.name
    return names
