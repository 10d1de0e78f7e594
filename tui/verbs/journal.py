"""`hvr journal`: who changed what, when, why and with what end; and what a crash left open, settled."""

import json
import threading
from dataclasses import asdict

from tui.fleet.fleet import Fleet
from tui.fleet.journal import Entry, Journal, JournalError, Operator, StepEntry, WaiverEntry
from tui.fleet.journal.history import unsettled, unsettled_steps
from tui.fleet.journal.records import intent_record
from tui.fleet.journal.steps import step_record
from tui.fleet.journal.waivers import waiver_record
from tui.fleet.reports.document import SCHEMA_VERSION
from tui.fleet.reports.journal_text import journal_csv
from tui.model.result import ChangeResult
from tui.model.step import StepResult
from tui.model.text import printable
from tui.verbs.plans.lines import result_line
from tui.verbs.terms import DIFFERENT, DONE, UNUSABLE, Terminal


def show_journal(
    journal: Journal, terminal: Terminal, *, wanted: str = "", as_json: bool = False, as_csv: bool = False
) -> int:
    """Print the entries that hold the wanted text anywhere, oldest first. DIFFERENT where ends are not known."""
    try:
        reading = journal.read()
    except JournalError as error:
        terminal.complain(str(error))
        return UNUSABLE
    shown = [entry for entry in reading.entries if wanted.casefold() in _line(entry).casefold()]
    steps = [step for step in reading.steps if wanted.casefold() in _step_line(step).casefold()]
    waivers = [waiver for waiver in reading.waivers if wanted.casefold() in _waiver_line(waiver).casefold()]
    lines = [(entry.intent.time, _line(entry), _document(entry)) for entry in shown]
    lines += [(step.intent.time, _step_line(step), _step_document(step)) for step in steps]
    lines += [(waiver.time, _waiver_line(waiver), _waiver_document(waiver)) for waiver in waivers]
    if as_csv:
        terminal.out(
            journal_csv(sorted((*shown, *steps), key=lambda each: each.intent.time), reading.waivers)
            .removeprefix("\ufeff")
            .removesuffix("\r\n")
        )
    for _, line, document in sorted(lines, key=lambda each: each[0]) if not as_csv else ():
        terminal.out(
            json.dumps({"schema_version": SCHEMA_VERSION} | document, ensure_ascii=True) if as_json else printable(line)
        )
    for torn in reading.torn:
        where = f"{torn.file}, line {torn.line}" if torn.line else f"{torn.file}"
        terminal.complain(printable(f"{where}: {torn.sentence}"))
    return DIFFERENT if unsettled(shown) or unsettled_steps(steps) else DONE


def settle(fleet: Fleet, terminal: Terminal) -> int:
    """Settle by reading whatever a crash or a lost answer left open. DIFFERENT where some stays unknown."""
    left_open: list[Entry | StepEntry] = []
    told = threading.Semaphore(0)

    def done(entry: Entry | StepEntry, result: ChangeResult | StepResult | None) -> None:
        if result is None or result.outcome.value == "unknown":
            left_open.append(entry)
        if result is not None:
            terminal.out(result_line(result))
        told.release()

    try:
        count = fleet.settle_unknown(done)
    except JournalError as error:
        terminal.complain(str(error))
        return UNUSABLE
    for _ in range(count):
        told.acquire()
    for entry in left_open:
        terminal.complain(printable(f"not settled: {_summary(entry)}"))
    return DIFFERENT if left_open else DONE


def _who(operator: Operator) -> str:
    user, login_user = operator.user, operator.login_user
    return user if login_user in ("", user) else f"{login_user} as {user}"


def _waiver_line(waiver: WaiverEntry) -> str:
    places = f"{len(waiver.places)} place{'' if len(waiver.places) == 1 else 's'}"
    return (
        f"{waiver.time:%Y-%m-%d %H:%M:%SZ} waiver   of {waiver.apply[:8]} {_who(waiver.operator)} "
        f"{waiver.rule} ({waiver.title}) in {places}: {waiver.reason}"
    )


def _waiver_document(waiver: WaiverEntry) -> dict[str, object]:
    who = {"user": waiver.operator.user, "login_user": waiver.operator.login_user}
    record = waiver_record(waiver.apply, waiver.rule, waiver.title, waiver.reason, waiver.places)
    return record | who | {"time": waiver.time.isoformat(), "ssh_client": waiver.operator.ssh_client}


def _line(entry: Entry) -> str:
    return _summary(entry, f" of {entry.intent.apply[:8]}")


def _step_line(step: StepEntry) -> str:
    return _summary(step, f" of {step.intent.run[:8]}" if step.intent.run else "")


def _summary(entry: Entry | StepEntry, of: str = "") -> str:
    intent = entry.intent
    who = _who(intent.operator)
    reason = f" ({intent.reason})" if intent.reason else ""
    sentence = f": {entry.ending.sentence}" if entry.ending and entry.ending.sentence else ""
    return (
        f"{intent.time:%Y-%m-%d %H:%M:%SZ} {intent.id[:8]}{of} {who} "
        f"{entry.title} {entry.outcome.value}{sentence}{reason}"
    )


def _document(entry: Entry) -> dict[str, object]:
    intent = entry.intent
    return intent_record(
        intent.id, intent.change, intent.reason, intent.principal, intent.apply, intent.run
    ) | _who_and_end(entry)


def _step_document(entry: StepEntry) -> dict[str, object]:
    intent, ending = entry.intent, entry.ending
    found = asdict(ending.found) if ending and ending.found else None
    return (
        step_record(intent.id, intent.step, intent.reason, intent.principal, intent.run)
        | _who_and_end(entry)
        | {"found": found, "test_vm": ending.test_vm if ending else None}
    )


def _who_and_end(entry: Entry | StepEntry) -> dict[str, object]:
    operator, ending = entry.intent.operator, entry.ending
    return {
        "user": operator.user,
        "login_user": operator.login_user,
        "time": entry.intent.time.isoformat(),
        "ssh_client": operator.ssh_client,
        "outcome": entry.outcome.value,
        "sentence": ending.sentence if ending else "",
        "words": ending.words if ending else "",
        "seconds": ending.seconds if ending else None,
        "settled": ending.settled if ending else False,
    }
