"""Exit codes, and how a verb speaks with whoever called it."""

from collections.abc import Callable
from dataclasses import dataclass

from tui.fleet.view import FleetView, HostState
from tui.model.text import printable

DONE = 0
DIFFERENT = 1
"""There are differences, or not everything was verified."""
UNUSABLE = 2
"""What was asked for cannot be used as it is; nothing was sent."""
UNREACHABLE = 3
"""A host did not answer."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """The caller's two streams, a line at a time, and the way to ask."""

    out: Callable[[str], object]
    complain: Callable[[str], object]
    ask: Callable[[str], str]
    """Shows a question and gives what was typed; empty where nobody can be asked."""


def complain_of_hosts(view: FleetView, terminal: Terminal) -> bool:
    """Say which hosts do not answer; whether there are any."""
    silent = [host for host in view.hosts if host.state is not HostState.UP]
    for host in silent:
        terminal.complain(printable(host.trouble.sentence if host.trouble else f"{host.name}: {host.state.value}"))
    return bool(silent)
