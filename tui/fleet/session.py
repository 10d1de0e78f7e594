"""One lane's clients to one host: a reading one always, a writing one only where writing is allowed."""

import socket
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from tui.config import HostEntry, Settings
from tui.fleet.logon import Logon
from tui.hyperv import gate, schema
from tui.model.secret import Secret
from tui.wsman.client import Client
from tui.wsman.fault import Unreachable
from tui.wsman.transport import CONNECT_LIMIT_S, Connection, Endpoint

T = TypeVar("T")


class ReadOnly(Exception):
    """Something asked for a writer where none is built."""


class Session:
    """The clients of one lane over one connection; used by that lane's thread alone."""

    def __init__(self, entry: HostEntry, secret: Secret, logon: Logon, settings: Settings, *, writes: bool) -> None:
        endpoint = Endpoint(
            url=entry.url,
            auth=entry.auth,
            username=entry.credential.username,
            password=secret,
            ca=entry.ca,
            verify=entry.verify,
        )
        connection = Connection(endpoint)
        self.entry = entry
        self._logon = logon
        build = partial(Client, connection, arrays=schema.arrays, operation_timeout_s=float(settings.operation_timeout))
        self.reader = build(may_invoke=gate.may_read)
        self._writer = build(may_invoke=gate.may_write) if writes else None

    def call(self, job: Callable[[], T]) -> T:
        """Run a job that speaks with the host, in its credential's turn. Raises a leaf of WSManError."""
        return self._logon.carry(self._reach, job)

    def _reach(self) -> None:
        try:
            socket.create_connection((self.entry.address, self.entry.port), CONNECT_LIMIT_S).close()
        except OSError as error:
            raise Unreachable(str(error), delivered=False) from error

    @property
    def writer(self) -> Client:
        """Raises ReadOnly where no writer was built."""
        if self._writer is None:
            raise ReadOnly(f"{self.entry.name} is read-only here")
        return self._writer
