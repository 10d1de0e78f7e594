"""Work that waits for hosts, beside everything else: a screen's own thread, and its outcome back on the screen."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from tui.fleet.lane import Job, Outcome
from tui.screens.base import Answered, ConsoleScreen


def aside(screen: ConsoleScreen[Any], job: Job, take: Callable[[Outcome], object]) -> None:
    """Run `job` on a thread of its own; `take` gets its outcome on the screen, unless that is gone by then."""

    def work() -> None:
        try:
            outcome = Outcome("aside", 0, value=job())
        except Exception as error:
            outcome = Outcome("aside", 0, error=error)
        with suppress(RuntimeError):
            screen.post_message(Answered(outcome, take))

    threading.Thread(target=work, name="aside", daemon=True).start()
