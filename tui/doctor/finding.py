"""What a check came to."""

from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    """The value is the word that people and JSON read."""

    PASS = "pass"
    WARN = "warn"
    """It works, and is less safe or less sure than it should be."""
    FAIL = "fail"
    NOT_PERMITTED = "not permitted"
    """The host knows the account, and says no."""
    SKIPPED = "skipped"
    """Not looked at: an earlier check failed, it does not apply, or only a write would show."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check on one host, in a line."""

    check: str
    verdict: Verdict
    sentence: str
    """What was seen. May hold a host's own words: not safe to draw as it is."""
    remedy: str = ""
    """What to do about it; empty where nothing is to be done."""
