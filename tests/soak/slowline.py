"""A TCP proxy that is a slow, long line: every byte of every connection shares it."""

import queue
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_PIECE = 1400


class _Direction:
    """One way of the line: pieces leave it in their order, at its rate, after its delay."""

    def __init__(self, bytes_per_second: float, delay_s: float) -> None:
        self._rate = bytes_per_second
        self._delay = delay_s
        self._free_at = 0.0
        self._lock = threading.Lock()

    def carry(self, incoming: socket.socket, outgoing: socket.socket) -> None:
        on_the_way: queue.Queue[tuple[float, bytes]] = queue.Queue(maxsize=64)
        threading.Thread(target=_deliver, args=(on_the_way, outgoing), daemon=True).start()
        piece = b"-"
        while piece:
            try:
                piece = incoming.recv(_PIECE)
            except OSError:
                piece = b""
            with self._lock:
                now = time.monotonic()
                self._free_at = max(self._free_at, now) + len(piece) / self._rate
                leaves = self._free_at
            time.sleep(max(0.0, leaves - now))
            on_the_way.put((leaves + self._delay, piece))


def _deliver(on_the_way: "queue.Queue[tuple[float, bytes]]", outgoing: socket.socket) -> None:
    while True:
        due, piece = on_the_way.get()
        time.sleep(max(0.0, due - time.monotonic()))
        with suppress(OSError):
            if not piece:
                outgoing.shutdown(socket.SHUT_WR)
            else:
                outgoing.sendall(piece)
        if not piece:
            return


@contextmanager
def slow_line(target: tuple[str, int], kbit_per_second: float, round_trip_s: float) -> Iterator[int]:
    """The port on loopback that leads to ``target``."""
    there, back = (_Direction(kbit_per_second * 125, round_trip_s / 2) for _ in range(2))
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            far = socket.create_connection(target)
            threading.Thread(target=there.carry, args=(near, far), daemon=True).start()
            threading.Thread(target=back.carry, args=(far, near), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        listener.close()
