"""Practice time: the only place of `practice` that reads the machine's clock for it."""

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

_LOG = logging.getLogger(__name__)
Action = Callable[[datetime], None]
"""What happens at a moment; it is given that moment."""


class Clock:
    """A clock that runs `speed` times as fast as the machine's, can be advanced, and runs actions when they are due.

    With speed 0 it stands still until `advance` is called. Actions run one at a time and in the order of their
    moments, on the thread that advances or on the clock's own one after `start`.
    """

    def __init__(self, start: datetime | None = None, speed: float = 1.0) -> None:
        if speed < 0:
            raise ValueError("A clock cannot run backwards.")
        self._base = start or datetime.now(UTC).replace(microsecond=0)
        self._mark = time.monotonic()
        self._speed = speed
        self._agenda: list[tuple[datetime, int, Action]] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._acting = threading.RLock()
        self._stopped = True

    def now(self) -> datetime:
        """Practice time, UTC."""
        with self._changed:
            return self._read()

    @property
    def speed(self) -> float:
        return self._speed

    def set_speed(self, speed: float) -> None:
        """Run at another speed from now on."""
        with self._changed:
            self._rebase(self._read())
            self._speed = speed
            self._changed.notify_all()

    def at(self, moment: datetime, action: Action) -> None:
        """Run `action` at `moment`; at once (on the clock's thread) when that is past."""
        with self._changed:
            heapq.heappush(self._agenda, (moment, next(self._order), action))
            self._changed.notify_all()

    def advance(self, by: timedelta) -> None:
        """Move on, and run on this thread everything that became due, in order."""
        with self._changed:
            target = self._read() + by
        with self._acting:
            while (due := self._next_due(target)) is not None:
                moment, action = due
                with self._changed:
                    if moment > self._read():
                        self._rebase(moment)
                action(moment)
            with self._changed:
                if target > self._read():
                    self._rebase(target)
                self._changed.notify_all()

    def do(self, action: Action) -> None:
        """Run `action` now, on this thread, and not beside an action that is due."""
        with self._acting:
            action(self.now())

    def start(self) -> None:
        """Run due actions on a thread of the clock's own from now on."""
        self._stopped = False
        threading.Thread(target=self._run, name="practice-clock", daemon=True).start()

    def stop(self) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def _read(self) -> datetime:
        return self._base + timedelta(seconds=(time.monotonic() - self._mark) * self._speed)

    def _rebase(self, moment: datetime) -> None:
        self._base, self._mark = moment, time.monotonic()

    def _next_due(self, limit: datetime) -> tuple[datetime, Action] | None:
        with self._changed:
            if not self._agenda or self._agenda[0][0] > limit:
                return None
            moment, _, action = heapq.heappop(self._agenda)
            return moment, action

    def _run(self) -> None:
        while True:
            with self._changed:
                if self._stopped:
                    return
                wait = self._seconds_to_next()
                if wait is None or wait > 0:
                    self._changed.wait(wait)
                    continue
            try:
                self.advance(timedelta(0))
            except Exception:
                _LOG.exception("an action of the practice clock failed")

    def _seconds_to_next(self) -> float | None:
        if not self._agenda:
            return None
        left = (self._agenda[0][0] - self._read()).total_seconds()
        if left <= 0:
            return 0.0
        return left / self._speed if self._speed else None
