"""The hosts file that a served fleet writes for its clients, with the files that it names."""

import fcntl
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

DOMAIN = "practice"
USER = "operator"
PASSWORD_FILE = "practice-password"
AUTHORITY_FILE = "practice-ca.pem"
CLIENT_FILE = "practice-client.pem"
CLIENT_KEY_FILE = "practice-client.key"
LOCK_FILE = "practice-lock"
"""Written with the hosts file's own name before these: fleets that share a folder share none of them."""
_MARK = "# Written by hvr practice; removed when it ends.\n"


class HostsFileError(Exception):
    """The hosts file cannot be written; the text is one line for the user."""


class HostsFile:
    """A hosts file with the files beside it: password, and for https hosts certificates."""

    def __init__(self, path: Path) -> None:
        """Raises HostsFileError for a file that is there and that no practice fleet wrote."""
        self._path = path
        self._written: list[Path] = []
        self._lock: int | None = None
        _refuse_to_overwrite(path)

    def write(self, password: str, hosts: Sequence[Mapping[str, object]], beside: Mapping[str, str]) -> None:
        """Write all files, the hosts file last; `beside` are other texts by file name.

        Clients are told to try no staged address: it is made up, and this machine's network may hold it for real.
        Raises HostsFileError, also while other practice hosts are served by a file of this name.
        """
        defaults = {
            "auth": "ntlm",
            "scheme": "http",
            "username": f"{DOMAIN}\\{USER}",
            "password_file": self.beside(PASSWORD_FILE),
        }
        content = {"settings": {"probe": False}, "defaults": defaults, "hosts": [dict(host) for host in hosts]}
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._hold()
            self._write(self._path.with_name(self.beside(PASSWORD_FILE)), password + "\n")
            for name, text in beside.items():
                self._write(self._path.with_name(self.beside(name)), text)
            self._write(self._path, _MARK + yaml.safe_dump(content, sort_keys=False))
        except OSError as error:
            raise HostsFileError(f"{error.filename}: {error.strerror}") from error

    def beside(self, name: str) -> str:
        """What a file beside the hosts file is called."""
        return f"{self._path.name}.{name}"

    def remove(self) -> None:
        """Remove what was written, and leave the name to others."""
        while self._written:
            self._written.pop().unlink(missing_ok=True)
        if self._lock is not None:
            self._lock_path.unlink(missing_ok=True)
            os.close(self._lock)
            self._lock = None

    @property
    def _lock_path(self) -> Path:
        return self._path.with_name(self.beside(LOCK_FILE))

    def _hold(self) -> None:
        """The lock ends with this process: what a killed one left behind is written over."""
        while self._lock is None:
            handle = os.open(self._lock_path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(handle)
                sentence = f"{self._path} is the hosts file of practice hosts that are served now: choose another name"
                raise HostsFileError(sentence) from None
            if _is_at(self._lock_path, handle):
                self._lock = handle
            else:
                os.close(handle)

    def _write(self, path: Path, text: str) -> None:
        """Whole or not at all, and readable by this user alone."""
        unfinished = path.with_name(path.name + ".partial")
        unfinished.unlink(missing_ok=True)
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        unfinished.replace(path)
        self._written.append(path)


def _is_at(path: Path, handle: int) -> bool:
    """Not where whoever held it has removed it meanwhile."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _refuse_to_overwrite(path: Path) -> None:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            if file.readline() != _MARK:
                raise HostsFileError(f"{path} exists and is not from hvr practice: choose another name")
    except FileNotFoundError:
        return
    except OSError as error:
        raise HostsFileError(f"{path}: {error.strerror}") from error
