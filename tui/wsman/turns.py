"""Whose turn it is at the one interpreter: the screen's first, then one reading lane's at a time."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

READING = threading.Lock()
"""Held while an answer is read: lanes that wait here do not compete with the screen."""

_LONGEST_S = 0.25
"""For which a lane gives way at most before it goes on all the same."""
_LOOK_S = 0.002


class _Screen:
    """When the screen is at work, in `time.monotonic`."""

    until = 0.0


def screen_works(seconds: float) -> None:
    """Let lanes pause at their next step, for so long or until it is called with 0; from any thread."""
    _Screen.until = time.monotonic() + seconds if seconds else 0.0


@contextmanager
def screen_at_work(seconds: float) -> Iterator[None]:
    """As `screen_works`, until the block is left; what was asked for before goes on behind it.

    For the screen's own thread.
    """
    before = _Screen.until
    _Screen.until = max(before, time.monotonic() + seconds)
    try:
        yield
    finally:
        _Screen.until = before


def give_way() -> None:
    """For other work, between two steps of some milliseconds each: wait while the screen works."""
    end = time.monotonic() + _LONGEST_S
    while time.monotonic() < min(_Screen.until, end):
        time.sleep(_LOOK_S)
