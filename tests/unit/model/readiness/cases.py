"""One case of a rule: facts, and the sentence that it says about them or its silence."""

from dataclasses import dataclass

from tui.model.readiness import (
    AdapterFacts,
    Finding,
    MachineFacts,
    MomentFacts,
    judge_adapter,
    judge_machine,
    judge_moment,
)

AnyFacts = AdapterFacts | MachineFacts | MomentFacts


@dataclass(frozen=True)
class Case:
    rule_id: str
    what: str
    facts: AnyFacts
    says: str | None
    """None: the rule lets it pass."""

    @property
    def name(self) -> str:
        return f"{self.rule_id} {'catches' if self.says else 'passes'} {self.what}"


def catches(rule_id: str, what: str, facts: AnyFacts, says: str) -> Case:
    return Case(rule_id, what, facts, says)


def passes(rule_id: str, what: str, facts: AnyFacts) -> Case:
    return Case(rule_id, what, facts, None)


def judged(facts: AnyFacts) -> tuple[Finding, ...]:
    if isinstance(facts, AdapterFacts):
        return judge_adapter(facts)
    return judge_machine(facts) if isinstance(facts, MachineFacts) else judge_moment(facts)
