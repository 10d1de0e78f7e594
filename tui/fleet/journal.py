"""The append-only record of what was meant and what became of it. If it cannot be written, nothing is sent."""

import getpass
import json
import os
import threading
import uuid
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import platformdirs

from tui.model.change import Change
from tui.model.result import ChangeResult


class JournalError(Exception):
    """The journal cannot be written; one sentence with the file and the reason."""


def default_folder() -> Path:
    """Where the user's own journal lies."""
    return platformdirs.user_state_path("hvr") / "journal"


class Journal:
    """JSON lines, one file a UTC day, mode 0600; an intent before each write, an outcome after it."""

    def __init__(self, folder: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._folder = folder
        self._now = now
        self._lock = threading.Lock()

    def intent(self, change: Change, reason: str) -> str:
        """Record what is about to be sent, on disk before this returns. Returns the entry's id. Raises JournalError."""
        entry = uuid.uuid4().hex
        self._write(
            {
                "kind": "intent",
                "id": entry,
                "user": getpass.getuser(),
                "ssh_client": os.environ.get("SSH_CLIENT", ""),
                "reason": reason,
                "host": change.key.host,
                "vm": change.key.vm,
                "vm_name": change.vm_name,
                "adapter": change.key.adapter,
                "adapter_name": change.adapter_name,
                "before": asdict(change.before),
                "after": asdict(change.after),
            }
        )
        return entry

    def outcome(self, entry: str, result: ChangeResult) -> None:
        """Record what became of an intent. Raises JournalError."""
        self._write(
            {
                "kind": "outcome",
                "id": entry,
                "outcome": result.outcome.value,
                "sentence": result.sentence,
                "words": result.words,
                "found": None if result.found is None else asdict(result.found),
                "seconds": round(result.seconds, 3),
            }
        )

    def _write(self, record: dict[str, Any]) -> None:
        now = self._now()
        line = json.dumps({"time": now.isoformat().replace("+00:00", "Z"), **record}, ensure_ascii=True) + "\n"
        path = self._folder / f"{now:%Y-%m-%d}.jsonl"
        try:
            with self._lock:
                self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
                try:
                    os.write(descriptor, line.encode("ascii"))
                    os.fsync(descriptor)
                finally:
                    os.close(descriptor)
        except OSError as error:
            raise JournalError(f"{path}: the journal cannot be written: {error.strerror or error}") from None
