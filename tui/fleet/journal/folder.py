"""The journal's folder: private to its user, or shared by a group that reads and writes it (setgid)."""

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import platformdirs


class JournalError(Exception):
    """The journal cannot be written; one sentence with the file and the reason."""


def default_folder() -> Path:
    """Where the user's own journal lies."""
    return platformdirs.user_state_path("hvr") / "journal"


class JournalFolder:
    """JSON lines in one file a UTC day, mode 0600; shared: one file a user a day, mode 0640, in a setgid folder.

    In a shared folder each user writes to files of their own, and the group reads them all.
    """

    def __init__(self, path: Path, *, shared: bool = False) -> None:
        self.path = path
        self.shared = shared

    def file_for(self, moment: datetime, user: str) -> Path:
        """The file that a user's records of a UTC moment go to."""
        owner = f".{user.replace('/', '_')}" if self.shared else ""
        return self.path / f"{moment:%Y-%m-%d}{owner}.jsonl"

    def files(self) -> list[Path]:
        """Every file of every user, by day. Raises JournalError where the folder cannot be listed.

        A private folder that is not there holds nothing yet; a shared one has to be there.
        """
        if self.shared and not self.path.is_dir():
            raise JournalError(f"{self.path}: the shared journal is not there")
        try:
            return sorted(self.path.glob("*.jsonl"))
        except OSError as error:
            raise JournalError(f"{self.path}: the journal cannot be read: {error.strerror or error}") from None

    def append(self, path: Path, line: bytes) -> None:
        """Put one line on disk before this returns, behind whatever a crash left unfinished. Raises JournalError."""
        try:
            self.prepare()
            is_new = not path.exists()
            with _opened(path, os.O_APPEND | os.O_CREAT | os.O_RDWR, 0o640 if self.shared else 0o600) as descriptor:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                self._refuse_foreign(path, descriptor)
                text = line if _ends_whole(descriptor) else b"\n" + line
                if os.write(descriptor, text) != len(text):
                    raise JournalError(f"{path}: the journal cannot be written: no space left")
                os.fsync(descriptor)
            if is_new:
                with _opened(self.path, os.O_RDONLY | os.O_DIRECTORY, 0) as descriptor:
                    os.fsync(descriptor)
        except OSError as error:
            raise JournalError(f"{path}: the journal cannot be written: {error.strerror or error}") from None

    def prepare(self) -> None:
        """Make a private folder where there is none; a shared one must be there. Raises JournalError, OSError."""
        if self.shared:
            self.check()
        else:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)

    def check(self) -> None:
        """Raises JournalError, with what mends it, for a shared folder that its group could not use alone."""
        if not self.shared:
            return
        mode = self.path.stat().st_mode if self.path.is_dir() else 0
        if not mode & stat.S_ISGID:
            raise JournalError(
                f"{self.path}: a shared journal needs a folder that is there and has the setgid bit: "
                f"install -d -m 3770 -g GROUP {self.path}"
            )
        if mode & stat.S_IWOTH:
            raise JournalError(f"{self.path}: everybody may write to this journal; run: chmod o-w {self.path}")
        if not os.access(self.path, os.R_OK | os.W_OK | os.X_OK):
            raise JournalError(f"{self.path}: this user is not of the group that shares the journal")

    def _refuse_foreign(self, path: Path, descriptor: int) -> None:
        """A file with our name that somebody else owns is not ours to write to."""
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid():
            raise JournalError(f"{path}: the journal cannot be written: the file belongs to somebody else")


@contextmanager
def _opened(path: Path, flags: int, mode: int) -> Iterator[int]:
    is_new = bool(flags & os.O_CREAT) and not path.exists()
    descriptor = os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC, mode or 0o600)
    try:
        if is_new:
            os.fchmod(descriptor, mode)
        yield descriptor
    finally:
        os.close(descriptor)


def _ends_whole(descriptor: int) -> bool:
    size = os.fstat(descriptor).st_size
    return size == 0 or os.pread(descriptor, 1, size - 1) == b"\n"
