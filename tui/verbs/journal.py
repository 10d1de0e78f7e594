"""`hvr journal`: who changed what, when, why and with what end; and what a crash left open, settled."""

import json
import threading

from tui.fleet.fleet import Fleet
from tui.fleet.journal import Entry, Journal, JournalError
from tui.fleet.journal.history import unsettled
from tui.fleet.journal.records import intent_record
from tui.model.result import ChangeResult
from tui.model.text import printable
from tui.verbs.plan_lines import result_line
from tui.verbs.terms import DIFFERENT, DONE, UNUSABLE, Terminal


def show_journal(journal: Journal, terminal: Terminal, *, wanted: str = "", as_json: bool = False) -> int:
    """Print the entries that hold the wanted text anywhere, oldest first. DIFFERENT where ends are not known."""
    try:
        reading = journal.read()
    except JournalError as error:
        terminal.complain(str(error))
        return UNUSABLE
    shown = [entry for entry in reading.entries if wanted.casefold() in _line(entry).casefold()]
    for entry in shown:
        terminal.out(json.dumps(_document(entry), ensure_ascii=True) if as_json else printable(_line(entry)))
    for torn in reading.torn:
        where = f"{torn.file}, line {torn.line}" if torn.line else f"{torn.file}"
        terminal.complain(printable(f"{where}: {torn.sentence}"))
    return DIFFERENT if unsettled(shown) else DONE


def settle(fleet: Fleet, terminal: Terminal) -> int:
    """Settle by reading whatever a crash or a lost answer left open. DIFFERENT where some stays unknown."""
    left_open: list[Entry] = []
    told = threading.Semaphore(0)

    def done(entry: Entry, result: ChangeResult | None) -> None:
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
        terminal.complain(printable(f"not settled: {_line(entry)}"))
    return DIFFERENT if left_open else DONE


def _line(entry: Entry) -> str:
    intent, change = entry.intent, entry.intent.change
    who = intent.operator.user
    if intent.operator.login_user not in ("", who):
        who = f"{intent.operator.login_user} as {who}"
    reason = f" ({intent.reason})" if intent.reason else ""
    sentence = f": {entry.ending.sentence}" if entry.ending and entry.ending.sentence else ""
    return (
        f"{intent.time:%Y-%m-%d %H:%M:%SZ} {intent.id[:8]} of {intent.apply[:8]} {who} "
        f"{change.vm_name} / {change.adapter_name} · {change.key.host} {entry.outcome.value}{sentence}{reason}"
    )


def _document(entry: Entry) -> dict[str, object]:
    intent = entry.intent
    record = intent_record(intent.id, intent.change, intent.reason, intent.principal, intent.apply)
    who = {"user": intent.operator.user, "login_user": intent.operator.login_user}
    ending = entry.ending
    return (
        record
        | who
        | {
            "time": intent.time.isoformat(),
            "ssh_client": intent.operator.ssh_client,
            "outcome": entry.outcome.value,
            "sentence": ending.sentence if ending else "",
            "words": ending.words if ending else "",
            "seconds": ending.seconds if ending else None,
            "settled": ending.settled if ending else False,
        }
    )
