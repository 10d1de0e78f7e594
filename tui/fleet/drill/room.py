"""The memory of one host among the test VMs of a drill."""

import threading
from collections.abc import Callable

_LOOK_AGAIN_S = 2.0


class NoRoom(Exception):
    """The VM does not fit, and no other test VM of the drill is there to make room; the message says how much is."""


class Room:
    """Reserves memory for test VMs that do not run yet: the host counts only those that do. Thread-safe."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._taken: dict[str, int] = {}
        """MiB by replica GUID; 0 once it runs."""

    def take(self, vm: str, needed: int, free: Callable[[], int | None], stopped: threading.Event) -> None:
        """Wait until ``needed`` MiB are free besides what others reserved, as long as others may make room.

        ``free`` asks the host; None, where it does not tell, lets everything in. Raises NoRoom, and what ``free``
        raises; returns at once when ``stopped`` is set.
        """
        with self._changed:
            while not stopped.is_set():
                held = free()
                if held is None or needed + sum(self._taken.values()) <= held:
                    break
                if not self._taken:
                    raise NoRoom(f"it needs {needed} MiB and the host has {held} MiB free")
                self._changed.wait(_LOOK_AGAIN_S)
            self._taken[vm] = needed

    def runs(self, vm: str) -> None:
        """The host counts the VM's memory itself from now on."""
        self._taken_becomes(vm, 0)

    def leave(self, vm: str) -> None:
        """The VM is gone, or was never made."""
        self._taken_becomes(vm, None)

    def _taken_becomes(self, vm: str, needed: int | None) -> None:
        with self._changed:
            if vm not in self._taken:
                return
            if needed is None:
                del self._taken[vm]
            else:
                self._taken[vm] = needed
            self._changed.notify_all()
