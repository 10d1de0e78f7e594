"""A listener as the connections see it that came in by it."""

import threading
from typing import Protocol

from tui.practice.cim import Host
from tui.practice.http.authentication import SecurityContext
from tui.practice.http.misbehaviour import Misbehaviour
from tui.practice.http.options import ListenerOptions
from tui.practice.wsman.service import Service


class Front(Protocol):
    """What a connection needs of the listener that it came in by."""

    host: Host
    options: ListenerOptions
    service: Service
    stopping: threading.Event
    """Set when the listener stops."""

    @property
    def misbehaviour(self) -> Misbehaviour: ...

    def security_context(self, certificate: bytes | None) -> SecurityContext:
        """A new connection's; `certificate` is the client's in DER."""
        ...

    def record_sign_in(self, scheme: str, user: str | None) -> None:
        """`user` is None for one that was refused."""
        ...

    def refuses_sign_in(self) -> bool:
        """Whether a sign-in that would be right is to be refused; counts it."""
        ...
