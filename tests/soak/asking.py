"""What on a terminal asks before anything is sent, and what a person types to confirm it."""

import re
from dataclasses import dataclass

_REVIEW = re.compile(r"^ Review · (\d+)|^ +Apply to (\d+) adapter", re.MULTILINE)
_DRILL = re.compile(r"^ Drill · (\d+) VMs? on|^ +Drill (\d+) VMs? +Back", re.MULTILINE)
_TYPED = re.compile(r"\bTo ((?:[a-z]+ )+)(?:\d+ \w+ )?type (\S.*?)(?: and press enter)?:")
_BUTTON = re.compile(r"\bTo (apply|begin), press enter on the button")
_KINDS = {"apply to ": "review", "drill ": "drill"}
"""By what is said in the line that asks, where the title is not to be seen."""
_MOVES = re.compile(r"\x1b\[[0-9;]*H")
_SEQUENCES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
_NO_REASON = "Reason: none yet"


@dataclass(frozen=True, slots=True)
class Question:
    """A screen or a dialog that has to be answered before anything is sent."""

    kind: str
    """review, drill, or typed for everything else."""
    wanted: str
    """What has to be typed; for one adapter or VM nothing."""
    needs_reason: bool = False

    @property
    def count(self) -> int:
        """How many adapters or VMs it is for, where it tells."""
        return int(self.wanted or 1) if (self.wanted or "1").isdecimal() else 0

    @property
    def answers(self) -> tuple[str, ...]:
        """The keys that confirm it, as far as they stand where it begins; the button may be a tab or two away."""
        confirmed = (f"{self.wanted}\r", "\t\r", "\t\t\r") if not self.wanted else (f"{self.wanted}\r",)
        return tuple(f"rsoak\r{keys}" if self.needs_reason else keys for keys in confirmed)


def painted(sent: bytes) -> str:
    """What a program has painted, line by line where it moved the cursor to."""
    return _SEQUENCES.sub("", _MOVES.sub("\n", sent.decode("utf-8", "replace")))


def question(text: str) -> Question | None:
    """The question that stands on a terminal."""
    needs_reason = _NO_REASON in text
    for kind, pattern in (("review", _REVIEW), ("drill", _DRILL)):
        if found := pattern.search(text):
            count = found[1] or found[2]
            return Question(kind, "" if count == "1" else count, needs_reason)
    if found := _TYPED.search(text):
        return Question(_KINDS.get(found[1], "typed"), found[2], needs_reason)
    if found := _BUTTON.search(text):
        return Question("review" if found[1] == "apply" else "drill", "", needs_reason)
    return None
