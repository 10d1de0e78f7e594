"""Where a password may come from: an environment variable, a file of one's own, or a prompt."""

import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

from tui.config import Configuration, CredentialSource
from tui.model.secret import Secret

Prompt = Callable[[str], str]
"""Asks on the terminal, unechoed; gets the text to show."""


class CredentialError(Exception):
    """A password that cannot be had; one sentence with what to do."""


def gather(
    configuration: Configuration, prompt: Prompt, environment: Mapping[str, str] = os.environ
) -> dict[CredentialSource, Secret]:
    """The password of every credential that the hosts use, each asked for once. Raises CredentialError."""
    sources = dict.fromkeys(host.credential for host in configuration.hosts)
    return {source: _find(source, prompt, environment) for source in sources}


def _find(source: CredentialSource, prompt: Prompt, environment: Mapping[str, str]) -> Secret:
    if source.password_env is not None:
        value = environment.get(source.password_env)
        if not value:
            raise CredentialError(
                f"{source.username}: the environment variable {source.password_env} is not set; set it to the password"
            )
        return Secret(value)
    if source.password_file is not None:
        return _read(source.password_file)
    return Secret(prompt(f"Password of {source.username}"))


def _read(path: Path) -> Secret:
    try:
        with path.open(encoding="utf-8") as stream:
            status = os.fstat(stream.fileno())
            if status.st_uid != os.getuid():
                raise CredentialError(f"{path}: belongs to another user; use a password file of your own")
            if stat.S_IMODE(status.st_mode) & 0o077:
                raise CredentialError(f"{path}: others may read it; run chmod 600 {path}")
            password = stream.readline().rstrip("\r\n")
    except OSError as error:
        raise CredentialError(f"{path}: cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise CredentialError(f"{path}: is not UTF-8 text") from None
    if not password:
        raise CredentialError(f"{path}: its first line is empty; it must be the password")
    return Secret(password)
