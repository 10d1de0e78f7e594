"""`hvr check`: what the readiness rules find on some VMs, as a value, as lines, and as an exit code."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from tui.fleet.judging.judgement import Judgement
from tui.fleet.reports.findings_text import Named, findings_text, named_findings
from tui.fleet.view import FleetView, HostView, MachineRow
from tui.model.machine import Machine
from tui.model.readiness import Finding, MachineKey, Operation, Verdict
from tui.verbs.terms import DIFFERENT, UNREACHABLE, UNUSABLE, gravest


@dataclass(frozen=True, slots=True)
class Check:
    """The chosen VMs of one view, judged for one operation."""

    now: datetime
    operation: Operation
    view: FleetView
    hosts: tuple[HostView, ...]
    """Those that are asked about: the others only told what the rules compare with."""
    rows: tuple[MachineRow, ...]
    judgement: Judgement
    journal_trouble: str = ""
    """Why the journal could not be read: drill values that are still staged cannot be told then."""

    @property
    def counts(self) -> Counter[Verdict]:
        return Counter(self.verdict(row) for row in self.rows)

    @property
    def silent(self) -> tuple[HostView, ...]:
        """Hosts of which nothing new can be said: they do not answer, or hide everything."""
        return tuple(host for host in self.hosts if not host.is_read)

    @property
    def codes(self) -> frozenset[int]:
        """Every exit code that came up, but for DONE."""
        codes = {DIFFERENT} if any(self.verdict(row) is not Verdict.READY for row in self.rows) else set()
        codes |= {UNUSABLE} if self.journal_trouble else set()
        return frozenset(codes | ({UNREACHABLE} if self.silent else set()))

    @property
    def code(self) -> int:
        return gravest(self.codes)

    def findings_of(self, row: MachineRow) -> tuple[Finding, ...]:
        """Waived ones too."""
        return self.judgement.of_machine(row.host.name, row.machine.id)

    def verdict(self, row: MachineRow) -> Verdict:
        return self.judgement.machine_verdict(row.host.name, row.machine.id, self.operation)

    def named(self) -> list[Named]:
        """What weighs anything, the gravest first."""
        keys = (MachineKey(row.host.name, row.machine.id) for row in self.rows)
        standings = {key: self.judgement.standings[key] for key in keys if key in self.judgement.standings}
        return named_findings(Judgement(MappingProxyType(standings)), self.view, self.operation)


def seconds_behind(host: HostView, machine: Machine) -> float | None:
    """How far a copy was behind when its host last told; None where it never received, or nobody knows."""
    as_of, last = host.states_as_of or host.as_of, machine.replication.last_replication if machine.replication else None
    return None if as_of is None or last is None else max(0.0, (as_of - last).total_seconds())


def check_lines(check: Check) -> Iterator[str]:
    """A line a finding, and the totals."""
    yield from findings_text(check.named(), check.operation, as_csv=False).splitlines()
    yield f"{totals(check)} for {check.operation.value}"


def totals(check: Check) -> str:
    """``21 VMs: 11 ready, 6 warn, 4 blocked``."""
    waived = sum(finding.waiver is not None for row in check.rows for finding in check.findings_of(row))
    words = [f"{check.counts[verdict]} {verdict.word}" for verdict in Verdict]
    words += [f"{waived} waived"] if waived else []
    return f"{_counted(check.rows, 'VM')}: {', '.join(words)}"


def _counted(things: Sequence[object], what: str) -> str:
    return f"{len(things)} {what}{'' if len(things) == 1 else 's'}"
