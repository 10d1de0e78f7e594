"""A WinRM listener of one practice host on a loopback port."""

import ssl
import threading
from dataclasses import dataclass
from datetime import datetime

from tui.practice.cim import Host
from tui.practice.http.authentication import SecurityContext
from tui.practice.http.credentials import AcceptorFiles, Credentials
from tui.practice.http.misbehaviour import BEHAVED, Misbehaviour
from tui.practice.http.options import ListenerOptions
from tui.practice.http.server import Server
from tui.practice.wsman.quirks import Quirks
from tui.practice.wsman.record import Log, RequestRecord
from tui.practice.wsman.service import Service


@dataclass(frozen=True, slots=True)
class SignInRecord:
    """One answer to somebody who wanted to sign in."""

    time: datetime
    """The host's own time, UTC."""
    scheme: str
    """As the client wrote it: Basic, Negotiate, NTLM, Kerberos or the URI of certificates."""
    user: str | None
    """The account, None where it was refused."""


class Listener:
    """Answers WS-Management for a host; may be stopped and started again, on the same port, as a service restarts.

    Every start is a new service: enumerations and subscriptions of the one before are gone.
    """

    def __init__(self, host: Host, credentials: Credentials, options: ListenerOptions | None = None) -> None:
        self.host = host
        self.options = options or ListenerOptions()
        self.stopping = threading.Event()
        self._credentials = credentials
        self._port = self.options.port
        self._server: Server | None = None
        self._files: AcceptorFiles | None = None
        self._log: Log[RequestRecord] = Log()
        self._sign_ins: Log[SignInRecord] = Log()
        self._misbehaviour = BEHAVED
        self._refusals = 0
        self._refusals_lock = threading.Lock()
        self.service = Service(host, self.options.service, self._log)

    @property
    def url(self) -> str:
        return f"{'https' if self.options.identity else 'http'}://127.0.0.1:{self._port}/wsman"

    def start(self) -> str:
        """Bind and serve in the background; the URL. Raises OSError when the port is taken."""
        quirks = self.service.quirks
        server = Server(self, self._port, self._tls())
        self.stopping = threading.Event()
        self.service = Service(self.host, self.options.service, self._log)
        self.service.quirks = quirks
        self._files = AcceptorFiles(self._credentials, (self.host.name, *self.options.domains), self.options.keytab)
        self._server = server
        self._port = server.server_address[1]
        threading.Thread(
            target=server.serve_forever, args=(0.05,), name=f"listener {self.host.name}", daemon=True
        ).start()
        return self.url

    def stop(self) -> None:
        """Close the port and every connection; a second stop does nothing."""
        server, self._server = self._server, None
        if server is None:
            return
        self.stopping.set()
        self.service.close()
        server.shutdown()
        server.server_close()
        server.drop_connections()
        if self._files is not None:
            self._files.close()

    @property
    def requests(self) -> tuple[RequestRecord, ...]:
        """The newest SOAP requests that were let in, oldest first, across restarts."""
        return self._log.records()

    @property
    def sign_ins(self) -> tuple[SignInRecord, ...]:
        """The newest sign-ins that came to an end, oldest first, refused ones too; Basic signs in with each request."""
        return self._sign_ins.records()

    @property
    def misbehaviour(self) -> Misbehaviour:
        """What goes wrong below SOAP from the next request on."""
        return self._misbehaviour

    @misbehaviour.setter
    def misbehaviour(self, value: Misbehaviour) -> None:
        with self._refusals_lock:
            self._misbehaviour = value
            self._refusals = value.refuse_sign_ins

    @property
    def quirks(self) -> Quirks:
        """What goes wrong within SOAP from the next request on."""
        return self.service.quirks

    @quirks.setter
    def quirks(self, value: Quirks) -> None:
        self.service.quirks = value

    def security_context(self, certificate: bytes | None) -> SecurityContext:
        """A new connection's; `certificate` is the client's in DER."""
        if self._files is None:
            raise RuntimeError("the listener is not started")
        return SecurityContext(self._credentials, self._files, self.options, certificate)

    def record_sign_in(self, scheme: str, user: str | None) -> None:
        """`user` is None for one that was refused."""
        self._sign_ins.add(SignInRecord(self.host.now(), scheme, user))

    def refuses_sign_in(self) -> bool:
        """Whether a sign-in that would be right is to be refused; counts it."""
        with self._refusals_lock:
            if self._refusals == 0:
                return False
            self._refusals -= 1
            return True

    def _tls(self) -> ssl.SSLContext | None:
        identity = self.options.identity
        if identity is None:
            return None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(identity.certificate, identity.key)
        if self.options.client_certificates:
            context.verify_mode = ssl.CERT_OPTIONAL
            context.load_verify_locations(identity.authority)
        return context
