"""A copy of the journal to the system's log, where there is one: best effort, and nothing ever waits for it."""

import json
import os
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SOCKET = Path("/dev/log")
_USER_NOTICE = 13
"""Facility user, severity notice (RFC 3164, 4.1.1)."""
_KEYS = (
    "kind", "id", "apply", "user", "login_user", "ssh_client", "principal", "host", "vm", "vm_name", "adapter",
    "run", "run_kind", "action", "outcome", "reason", "rule", "seconds", "hosts", "until",
)  # fmt: skip


def tell(record: Mapping[str, Any], address: Path = SOCKET) -> None:
    """Send what happened, without the settings. Raises nothing."""
    short = {key: record[key] for key in _KEYS if key in record}
    line = f"<{_USER_NOTICE}>hvr[{os.getpid()}]: {json.dumps(short, ensure_ascii=True)}"
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as log:
            log.connect(str(address))
            log.send(line.encode("ascii"))
    except OSError:
        return
