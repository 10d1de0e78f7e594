"""The journal: written before and after every change, read back after a crash, for undo and to tell who it was."""

from tui.fleet.journal.ending import Ending
from tui.fleet.journal.familylock import FamilyBusy
from tui.fleet.journal.folder import JournalError, default_folder
from tui.fleet.journal.operator import Operator
from tui.fleet.journal.reading import JournalReading
from tui.fleet.journal.records import Entry, Intent
from tui.fleet.journal.runs import RunEntry, RunKind
from tui.fleet.journal.steps import StepEntry, StepIntent
from tui.fleet.journal.waivers import WaivedPlace, WaiverEntry
from tui.fleet.journal.writing import Journal

Written = Entry | StepEntry
"""Anything that was written to a host."""

__all__ = [
    "Ending",
    "Entry",
    "FamilyBusy",
    "Intent",
    "Journal",
    "JournalError",
    "JournalReading",
    "Operator",
    "RunEntry",
    "RunKind",
    "StepEntry",
    "StepIntent",
    "WaivedPlace",
    "WaiverEntry",
    "Written",
    "default_folder",
]
