"""What costs a call a VM, asked of one host bit by bit between its reads."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from tui.fleet.lane import Lane, Outcome
from tui.fleet.session import Session
from tui.fleet.statistics import StatisticsRound, ask
from tui.model.machine import Inventory
from tui.model.readiness import Statistics

REST_FACTOR = 10
"""A host rests this many times as long as its last call took: it is never kept busy more than a tenth."""


class Trickle:
    """Decides what one host is asked once it has rested: statistics of a VM while there is time, else the next read.

    One call for statistics is made between two reads in any case, so that a slow host tells them, too.
    """

    def __init__(
        self,
        lane: Lane,
        session: Session,
        interval_s: float,
        *,
        read_after: Callable[[float], object],
        show: Callable[[Mapping[str, Statistics]], object],
    ) -> None:
        """`interval_s`: how long a VM's statistics count as fresh. `read_after` has the host read after some seconds;
        `show` gets what is told of the selected VM, or of the last one, at once; the rest is shown with the next read.
        """
        self._lane = lane
        self._session = session
        self._round = StatisticsRound(interval_s)
        self._read_after = read_after
        self._show = show
        self._inventory: Inventory | None = None
        self._read_due = 0.0
        self._asked_since_read = False

    @property
    def told(self) -> Mapping[str, Statistics]:
        """By VM GUID."""
        return self._round.told

    def select(self, vm: str) -> None:
        """Ask about this VM before the others, from the next call on."""
        self._round.selected = vm

    def go_on(self, inventory: Inventory, seconds: float, interval_s: float) -> None:
        """The host was read, which took so many seconds; the next read is due after the interval."""
        self._inventory = inventory
        self._round.read(inventory)
        self._read_due = time.monotonic() + interval_s
        self._asked_since_read = False
        self._rest_after(seconds)

    def ask_all(self, inventory: Inventory | None, done: Callable[[bool], object]) -> None:
        """Queue one call for each replica, now and without a rest; `done` is told whether the host answered them all.

        For somebody who waits for it.
        """
        self._inventory = inventory

        def job() -> None:
            while self._ask_next() is not None:
                pass

        def fold(outcome: Outcome) -> None:
            self._show(self.told)
            done(outcome.error is None)

        self._lane.submit(lambda: self._session.call(job), fold)

    def _rest_after(self, seconds: float) -> None:
        rest, until_read = REST_FACTOR * seconds, self._read_due - time.monotonic()
        if (rest < until_read or not self._asked_since_read) and self._round.due(self._inventory, _now()):
            self._lane.submit_after(rest, lambda: self._session.call(self._ask_next), self._fold)
        else:
            self._read_after(max(rest, until_read))

    def _ask_next(self) -> str | None:
        """GUID of the VM that was asked about. Raises WSManError; the VM has had its turn then, too."""
        now, told = _now(), None
        vm = self._round.due(self._inventory, now)
        if vm is not None:
            try:
                told = ask(self._session.reader, vm, now)
            finally:
                self._round.asked(vm, told, now)
        return vm

    def _fold(self, outcome: Outcome) -> None:
        self._asked_since_read = True
        if outcome.error is not None:
            self._read_after(max(REST_FACTOR * outcome.seconds, self._read_due - time.monotonic()))
            return
        if outcome.value == self._round.selected or self._round.due(self._inventory, _now()) is None:
            self._show(self.told)
        self._rest_after(outcome.seconds)


def _now() -> datetime:
    return datetime.now(UTC)
