"""How much a finding weighs for each operation, what a verdict can be, and what is waived."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, IntEnum


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
