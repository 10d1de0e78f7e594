"""One console at a time writes to the members of one VM's family: advisory, among those that share a journal."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tui.fleet.journal.folder import JournalError, JournalFolder

PATIENCE = 5.0
"""Seconds to wait for another console's write on the same family."""

_POLL = 0.05


class FamilyBusy(Exception):
    """Another console is writing to a member of the family; the message says whose it is."""

    def __init__(self, holder: str) -> None:
        super().__init__(f"another console ({holder}) is writing to this VM")
        self.holder = holder
        """The user, process and console."""


@contextmanager
def family_lock(folder: JournalFolder, vm_id: str, console: str, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the family of a VM GUID. The kernel lets go of it when the process ends, however it ends.

    `console` names the holder to the others; what the same console holds, for another member on another host, is waited
    for as long as it takes unless `patience` is 0. Raises FamilyBusy after `patience` seconds, and JournalError where
    there is no place for the lock.
    """
    path = folder.path / "locks" / f"{''.join(sign for sign in vm_id if sign.isalnum() or sign == '-')}.lock"
    try:
        descriptor = _open(folder, path)
    except OSError as error:
        raise JournalError(f"{path}: no lock can be taken: {error.strerror or error}") from None
    try:
        _wait(descriptor, console, patience)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, console.encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _open(folder: JournalFolder, path: Path) -> int:
    folder.prepare()
    mode = 0o660 if folder.shared else 0o600
    if not path.parent.is_dir():
        path.parent.mkdir(exist_ok=True)
        path.parent.chmod(0o2770 if folder.shared else 0o700)
    is_new = not path.exists()
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, mode)
    if is_new:
        os.fchmod(descriptor, mode)
    return descriptor


def _wait(descriptor: int, console: str, patience: float) -> None:
    end = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= end:
                holder = os.pread(descriptor, 200, 0).decode("utf-8", "replace")
                if holder != console or patience == 0:
                    raise FamilyBusy(holder or "unknown") from None
            time.sleep(_POLL)
