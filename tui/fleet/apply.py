"""The one path that writes: lock, journal, compare, send, wait, read back, journal.

WMI has no compare-and-swap: between the comparison and the host acting on the call another tool may write. That window
is kept one comparison long, measured with every change, and the read-back shows what became of it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NoReturn

from tui.fleet.journal import FamilyBusy, Journal, JournalError
from tui.fleet.readback import CUT, judge, read_network, settle
from tui.hyperv.adapter import AdapterReading, read_adapter
from tui.hyperv.failover import stage
from tui.hyperv.jobs import wait
from tui.hyperv.networking import UNCHANGED, rewire, wire
from tui.hyperv.returncodes import MethodRefused, Submitted
from tui.model import states
from tui.model.change import AdapterNetwork, Change
from tui.model.machine import Adapter
from tui.model.plan.comparing import is_cut
from tui.model.result import ChangeResult, Outcome
from tui.wsman.client import Client
from tui.wsman.fault import WSManError

JOB_DEADLINE = 300.0
"""Seconds to wait for a job before its end counts as unknown."""

Report = Callable[[str], object]
"""Gets the step that begins: comparing, sending, job 40 %, reading back."""


@dataclass(frozen=True, slots=True)
class WriteAccess:
    """What is needed to write to one host: a client whose gate lets writing methods through."""

    client: Client
    computer_name: str
    principal: str = ""
    """Who logs on to the host, for the journal."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why a plan is carried out, and the id that all its changes share in the journal."""

    reason: str = ""
    apply: str = ""


class _Ended(Exception):
    """A change came to its end; carries the result without its measures."""

    def __init__(self, result: ChangeResult) -> None:
        self.result = result


def carry_out(access: WriteAccess, change: Change, journal: Journal, purpose: Purpose, report: Report) -> ChangeResult:
    """Carry out one change and say what became of it. Raises nothing that a host or a disk can cause.

    Nothing is sent twice: after an answer that was lost, the host is read until it is settled or stays unknown. The
    VM's family is held against other consoles from before the intent is journalled until after the outcome is.
    """
    began = time.monotonic()
    try:
        with journal.family(change.key.vm):
            entry = journal.intent(change, purpose.reason, principal=access.principal, apply=purpose.apply)
            result = _Attempt(access, change, report).result()
            result = replace(result, seconds=time.monotonic() - began)
            try:
                journal.outcome(entry, result)
            except JournalError as error:
                sentence = f"{result.sentence} The journal lacks this outcome: {error}".strip()
                result = replace(result, sentence=sentence)
            return result
    except (JournalError, FamilyBusy) as error:
        return ChangeResult(change, Outcome.NOT_SENT, f"{error}; nothing was sent")


