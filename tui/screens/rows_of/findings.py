"""What readiness rules found, as signs, words and lines."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from tui.fleet.judging.judgement import Judgement
from tui.fleet.reports.findings_text import Named
from tui.model.readiness import Finding, MachineKey, Operation, Severity, Verdict
from tui.widgets.cells import Cell, Column, Detail, Row, Tone, prose, widest
from tui.widgets.status import Part

VERDICT_SIGNS: Mapping[Verdict, tuple[str, Tone]] = {
    Verdict.READY: ("✓", "ok"),
    Verdict.WARN: ("!", "warn"),
    Verdict.BLOCKED: ("✗", "bad"),
}
SEVERITY_SIGNS: Mapping[Severity, tuple[str, Tone]] = {
    Severity.BLOCK: ("✗", "bad"),
    Severity.WARN: ("!", "warn"),
    Severity.INFO: ("·", "dim"),
    Severity.NONE: ("·", "dim"),
}
_SHORT: Mapping[Operation, str] = {
    Operation.STAGE: "staging",
    Operation.DRILL: "drill",
    Operation.PLANNED: "planned failover",
    Operation.UNPLANNED: "unplanned failover",
}


def gravest_first(findings: Iterable[Finding]) -> list[Finding]:
    """What warns or blocks by default, then what does so for another operation, then what only informs."""

    def weight(finding: Finding) -> tuple[int, int]:
        now = finding.severity()
        return -(now if now >= Severity.WARN else 0), -_heaviest(finding)

    return sorted(findings, key=weight)


def _heaviest(finding: Finding) -> Severity:
    return max(finding.severity(operation) for operation in Operation)


def finding_details(findings: Iterable[Finding], indent: int = 2) -> list[Detail]:
    """A line each; one that matters for another operation alone names it."""
    return [_detail(finding, indent) for finding in gravest_first(findings)]


def _detail(finding: Finding, indent: int) -> Detail:
    weight = finding.severity()
    sign, tone = SEVERITY_SIGNS[weight]
    if weight is not Severity.NONE:
        return prose(f"{sign} {finding.sentence}", tone, indent)
    heavier = max(Operation, key=finding.severity)
    sign, _ = SEVERITY_SIGNS[finding.severity(heavier)]
    return prose(f"{sign} {_SHORT[heavier]}: {finding.sentence}", "dim", indent)


def finding_titles(findings: Iterable[Finding]) -> Detail:
    """All that warns or blocks, in a few words each, beside each other."""
    told = [finding for finding in gravest_first(findings) if _heaviest(finding) >= Severity.WARN]
    pieces = tuple(f"{SEVERITY_SIGNS[_heaviest(finding)][0]} {finding.title}" for finding in told)
    return Detail(pieces, SEVERITY_SIGNS[max(finding.severity() for finding in told)][1], hang=0)


def full_text(findings: Iterable[Finding]) -> str:
    """Sentences with what mends them."""
    lines = []
    for finding in gravest_first(findings):
        sign, _ = SEVERITY_SIGNS[_heaviest(finding)]
        lines += [f"{sign} {finding.sentence}", f"  → {finding.mends}"]
    return "\n".join(lines)


def machine_findings(judgement: Judgement, host: str, vm: str) -> list[Finding]:
    """What concerns the VM and not one of its adapters; nothing where all of it only informs."""
    found = [finding for finding in judgement.of_machine(host, vm) if finding.key == MachineKey(host, vm)]
    return found if any(_heaviest(finding) >= Severity.WARN for finding in found) else []


def verdict_counts(counts: Counter[Verdict], least: Verdict = Verdict.READY) -> list[Part]:
    """``31 ready, 8 warn, 3 blocked``, from `least` on; ready is told even where it is none."""
    parts: list[Part] = []
    for verdict in [each for each in Verdict if each >= least]:
        if counts[verdict] or verdict is Verdict.READY:
            tone = VERDICT_SIGNS[verdict][1] if counts[verdict] else ""
            parts += [(", ", "")] if parts else []
            parts.append((f"{counts[verdict]} {verdict.word}", tone))
    return parts


def finding_columns(found: Sequence[Named]) -> tuple[Column, ...]:
    names = widest((each.name for each in found), 12, 60)
    hosts = widest((each.finding.key.host for each in found), 8, 40)
    return (
        Column("", 1),
        Column("Severity", 5),
        Column("Adapter", min(26, names), names),
        Column("Host", min(10, hosts), hosts),
        Column("Fault", 24, 60, leaves=1),
    )


def finding_rows(found: Sequence[Named], operation: Operation) -> list[Row]:
    """A row each, with the sentence and what mends it beneath."""
    rows = []
    seen: Counter[tuple[object, ...]] = Counter()
    for each in found:
        finding = each.finding
        severity = finding.severity(operation)
        sign, tone = SEVERITY_SIGNS[severity]
        cells = (
            Cell(sign, tone),
            Cell(severity.name.lower(), tone),
            Cell(each.name),
            Cell(finding.key.host),
            Cell(finding.title),
        )
        key = (finding.key, finding.rule_id, finding.sentence)
        seen[key] += 1
        details = (prose(finding.sentence, tone, 10), prose(f"→ {finding.mends}", "dim", 10))
        rows.append(Row((*key, seen[key]), cells, details))
    return rows
