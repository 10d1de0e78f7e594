"""The journal read back: every user's files, with what a crash left unfinished told and nothing lost."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tui.fleet.journal.ending import Ending
from tui.fleet.journal.folder import JournalFolder
from tui.fleet.journal.records import Entry, Intent, read_ending, read_intent
from tui.fleet.journal.runs import RunEntry, RunReading
from tui.fleet.journal.steps import StepEntry, StepIntent, read_step, read_step_end
from tui.fleet.journal.waivers import WaiverEntry, read_waiver
from tui.model.change import AdapterNetwork
from tui.model.step import Moment


@dataclass(frozen=True, slots=True)
class Torn:
    """A line or a file that could not be read."""

    file: Path
    line: int | None
    sentence: str


@dataclass(frozen=True, slots=True)
class JournalReading:
    """What a journal holds."""

    entries: tuple[Entry, ...] = ()
    """Changes of adapters, by the time of their intent."""
    steps: tuple[StepEntry, ...] = ()
    """Actions on VMs, by the time of their intent."""
    runs: tuple[RunEntry, ...] = ()
    """Drills and failovers, by the time at which they began."""
    waivers: tuple[WaiverEntry, ...] = ()
    """By time."""
    notes: tuple[Mapping[str, Any], ...] = ()
    """Records of other kinds as they stand: credential, unlock, lock."""
    torn: tuple[Torn, ...] = ()


def read_folder(folder: JournalFolder) -> JournalReading:
    """Everything in a folder. Raises JournalError where it cannot be listed; a file that cannot be read is told."""
    collected = _Collected()
    torn: list[Torn] = []
    for path in folder.files():
        try:
            lines = path.read_bytes().split(b"\n")
        except OSError as error:
            torn.append(Torn(path, None, f"cannot be read: {error.strerror or error}"))
            continue
        for number, line in enumerate(lines, 1):
            if not line:
                continue
            try:
                collected.take(json.loads(line), path)
            except (ValueError, KeyError, TypeError, AttributeError):
                torn.append(Torn(path, number, "is no whole record: a crash or a full disk cut it short"))
    return collected.reading(tuple(torn))


class _Collected:
    """Records of any files, in any order, put together."""

    def __init__(self) -> None:
        self._intents: dict[str, tuple[Intent, Path]] = {}
        self._endings: dict[str, Ending[AdapterNetwork]] = {}
        self._steps: dict[str, tuple[StepIntent, Path]] = {}
        self._step_endings: dict[str, Ending[Moment]] = {}
        self._runs = RunReading()
        self._waivers: list[WaiverEntry] = []
        self._notes: list[Mapping[str, Any]] = []

    def take(self, record: Mapping[str, Any], path: Path) -> None:
        """Raises KeyError, TypeError, ValueError or AttributeError for a record of another form."""
        match record["kind"]:
            case "intent":
                intent = read_intent(record)
                self._intents[intent.id] = intent, path
            case "outcome" | "settled":
                ending, earlier = read_ending(record), self._endings.get(record["id"])
                if earlier is None or ending.time >= earlier.time:
                    self._endings[record["id"]] = ending
            case "step":
                step = read_step(record)
                self._steps[step.id] = step, path
            case "step-outcome" | "step-settled":
                end, before = read_step_end(record), self._step_endings.get(record["id"])
                if before is None or end.time >= before.time:
                    self._step_endings[record["id"]] = end
            case "run-began" | "run-noted" | "run-ended":
                self._runs.take(record)
            case "waiver":
                self._waivers.append(read_waiver(record))
            case _:
                self._notes.append(record)

    def reading(self, torn: tuple[Torn, ...]) -> JournalReading:
        entries = [Entry(intent, self._endings.get(key), path) for key, (intent, path) in self._intents.items()]
        entries.sort(key=lambda entry: entry.intent.time)
        steps = [StepEntry(step, self._step_endings.get(key), path) for key, (step, path) in self._steps.items()]
        steps.sort(key=lambda step: step.intent.time)
        return JournalReading(
            tuple(entries),
            tuple(steps),
            self._runs.entries(tuple(steps), tuple(entries)),
            tuple(sorted(self._waivers, key=lambda waiver: waiver.time)),
            tuple(self._notes),
            torn,
        )
