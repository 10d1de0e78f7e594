"""The hosts file that a served fleet writes for its clients, with the files that it names."""

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
        _refuse_to_overwrite(path)

    def write(self, password: str, hosts: Sequence[Mapping[str, object]], beside: Mapping[str, str]) -> None:
        """Write all files, the hosts file last; `beside` are other texts by file name. Raises HostsFileError.

        Clients are told to try no staged address: it is made up, and this machine's network may hold it for real.
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
        """Remove what was written."""
        while self._written:
            self._written.pop().unlink(missing_ok=True)

    def _write(self, path: Path, text: str) -> None:
        """Whole or not at all, and readable by this user alone."""
        unfinished = path.with_name(path.name + ".partial")
        unfinished.unlink(missing_ok=True)
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        unfinished.replace(path)
        self._written.append(path)


def _refuse_to_overwrite(path: Path) -> None:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            if file.readline() != _MARK:
                raise HostsFileError(f"{path} exists and is not from hvr practice: choose another name")
    except FileNotFoundError:
        return
    except OSError as error:
        raise HostsFileError(f"{path}: {error.strerror}") from error
