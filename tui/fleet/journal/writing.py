"""The append-only record of what was meant and what became of it. If it cannot be written, nothing is sent."""

import json
import os
import threading
import uuid
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tui.fleet.journal import syslog
from tui.fleet.journal.familylock import PATIENCE, family_lock
from tui.fleet.journal.folder import JournalFolder
from tui.fleet.journal.operator import Operator
from tui.fleet.journal.reading import JournalReading, read_folder
from tui.fleet.journal.records import intent_record, outcome_record
from tui.model.change import Change
from tui.model.result import ChangeResult


class Journal:
    """One process's way to write; several processes and users may share a folder. Thread-safe."""

    def __init__(
        self,
        folder: Path,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        *,
        shared: bool = False,
        system_log: Path = syslog.SOCKET,
    ) -> None:
        self.folder = JournalFolder(folder, shared=shared)
        self._now = now
        self._system_log = system_log
        self._lock = threading.Lock()
        self._console = f"{Operator.here().user}, process {os.getpid()}, console {uuid.uuid4().hex[:6]}"

    def intent(self, change: Change, reason: str, *, principal: str = "", apply: str = "") -> str:
        """Record what is about to be sent, on disk before this returns. Returns the entry's id. Raises JournalError.

        `principal` is who logs on to the host, `apply` an id that all changes of one apply share.
        """
        entry = uuid.uuid4().hex
        self._write(intent_record(entry, change, reason, principal, apply or entry))
        return entry

    def outcome(self, entry: str, result: ChangeResult) -> None:
        """Record what became of an intent. Raises JournalError."""
        self._write(outcome_record("outcome", entry, result))

    def settled(self, entry: str, result: ChangeResult) -> None:
        """Record what reading told of an intent whose outcome was not known. Raises JournalError."""
        self._write(outcome_record("settled", entry, result) | asdict(Operator.here()))

    def credential(self, replaced: str, offered: str, hosts: Sequence[str]) -> None:
        """Record that the operator gave hosts another credential; names only, never a secret. Raises JournalError."""
        self._note("credential", replaced=replaced, offered=offered, hosts=list(hosts))

    def unlocked(self, hosts: Sequence[str], reason: str, until: datetime) -> None:
        """Record that read-only hosts may be written to until a time. Raises JournalError."""
        self._note("unlock", hosts=list(hosts), reason=reason, until=_stamp(until))

    def locked(self, hosts: Sequence[str]) -> None:
        """Record that hosts are read-only again. Raises JournalError."""
        self._note("lock", hosts=list(hosts))

    def family(self, vm_id: str, patience: float = PATIENCE) -> AbstractContextManager[None]:
        """Hold a VM's family against other consoles on this journal. Raises FamilyBusy, JournalError."""
        return family_lock(self.folder, vm_id, self._console, patience)

    def read(self) -> JournalReading:
        """Everything that every user wrote. Raises JournalError where the folder cannot be listed."""
        return read_folder(self.folder)

    def _note(self, kind: str, **values: Any) -> None:
        self._write({"kind": kind, **asdict(Operator.here()), **values})

    def _write(self, record: dict[str, Any]) -> None:
        now = self._now()
        line = json.dumps({"time": _stamp(now), **record}, ensure_ascii=True) + "\n"
        with self._lock:
            self.folder.append(self.folder.file_for(now, Operator.here().user), line.encode("ascii"))
        syslog.tell(record, self._system_log)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
