"""Whether addresses answer from here: what a test VM in an isolated network must not do.

An address tells of a breach only where it was silent before the test VM ran, answered while it ran, and was silent
again once it was off; one that also answers otherwise belongs to something else, such as the primary in production.
"""

import errno
import selectors
import socket
import time
from collections.abc import Callable, Collection

PORTS = (22, 80, 135, 443, 445, 3389, 5985)
"""What Windows and Linux guests listen on or refuse; a refusal is an answer, too."""

Reach = Callable[[Collection[str], float], frozenset[str]]
"""Those of some addresses that answer within so many seconds."""

_ANSWERED = (0, errno.ECONNREFUSED, errno.ECONNRESET)


def answering(addresses: Collection[str], limit: float, ports: Collection[int] = PORTS) -> frozenset[str]:
    """Those of the addresses where anything answers a TCP connection within ``limit`` seconds. Sends nothing else.

    Text that is no address, and an address that this machine has no way to, does not answer.
    """
    found: set[str] = set()
    with selectors.DefaultSelector() as waiting:
        try:
            for address in addresses:
                for port in ports:
                    _knock(address, port, waiting, found)
            end = time.monotonic() + limit
            while waiting.get_map() and (left := end - time.monotonic()) > 0:
                for key, _ in waiting.select(left):
                    _listen(key, waiting, found)
        finally:
            for key in tuple(waiting.get_map().values()):
                _close(key, waiting)
    return frozenset(found)


def _knock(address: str, port: int, waiting: selectors.BaseSelector, found: set[str]) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        socket.inet_pton(family, address)
        door = socket.socket(family, socket.SOCK_STREAM)
    except OSError:
        return
    door.setblocking(False)
    code = door.connect_ex((address, port))
    if code == errno.EINPROGRESS:
        waiting.register(door, selectors.EVENT_WRITE, address)
        return
    door.close()
    if code in _ANSWERED:
        found.add(address)


def _listen(key: selectors.SelectorKey, waiting: selectors.BaseSelector, found: set[str]) -> None:
    assert isinstance(key.fileobj, socket.socket)
    if key.fileobj.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) in _ANSWERED:
        found.add(str(key.data))
    _close(key, waiting)


def _close(key: selectors.SelectorKey, waiting: selectors.BaseSelector) -> None:
    assert isinstance(key.fileobj, socket.socket)
    waiting.unregister(key.fileobj)
    key.fileobj.close()
