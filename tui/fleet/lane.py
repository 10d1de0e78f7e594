"""One host's jobs, in order, on a thread of their own: a hung host costs its lane and nothing else."""

import itertools
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Job = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one job of a lane came to: a value or an error, never both."""

    lane: str
    ticket: int
    value: Any = None
    error: Exception | None = None
    seconds: float = 0.0


@dataclass(order=True, slots=True)
class _Entry:
    rank: int
    ticket: int
    job: Job | None = field(compare=False)
    report: Callable[[Outcome], object] | None = field(compare=False, default=None)


_WRITE, _READ = 0, 1


class Lane:
    """Runs one host's jobs one at a time; writes go before reads that wait. Thread-safe.

    The thread is a daemon: a WinRM call may block for a minute, and quitting must not wait for it
    (textual.md 0, finding 2).
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._entries: queue.PriorityQueue[_Entry] = queue.PriorityQueue()
        self._tickets = itertools.count(1)
        self._writing = threading.Event()
        self._closed = threading.Event()
        self._due: tuple[float, Job, Callable[[Outcome], object]] | None = None
        self._thread = threading.Thread(target=self._run, name=f"lane {name}", daemon=True)
        self._thread.start()

    @property
    def writing(self) -> bool:
        """A job submitted as a write is on the wire now."""
        return self._writing.is_set()

    def submit(self, job: Job, report: Callable[[Outcome], object], *, write: bool = False) -> int:
        """Queue a job; `report` gets its Outcome, on the lane's thread. Returns the Outcome's ticket."""
        ticket = next(self._tickets)
        self._entries.put(_Entry(_WRITE if write else _READ, ticket, job, report))
        return ticket

    def submit_after(self, seconds: float, job: Job, report: Callable[[Outcome], object]) -> None:
        """Run a job once the lane has nothing else to do and the time has passed; replaces an earlier one."""
        self._due = (time.monotonic() + seconds, job, report)
        self._entries.put(_Entry(_WRITE, next(self._tickets), None))

    def close(self) -> None:
        """Nothing further is begun; a job on the wire is not waited for."""
        self._closed.set()
        self._entries.put(_Entry(_WRITE, 0, None))

    def _run(self) -> None:
        while not self._closed.is_set():
            entry = self._next()
            if entry is not None and entry.job is not None and entry.report is not None:
                self._carry_out(entry, entry.job, entry.report)

    def _next(self) -> _Entry | None:
        due = self._due
        try:
            return self._entries.get(timeout=None if due is None else max(0.0, due[0] - time.monotonic()))
        except queue.Empty:
            if due is None or due is not self._due:
                return None
            self._due = None
            return _Entry(_READ, next(self._tickets), due[1], due[2])

    def _carry_out(self, entry: _Entry, job: Job, report: Callable[[Outcome], object]) -> None:
        if entry.rank == _WRITE:
            self._writing.set()
        began = time.monotonic()
        try:
            outcome = Outcome(self.name, entry.ticket, value=job(), seconds=time.monotonic() - began)
        except Exception as error:
            outcome = Outcome(self.name, entry.ticket, error=error, seconds=time.monotonic() - began)
        finally:
            self._writing.clear()
        if not self._closed.is_set() or entry.rank == _WRITE:
            report(outcome)
