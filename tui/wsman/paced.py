"""Answers read against limits: silence, length in time and size (facts/wsman.md 1.6). Importing this imports requests.

The timeout of a socket limits a single silence. A host that dribbles would keep a reader for ever, so every byte of an
answer, its headers too, passes a check of the time since the request was sent and of the number of bytes so far.
"""

import io
import socket
import time
from http.client import HTTPResponse
from typing import TYPE_CHECKING, Any, cast

import urllib3
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, ProxyManager
from urllib3.connection import HTTPConnection, HTTPSConnection

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

ANSWER_LIMIT_S = 180.0
"""The longest that one answer may take while bytes arrive: a full envelope at 23 kbit/s."""
ANSWER_LIMIT_BYTES = 8 * 1024 * 1024
"""The largest answer on the wire, sixteen times the envelope that a request allows."""


_CAME_BY = "came_by"
"""The attribute of a Response that holds our end of its connection."""


class AnswerTooSlow(OSError):
    """Bytes arrive, but the answer is not complete within ANSWER_LIMIT_S."""


class AnswerTooLarge(OSError):
    """More than ANSWER_LIMIT_BYTES."""


class _Paced(io.RawIOBase):
    """The bytes of one answer, from when its request was sent."""

    def __init__(self, incoming: socket.SocketIO) -> None:
        self._incoming = incoming
        self._sock = incoming._sock  # type: ignore[attr-defined]  # the sign-ins read the certificate from it
        self._end = time.monotonic() + ANSWER_LIMIT_S
        self._bytes_left = ANSWER_LIMIT_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int | None:
        if time.monotonic() > self._end:
            raise AnswerTooSlow(f"the answer was not complete after {ANSWER_LIMIT_S:.0f} s")
        count = self._incoming.readinto(buffer)
        self._bytes_left -= count or 0
        if self._bytes_left < 0:
            raise AnswerTooLarge(f"the answer is larger than {ANSWER_LIMIT_BYTES // 2**20} MiB")
        return count

    def close(self) -> None:
        self._incoming.close()
        super().close()


class _PacedResponse(HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp = io.BufferedReader(_Paced(cast(socket.SocketIO, self.fp.detach())))


class _Connection(HTTPConnection):
    response_class = _PacedResponse


class _SecureConnection(HTTPSConnection):
    response_class = _PacedResponse


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


_POOLS: dict[str, type[HTTPConnectionPool]] = {"http": _Pool, "https": _SecurePool}


class PacedAdapter(HTTPAdapter):
    """Sends requests whose answers keep to the limits above; what breaks them is raised inside requests' errors.

    ``tls_name``: the name to ask for and to check in TLS; None for the one in the URL.
    """

    def __init__(self, tls_name: str | None = None) -> None:
        self._tls_name = tls_name
        super().__init__()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options | self._tls_options())
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **options: Any) -> ProxyManager:
        manager: ProxyManager = super().proxy_manager_for(proxy, **options | self._tls_options())
        manager.pool_classes_by_scheme = _POOLS
        return manager

    def _tls_options(self) -> dict[str, str]:
        return {"server_hostname": self._tls_name} if self._tls_name else {}

    def build_response(self, request: PreparedRequest, answer: urllib3.BaseHTTPResponse) -> Response:
        """A compressed body, which nobody asked for, stays as it is: a little of it could unfold into any amount."""
        answer.headers.discard("Content-Encoding")
        response = super().build_response(request, answer)
        sock = getattr(answer.connection, "sock", None)
        setattr(response, _CAME_BY, None if sock is None else sock.getsockname())
        return response


def read_whole(response: Response, **_: object) -> Response:
    """A response hook for what requests would read ten KiB at a time.

    It has to come after those of the sign-ins, which take the certificate from a connection that is still being read.
    """
    response._content = b"".join(response.iter_content(ANSWER_LIMIT_BYTES))
    return response


def same_connection(first: Response, second: Response) -> bool:
    """Whether two answers came over one connection."""
    came_by = getattr(first, _CAME_BY, None)
    return came_by is not None and came_by == getattr(second, _CAME_BY, None)
