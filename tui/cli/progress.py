"""How far a verb is, on stderr, for somebody who watches: nothing in a pipe, a log or a cron job."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from tui.fleet.fleet import Fleet


@contextmanager
def reading_progress(fleet: "Fleet") -> Iterator[None]:
    """A bar of the hosts that answered or failed, for as long as it takes."""
    if not sys.stderr.isatty():
        yield
        return
    from tui.fleet.view import HostState

    lock, shown, done = threading.Lock(), 0, False
    with click.progressbar(length=len(fleet.view.hosts), label="reading hosts", file=sys.stderr) as bar:

        def look() -> None:
            nonlocal shown
            with lock:
                told = sum(host.state is not HostState.CONNECTING for host in fleet.view.hosts)
                if told > shown and not done:
                    bar.update(told - shown)
                    shown = told

        fleet.listen(look)
        yield
        with lock:
            done = True
