"""Listeners over a furnished shelf, on real sockets."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.unit.practice_protocol.shelf import Shelf, furnished
from tui.practice.http.credentials import Credentials
from tui.practice.http.listener import Listener
from tui.practice.http.options import ListenerOptions

USER = "operator"
PASSWORD = "Correct horse 9!"


@dataclass(frozen=True)
class Running:
    listener: Listener
    shelf: Shelf
    closing: ExitStack
    """Closes what tests opened, before the listener stops."""

    @property
    def url(self) -> str:
        return self.listener.url

    @property
    def port(self) -> int:
        return urlsplit(self.url).port or 0


@contextmanager
def running(
    options: ListenerOptions | None = None, shelf: Shelf | None = None, password: str = PASSWORD
) -> Iterator[Running]:
    held = shelf or furnished()
    listener = Listener(held, Credentials({USER: password}), options or ListenerOptions(basic=True))
    with ExitStack() as closing:
        closing.callback(listener.stop)
        listener.start()
        yield Running(listener, held, closing)
