"""A drill or a cleaning on its way, as whoever began it follows it."""

from collections.abc import Callable

from tui.fleet.drill.bench import Bench
from tui.fleet.drill.live import Live
from tui.model.drill.values import DrillView


class Followed:
    """Thread-safe."""

    def __init__(self, live: Live, bench: Bench) -> None:
        self._live = live
        self._bench = bench

    @property
    def view(self) -> DrillView:
        return self._live.view

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener`, from one of the run's threads, whenever the view moved on."""
        self._live.listen(listener)

    def stop(self) -> None:
        """Begin nothing further, and wait for nothing but the end of what was begun: that is cleaned up."""
        self._bench.stop()
        self._live.update(stopping=True)
