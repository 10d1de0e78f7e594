"""What became of a write, by reading: after its answer, where the answer was lost, and after a crash."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from tui.fleet.writing.work import Found, Result, Work
from tui.hyperv.running import has_running_job
from tui.model.result import Outcome
from tui.wsman.client import Client
from tui.wsman.fault import QuotaExceeded, TimedOut, Unreachable, WSManError

T = TypeVar("T")
_PASSING = (TimedOut, Unreachable, QuotaExceeded)
_PATIENCE = 10.0
"""Seconds after which a host that does not answer for a moment is not asked any more."""


class Ask(Protocol):
    """Speaks with the host in its credential's turn. Raises a leaf of WSManError."""

    def __call__(self, job: Callable[[Client], T], /) -> T: ...


def look_back(work: Work[Found, Result], ask: Ask) -> tuple[Result, float]:
    """What a write that the host accepted came to, and for how many seconds after that this may still change."""
    try:
        found = ask(work.read)
    except WSManError as error:
        sentence = "it was accepted, and could not be read back"
        return work.result(Outcome.UNKNOWN, sentence, error.words), _patience(error)
    return work.judge(found), work.allowance(found)


def settle(work: Work[Found, Result], ask: Ask, lost: str, words: str = "") -> tuple[Result, float]:
    """The end of a write whose answer is missing, and for how many seconds after the loss this may still change.

    No job of its VM running and two reads that agree decide it. `lost` says why there is no answer, and begins the
    result's sentence.
    """
    try:
        first = ask(work.read)
        running = ask(lambda client: has_running_job(client, work.vm))
        second = ask(work.read)
    except WSManError as error:
        sentence = f"{lost} and the host cannot be read: read it before anything else"
        return work.result(Outcome.UNKNOWN, sentence, error.words), _patience(error)
    if running or first != second or work.is_moving(second):
        sentence = f"{lost} and the host is still at work: read it again"
        return work.result(Outcome.UNKNOWN, sentence, words, second), max(
            work.settling_patience, work.allowance(second)
        )
    return work.judge(second, lost=lost, words=words), work.allowance(second)


def _patience(error: WSManError) -> float:
    return _PATIENCE if isinstance(error, _PASSING) else 0.0
