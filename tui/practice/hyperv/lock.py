"""The lock of a host's state."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class StateLock:
    """A re-entrant lock that knows whether what it guards may have changed.

    `with lock:` is for whoever changes something; `with lock.reading():` promises not to.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._version = 0

    @property
    def version(self) -> int:
        """The same number as before: nothing has changed. Read it under the lock."""
        return self._version

    def __enter__(self) -> None:
        self._lock.acquire()
        self._version += 1

    def __exit__(self, *_: object) -> None:
        self._lock.release()

    @contextmanager
    def reading(self) -> Iterator[None]:
        with self._lock:
            yield
