"""Answers that take their time, have no end, or are far too large."""

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from tests.protocol.wsman.stub import OK
from tui.model.secret import Secret
from tui.wsman import fault, paced, transport
from tui.wsman.envelope import Envelopes, Request
from tui.wsman.transport import Connection, Endpoint

Answer = Callable[[socket.socket, threading.Event], None]
SILENCE_S = 0.5


@contextmanager
def answering(answer: Answer) -> Iterator[Connection]:
    """A connection to a host that reads one request a connection and answers as told."""
    stopping = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            while True:
                sock, _ = listener.accept()
                with sock, suppress(OSError):
                    received = b""
                    while b"</s:Envelope>" not in received:
                        received += sock.recv(65536)
                    answer(sock, stopping)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/wsman"
    connection = Connection(Endpoint(url, "basic", "operator", Secret("x")))
    try:
        yield connection
    finally:
        stopping.set()
        connection.close()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


@pytest.fixture(autouse=True)
def _short_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "ANSWER_MARGIN_S", SILENCE_S)
    monkeypatch.setattr(paced, "ANSWER_LIMIT_S", 3.0)


def reading() -> Request:
    return Envelopes("http://hv01:5985/wsman").get("u", {}, 0.0)


def head(length: int, more: bytes = b"") -> bytes:
    return b"HTTP/1.1 200 \r\nContent-Type: application/soap+xml\r\n%sContent-Length: %d\r\n\r\n" % (more, length)


def drip(data: bytes, every_s: float, piece: int) -> Answer:
    def answer(sock: socket.socket, stopping: threading.Event) -> None:
        for start in range(0, len(data), piece):
            sock.sendall(data[start : start + piece])
            stopping.wait(every_s)

    return answer


def test_an_answer_that_takes_longer_than_a_silence_may_is_read_while_bytes_arrive() -> None:
    whole = head(len(OK)) + OK
    with answering(drip(whole, 0.1, len(whole) // 15)) as connection:
        assert connection.exchange(reading()) == OK


def test_a_silence_within_an_answer_times_out() -> None:
    with answering(drip(head(len(OK)) + OK, 30.0, 120)) as connection, pytest.raises(fault.TimedOut) as caught:
        connection.exchange(reading())
    assert caught.value.delivered


@pytest.mark.parametrize("part", ["body", "headers"])
def test_an_answer_without_end_times_out_though_bytes_arrive(part: str) -> None:
    start = head(10_000_000) if part == "body" else b"HTTP/1.1 200 \r\nX-Long: "
    endless = drip(start + b"x" * 10_000, 0.05, 40)
    with answering(endless) as connection, pytest.raises(fault.TimedOut, match="not complete") as caught:
        connection.exchange(reading())
    assert caught.value.delivered


@pytest.mark.parametrize("framing", ["length", "chunks", "until closed"])
def test_a_hundred_megabytes_are_not_taken_in(framing: str) -> None:
    sent = 0

    def flood(sock: socket.socket, stopping: threading.Event) -> None:
        nonlocal sent
        begin = {
            "length": head(100 * 2**20),
            "chunks": b"HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n6400000\r\n",
            "until closed": b"HTTP/1.1 200 \r\nConnection: close\r\n\r\n",
        }[framing]
        sock.sendall(begin)
        while sent < 100 * 2**20 and not stopping.is_set():
            sent += sock.send(b" " * 65536)

    with answering(flood) as connection, pytest.raises(fault.Malformed, match="larger than 8 MiB") as caught:
        connection.exchange(reading())
    assert caught.value.delivered
    assert sent < 50 * 2**20


def test_a_compressed_answer_that_nobody_asked_for_is_not_unfolded() -> None:
    packed = gzip.compress(b" " * 50_000_000)
    assert len(packed) < paced.ANSWER_LIMIT_BYTES

    def answer(sock: socket.socket, _stopping: threading.Event) -> None:
        sock.sendall(head(len(packed), b"Content-Encoding: gzip\r\n") + packed)

    with answering(answer) as connection:
        assert connection.exchange(reading()) == packed
