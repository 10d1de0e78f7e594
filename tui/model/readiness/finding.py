"""What a rule found, and the verdict that follows."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from tui.model.change import AdapterKey
from tui.model.severity import DEFAULT_OPERATION, Operation, Severities, Severity, Verdict, Waiver


class MachineKey(NamedTuple):
    """Which VM on which host."""

    host: str
    """The host's name in the hosts file."""
    vm: str
    """GUID, upper case."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule found on one adapter or VM."""

    rule_id: str
    title: str
    """The fault in a few words, as in "mends gateway off every subnet"."""
    severities: Severities
    sentence: str
    """One sentence; names in it are the host's exact text, made printable only where they are drawn."""
    mends: str
    """What mends it, as an instruction."""
    key: AdapterKey | MachineKey
    waiver: Waiver | None = None

    def severity(self, operation: Operation = DEFAULT_OPERATION) -> Severity:
        """What it weighs for an operation; nothing once it is waived."""
        return Severity.NONE if self.waiver else self.severities.of(operation)


def verdict(findings: Iterable[Finding], operation: Operation = DEFAULT_OPERATION) -> Verdict:
    """Blocked by any blocker, else warned of, else ready: what only informs leaves a copy ready."""
    worst = max((finding.severity(operation) for finding in findings), default=Severity.NONE)
    return {Severity.BLOCK: Verdict.BLOCKED, Severity.WARN: Verdict.WARN}.get(worst, Verdict.READY)


def waive(findings: Iterable[Finding], waivers: Iterable[Waiver], now: datetime) -> tuple[Finding, ...]:
    """The findings, those whose rule is waived now carrying their waiver; later waivers win."""
    holding = {waiver.rule_id: waiver for waiver in waivers if waiver.holds(now)}
    return tuple(replace(finding, waiver=holding.get(finding.rule_id)) for finding in findings)


def newly_broken(before: Iterable[Finding], after: Iterable[Finding]) -> tuple[Finding, ...]:
    """What a change breaks: findings after it that were not there, in so many words, before it."""
    known = {_identity(finding) for finding in before}
    return tuple(finding for finding in after if _identity(finding) not in known)


def mended(before: Iterable[Finding], after: Iterable[Finding]) -> tuple[Finding, ...]:
    """What a change mends: findings before it that are gone after it."""
    return newly_broken(after, before)


def _identity(finding: Finding) -> tuple[str, AdapterKey | MachineKey, str]:
    return finding.rule_id, finding.key, finding.sentence
