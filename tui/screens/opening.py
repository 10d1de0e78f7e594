"""The first screen: drawn before the fleet, its rules and the panes are imported, which takes longer than all else."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.screen import Screen

from tui.commands import command
from tui.widgets.status import HeaderLine, KeyLine, OneLine, StatusLine

if TYPE_CHECKING:
    from tui.fleet.fleet import Fleet


@dataclass(frozen=True, slots=True)
class Opening:
    """A fleet that is still to be opened, behind the first screen and on a thread of its own."""

    name: str
    """Of the hosts file."""
    open: Callable[[], "Fleet"]
    """Nothing that it does may ask the operator or write on the terminal."""


class OpeningScreen(Screen[None]):
    """The frame of the console, with what is going on in it."""

    def __init__(self, opening: Opening) -> None:
        super().__init__()
        self._opening = opening

    def compose(self) -> ComposeResult:
        header, status, keys = HeaderLine(), StatusLine(), KeyLine()
        header.show([[(f" hvr · {self._opening.name}", "strong")]])
        status.say("opening the hosts …")
        keys.show([command("quit")])
        yield from (header, OneLine(css_id="nothing-yet"), status, keys)

    def say(self, sentence: str) -> None:
        self.query_one(StatusLine).say(sentence)
