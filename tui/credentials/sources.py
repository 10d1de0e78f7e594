"""One function a source of passwords: NothingThere is raised where it has none, CredentialError where it fails."""

import os
import stat
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tui.config.entry import CredentialSource
from tui.model.secret import Secret
from tui.model.text import printable

COMMAND_LIMIT_S = 15.0
_WORDS_SHOWN = 200


class CredentialError(Exception):
    """A password that cannot be had; one sentence with what to do."""


class NothingThere(Exception):
    """This source has no password; another may. The text says what to do, without the user's name."""


def from_keyring(source: CredentialSource) -> Secret:
    """Out of the desktop's keyring, through the optional package `keyring`."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        raise CredentialError(
            f"{source.label}: keyring: the package is not installed; run pip install 'hvr-tui[keyring]'"
        ) from None
    service, username = source.keyring or "", source.username or ""
    try:
        password = keyring.get_password(service, username)
    except KeyringError as error:
        raise CredentialError(f"{source.label}: the keyring cannot be read ({type(error).__name__})") from None
    if not password:
        raise NothingThere(f"the keyring has no entry {service}; run: keyring set {service} {username}")
    return Secret(password)


def from_command(source: CredentialSource) -> Secret:
    """The first line that a program prints within COMMAND_LIMIT_S; it is run without a shell and can ask nothing."""
    program = source.password_command[0]
    try:
        done = subprocess.run(
            source.password_command, stdin=subprocess.DEVNULL, capture_output=True, timeout=COMMAND_LIMIT_S, check=False
        )
    except subprocess.TimeoutExpired:
        raise CredentialError(
            f"{source.label}: password_command {program} did not end within {COMMAND_LIMIT_S:g} s"
        ) from None
    except OSError as error:
        raise CredentialError(f"{source.label}: password_command {program}: {error.strerror or error}") from None
    line = done.stdout.split(b"\n", 1)[0].rstrip(b"\r")
    if done.returncode != 0:
        words = _words(done.stderr, line)
        raise CredentialError(
            f"{source.label}: password_command {program} ended with {done.returncode}{f': {words}' if words else ''}"
        )
    if not line:
        raise CredentialError(f"{source.label}: password_command {program} printed nothing")
    try:
        return Secret(line.decode())
    except UnicodeDecodeError:
        raise CredentialError(f"{source.label}: password_command {program} printed what is not UTF-8 text") from None


def from_environment(source: CredentialSource, environment: Mapping[str, str]) -> Secret:
    value = environment.get(source.password_env or "")
    if not value:
        raise NothingThere(f"the environment variable {source.password_env} is not set; set it to the password")
    return Secret(value)


def from_file(source: CredentialSource) -> Secret:
    """The first line of a file that nobody else may read."""
    assert source.password_file is not None
    path: Path = source.password_file
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


def _words(said: bytes, secret: bytes) -> str:
    """What a program complained about, on one line, without what may be the password."""
    if secret:
        said = said.replace(secret, b"***")
    return printable(" ".join(said.decode(errors="replace").split()))[:_WORDS_SHOWN]
