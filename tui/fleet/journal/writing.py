"""The append-only record of what was meant and what became of it. If it cannot be written, nothing is sent."""

import json
import os
import threading
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
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
from tui.fleet.journal.runs import RunKind
from tui.fleet.journal.steps import step_end_record, step_record
from tui.fleet.journal.waivers import WaivedPlace, waiver_record
from tui.model.change import Change
from tui.model.result import ChangeResult
from tui.model.step import Step, StepResult


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

    def intent(self, change: Change, reason: str, *, principal: str = "", apply: str = "", run: str = "") -> str:
        """Record what is about to be sent, on disk before this returns. Returns the entry's id. Raises JournalError.

        `principal` is who logs on to the host, `apply` an id that all changes of one apply share, `run` the drill or
        failover that the change belongs to.
        """
        entry = uuid.uuid4().hex
        self._write(intent_record(entry, change, reason, principal, apply or entry, run))
        return entry

    def outcome(self, entry: str, result: ChangeResult) -> None:
        """Record what became of an intent. Raises JournalError."""
        self._write(outcome_record("outcome", entry, result))

    def settled(self, entry: str, result: ChangeResult) -> None:
        """Record what reading told of an intent whose outcome was not known. Raises JournalError."""
        self._write(outcome_record("settled", entry, result) | asdict(Operator.here()))

    def step_intent(self, step: Step, reason: str, *, principal: str = "", run: str = "") -> str:
        """Record an action that is about to be sent, in the manner of `intent`. Raises JournalError."""
        entry = uuid.uuid4().hex
        self._write(step_record(entry, step, reason, principal, run))
        return entry

    def step_outcome(self, entry: str, result: StepResult) -> None:
        """Record what became of an action. Raises JournalError."""
        self._write(step_end_record("step-outcome", entry, result))

    def step_settled(self, entry: str, result: StepResult) -> None:
        """Record what reading told of an action whose outcome was not known. Raises JournalError."""
        self._write(step_end_record("step-settled", entry, result) | asdict(Operator.here()))

    def run_began(self, run: str, kind: RunKind, document: Mapping[str, Any]) -> None:
        """Record that a drill or failover begins; its document is its own, of JSON values. Raises JournalError."""
        self._note("run-began", run=run, run_kind=kind, document=document)

    def run_noted(self, run: str, document: Mapping[str, Any]) -> None:
        """Record how far it has come. Raises JournalError."""
        self._note("run-noted", run=run, document=document)

    def run_ended(self, run: str, document: Mapping[str, Any]) -> None:
        """Record its end: nothing is left to be finished or cleaned. Raises JournalError."""
        self._note("run-ended", run=run, document=document)

    def waiver(self, apply: str, rule: str, title: str, reason: str, places: Iterable[WaivedPlace]) -> None:
        """Record that an apply goes ahead in spite of a rule in these places. Raises JournalError."""
        self._write(waiver_record(apply, rule, title, reason, places))

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
