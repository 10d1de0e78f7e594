"""Who works here, and from where: what the journal says of the operator."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

_NOBODY = 4294967295
"""The login user id of a process that no login began (proc(5), loginuid)."""


@dataclass(frozen=True, slots=True)
class Operator:
    """The people behind a process, as far as the system tells."""

    user: str
    """The OS user that the process runs as."""
    login_user: str
    """Who logged on, which sudo and su do not change; empty where the system does not tell."""
    ssh_client: str
    """``ADDRESS PORT PORT`` of the SSH client, empty where there is none."""

    @classmethod
    def here(cls) -> "Operator":
        return cls(_name(os.geteuid()), _login_user(), os.environ.get("SSH_CLIENT", ""))


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _login_user() -> str:
    try:
        uid = int(Path("/proc/self/loginuid").read_text("ascii"))
    except (OSError, ValueError):
        return ""
    return "" if uid == _NOBODY else _name(uid)
