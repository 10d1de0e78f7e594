"""How this process shares its one interpreter between the screen and the lanes that read."""

import gc
import sys
from contextlib import suppress

_TURN_S = 0.001
"""A lane gives up the interpreter after this long where the screen waits for it."""
_YOUNG, _MIDDLE, _OLD = 10_000, 10, 500
"""Thresholds of the collector: ten thousand VMs are a million objects, and looking at all of them stops the screen."""
_M_ARENA_MAX = -8
_ARENAS = 2


def share_memory() -> None:
    """Let the lanes' buffers come out of the same memory: glibc gives every thread some of its own, for good.

    For a process that is about to start its lanes; nothing where the C library is another.
    """
    import ctypes

    with suppress(AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _ARENAS)


def look_for_garbage_seldom() -> None:
    """For a process that is about to import much, of which nothing is garbage."""
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)


def favour_the_screen() -> None:
    """Let a key wait for no lane: for a process that shows a screen, once it has imported what it needs."""
    sys.setswitchinterval(_TURN_S)
    look_for_garbage_seldom()
    gc.freeze()
