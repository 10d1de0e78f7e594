"""Where rules draw their lines."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Limits that differ from site to site."""

    behind_intervals: int = 3
    """How many of its intervals a copy may be behind."""
    drill_every: timedelta = timedelta(days=30)
    """Within what time every copy is to be test-failed-over (facts/needs.md 2.3, rule 52)."""
    pending_bytes: int = 2**30
    """How much may wait to be replicated."""
