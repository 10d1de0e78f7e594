"""What became of a change."""

from dataclasses import dataclass
from enum import Enum

from tui.model.change import AdapterNetwork, Change


class Outcome(Enum):
    """How a change ended; the value is the word that people and JSON read."""

    VERIFIED = "verified"
    """Applied, read back, and the host holds what was asked for."""
    FAILED = "failed"
    """The host refused or its job failed; what it holds was not changed as asked."""
    CONFLICT = "conflict"
    """The host no longer held what the change was planned from; nothing was sent."""
    DIFFERS = "differs"
    """Applied, but the host holds neither what was asked for nor what was there."""
    UNKNOWN = "unknown"
    """It may have reached the host and could not be settled by reading."""
    NOT_SENT = "not sent"
    """Stopped before its turn."""


@dataclass(frozen=True, slots=True)
class ChangeResult:
    """The end of one change."""

    change: Change
    outcome: Outcome
    sentence: str
    """What is known, for the operator; empty for a plain verified."""
    words: str = ""
    """The host's own words, exactly."""
    found: AdapterNetwork | None = None
    """What the host holds now, where it could be read."""
    seconds: float = 0.0
    sent: bool = False
    """Anything may have reached the host."""
    window: float | None = None
    """Seconds from the beginning of the comparison to the host's answer to the last call: what another tool wrote after
    the host was compared and before it took the call was overwritten unseen, and that took less. None: nothing sent."""

    @property
    def title(self) -> str:
        return self.change.title


@dataclass(frozen=True, slots=True)
class ChangeProgress:
    """A change on its way."""

    change: Change
    step: str
    """waiting, comparing, sending, job 40 %, reading back."""
