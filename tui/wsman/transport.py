"""One authenticated connection to one host, over pywinrm's transports (facts/wsman.md 1.8, 5; facts/real-host.md 7)."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from tui.model.secret import Secret
from tui.wsman.envelope import Envelopes, Request
from tui.wsman.fault import CertificateRejected, Unreachable, WSManError
from tui.wsman.naming import CREATE, ENUMERATE, GET, IDENTIFY, PULL, RELEASE, UNSUBSCRIBE

if TYPE_CHECKING:
    from tui.wsman.sealed import SealedTransport

Auth: TypeAlias = Literal["basic", "ntlm", "kerberos"]

IDLE_LIMIT_S = 45.0
"""A session unused for longer is made anew: a host that dropped it cannot decrypt what is sealed with its key."""
PROOF_LIFE_S = 2.0
"""An answer younger than this proves the connection well enough for a message that must not be repeated."""
CONNECT_LIMIT_S = 10.0
ANSWER_MARGIN_S = 5.0
"""How much longer than the operation timeout to wait for the host's own answer; Microsoft's NetworkDelayms."""

_REPEATABLE = frozenset({IDENTIFY, GET, ENUMERATE, PULL, RELEASE, UNSUBSCRIBE, CREATE})
"""What may be sent twice. Nothing is created but shells (see Client), and a shell too many closes itself."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a host listens, and who we are there."""

    url: str
    """``http://host:5985/wsman``."""
    auth: Auth
    username: str | None
    """With Kerberos the principal whose ticket has to be in the cache; None for whoever's ticket is there."""
    password: Secret | None
    """Not used with Kerberos, whose ticket is made elsewhere."""
    ca: Path | None = None
    """A file of certificate authorities; None for the well-known ones."""
    verify: bool = True
    tls_name: str | None = None
    """The name that the host's certificate has to be for; None for the one in ``url``, which may be an address."""
    proxy: str | None = None
    """An HTTP proxy for https, ``http://proxy:3128``; a proxy of the environment is never used."""
    kerberos_service: str = "HTTP"
    """The service class of the host's principal; some domains register WSMAN instead."""
    kerberos_hostname: str | None = None
    """The host in the principal; None for the one in ``url``."""


class Connection:
    """Sends one message at a time; used from one thread at a time, which is checked (RuntimeError).

    With ntlm and kerberos nothing leaves in clear: every message is encrypted, over https too. Kerberos proves the host
    as well, and delegates nothing. After any failure the session is thrown away, so that no later message meets a
    half-made one, and the next one finds a renewed ticket. A message that only reads is sent a second time, on a new
    session, where a connection that had answered before is found dead: 400, 401, a lost security context, or closed
    under the message. No other message is ever sent twice, and it leaves only after an Identify has just been answered.

    An answer may take its time while bytes arrive: only silence for longer than the operation timeout and
    ``ANSWER_MARGIN_S`` ends it, and the limits of ``paced``.
    """

    def __init__(self, endpoint: Endpoint, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.endpoint = endpoint
        self._clock = clock
        self._busy = threading.Lock()
        self._transport: SealedTransport | None = None
        self._answered_at: float | None = None

    def exchange(self, request: Request) -> bytes:
        """The envelope that answers ``request``, which may be a fault. Raises a leaf of WSManError for all else."""
        with self._alone():
            if request.action not in _REPEATABLE:
                self._prove(request.timeout_s)
                return self._send(request)
            return self._send_mending(request)

    def close(self) -> None:
        transport, self._transport, self._answered_at = self._transport, None, None
        if transport is not None:
            transport.close_session()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if not self._busy.acquire(blocking=False):
            raise RuntimeError("a connection is used by one thread at a time")
        try:
            yield
        finally:
            self._busy.release()

    def _prove(self, timeout_s: float) -> None:
        if self._answered_at is not None and self._clock() - self._answered_at < PROOF_LIFE_S:
            return
        try:
            self._send_mending(Envelopes(self.endpoint.url).identify(timeout_s))
        except WSManError as error:
            error.delivered = False
            raise

    def _send_mending(self, request: Request) -> bytes:
        if self._answered_at is not None and self._clock() - self._answered_at > IDLE_LIMIT_S:
            self.close()
        answered_before = self._answered_at is not None
        try:
            return self._send(request)
        except WSManError as error:
            if answered_before and _is_stale(error, request):
                return self._send(request)
            raise

    def _send(self, request: Request) -> bytes:
        ca = self.endpoint.ca
        if self.endpoint.verify and ca is not None and not ca.is_file():
            raise CertificateRejected(f"{ca}: no such file of certificate authorities", delivered=False)
        sent = False
        try:
            transport = self._ready()
            transport.read_timeout_sec = (CONNECT_LIMIT_S, request.timeout_s + ANSWER_MARGIN_S)  # type: ignore[assignment]
            transport.build_session()
            sent = True
            answer = transport.send_message(request.data)
        except Exception as error:
            from tui.wsman.failure import fault_envelope, translate

            answer_in_error = fault_envelope(error)
            if answer_in_error is None:
                self.close()
                raise translate(error, sent=sent, kerberos=self.endpoint.auth == "kerberos") from error
            answer = answer_in_error
        except BaseException:
            self.close()
            raise
        self._answered_at = self._clock()
        return answer

    def _ready(self) -> "SealedTransport":
        """The transport in use, or a new one that has not spoken yet."""
        if self._transport is None:
            from requests.utils import DEFAULT_CA_BUNDLE_PATH

            from tui.wsman.sealed import SealedTransport

            endpoint = self.endpoint
            secret = None if endpoint.auth == "kerberos" else endpoint.password
            self._transport = SealedTransport(
                endpoint.url,
                tls_name=endpoint.tls_name,
                username=endpoint.username,
                password=secret.reveal() if secret else None,
                service=endpoint.kerberos_service,
                kerberos_hostname_override=endpoint.kerberos_hostname,
                kerberos_delegation=False,
                ca_trust_path=str(endpoint.ca or DEFAULT_CA_BUNDLE_PATH),
                server_cert_validation="validate" if endpoint.verify else "ignore",
                auth_method=endpoint.auth,
                message_encryption="never" if endpoint.auth == "basic" else "always",
                proxy=endpoint.proxy,
            )
        return self._transport


def _is_stale(error: WSManError, request: Request) -> bool:
    """Whether ``error`` tells of a dead connection and not of the host.

    A Pull whose connection was closed is not such a case: the host may have handed out its page already.
    """
    from tui.wsman.failure import context_lost, http_status

    closed = http_status(error.__cause__) is None and isinstance(error, Unreachable) and error.delivered
    return context_lost(error.__cause__) or (closed and request.action != PULL)
