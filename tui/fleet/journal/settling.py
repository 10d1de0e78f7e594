"""Changes whose end nobody knows, settled by reading the host: after a crash, or an answer that was lost."""

from dataclasses import replace

from tui.fleet.journal.familylock import FamilyBusy
from tui.fleet.journal.records import Entry
from tui.fleet.journal.writing import Journal
from tui.fleet.readback import settle
from tui.model.result import ChangeResult, Outcome
from tui.wsman.client import Client

_SUPERSEDED = "its end was never read, and a later change of the adapter took its place"


def settle_entry(reader: Client, journal: Journal, entry: Entry) -> ChangeResult | None:
    """Read what became of an unsettled change and record it; None where it is on its way in another console.

    An end that reading does not tell stays unknown and is recorded as nothing. Raises JournalError.
    """
    change = entry.intent.change
    try:
        with journal.family(change.key.vm, patience=0.0):
            now = journal.read().entries
            same = next((each for each in now if each.intent.id == entry.intent.id), entry)
            if same.outcome is not Outcome.UNKNOWN:
                return None
            later = [
                each for each in now if each.intent.change.key == change.key and each.intent.time > same.intent.time
            ]
            if any(each.sent for each in later):
                result = ChangeResult(change, Outcome.DIFFERS, _SUPERSEDED, sent=True)
            else:
                lost = "the console ended before the answer" if same.ending is None else "the answer was lost"
                result = replace(settle(reader, change, lost), sent=True)
            if result.outcome is not Outcome.UNKNOWN:
                journal.settled(entry.intent.id, result)
            return result
    except FamilyBusy:
        return None
