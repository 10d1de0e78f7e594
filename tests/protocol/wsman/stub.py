"""A small HTTP host with NTLM and message encryption that counts what arrives and can be told to misbehave."""

import base64
import re
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import spnego
from spnego.exceptions import SpnegoError

SOAP_TYPE = "application/soap+xml;charset=UTF-8"
SEALED = "application/HTTP-SPNEGO-session-encrypted"
SEALED_TYPE = f'multipart/encrypted;protocol="{SEALED}";boundary="Encrypted Boundary"'
OK = b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header/><s:Body><x>\xc3\xa9</x></s:Body></s:Envelope>'
_FRAMED = re.compile(
    rb"--Encrypted Boundary\r\n.*?Length=(\d+)\r\n--Encrypted Boundary\r\n\tContent-Type: application/octet-stream\r\n"
    rb"(.*)--Encrypted Boundary--\r\n",
    re.DOTALL,
)


def framed(length: int, payload: bytes, boundary: bytes = b"--Encrypted Boundary", tab: bytes = b"\t") -> bytes:
    return (
        boundary + b"\r\n" + tab + b"Content-Type: " + SEALED.encode() + b"\r\n"
        + tab + b"OriginalContent: type=application/soap+xml;charset=UTF-8;Length=" + str(length).encode() + b"\r\n"
        + boundary + b"\r\n" + tab + b"Content-Type: application/octet-stream\r\n" + payload + boundary + b"--\r\n"
    )  # fmt: skip


def spaced(length: int, payload: bytes) -> bytes:
    return framed(length, payload, boundary=b"-- Encrypted Boundary")


def bare(length: int, payload: bytes) -> bytes:
    return framed(length, payload, tab=b"") + b"\r\n"


@dataclass
class Host:
    """What the host does, and what it saw."""

    schemes: tuple[str, ...] = ("Negotiate",)
    anonymous: bool = False
    """Answers the empty POST without asking who is there."""
    replies: list[tuple[int, bytes]] = field(default_factory=list)
    """Status and body of the next messages; OK when there is none left."""
    frame: Callable[[int, bytes], bytes] = framed
    in_clear: bool = False
    """Answers encrypted messages in clear."""
    drop_next: bool = False
    """Closes the connection after the next answer without saying so."""
    lose: int = 0
    """Takes that many messages, and closes instead of answering."""
    fail_sign_ins: int = 0
    close_at_challenge: bool = False
    """Closes the connection that NTLM's challenge went out on."""
    close_to_strangers: bool = False
    """Closes the connection of whoever came without Authorization."""
    hold: threading.Event = field(default_factory=threading.Event)
    """Messages wait for it."""
    messages: list[bytes] = field(default_factory=list)
    """Every message that could be read, in order."""
    raw: list[bytes] = field(default_factory=list)
    """Every body as it came over the wire."""
    headers: list[dict[str, str]] = field(default_factory=list)
    sign_ins: int = 0
    open_connections: int = 0
    url: str = ""

    def __post_init__(self) -> None:
        self.hold.set()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 10
    host: Host

    def setup(self) -> None:
        super().setup()
        self.host.open_connections += 1
        self.context: spnego.ContextProxy | None = None

    def finish(self) -> None:
        self.host.open_connections -= 1
        super().finish()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.host.raw.append(body)
        self.host.headers.append(dict(self.headers.items()))
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        if scheme == "Basic":
            self._serve(body, sealed=False)
        elif scheme in ("Negotiate", "NTLM"):
            self._sign_in(scheme, base64.b64decode(token), body)
        elif (self.context is not None and self.context.complete) or self.host.anonymous:
            self._serve(body, sealed=SEALED in self.headers.get("Content-Type", ""))
        else:
            self._refuse()

    def _sign_in(self, scheme: str, token: bytes, body: bytes) -> None:
        if self.context is None and not token.startswith(b"NTLMSSP\x00\x01"):
            return self._refuse()
        if self.context is None or token.startswith(b"NTLMSSP\x00\x01"):
            self.context = spnego.server(protocol="ntlm")
        else:
            self.host.sign_ins += 1
            if self.host.fail_sign_ins:
                self.host.fail_sign_ins -= 1
                self.context = None
                return self._refuse()
        try:
            answer = self.context.step(token)
        except SpnegoError:
            self.context = None
            return self._refuse()
        if self.context.complete:
            return self._serve(body, sealed=SEALED in self.headers.get("Content-Type", ""))
        self._answer(401, b"", {"WWW-Authenticate": f"{scheme} {base64.b64encode(answer or b'').decode()}"})
        self.close_connection = self.close_connection or self.host.close_at_challenge
        return None

    def _serve(self, body: bytes, *, sealed: bool) -> None:
        if not body:
            return self._answer(200, b"", {})
        message: bytes | None = body
        if sealed:
            message = self._unseal(body)
            if message is None:
                return self._answer(400, b"", {})
        self.host.messages.append(message or b"")
        self.host.hold.wait(10)
        if self.host.lose:
            self.host.lose -= 1
            self.close_connection = True
            return None
        status, reply = self.host.replies.pop(0) if self.host.replies else (200, OK)
        if not reply:
            extra = {"Location": "http://127.0.0.1:1/wsman"} if status in (301, 307) else {}
            return self._answer(status, b"", extra)
        if reply.startswith(b"<html"):
            return self._answer(status, reply, {"Content-Type": "text/html"})
        if sealed and not self.host.in_clear:
            assert self.context is not None
            wrapped = self.context.wrap_winrm(reply)
            payload = struct.pack("<i", len(wrapped.header)) + wrapped.header + wrapped.data
            return self._answer(status, self.host.frame(len(reply), payload), {"Content-Type": SEALED_TYPE})
        return self._answer(status, reply, {"Content-Type": SOAP_TYPE})

    def _unseal(self, body: bytes) -> bytes | None:
        found = _FRAMED.fullmatch(body)
        assert found is not None
        assert self.context is not None
        payload = found[2]
        (length,) = struct.unpack("<i", payload[:4])
        try:
            return self.context.unwrap_winrm(payload[4 : 4 + length], payload[4 + length :])
        except SpnegoError:
            return None

    def _refuse(self) -> None:
        stranger = self.host.close_to_strangers and "Authorization" not in self.headers
        closing = {"Connection": "close"} if stranger else {}
        self._answer(401, b"", {"WWW-Authenticate": ", ".join(self.host.schemes)} | closing)

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status, "")
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        if body and self.host.drop_next:
            self.host.drop_next = False
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def serving(host: Host, certificate: tuple[Path, Path] | None = None) -> Iterator[Host]:
    """``host`` on a port of its own, over TLS with a certificate and its key."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"host": host}))
    server.daemon_threads = True
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda request, client_address: None  # type: ignore[method-assign]
    host.url = f"http{'s' if certificate else ''}://localhost:{server.server_port}/wsman"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield host
    finally:
        host.hold.set()
        server.shutdown()
        thread.join()
        server.server_close()


def until(condition: Callable[[], bool], limit_s: float = 5.0) -> None:
    """Waits for ``condition``; AssertionError when it does not come."""
    end = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < end, "the condition did not come"
        time.sleep(0.005)
