"""How every VM of a view stands, as the panes, plans and ``hvr check`` read it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Self

from tui.model.change import AdapterKey, Change
from tui.model.readiness import DEFAULT_OPERATION, Finding, MachineKey, Operation, Severity, Verdict, verdict


@dataclass(frozen=True, slots=True)
class Standing:
    """How one VM stands."""

    findings: tuple[Finding, ...]
    """Its own first, then its adapters', each in the order of the rules."""
    is_copy: bool
    """A replica or extended replica: what a fleet's counts are about."""
    _usual: Verdict = field(init=False, repr=False, compare=False)
    """Weighed once, for the operation that every list shows: lists of ten thousand ask for it again and again."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_usual", verdict(self.findings))

    def verdict(self, operation: Operation = DEFAULT_OPERATION) -> Verdict:
        return self._usual if operation is DEFAULT_OPERATION else verdict(self.findings, operation)


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """When standings of a host's VMs became others, and whose: told apart by identity."""

    vms: frozenset[str]
    """GUIDs of those whose standing is another than under the mark before."""
    before: object
    """The `stamp` of the mark before; None for a host's first."""
    stamp: object = field(default_factory=object)

    @classmethod
    def after(cls, before: "Mark | None", vms: frozenset[str]) -> Self:
        return cls(vms, before.stamp if before is not None else None)

    def follows(self, mark: "Mark | None") -> bool:
        """Whether nothing lies between a mark and this one."""
        return mark is not None and self.before is mark.stamp


@dataclass(frozen=True, slots=True)
class Judgement:
    """How every VM of one view stands."""

    standings: Mapping[MachineKey, Standing]
    marks: Mapping[str, Mark] = field(default_factory=lambda: MappingProxyType({}), compare=False)
    """By host: another one whenever a standing of one of its VMs is another; a host without one may have changed."""

    def of_machine(self, host: str, vm: str) -> tuple[Finding, ...]:
        """Everything found on a VM and its adapters; nothing for a VM that is not in the view."""
        standing = self.standings.get(MachineKey(host, vm))
        return standing.findings if standing else ()

    def of_adapter(self, key: AdapterKey) -> tuple[Finding, ...]:
        """What was found on one adapter."""
        return tuple(finding for finding in self.of_machine(key.host, key.vm) if finding.key == key)

    def machine_verdict(self, host: str, vm: str, operation: Operation = DEFAULT_OPERATION) -> Verdict:
        return verdict(self.of_machine(host, vm), operation)

    def adapter_verdict(self, key: AdapterKey, operation: Operation = DEFAULT_OPERATION) -> Verdict:
        return verdict(self.of_adapter(key), operation)

    def findings(self) -> Iterator[Finding]:
        """All of them, those first that concern the whole fleet: two living copies of one VM."""
        everything = [finding for standing in self.standings.values() for finding in standing.findings]
        yield from sorted(everything, key=lambda finding: finding.rule_id != "two-running")

    def counts(self, operation: Operation = DEFAULT_OPERATION) -> Counter[Verdict]:
        """How many replicas are ready, warned of and blocked."""
        return Counter(each.verdict(operation) for each in self.standings.values() if each.is_copy)


NOBODY_JUDGED = Judgement(MappingProxyType({}))
"""Before anything was."""


@dataclass(frozen=True, slots=True)
class Impact:
    """What one change of a plan breaks and mends once the whole plan is carried out."""

    change: Change
    broken: tuple[Finding, ...]
    mended: tuple[Finding, ...]

    @property
    def blockers(self) -> tuple[Finding, ...]:
        """What stops the change: what it newly breaks and staging must not break."""
        return tuple(each for each in self.broken if each.severity(Operation.STAGE) is Severity.BLOCK)
