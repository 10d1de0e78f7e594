"""One TCP connection of a client: requests in, answers out."""

import socket
import ssl
import threading
from dataclasses import dataclass
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from socketserver import BaseServer

from tui.practice.http import framing
from tui.practice.http.authentication import SignIn
from tui.practice.http.front import Front
from tui.practice.http.misbehaviour import BEHAVED, Misbehaviour
from tui.practice.wsman.service import Answer

_HTML = (
    b"<!DOCTYPE HTML><HTML><HEAD><TITLE>Service Unavailable</TITLE></HEAD>"
    b"<BODY><h2>Service Unavailable</h2></BODY></HTML>"
)
_PIECE = 64
_MOST_DRAINED = 16 * 1024 * 1024
"""Bytes of a body that is too large to read before answering: closing on unread bytes would reset the connection."""


@dataclass(frozen=True, slots=True)
class _Received:
    """A message as it was once the wrapping is off, and how to wrap its answer."""

    message: bytes
    charset: str
    protocol: str | None
    """The encryption protocol of the multipart body, None when it came in clear."""


class Connection(BaseHTTPRequestHandler):
    """The handler of one connection, which is one security context; every answer leaves in a single write."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    connection: socket.socket

    def __init__(self, connection: socket.socket, address: object, server: BaseServer, listener: Front) -> None:
        """Serves the connection until its end."""
        self.listener = listener
        super().__init__(connection, address, server)

    def setup(self) -> None:
        super().setup()
        certificate = self.connection.getpeercert(True) if isinstance(self.connection, ssl.SSLSocket) else None
        self.security = self.listener.security_context(certificate)
        self.answered = 0

    def do_POST(self) -> None:
        if self.path.partition("?")[0].rstrip("/").casefold() != "/wsman":
            return self._answer(404)
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal():
            return self._answer(411, close=True)
        if int(length) > self.listener.service.options.max_envelope:
            self.rfile.read(min(int(length), _MOST_DRAINED))
            return self._answer(413, close=True)
        body = self.rfile.read(int(length))
        misbehaviour = self.listener.misbehaviour
        if self.headers.get("WSMANIDENTIFY") is not None and "Authorization" not in self.headers:
            return self._soap(self.listener.service.identify_anonymous(body, self._charset()), None, BEHAVED)
        sign_in = self._sign_in(self.headers.get("Authorization", ""))
        if sign_in.user is None:
            return self._unauthorised(sign_in.challenge)
        challenges = [sign_in.challenge] if sign_in.challenge else []
        if not body:
            return self._answer(200, challenges=challenges)
        received = self._receive(body, misbehaviour, challenges)
        if received is None:
            return None
        if not misbehaviour.concerns(received.message):
            misbehaviour = BEHAVED
        if misbehaviour.status is not None:
            page = b"" if misbehaviour.status == 413 else _HTML
            return self._answer(misbehaviour.status, page, "text/html; charset=us-ascii" if page else None)
        answer = self.listener.service.answer(received.message, received.charset, sign_in.user)
        return self._soap(answer, received.protocol, misbehaviour, challenges)

    def _sign_in(self, authorization: str) -> SignIn:
        sign_in = self.security.sign_in(authorization, self.listener.misbehaviour.wrong_binding)
        if not authorization or (sign_in.user is None and sign_in.challenge is not None):
            return sign_in
        if sign_in.user is not None and self.listener.refuses_sign_in():
            self.security.forget()
            sign_in = SignIn(None)
        self.listener.record_sign_in(authorization.partition(" ")[0], sign_in.user)
        return sign_in

    def _receive(self, body: bytes, misbehaviour: Misbehaviour, challenges: list[str]) -> _Received | None:
        """The message in a body; None when it was refused and that is answered."""
        content_type = self.headers.get("Content-Type", "")
        sealer = self.security.sealer
        if framing.is_encrypted(content_type):
            try:
                if sealer is None:
                    raise framing.FramingError("no key on this connection")
                opened = framing.unseal(body, content_type, sealer)
            except framing.FramingError:
                self._answer(400, challenges=challenges)
                return None
            return _Received(opened.message, opened.charset, opened.protocol)
        allowed = misbehaviour.allow_unencrypted
        if allowed is None:
            allowed = self.listener.options.allow_unencrypted
        basic = self.headers.get("Authorization", "").casefold().startswith("basic ")
        if not (allowed or basic or self.listener.options.identity is not None):
            self._answer(500, challenges=challenges)
            return None
        return _Received(body, self._charset(), None)

    def _soap(
        self, answer: Answer, protocol: str | None, misbehaviour: Misbehaviour, challenges: list[str] | None = None
    ) -> None:
        content_type, body = f"application/soap+xml;charset={answer.charset}", answer.body
        body += b" " * misbehaviour.padding
        if protocol is not None and self.security.sealer is not None and not misbehaviour.plaintext_answer:
            content_type, body = framing.seal(body, content_type, self.security.sealer, protocol)
            if misbehaviour.odd_boundary:
                body = body.replace(b"--Encrypted Boundary", b"-- Encrypted Boundary")
        self._answer(answer.status, body, content_type, challenges or [], misbehaviour=misbehaviour)

    def _unauthorised(self, challenge: str | None) -> None:
        """401: the continuation of a handshake, or every scheme in a header of its own."""
        self._answer(401, challenges=[challenge] if challenge else self.listener.options.schemes())

    def _answer(
        self,
        status: int,
        body: bytes = b"",
        content_type: str | None = None,
        challenges: list[str] | None = None,
        close: bool = False,
        misbehaviour: Misbehaviour = BEHAVED,
    ) -> None:
        if not self._wait(misbehaviour):
            return
        self.send_response(status, "")
        for challenge in challenges or []:
            self.send_header("WWW-Authenticate", challenge)
        if content_type is not None:
            self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        if close:
            self.send_header("Connection", "close")
        self.end_headers()
        if misbehaviour.half_answer:
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
        elif misbehaviour.drip:
            for start in range(0, len(body), _PIECE):
                self.wfile.write(body[start : start + _PIECE])
                self.wfile.flush()
                self.listener.stopping.wait(misbehaviour.drip)
        else:
            self.wfile.write(body)
        self.answered += 1
        drop_after = self.listener.misbehaviour.drop_after
        if drop_after is not None and self.answered >= drop_after:
            self.close_connection = True

    def _wait(self, misbehaviour: Misbehaviour) -> bool:
        """Do what is to be done before an answer; False when there will be none."""
        stopping: threading.Event = self.listener.stopping
        if misbehaviour.delay:
            stopping.wait(misbehaviour.delay)
        if misbehaviour.hang:
            stopping.wait()
        if misbehaviour.hang or misbehaviour.lose_answer or stopping.is_set():
            self.close_connection = True
            return False
        return True

    def _charset(self) -> str:
        return self.headers.get_content_charset("utf-8")

    def handle_expect_100(self) -> bool:
        super().handle_expect_100()
        self.wfile.flush()
        return True

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Other verbs and broken request lines: the status alone, never a page."""
        self.request_version = self.protocol_version
        self._answer(405 if code == 501 else code, close=True)

    def version_string(self) -> str:
        return "Microsoft-HTTPAPI/2.0"

    def date_time_string(self, timestamp: float | None = None) -> str:
        return format_datetime(self.listener.host.now(), usegmt=True)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """A practice host writes no access log; `Listener.requests` is for tests."""
