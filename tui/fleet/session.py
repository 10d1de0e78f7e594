"""One lane's clients to one host: a reading one always, a writing one only where writing is allowed."""

import socket
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from tui.config import CredentialSource, HostEntry, Settings
from tui.fleet.logon import Logon
from tui.hyperv import gate, schema
from tui.model.secret import Secret
from tui.wsman.client import Call, Client
from tui.wsman.fault import Unreachable
from tui.wsman.transport import CONNECT_LIMIT_S, Connection, Endpoint

T = TypeVar("T")


class ReadOnly(Exception):
    """Something asked for a writer where none is built."""


def endpoint_of(entry: HostEntry, source: CredentialSource, secret: Secret | None) -> Endpoint:
    """Where a host listens, with a credential for it: a password on a Kerberos host is used with ntlm."""
    return Endpoint(
        url=entry.url,
        auth=entry.auth if entry.auth != "kerberos" or source.ticket else "ntlm",
        username=source.username,
        password=secret,
        ca=entry.ca,
        verify=entry.verify,
        tls_name=entry.name if entry.address != entry.name else None,
        proxy=entry.proxy,
        kerberos_hostname=entry.kerberos_hostname or entry.name,
    )


class Session:
    """The clients of one lane over one connection; used by that lane's thread alone."""

    def __init__(
        self,
        entry: HostEntry,
        secret: Secret | None,
        logon: Logon,
        settings: Settings,
        *,
        writes: bool,
        on_call: Callable[[Call], None] | None = None,
    ) -> None:
        """`on_call` hears of every message."""
        self._connection = Connection(endpoint_of(entry, entry.credential, secret))
        self.entry = entry
        self._logon = logon
        self._on_call = on_call
        self._offer: tuple[CredentialSource, Secret | None, Logon] | None = None
        self._build = partial(
            Client,
            self._connection,
            arrays=schema.arrays,
            on_call=self._heard,
            operation_timeout_s=float(settings.operation_timeout),
        )
        self.reader = self._build(may_invoke=gate.may_read, may_run=gate.may_run)
        """For use within `call` alone."""
        self._writer = self._build(may_invoke=gate.may_write) if writes else None

    def call(self, job: Callable[[], T]) -> T:
        """Run a job that speaks with the host, in its credential's turn. Raises a leaf of WSManError."""
        self._take_up_offer()
        return self._logon.carry(self._reach, job)

    def read(self, job: Callable[[Client], T]) -> T:
        """Run a job with the reading client, in the manner of `call`."""
        return self.call(lambda: job(self.reader))

    def allow_writes(self, allowed: bool) -> None:
        """Build the writing client, or drop it; from any thread. A write on the wire is finished."""
        self._writer = self._build(may_invoke=gate.may_write) if allowed else None

    def log_on_with(self, source: CredentialSource, secret: Secret | None, logon: Logon) -> None:
        """Use another credential from the next call on; from any thread."""
        self._offer = (source, secret, logon)

    def close(self) -> None:
        """Close the connection; from the thread that uses it. A later call opens it again."""
        self._connection.close()

    def _heard(self, call: Call) -> None:
        if not call.is_fault:
            self._logon.answered()
        if self._on_call is not None:
            self._on_call(call)

    def _take_up_offer(self) -> None:
        offer, self._offer = self._offer, None
        if offer is not None:
            source, secret, self._logon = offer
            self._connection.close()
            self._connection.endpoint = endpoint_of(self.entry, source, secret)

    def _reach(self) -> None:
        try:
            socket.create_connection(self.entry.door, CONNECT_LIMIT_S).close()
        except OSError as error:
            raise Unreachable(str(error), delivered=False) from error

    @property
    def writer(self) -> Client:
        """For the lane's thread. Raises ReadOnly where no writer was built."""
        writer = self._writer
        if writer is None:
            raise ReadOnly(f"{self.entry.name} is read-only here")
        self._take_up_offer()
        return writer
