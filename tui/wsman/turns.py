"""Whose turn it is at the one interpreter: the screen's first, then one reading lane's at a time."""

import threading
import time

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


def give_way() -> None:
    """For other work, between two steps of some milliseconds each: wait while the screen works."""
    end = time.monotonic() + _LONGEST_S
    while time.monotonic() < min(_Screen.until, end):
        time.sleep(_LOOK_S)
