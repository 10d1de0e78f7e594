"""The journal read back: every user's files, with what a crash left unfinished told and nothing lost."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tui.fleet.journal.folder import JournalFolder
from tui.fleet.journal.records import Ending, Entry, Intent, read_ending, read_intent


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
    """By the time of their intent."""
    notes: tuple[Mapping[str, Any], ...] = ()
    """Records of other kinds as they stand: credential, unlock, lock."""
    torn: tuple[Torn, ...] = ()


def read_folder(folder: JournalFolder) -> JournalReading:
    """Everything in a folder. Raises JournalError where it cannot be listed; a file that cannot be read is told."""
    intents: dict[str, tuple[Intent, Path]] = {}
    endings: dict[str, Ending] = {}
    notes: list[Mapping[str, Any]] = []
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
                _take(json.loads(line), path, intents, endings, notes)
            except (ValueError, KeyError, TypeError, AttributeError):
                torn.append(Torn(path, number, "is no whole record: a crash or a full disk cut it short"))
    entries = [Entry(intent, endings.get(key), path) for key, (intent, path) in intents.items()]
    entries.sort(key=lambda entry: entry.intent.time)
    return JournalReading(tuple(entries), tuple(notes), tuple(torn))


def _take(
    record: Mapping[str, Any],
    path: Path,
    intents: dict[str, tuple[Intent, Path]],
    endings: dict[str, Ending],
    notes: list[Mapping[str, Any]],
) -> None:
    kind = record["kind"]
    if kind == "intent":
        intent = read_intent(record)
        intents[intent.id] = intent, path
    elif kind in ("outcome", "settled"):
        ending, earlier = read_ending(record), endings.get(record["id"])
        if earlier is None or ending.time >= earlier.time:
            endings[record["id"]] = ending
    else:
        notes.append(record)