class _Attempt:
    """One change on its way, with what is known of it so far."""

    def __init__(self, access: WriteAccess, change: Change, report: Report) -> None:
        self._access = access
        self._client = access.client
        self._change = change
        self._report = report
        self._sent = False
        self._began = time.monotonic()
        self._window: float | None = None

    def result(self) -> ChangeResult:
        try:
            result = self._carry_out()
        except _Ended as end:
            result = end.result
        except Exception as error:
            sentence = f"stopped by a fault of this program ({type(error).__name__}); read the host before trying again"
            result = ChangeResult(self._change, Outcome.UNKNOWN, sentence)
        return replace(result, sent=self._sent, window=self._window)

    def _carry_out(self) -> ChangeResult:
        change = self._change
        self._report("comparing")
        reading = self._compare()
        adapter = reading.adapter
        assert adapter is not None
        if change.stages and (change.after.staged is None or adapter.staged_id is None):
            self._end(Outcome.NOT_SENT, "this host has no failover settings for the adapter; nothing was sent")
        self._report("sending")
        try:
            if change.stages:
                self._submit(lambda: self._stage(adapter))
            if change.rewires:
                self._submit(lambda: self._rewire(adapter))
        except MethodRefused as refusal:
            return self._refused(f"the host refused it: {refusal}", "")
        except WSManError as error:
            if error.delivered:
                self._report("reading back")
                return settle(self._client, change, "the answer was lost", error.words)
            if self._sent:
                return self._refused("a part of it could not be sent", error.words)
            return ChangeResult(change, Outcome.FAILED, "it could not be sent", error.words)
        self._report("reading back")
        try:
            return judge(change, read_network(self._client, change))
        except WSManError as error:
            return ChangeResult(change, Outcome.UNKNOWN, "it was accepted, and could not be read back", error.words)

    def _compare(self) -> AdapterReading:
        change = self._change
        self._began = time.monotonic()
        try:
            reading = read_adapter(self._client, change.key.vm, change.key.adapter)
        except WSManError as error:
            self._end(Outcome.NOT_SENT, "the host could not be read first; nothing was sent", error.words)
        if reading.adapter is None or reading.mode is None:
            self._end(Outcome.CONFLICT, "the host no longer has this adapter; nothing was sent")
        if reading.mode != change.mode:
            was, now = states.mode_name(change.mode), states.mode_name(reading.mode)
            self._end(Outcome.CONFLICT, f"the VM was {was} and is {now} now; nothing was sent")
        found = AdapterNetwork.of(reading.adapter)
        if found == change.after:
            self._end(Outcome.VERIFIED, "the host held this already; nothing was sent", found=found)
        if found != change.before:
            sentence = "the host holds something else than the change was planned from"
            if is_cut(change.before, found):
                sentence = f"{CUT} since the change was planned"
            self._end(Outcome.CONFLICT, f"{sentence}; nothing was sent", found=found)
        return reading

    def _submit(self, call: Callable[[], Submitted]) -> None:
        """Send one call and wait for its job. Raises MethodRefused, WSManError, _Ended."""
        sent_before, self._sent = self._sent, True
        try:
            submitted = call()
        except WSManError as error:
            self._sent = sent_before or error.delivered
            raise
        finally:
            self._window = time.monotonic() - self._began if self._sent else None
        end = wait(self._client, submitted, JOB_DEADLINE, self._report_percent)
        if end.ok is None:
            self._report("reading back")
            raise _Ended(settle(self._client, self._change, "the answer was lost", end.words))
        if not end.ok:
            code = "" if end.code is None else f" with code {end.code}"
            raise _Ended(self._refused(f"the host's job failed{code}", end.words))

    def _report_percent(self, percent: int) -> None:
        self._report(f"job {percent} %")

    def _stage(self, adapter: Adapter) -> Submitted:
        staged = self._change.after.staged
        assert staged is not None
        assert adapter.staged_id is not None
        return stage(self._client, self._change.key.vm, adapter.staged_id, staged)

    def _rewire(self, adapter: Adapter) -> Submitted:
        before, after = self._change.before, self._change.after
        if adapter.connection is None:
            return wire(
                self._client,
                adapter.port_id,
                adapter.kind,
                self._access.computer_name,
                switch_id=after.switch_id,
                connected=after.connected,
                test_switch=after.test_switch,
            )
        return rewire(
            self._client,
            adapter.connection.id,
            self._access.computer_name,
            test_switch=UNCHANGED if after.test_switch == before.test_switch else after.test_switch,
            connected=UNCHANGED if after.connected == before.connected else after.connected,
            switch_id=after.switch_id if after.switch_id and after.switch_id != before.switch_id else UNCHANGED,
        )

    def _refused(self, sentence: str, words: str) -> ChangeResult:
        change = self._change
        self._report("reading back")
        try:
            found = read_network(self._client, change)
        except WSManError:
            sentence = f"{sentence}; what the host holds now could not be read"
            return ChangeResult(change, Outcome.FAILED, sentence, words)
        if found is not None and found != change.before:
            return ChangeResult(change, Outcome.DIFFERS, f"{sentence}; the host holds a part of it", words, found)
        return ChangeResult(change, Outcome.FAILED, sentence, words, found)

    def _end(self, outcome: Outcome, sentence: str, words: str = "", found: AdapterNetwork | None = None) -> NoReturn:
        raise _Ended(ChangeResult(self._change, outcome, sentence, words, found))
