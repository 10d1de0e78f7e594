"""Exit codes, and how a verb speaks with whoever called it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tui.model.text import printable

if TYPE_CHECKING:
    from tui.fleet.view import FleetView

DONE = 0
"""Everything was done, and is fine."""
DIFFERENT = 1
"""There are findings or differences, or not everything was applied and verified."""
UNUSABLE = 2
"""What was asked for cannot be used as it is: an option, a file, a name, a confirmation; nothing was sent."""
UNREACHABLE = 3
"""A host did not answer, or refused."""
CONFLICT = 4
"""A host holds something else than what was planned from; nothing was sent there."""
GATED = 5
"""Everything before a gate is done, and a person has to open it."""
INTERRUPTED = 130

_GRAVEST_FIRST = (INTERRUPTED, UNUSABLE, UNREACHABLE, CONFLICT, DIFFERENT, GATED)


def gravest(codes: Iterable[int]) -> int:
    """The exit code of a run in which several came up: 2 before 3 before 4 before 1; DONE where there are none."""
    came_up = set(codes)
    return next((code for code in _GRAVEST_FIRST if code in came_up), DONE)


@dataclass(frozen=True, slots=True)
class Terminal:
    """The caller's two streams, a line at a time, and the way to ask."""

    out: Callable[[str], object]
    complain: Callable[[str], object]
    ask: Callable[[str], str]
    """Shows a question and gives what was typed; empty where nobody can be asked."""
    document: Callable[[dict[str, Any]], object] | None = None
    """Where the caller wants one document in the place of lines: takes it."""

    def tell(self, lines: Iterable[str]) -> None:
        """Print lines, but where a document is wanted."""
        if self.document is None:
            for line in lines:
                self.out(line)

    def hand(self, document: dict[str, Any]) -> None:
        """Print a document, where one is wanted."""
        if self.document is not None:
            self.document(document)


def complain_of_hosts(view: "FleetView", terminal: Terminal) -> bool:
    """Say which hosts do not answer; whether there are any."""
    from tui.fleet.view import HostState

    silent = [host for host in view.hosts if host.state is not HostState.UP]
    for host in silent:
        terminal.complain(printable(host.trouble.sentence if host.trouble else f"{host.name}: {host.state.value}"))
    return bool(silent)
