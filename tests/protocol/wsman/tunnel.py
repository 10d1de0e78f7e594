"""An HTTP proxy that opens tunnels and sees what goes through them."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Proxy:
    url: str
    asked_for: list[str] = field(default_factory=list)
    carried: bytearray = field(default_factory=bytearray)

    def serve(self, near: socket.socket) -> None:
        with near, suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                head += near.recv(4096)
            target = head.split()[1].decode()
            self.asked_for.append(target)
            name, _, port = target.rpartition(":")
            with socket.create_connection((name, int(port))) as far:
                near.sendall(b"HTTP/1.1 200 \r\n\r\n")
                back = threading.Thread(target=self._carry, args=(far, near), daemon=True)
                back.start()
                self._carry(near, far)
                back.join(5)

    def _carry(self, incoming: socket.socket, outgoing: socket.socket) -> None:
        with suppress(OSError):
            while piece := incoming.recv(65536):
                self.carried += piece
                outgoing.sendall(piece)
            outgoing.shutdown(socket.SHUT_WR)


@contextmanager
def tunnelling() -> Iterator[Proxy]:
    listener = socket.create_server(("127.0.0.1", 0))
    proxy = Proxy(f"http://127.0.0.1:{listener.getsockname()[1]}")

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=proxy.serve, args=(listener.accept()[0],), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)
