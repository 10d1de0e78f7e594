"""What a console shows of a fleet, in a form that two consoles can be compared in."""

import re
import time

from tests.terminal.recorded import RecordedTerminal

WAITS_FOR_A_PASSWORD = "not authenticated: "
"""In the header: a password that was typed at random parks every host until somebody gives another."""
LARGE = (300, 100)
_PASSING = re.compile(r" *\b(?:\d+ s|\d+ min|\d+:\d\d h|\d+ d)(?![a-z])|\bdrafted\b")
_SPACES = re.compile(r" +")
_LIST = re.compile(r"^[┏┌]. 2 |┐[┏┌]. 2 ")
_CLOCK = re.compile(r"\b\d+:\d\d(?::\d\d)?\b")
_UP = re.compile(r"(\d+) hosts: \1 up")
_COMING, _UNREAD = 60.0, 7.0
_COLUMNS = 20
_BACK = 12
"""Screens and dialogs that may lie on one another."""


def without_clocks(text: str) -> str:
    """A screen without what ticks on it."""
    return _CLOCK.sub("0:00", text)


def come_to_rest(terminal: RecordedTerminal) -> bool:
    """Whether it becomes quiet."""
    try:
        terminal.settle(0.1, timeout=10)
    except AssertionError:
        return False
    return True


def go_home(terminal: RecordedTerminal) -> bool:
    """To the panes, on a large terminal, nothing shifted and nothing held; False where something keeps its screen."""
    terminal.resize(*LARGE)
    for _ in range(_BACK):
        terminal.send("\x1b")
        come_to_rest(terminal)
        if "Discard it?" in terminal.text():
            terminal.send("y")
            come_to_rest(terminal)
    terminal.send("2" + "\x1b[D" * _COLUMNS)
    come_to_rest(terminal)
    if " PAUSED " in terminal.text():
        terminal.send("P")
        come_to_rest(terminal)
    return terminal.running and any(_LIST.search(line) for line in terminal.text().splitlines())


def resting_panes(terminal: RecordedTerminal, expected: str | None = None) -> str:
    """The panes once every host is up and nothing in them has changed for longer than a host is left unread.

    `expected`: what they are to come to, and then nothing is waited for.
    """
    end = time.monotonic() + _COMING
    before, since = "", time.monotonic()
    while time.monotonic() < end:
        terminal.pump(0.5)
        shown = _panes(terminal.text())
        if shown == expected:
            return shown
        if shown != before or _UP.search(shown) is None:
            before, since = shown, time.monotonic()
        elif time.monotonic() - since > _UNREAD:
            break
    return before


def _panes(text: str) -> str:
    """The counts in the header and the list of VMs, without cursor, marks, drafts and what only tells the time."""
    lines = text.splitlines()
    listed = [line.split("┃")[-2][8:] for line in lines if line.count("┃") >= 2]
    told = (_SPACES.sub(" ", _PASSING.sub("", line)).rstrip() for line in (lines[0], *listed))
    return "\n".join(told).rstrip()
