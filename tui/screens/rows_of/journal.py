"""The journal as rows, newest first."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from tui.fleet.journal import Entry, JournalReading, StepEntry, WaiverEntry, Written
from tui.fleet.writing.ends import describe
from tui.keys import key_for
from tui.model.plan.difference import differences
from tui.model.result import Outcome
from tui.screens.rows_of.results import SIGNS
from tui.screens.rows_of.times import moment, short_moment
from tui.widgets.cells import Cell, Column, Row, prose, widest


def written(reading: JournalReading) -> list[Written]:
    """Changes of adapters and actions on VMs, oldest first."""
    return sorted((*reading.entries, *reading.steps), key=lambda entry: entry.intent.time)


def columns(entries: Sequence[Written], now: datetime) -> tuple[Column, ...]:
    names = widest((entry.name for entry in entries), 16, 60)
    hosts = widest((entry.host for entry in entries), 8, 40)
    users = widest((entry.intent.operator.user for entry in entries), 4, 24)
    times = widest((short_moment(entry.intent.time, now) for entry in entries), 8, 20)
    return (
        Column("", 1),
        Column("Time", times),
        Column("Outcome", 9),
        Column("What", min(26, names), names),
        Column("Host", min(10, hosts), hosts),
        Column("Who", min(8, users), users),
    )


def matching(entries: Iterable[Written], needle: str, waivers: Sequence[WaiverEntry] = ()) -> list[Written]:
    """Newest first; every word of `needle` stands somewhere in the entry or in what was waived for it."""
    words = needle.casefold().split()
    found = [entry for entry in entries if all(word in _searched(entry, waivers) for word in words)]
    return found[::-1]


def waivers_of(entry: Written, waivers: Iterable[WaiverEntry]) -> list[WaiverEntry]:
    """The rules that somebody went ahead in spite of for this change; a run's are in its own record."""
    if isinstance(entry, StepEntry):
        return []
    return [each for each in waivers if each.covers(entry.intent.apply, entry.intent.change.key)]


def _searched(entry: Written, waivers: Iterable[WaiverEntry]) -> str:
    intent = entry.intent
    waived = [f"{each.rule} {each.title} {each.reason}" for each in waivers_of(entry, waivers)]
    texts = [entry.name, entry.host, intent.operator.user, intent.reason, entry.outcome.value]
    texts += [intent.id, intent.apply, intent.principal, f"{intent.time:%Y-%m-%d}"]
    return "\n".join([*texts, *waived]).casefold()


def journal_rows(entries: Iterable[Written], now: datetime, waivers: Sequence[WaiverEntry] = ()) -> list[Row]:
    """A row each; how it ended, why it was done and in spite of what beneath."""
    rows = []
    for entry in entries:
        intent, ending = entry.intent, entry.ending
        sign, tone = SIGNS[entry.outcome]
        details = []
        if entry.outcome is Outcome.UNKNOWN:
            way = f"{key_for('settle')} reads the host and settles it"
            details.append(prose(f"what became of it is not known: {way}", "bad", 4))
        elif ending is not None and ending.sentence:
            details.append(prose(ending.sentence, tone, 4))
        if intent.reason:
            details.append(prose(f"because: {intent.reason}", "dim", 4))
        for waiver in waivers_of(entry, waivers):
            details.append(prose(f"– waived: {waiver.title}; because {waiver.reason}", "dim", 4))
        cells = (
            Cell(sign, tone),
            Cell(short_moment(intent.time, now)),
            Cell(entry.outcome.value, tone),
            Cell(entry.name),
            Cell(entry.host),
            Cell(intent.operator.user),
        )
        rows.append(Row(intent.id, cells, tuple(details)))
    return rows


def full_text(entry: Written, now: datetime, waivers: Iterable[WaiverEntry] = ()) -> str:
    """Everything the journal holds of one change or action, a fact a line."""
    intent, ending = entry.intent, entry.ending
    who = intent.operator
    lines = [
        f"{entry.name} on {entry.host}: {entry.outcome.value}",
        f"Begun at {moment(intent.time, now)}; {_ids(entry)}",
        f"By {who.user}{f', logged in as {who.login_user}' if who.login_user else ''}"
        f"{f', from {who.ssh_client}' if who.ssh_client else ''}",
    ]
    lines += [f"On the host as {intent.principal}"] if intent.principal else []
    lines += [f"Reason: {intent.reason}"] if intent.reason else []
    lines += _change_lines(entry, waivers) if isinstance(entry, Entry) else _step_lines(entry)
    if ending is not None:
        settled = ", settled later by reading" if ending.settled else ""
        lines.append(f"Ended at {moment(ending.time, now)} after {ending.seconds:.1f} s{settled}")
        lines += [ending.sentence] if ending.sentence else []
        lines += [f"The host's own words: {ending.words}"] if ending.words else []
    return "\n".join(lines)


def _ids(entry: Written) -> str:
    intent = entry.intent
    if isinstance(entry, Entry):
        return f"change {intent.id}, of apply {intent.apply}"
    return f"action {intent.id}{f', of run {intent.apply}' if intent.apply else ''}"


def _change_lines(entry: Entry, waivers: Iterable[WaiverEntry]) -> list[str]:
    lines = []
    for waiver in waivers_of(entry, waivers):
        lines.append(f"Waived: {waiver.title} [{waiver.rule}], because {waiver.reason}")
        lines += [f"    {place.sentence}" for place in waiver.places if place.vm == entry.intent.change.key.vm]
    for field in differences(entry.intent.change, {}):
        lines += [f"{field.label:<12} {sign} {value}" for sign, value in field.values]
    return lines


def _step_lines(entry: StepEntry) -> list[str]:
    step, ending = entry.intent.step, entry.ending
    lines = [f"{'before':<12} {describe(step.before)}"]
    lines += [f"{'point':<12} {step.recovery_point}"] if step.recovery_point else []
    lines += [f"{'test VM of':<12} {step.test_of}"] if step.test_of else []
    lines += [f"{'after':<12} {describe(ending.found)}"] if ending is not None and ending.found else []
    lines += [f"{'test VM':<12} {ending.test_vm}"] if ending is not None and ending.test_vm else []
    return lines
