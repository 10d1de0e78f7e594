"""An HTTP proxy on loopback that tells what it was asked for."""

import socket
import threading
from contextlib import suppress


class Proxy:
    """Answers CONNECT and passes bytes on."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.asked_for: list[str] = []
        self._open = [self._listening]

    def __enter__(self) -> "Proxy":
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                self._open.append(client)
                threading.Thread(target=self._tunnel, args=(client,), daemon=True).start()

    def _tunnel(self, client: socket.socket) -> None:
        with suppress(OSError, IndexError):
            head = b""
            while b"\r\n\r\n" not in head:
                head += client.recv(1)
            target = head.split()[1].decode()
            self.asked_for.append(target)
            host, _, port = target.rpartition(":")
            upstream = socket.create_connection((host, int(port)))
            self._open.append(upstream)
            client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            threading.Thread(target=_pass, args=(upstream, client), daemon=True).start()
            _pass(client, upstream)


def _pass(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
