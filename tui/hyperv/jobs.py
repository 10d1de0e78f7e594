"""Waiting for the job that a method started (facts/hyperv-wmi.md 1.15; facts/real-host.md 5)."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from tui.hyperv.returncodes import Submitted
from tui.wsman.cimxml import read_embedded
from tui.wsman.client import Client
from tui.wsman.fault import NotFound, QuotaExceeded, TimedOut, Unreachable, WSManError
from tui.wsman.instance import EndpointReference, Instance

_COMPLETED, _COMPLETED_WITH_WARNINGS = 7, 32768
TERMINAL = frozenset({_COMPLETED, 8, 9, 10, _COMPLETED_WITH_WARNINGS})
"""The values of JobState after which a job does nothing more."""
_SHORTEST, _LONGEST, _WIDENING = 0.1, 1.0, 1.5
_UNANSWERED = 5
"""How many polls in a row may stay without an answer: polling again is always safe."""

_UNNAMED = "The host started a job and did not name it."
_GONE = "The job is gone: the host forgets a job some minutes after its end."


@dataclass(frozen=True, slots=True)
class JobEnd:
    """How a submitted method ended, as far as its job tells; only reading back tells what the host holds."""

    ok: bool | None
    """None where the end was not seen."""
    code: int | None = None
    """ErrorCode of the job."""
    words: str = ""
    """The host's own words, exactly; empty where it said nothing."""
    sentence: str = ""
    """Why the end was not seen; empty where it was."""


def wait(
    client: Client,
    submitted: Submitted,
    deadline_seconds: float,
    on_progress: Callable[[int], None] = lambda percent: None,
    *,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> JobEnd:
    """Polls the job until it ends or ``deadline_seconds`` have passed; giving up does not stop the job.

    ``on_progress`` is told PercentComplete, 0 to 100, at every poll. Raises nothing of the connection: what happens to
    it says nothing of the job.
    """
    if submitted.job is None:
        return JobEnd(None, sentence=_UNNAMED) if submitted.job_unnamed else JobEnd(True)
    deadline = clock() + deadline_seconds
    interval, unanswered = _SHORTEST, 0
    while True:
        try:
            job = client.get(submitted.job.resource_uri, submitted.job.selectors)
            unanswered = 0
            if job.integer("JobState") in TERMINAL:
                return _end_of(client, submitted.job, job)
            on_progress(job.integer("PercentComplete") or 0)
        except NotFound as error:
            return JobEnd(None, words=error.words, sentence=_GONE)
        except (TimedOut, Unreachable, QuotaExceeded) as error:
            unanswered += 1
            if unanswered >= _UNANSWERED:
                return JobEnd(None, words=error.words, sentence="The host stopped answering while its job ran.")
        except WSManError as error:
            return JobEnd(None, words=error.words, sentence="The job could not be read.")
        if clock() + interval > deadline:
            return JobEnd(None, sentence=f"The job was still running after {deadline_seconds:.0f} s.")
        sleep(interval)
        interval = min(interval * _WIDENING, _LONGEST)


def _end_of(client: Client, reference: EndpointReference, job: Instance) -> JobEnd:
    state, code = job.integer("JobState"), job.integer("ErrorCode")
    if state == _COMPLETED_WITH_WARNINGS or (state == _COMPLETED and not code):
        return JobEnd(True, code, job.text("ErrorDescription") or "")
    words = job.text("ErrorDescription") or job.text("ErrorSummaryDescription") or _error_messages(client, reference)
    return JobEnd(False, code, words or job.text("JobStatus") or "")


def _error_messages(client: Client, job: EndpointReference) -> str:
    """The messages of the job's Msvm_Error instances, one a line; empty where the host will not tell them."""
    try:
        errors = client.invoke(job.resource_uri, job.selectors, "GetErrorEx", {}).outputs.array("Errors")
        properties = (each for text in errors for each in read_embedded(text).properties)
        messages = [each.value for each in properties if each.name == "Message"]
    except WSManError:
        return ""
    return "\n".join(message for message in messages if isinstance(message, str) and message)
