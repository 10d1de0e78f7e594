"""The one path that writes: lock, journal, compare, send, wait, read back, journal.

WMI has no compare-and-swap: between the comparison and the host acting on the call another tool may write. That window
is kept one comparison long, measured with every change, and the read-back shows what became of it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from tui.fleet.journal import FamilyBusy, Journal, JournalError
from tui.fleet.session import ReadOnly, Session
from tui.fleet.writing.settle import look_back, settle
from tui.fleet.writing.work import Found, Result, Send, Work
from tui.hyperv.jobs import wait
from tui.hyperv.returncodes import MethodRefused
from tui.model.result import Outcome
from tui.wsman.client import Client
from tui.wsman.fault import WSManError

Report = Callable[[str], object]
"""Gets the step that begins: comparing, sending, job 40 %, reading back."""

T = TypeVar("T")
_SHORTEST, _LONGEST, _WIDENING = 0.1, 2.0, 1.5
"""Seconds between two looks at an end that is awaited."""


@dataclass(frozen=True, slots=True)
class WriteAccess:
    """What is needed to write to one host."""

    session: Session
    principal: str = ""
    """Who logs on to the host, for the journal."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why something is written, and the ids that belonging records share in the journal."""

    reason: str = ""
    apply: str = ""
    """All changes of one plan."""
    run: str = ""
    """Everything of one drill or failover."""


def carry_out(
    access: WriteAccess, work: Work[Found, Result], journal: Journal, purpose: Purpose, report: Report
) -> Result:
    """Carry one write out and say what became of it. Raises nothing that a host or a disk can cause.

    Nothing is sent twice: after an answer that was lost, the host is read until it is settled or stays unknown. The
    VM's family is held against other consoles from before the intent is journalled until after the outcome is.
    """
    began = time.monotonic()
    try:
        client = access.session.writer
        with journal.family(work.family):
            entry = work.record_intent(journal, access.principal, purpose.reason, purpose.apply, purpose.run)
            result = _Attempt(access.session, client, work, report).result()
            result = replace(result, seconds=time.monotonic() - began)
            try:
                work.record_end(journal, entry, result)
            except JournalError as error:
                sentence = f"{result.sentence} The journal lacks this outcome: {error}".strip()
                result = replace(result, sentence=sentence)
            return result
    except (ReadOnly, JournalError, FamilyBusy) as error:
        return work.result(Outcome.NOT_SENT, f"{error}; nothing was sent")


class _Attempt(Generic[Found, Result]):
    """One write on its way, with what is known of it so far."""

    def __init__(self, session: Session, client: Client, work: Work[Found, Result], report: Report) -> None:
        self._session = session
        self._client = client
        self._work: Work[Found, Result] = work
        self._report = report
        self._sent = False
        self._began = time.monotonic()
        self._window: float | None = None

    def result(self) -> Result:
        try:
            result = self._carry_out()
        except Exception as error:
            sentence = f"stopped by a fault of this program ({type(error).__name__}); read the host before trying again"
            result = self._work.result(Outcome.UNKNOWN, sentence)
        return replace(result, sent=self._sent, window=self._window)

    def _carry_out(self) -> Result:
        self._report("comparing")
        self._began = time.monotonic()
        try:
            compared = self._ask(self._work.compare)
        except WSManError as error:
            sentence = "the host could not be read first; nothing was sent"
            return self._work.result(Outcome.NOT_SENT, sentence, error.words)
        if not isinstance(compared, tuple):
            return compared
        self._report("sending")
        for send in compared:
            ended = self._submit(send)
            if ended is not None:
                return ended
        return self._end()

    def _submit(self, send: Send) -> Result | None:
        """Send one call and wait for its job; None where it went well."""
        sent_before, self._sent = self._sent, True
        try:
            submitted = self._ask(send)
        except MethodRefused as refusal:
            return self._refused(f"the host refused it: {refusal}", "")
        except WSManError as error:
            self._sent = sent_before or error.delivered
            if error.delivered:
                return self._end("the answer was lost", error.words)
            if sent_before:
                return self._refused("a part of it could not be sent", error.words)
            return self._work.result(Outcome.FAILED, "it could not be sent", error.words)
        finally:
            self._window = time.monotonic() - self._began if self._sent else None
        end = wait(self._client, submitted, self._work.job_patience, self._report_percent)
        if end.ok or (end.ok is None and self._work.job_may_outlast):
            return None
        if end.ok is None:
            return self._end("the answer was lost", end.words)
        code = "" if end.code is None else f" with code {end.code}"
        return self._refused(f"the host's job failed{code}", end.words)

    def _report_percent(self, percent: int) -> None:
        self._report(f"job {percent} %")

    def _end(self, lost: str = "", words: str = "") -> Result:
        """What it came to, once the host holds the wanted end or has had its time for it."""
        self._report(self._work.waiting)
        accepted, interval = time.monotonic(), _SHORTEST
        while True:
            if lost:
                result, patience = settle(self._work, self._ask, lost, words)
            else:
                result, patience = look_back(self._work, self._ask)
            if result.outcome is Outcome.VERIFIED or time.monotonic() - accepted >= patience:
                return result
            time.sleep(interval)
            interval = min(interval * _WIDENING, _LONGEST)

    def _refused(self, sentence: str, words: str) -> Result:
        work = self._work
        self._report("reading back")
        try:
            found = self._ask(work.read)
        except WSManError:
            return work.result(Outcome.FAILED, f"{sentence}; what the host holds now could not be read", words)
        held = work.after_refusal(found)
        if held:
            return work.result(Outcome.DIFFERS, f"{sentence}; {held}", words, found)
        return work.result(Outcome.FAILED, sentence, words, found)

    def _ask(self, job: Callable[[Client], T]) -> T:
        """Speak with the host in the credential's turn: a rejected one is not tried again. Raises WSManError."""
        return self._session.call(lambda: job(self._client))
