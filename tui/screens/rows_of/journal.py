"""The journal as rows, newest first."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from tui.fleet.journal import Entry
from tui.model.plan.difference import differences
from tui.model.result import Outcome
from tui.screens.rows_of.results import SIGNS
from tui.screens.rows_of.times import moment, short_moment
from tui.widgets.cells import Cell, Column, Row, prose, widest


def name_of(entry: Entry) -> str:
    change = entry.intent.change
    return f"{change.vm_name} / {change.adapter_name}"


def columns(entries: Sequence[Entry], now: datetime) -> tuple[Column, ...]:
    names = widest((name_of(entry) for entry in entries), 16, 60)
    hosts = widest((entry.intent.change.key.host for entry in entries), 8, 40)
    users = widest((entry.intent.operator.user for entry in entries), 4, 24)
    times = widest((short_moment(entry.intent.time, now) for entry in entries), 8, 20)
    return (
        Column("", 1),
        Column("Time", times),
        Column("Outcome", 9),
        Column("Adapter", min(26, names), names),
        Column("Host", min(10, hosts), hosts),
        Column("Who", min(8, users), users),
    )


def matching(entries: Iterable[Entry], needle: str) -> list[Entry]:
    """Newest first; every word of `needle` stands somewhere in the entry."""
    words = needle.casefold().split()
    found = [entry for entry in entries if all(word in _searched(entry) for word in words)]
    return found[::-1]


def _searched(entry: Entry) -> str:
    intent = entry.intent
    texts = [name_of(entry), intent.change.key.host, intent.operator.user, intent.reason, entry.outcome.value]
    texts += [intent.id, intent.apply, intent.principal, f"{intent.time:%Y-%m-%d}"]
    return "\n".join(texts).casefold()


def journal_rows(entries: Iterable[Entry], now: datetime) -> list[Row]:
    """A row each; how it ended and why it was done beneath."""
    rows = []
    for entry in entries:
        intent, ending = entry.intent, entry.ending
        sign, tone = SIGNS[entry.outcome]
        details = []
        if entry.outcome is Outcome.UNKNOWN:
            details.append(prose("what became of it is not known: s reads the host and settles it", "bad", 4))
        elif ending is not None and ending.sentence:
            details.append(prose(ending.sentence, tone, 4))
        if intent.reason:
            details.append(prose(f"because: {intent.reason}", "dim", 4))
        cells = (
            Cell(sign, tone),
            Cell(short_moment(intent.time, now)),
            Cell(entry.outcome.value, tone),
            Cell(name_of(entry)),
            Cell(intent.change.key.host),
            Cell(intent.operator.user),
        )
        rows.append(Row(intent.id, cells, tuple(details)))
    return rows


def full_text(entry: Entry, now: datetime) -> str:
    """Everything the journal holds of one change, a fact a line."""
    intent, ending, change = entry.intent, entry.ending, entry.intent.change
    who = intent.operator
    lines = [
        f"{name_of(entry)} on {change.key.host}: {entry.outcome.value}",
        f"Begun at {moment(intent.time, now)}; change {intent.id}, of apply {intent.apply}",
        f"By {who.user}{f', logged in as {who.login_user}' if who.login_user else ''}"
        f"{f', from {who.ssh_client}' if who.ssh_client else ''}",
    ]
    lines += [f"On the host as {intent.principal}"] if intent.principal else []
    lines += [f"Reason: {intent.reason}"] if intent.reason else []
    for field in differences(change, {}):
        lines += [f"{field.label:<12} {sign} {value}" for sign, value in field.values]
    if ending is not None:
        settled = ", settled later by reading" if ending.settled else ""
        lines.append(f"Ended at {moment(ending.time, now)} after {ending.seconds:.1f} s{settled}")
        lines += [ending.sentence] if ending.sentence else []
        lines += [f"The host's own words: {ending.words}"] if ending.words else []
    return "\n".join(lines)
