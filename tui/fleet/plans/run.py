"""A plan on its way: what each change is doing, what became of it, and the ways to pause and to stop."""

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tui.fleet.session import ReadOnly
from tui.model.change import Change
from tui.model.result import ChangeProgress, ChangeResult, Outcome

Write = Callable[[Change, Callable[[str], object], Callable[[ChangeResult], object]], None]
"""Queues one change: gets the change, a listener for its steps, and one for its result."""


@dataclass(frozen=True, slots=True)
class ApplyView:
    """A run at one moment."""

    version: int
    elapsed: float
    """Seconds since the run began, up to its end."""
    items: tuple[ChangeProgress | ChangeResult, ...]
    """In the plan's order."""
    paused: bool = False
    """Nothing further is begun until it is resumed; what is on the wire goes on."""

    @property
    def done(self) -> bool:
        return all(isinstance(item, ChangeResult) for item in self.items)

    @property
    def results(self) -> tuple[ChangeResult, ...]:
        """Those that have ended."""
        return tuple(item for item in self.items if isinstance(item, ChangeResult))

    @property
    def counts(self) -> Mapping[Outcome, int]:
        """How many ended in which way."""
        return Counter(item.outcome for item in self.results)

    @property
    def window(self) -> float | None:
        """Seconds of the longest window between a comparison and its call; None where nothing was sent."""
        return max((item.window for item in self.results if item.window is not None), default=None)

    @property
    def left(self) -> tuple[Change, ...]:
        """What was not verified: still a plan."""
        return tuple(
            item.change
            for item in self.items
            if not (isinstance(item, ChangeResult) and item.outcome is Outcome.VERIFIED)
        )


class ApplyRun:
    """Sends each host's changes one after another, hosts in parallel. Thread-safe."""

    def __init__(self, plan: Sequence[Change], finished: Callable[[frozenset[str]], object]) -> None:
        """`finished` gets the plan's hosts when every change has its result."""
        self.plan = tuple(plan)
        self._finished = finished
        self._lock = threading.Lock()
        self._items: list[ChangeProgress | ChangeResult] = [ChangeProgress(change, "waiting") for change in plan]
        self._version = 0
        self._stopped = False
        self._paused = False
        self._parked: dict[str, None] = {}
        self._began = time.monotonic()
        self._ended: float | None = None
        self._listeners: list[Callable[[], None]] = []
        self._queues: dict[str, list[int]] = defaultdict(list)
        self._write: Write | None = None
        for index, change in enumerate(self.plan):
            self._queues[change.key.host].append(index)

    @staticmethod
    def broken(change: Change, error: Exception) -> ChangeResult:
        """The result of a change that could not even be begun."""
        if isinstance(error, ReadOnly):
            return ChangeResult(change, Outcome.NOT_SENT, f"{error}; nothing was sent")
        return ChangeResult(change, Outcome.NOT_SENT, f"the host could not be read first ({error}); nothing was sent")

    @property
    def view(self) -> ApplyView:
        with self._lock:
            elapsed = (self._ended or time.monotonic()) - self._began
            return ApplyView(self._version, elapsed, tuple(self._items), self._paused)

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener`, from a lane's thread, whenever the view moved on."""
        self._listeners.append(listener)

    def begin(self, write: Write) -> None:
        """Queue the first change of every host; each next one follows the result of the one before."""
        self._write = write
        if not self.plan:
            self._finish_if_done()
        for host in tuple(self._queues):
            self._send_next(host)

    def pause(self) -> None:
        """Begin nothing further until `resume`; what is on the wire is finished and reported."""
        self._set_paused(True)

    def resume(self) -> None:
        """Go on where `pause` held."""
        for host in self._set_paused(False):
            self._send_next(host)

    def stop(self) -> None:
        """Send nothing further; what is on the wire is finished and reported."""
        self._stopped = True
        self.resume()

    @property
    def stopped(self) -> bool:
        """Somebody wanted nothing further to be sent."""
        return self._stopped

    def _set_paused(self, paused: bool) -> tuple[str, ...]:
        with self._lock:
            self._paused = paused
            parked = () if paused else tuple(self._parked)
            if not paused:
                self._parked.clear()
            self._version += 1
        self._tell()
        return parked

    def _park(self, host: str) -> bool:
        with self._lock:
            if self._paused:
                self._parked[host] = None
            return self._paused

    def _send_next(self, host: str) -> None:
        queue = self._queues[host]
        if self._stopped:
            for index in queue:
                self._set(index, ChangeResult(self.plan[index], Outcome.NOT_SENT, "stopped before its turn"))
            queue.clear()
        if not queue:
            self._finish_if_done()
            return
        if self._park(host):
            return
        index = queue.pop(0)
        change = self.plan[index]

        def report(step: str) -> None:
            self._set(index, ChangeProgress(change, step))

        def done(result: ChangeResult) -> None:
            self._set(index, result)
            self._send_next(host)

        assert self._write is not None
        self._write(change, report, done)

    def _finish_if_done(self) -> None:
        with self._lock:
            if self._ended is not None or not all(isinstance(item, ChangeResult) for item in self._items):
                return
            self._ended = time.monotonic()
            self._version += 1
        self._finished(frozenset(self._queues))
        self._tell()

    def _set(self, index: int, item: ChangeProgress | ChangeResult) -> None:
        with self._lock:
            self._items[index] = item
            self._version += 1
        self._tell()

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()
