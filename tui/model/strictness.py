"""How a group of hosts wants to be judged: where rules draw their lines, and how much they weigh there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from difflib import get_close_matches
from types import MappingProxyType

from tui.model.severity import Severities, Severity, Waiver


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Limits that differ from site to site."""

    behind_intervals: int = 3
    """How many of its intervals a copy may be behind."""
    drill_every: timedelta = timedelta(days=30)
    """Within what time every copy is to be test-failed-over (facts/needs.md 2.3, rule 52)."""
    pending_bytes: int = 2**30
    """How much may wait to be replicated."""


class UnknownRule(ValueError):
    """A rule id that no rule has; its message is a sentence for the operator."""


def check_rule_id(rule_id: str) -> None:
    """Raises UnknownRule, which lists close matches."""
    # A hosts file that names no rule is read without them.
    from tui.model.readiness.catalogue import RULES_BY_ID

    if rule_id in RULES_BY_ID:
        return
    close = get_close_matches(rule_id, RULES_BY_ID, n=3, cutoff=0.5)
    hint = f"; did you mean {' or '.join(close)}?" if close else ""
    raise UnknownRule(f"there is no rule {rule_id}{hint}")


@dataclass(frozen=True, slots=True)
class ReadinessSettings:
    """Thresholds, and severities that differ from the rules' own. Raises UnknownRule for an id that no rule has."""

    thresholds: Thresholds = field(default_factory=Thresholds)
    severities: Mapping[str, Severity] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    """By rule id; replaces the rule's severity for the operations that it speaks of, and for no other."""

    waivers: tuple[Waiver, ...] = ()
    """What is known and accepted for a time."""

    def __post_init__(self) -> None:
        for rule_id in (*self.severities, *(waiver.rule_id for waiver in self.waivers)):
            check_rule_id(rule_id)

    def severities_of(self, rule_id: str, own: Severities) -> Severities:
        """Of a rule whose own severities are these."""
        wanted = self.severities.get(rule_id)
        return own if wanted is None else own.all_as(wanted)


DEFAULT_SETTINGS = ReadinessSettings()
