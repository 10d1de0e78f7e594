"""The socket of a listener, and the connections that came in by it."""

import socket
import ssl
import threading
from http.server import ThreadingHTTPServer
from socketserver import BaseRequestHandler

from tui.practice.http.connection import Connection
from tui.practice.http.front import Front


class Server(ThreadingHTTPServer):
    """On 127.0.0.1 alone, with a daemon thread for each connection."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, listener: Front, port: int, tls: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", port), BaseRequestHandler)  # finish_request makes the handlers
        self._listener = listener
        self._tls = tls
        self._open: set[socket.socket] = set()
        self._closed = False
        self._lock = threading.Lock()

    def finish_request(self, request: socket.socket, client_address: object) -> None:  # type: ignore[override]
        """Serve one connection in its own thread; the TLS handshake too, so a stalled one stops nobody else."""
        secured = request
        try:
            if not self._keep(request):
                return
            if self._tls is not None:
                secured = self._tls.wrap_socket(request, server_side=True)
                if not self._keep(secured):
                    return
            Connection(secured, client_address, self, self._listener)
        except OSError:
            pass  # the client went away, or the listener was stopped
        finally:
            with self._lock:
                self._open -= {request, secured}
            self.shutdown_request(secured)

    def _keep(self, connection: socket.socket) -> bool:
        """Know of a connection so that it can be dropped; False when it is too late for a new one."""
        with self._lock:
            self._open.add(connection)
            return not self._closed

    def drop_connections(self) -> None:
        """Close what is open, and whatever is about to be."""
        with self._lock:
            self._closed = True
            connections = list(self._open)
        for connection in connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # closed in the meantime
