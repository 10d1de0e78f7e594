"""Writes whose end nobody knows, settled by reading the host: after a crash, or an answer that was lost."""

from collections.abc import Callable
from dataclasses import replace

from tui.fleet.journal import Entry, FamilyBusy, Journal, StepEntry
from tui.fleet.writing.adapters import AdapterWork
from tui.fleet.writing.settle import Ask, settle
from tui.fleet.writing.steps import StepWork
from tui.fleet.writing.work import Found, Result, Work
from tui.model.result import ChangeResult, Outcome
from tui.model.step import StepResult

_SUPERSEDED = "its end was never read, and a later {} took its place"


def settle_change(ask: Ask, journal: Journal, entry: Entry) -> ChangeResult | None:
    """Read what became of an unsettled change and record it; None where it is on its way in another console.

    An end that reading does not tell stays unknown and is recorded as nothing. Raises JournalError.
    """
    work = AdapterWork(entry.intent.change, "")

    def look() -> ChangeResult | None:
        now = journal.read().entries
        same = next((each for each in now if each.intent.id == entry.intent.id), entry)
        if same.outcome is not Outcome.UNKNOWN:
            return None
        key, time = same.intent.change.key, same.intent.time
        if any(each.sent for each in now if each.intent.change.key == key and each.intent.time > time):
            return work.result(Outcome.DIFFERS, _SUPERSEDED.format("change of the adapter"))
        return settle(work, ask, _lost(ended=same.ending is None))[0]

    return _settled(work, journal, entry.intent.id, look)


def settle_step(ask: Ask, journal: Journal, entry: StepEntry) -> StepResult | None:
    """Read what became of an unsettled action, in the manner of `settle_change`. Raises JournalError."""
    work = StepWork(entry.intent.step)

    def look() -> StepResult | None:
        now = journal.read().steps
        same = next((each for each in now if each.intent.id == entry.intent.id), entry)
        if same.outcome is not Outcome.UNKNOWN:
            return None
        place, time = (work.step.host, work.step.vm), same.intent.time
        later = (each for each in now if (each.intent.step.host, each.intent.step.vm) == place)
        if any(each.sent for each in later if each.intent.time > time):
            return work.result(Outcome.DIFFERS, _SUPERSEDED.format("action on the VM"))
        return settle(work, ask, _lost(ended=same.ending is None))[0]

    return _settled(work, journal, entry.intent.id, look)


def _settled(
    work: Work[Found, Result], journal: Journal, entry: str, look: Callable[[], Result | None]
) -> Result | None:
    """Look while no console holds the family, and record what was seen."""
    try:
        with journal.family(work.family, patience=0.0):
            result = look()
            if result is None:
                return None
            result = replace(result, sent=True)
            if result.outcome is not Outcome.UNKNOWN:
                work.record_end(journal, entry, result, settled=True)
            return result
    except FamilyBusy:
        return None


def _lost(*, ended: bool) -> str:
    return "the console ended before the answer" if ended else "the answer was lost"
