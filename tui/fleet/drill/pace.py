"""How long a drill waits for what, and how often it looks."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds."""

    first_look: float = 1.0
    longest_look: float = 10.0
    """Between two looks; each pause is half as long again as the one before it."""
    clean: float = 300.0
    """How long a test VM that cannot be destroyed is tried again before it is given up and told."""
    read: float = 120.0
    """How long a host may take to be read before a wave."""
    probe: float = 1.5
    """How long an address may take to answer."""

    def poll(self, look: Callable[[], T | None], patience: float, stopped: threading.Event) -> T | None:
        """The first answer that is not None; None once ``patience`` has passed or ``stopped`` is set."""
        end, pause = time.monotonic() + patience, self.first_look
        while True:
            found = look()
            if found is not None:
                return found
            left = end - time.monotonic()
            if left <= 0 or stopped.wait(min(pause, left)):
                return None
            pause = min(pause * 1.5, self.longest_look)
