"""The one path that writes: journal, compare, send, wait, read back, journal.

WMI has no compare-and-swap: between the comparison and the host acting on the call another tool may write. The
window is one request long, and the read-back shows what became of it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NoReturn

from tui.fleet.journal import Journal, JournalError
from tui.hyperv.adapter import AdapterReading, read_adapter
from tui.hyperv.failover import stage
from tui.hyperv.jobs import wait
from tui.hyperv.networking import UNCHANGED, rewire, wire
from tui.hyperv.returncodes import MethodRefused, Submitted
from tui.hyperv.running import has_running_job
from tui.model import states
from tui.model.address import same_values
from tui.model.change import AdapterNetwork, Change
from tui.model.machine import Adapter
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


class _Ended(Exception):
    """A change came to its end; carries the result without seconds."""

    def __init__(self, result: ChangeResult) -> None:
        self.result = result


def carry_out(access: WriteAccess, change: Change, journal: Journal, reason: str, report: Report) -> ChangeResult:
    """Carry out one change and say what became of it. Raises nothing that a host or a disk can cause.

    Nothing is sent twice: after an answer that was lost, the host is read until it is settled or stays unknown.
    """
    began = time.monotonic()
    try:
        entry = journal.intent(change, reason)
    except JournalError as error:
        return ChangeResult(change, Outcome.NOT_SENT, f"{error}; nothing was sent")
    try:
        _attempt(access, change, report)
    except _Ended as end:
        result = end.result
    except Exception as error:
        sentence = f"stopped by a fault of this program ({type(error).__name__}); read the host before trying again"
        result = ChangeResult(change, Outcome.UNKNOWN, sentence)
    result = replace(result, seconds=time.monotonic() - began)
    try:
        journal.outcome(entry, result)
    except JournalError as error:
        result = replace(result, sentence=f"{result.sentence} The journal lacks this outcome: {error}".strip())
    return result


def _attempt(access: WriteAccess, change: Change, report: Report) -> NoReturn:
    report("comparing")
    reading = _compare(access.client, change)
    report("sending")
    adapter = reading.adapter
    assert adapter is not None
    try:
        if change.stages:
            if change.after.staged is None or adapter.staged_id is None:
                _end(change, Outcome.NOT_SENT, "this host has no failover settings for the adapter; nothing was sent")
            submitted = stage(access.client, change.key.vm, adapter.staged_id, change.after.staged)
            _await(access.client, change, submitted, report)
        if change.rewires:
            _await(access.client, change, _rewire(access, change, adapter), report)
    except MethodRefused as refusal:
        report("reading back")
        _end_refused(access.client, change, f"the host refused it: {refusal}", "")
    except WSManError as error:
        if not error.delivered:
            _end(change, Outcome.FAILED, "it could not be sent", error.words)
        report("reading back")
        _settle(access.client, change, error.words)
    report("reading back")
    _verify(access.client, change)


def _rewire(access: WriteAccess, change: Change, adapter: Adapter) -> Submitted:
    before, after = change.before, change.after
    if adapter.connection is None:
        return wire(
            access.client,
            adapter.port_id,
            adapter.kind,
            access.computer_name,
            switch_id=after.switch_id,
            connected=after.connected,
            test_switch=after.test_switch,
        )
    return rewire(
        access.client,
        adapter.connection.id,
        access.computer_name,
        test_switch=UNCHANGED if after.test_switch == before.test_switch else after.test_switch,
        connected=UNCHANGED if after.connected == before.connected else after.connected,
        switch_id=after.switch_id if after.switch_id and after.switch_id != before.switch_id else UNCHANGED,
    )


def _compare(client: Client, change: Change) -> AdapterReading:
    try:
        reading = read_adapter(client, change.key.vm, change.key.adapter)
    except WSManError as error:
        _end(change, Outcome.NOT_SENT, "the host could not be read first; nothing was sent", error.words)
    if reading.adapter is None or reading.mode is None:
        _end(change, Outcome.CONFLICT, "the host no longer has this adapter; nothing was sent")
    if reading.mode != change.mode:
        was, now = states.mode_name(change.mode), states.mode_name(reading.mode)
        _end(change, Outcome.CONFLICT, f"the VM was {was} and is {now} now; nothing was sent")
    found = AdapterNetwork.of(reading.adapter)
    if found == change.after:
        _end(change, Outcome.VERIFIED, "the host held this already; nothing was sent", found=found)
    if found != change.before:
        sentence = "the host holds something else than the change was planned from; nothing was sent"
        _end(change, Outcome.CONFLICT, sentence, found=found)
    return reading


def _await(client: Client, change: Change, submitted: Submitted, report: Report) -> None:
    def progress(percent: int) -> None:
        report(f"job {percent} %")

    end = wait(client, submitted, JOB_DEADLINE, progress)
    if end.ok is None:
        report("reading back")
        _settle(client, change, end.words)
    if not end.ok:
        report("reading back")
        code = "" if end.code is None else f" with code {end.code}"
        _end_refused(client, change, f"the host's job failed{code}", end.words)


def _end_refused(client: Client, change: Change, sentence: str, words: str) -> NoReturn:
    try:
        found = _network(client, change)
    except WSManError:
        _end(change, Outcome.FAILED, f"{sentence}; what the host holds now could not be read", words)
    if found is not None and found != change.before:
        _end(change, Outcome.DIFFERS, f"{sentence}; the host holds a part of it", words, found)
    _end(change, Outcome.FAILED, sentence, words, found)


def _verify(client: Client, change: Change) -> NoReturn:
    try:
        found = _network(client, change)
    except WSManError as error:
        _end(change, Outcome.UNKNOWN, "it was accepted, and could not be read back", error.words)
    _end_by_reading(change, found, lost_answer=False)


def _settle(client: Client, change: Change, words: str) -> NoReturn:
    """What the host holds decides once no job runs and two reads agree; else it stays unknown."""
    try:
        first = _network(client, change)
        running = has_running_job(client, change.key.vm)
        second = _network(client, change)
    except WSManError as again:
        _end(
            change,
            Outcome.UNKNOWN,
            "the answer was lost and the host cannot be read: read it before anything else",
            again.words,
        )
    if running or first != second:
        _end(change, Outcome.UNKNOWN, "the answer was lost and the host is still at work: read it again", words, second)
    _end_by_reading(change, second, lost_answer=True, words=words)


def _end_by_reading(change: Change, found: AdapterNetwork | None, *, lost_answer: bool, words: str = "") -> NoReturn:
    lost = "the answer was lost; " if lost_answer else ""
    if found is None:
        _end(change, Outcome.DIFFERS, f"{lost}the adapter is gone", words)
    if found == change.after:
        _end(change, Outcome.VERIFIED, f"{lost}the host holds it" if lost else "", words, found)
    if _same(found, change.after):
        _end(change, Outcome.VERIFIED, f"{lost}the host spells it otherwise", words, found)
    if found == change.before:
        accepted = "" if lost else "the host accepted it and "
        _end(change, Outcome.FAILED, f"{lost}{accepted}holds what was there before", words, found)
    _end(change, Outcome.DIFFERS, f"{lost}the host holds neither what was asked for nor what was there", words, found)


def _same(one: AdapterNetwork, other: AdapterNetwork) -> bool:
    if one.staged is None or other.staged is None:
        return False
    return same_values(one.staged, other.staged) and replace(one, staged=None) == replace(other, staged=None)


def _network(client: Client, change: Change) -> AdapterNetwork | None:
    reading = read_adapter(client, change.key.vm, change.key.adapter)
    return None if reading.adapter is None else AdapterNetwork.of(reading.adapter)


def _end(
    change: Change, outcome: Outcome, sentence: str, words: str = "", found: AdapterNetwork | None = None
) -> NoReturn:
    raise _Ended(ChangeResult(change, outcome, sentence, words, found))
