"""What stops a plan: newly broken rules that nobody has waived, and what the journal is told of those that were."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tui.fleet.journal import Journal, WaivedPlace
from tui.fleet.judging.judgement import Impact
from tui.model.change import AdapterKey
from tui.model.readiness import Finding, MachineKey

Place = tuple[AdapterKey | MachineKey, str]
"""Where a rule was broken and in what words: a waiver covers this and nothing that is broken later."""


@dataclass(frozen=True, slots=True)
class Waived:
    """One rule that the operator goes ahead in spite of, with one reason for every place."""

    rule_id: str
    title: str
    reason: str
    places: frozenset[Place]

    @classmethod
    def of(cls, findings: Iterable[Finding], reason: str) -> "Waived":
        """`findings` are of one rule."""
        every = tuple(findings)
        places = frozenset((finding.key, finding.sentence) for finding in every)
        return cls(every[0].rule_id, every[0].title, reason, places)

    def covers(self, finding: Finding) -> bool:
        return finding.rule_id == self.rule_id and (finding.key, finding.sentence) in self.places


def blockers(impacts: Iterable[Impact], waived: Iterable[Waived] = ()) -> tuple[Finding, ...]:
    """What the changes newly break, must not break, and nobody has waived; each once."""
    held = tuple(waived)
    found = (finding for impact in impacts for finding in impact.blockers)
    return tuple(dict.fromkeys(each for each in found if not any(waiver.covers(each) for waiver in held)))


def by_rule(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """The findings under the ids of their rules, in their order."""
    rules: dict[str, list[Finding]] = {}
    for finding in findings:
        rules.setdefault(finding.rule_id, []).append(finding)
    return rules


def waive_rules(impacts: Iterable[Impact], reasons: Mapping[str, str]) -> tuple[Waived, ...]:
    """A waiver, with its reason, for each rule of `reasons` that stops the plan: everywhere in it."""
    found = by_rule(blockers(impacts))
    return tuple(Waived.of(found[rule_id], reason) for rule_id, reason in reasons.items() if rule_id in found)


def journal_waivers(journal: Journal, apply: str, waived: Iterable[Waived]) -> None:
    """Record what an apply goes ahead in spite of. Raises JournalError."""
    for waiver in waived:
        places = (
            WaivedPlace(key.host, key.vm, key.adapter if isinstance(key, AdapterKey) else "", sentence)
            for key, sentence in waiver.places
        )
        journal.waiver(apply, waiver.rule_id, waiver.title, waiver.reason, sorted(places))
