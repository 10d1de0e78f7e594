"""The journal: written before and after every change, read back after a crash, for undo and to tell who it was."""

from tui.fleet.journal.familylock import FamilyBusy
from tui.fleet.journal.folder import JournalError, default_folder
from tui.fleet.journal.operator import Operator
from tui.fleet.journal.reading import JournalReading
from tui.fleet.journal.records import Ending, Entry, Intent
from tui.fleet.journal.writing import Journal

__all__ = [
    "Ending",
    "Entry",
    "FamilyBusy",
    "Intent",
    "Journal",
    "JournalError",
    "JournalReading",
    "Operator",
    "default_folder",
]
