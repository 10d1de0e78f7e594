"""What a rule found, how grave it is for each operation, and the verdict that follows."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, IntEnum
from typing import NamedTuple

from tui.model.change import AdapterKey


class Operation(Enum):
    """What an operator may do with a copy; the value is the word that people and JSON read."""

    STAGE = "stage"
    DRILL = "drill"
    PLANNED = "planned failover"
    UNPLANNED = "unplanned failover"


DEFAULT_OPERATION = Operation.UNPLANNED
"""What a verdict is about where nothing else is asked."""


class Severity(IntEnum):
    """How much a finding weighs; greater is graver."""

    NONE = 0
    INFO = 1
    WARN = 2
    BLOCK = 3


class Verdict(IntEnum):
    """Of an adapter or a VM; greater is graver."""

    READY = 0
    WARN = 1
    BLOCKED = 2

    @property
    def word(self) -> str:
        """The word that people and JSON read."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Severities:
    """One severity an operation."""

    stage: Severity = Severity.NONE
    drill: Severity = Severity.NONE
    planned: Severity = Severity.NONE
    unplanned: Severity = Severity.NONE

    def of(self, operation: Operation) -> Severity:
        match operation:
            case Operation.STAGE:
                return self.stage
            case Operation.DRILL:
                return self.drill
            case Operation.PLANNED:
                return self.planned
            case Operation.UNPLANNED:
                return self.unplanned

    def all_as(self, severity: Severity) -> "Severities":
        """With this severity for every operation that the rule speaks of; on the others it stays silent."""
        return Severities(*(severity if held else Severity.NONE for held in self._each()))

    def _each(self) -> tuple[Severity, ...]:
        return (self.stage, self.drill, self.planned, self.unplanned)


class MachineKey(NamedTuple):
    """Which VM on which host."""

    host: str
    """The host's name in the hosts file."""
    vm: str
    """GUID, upper case."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """An operator's decision to go ahead in spite of one rule."""

    rule_id: str
    reason: str
    until: datetime | None = None
    """The moment from which it no longer holds, aware; None: for as long as it is kept."""
    vms: tuple[str, ...] = ()
    """Names or GUIDs of the VMs that it is about; empty: every VM."""

    def holds(self, now: datetime) -> bool:
        return self.until is None or now < self.until

    def covers(self, name: str, guid: str) -> bool:
        """Whether it is about the VM of this name and GUID."""
        return not self.vms or name in self.vms or guid in {each.strip("{}").upper() for each in self.vms}


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
