"""However the console ends, the terminal is as it was and the exit status says how."""

import re
import signal
import sys
from pathlib import Path

import pytest

from tests.terminal.conftest import HVR
from tests.terminal.recorded import RecordedTerminal

SHELL = ("sh", "-c", 'stty -a; "$@"; echo "status $?"; stty -a; echo END', "sh")
"""Tells what the terminal is set to before and after a program."""
PUT_BACK = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?1003l", b"\x1b[?2004l", b"\x1b[?1004l")
"""The first screen, the cursor, the mouse, bracketed paste and focus reports."""

CRASHING = """
from tui.app import HvrApp
def action_help_quit(self):
    raise RuntimeError("planted")
HvrApp.action_help_quit = action_help_quit
from tui.__main__ import main
main()
"""
UNTIMELY = """
import tui.fleet.fleet, signal, os
def start(self):
    os.kill(os.getpid(), signal.SIGTERM)
tui.fleet.fleet.Fleet.start = start
from tui.__main__ import main
main()
"""


def assert_as_it_was(terminal: RecordedTerminal) -> None:
    for sequence in PUT_BACK:
        switched_on = sequence[:-1] + (b"l" if sequence.endswith(b"h") else b"h")
        assert terminal.bytes.rfind(sequence) > terminal.bytes.rfind(switched_on), sequence
    before, after = re.findall(rb"speed .*?-echoprt[^\r\n]*", terminal.bytes, re.DOTALL)
    assert before == after


def status_of(terminal: RecordedTerminal) -> int:
    terminal.exit_status()
    found = re.search(rb"status (\d+)", terminal.bytes)
    assert found is not None
    return int(found[1])


def opened(command: list[str], environment: dict[str, str]) -> RecordedTerminal:
    terminal = RecordedTerminal([*SHELL, *command], environment=environment, columns=100, lines=40)
    terminal.wait_for("3 up")
    return terminal


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_the_console_and_leaves_the_terminal_as_it_was(
    seen_hosts_file: Path, environment: dict[str, str], number: signal.Signals
) -> None:
    with opened([*HVR, "--hosts", str(seen_hosts_file)], environment) as terminal:
        terminal.signal_program(number)
        assert status_of(terminal) == 128 + number
        assert_as_it_was(terminal)


def test_a_signal_before_the_first_host_has_answered_does_the_same(
    seen_hosts_file: Path, environment: dict[str, str]
) -> None:
    command = [*SHELL, sys.executable, "-c", UNTIMELY, "--hosts", str(seen_hosts_file)]
    with RecordedTerminal(command, environment=environment) as terminal:
        assert status_of(terminal) == 128 + signal.SIGTERM
        assert_as_it_was(terminal)


@pytest.mark.parametrize(("keys", "status"), [("q", 0), ("\x11", 0), ("\x03\x03", 130)])
def test_each_way_to_leave_has_its_status(
    seen_hosts_file: Path, environment: dict[str, str], keys: str, status: int
) -> None:
    with opened([*HVR, "--hosts", str(seen_hosts_file)], environment) as terminal:
        terminal.send(keys)
        assert status_of(terminal) == status
        assert_as_it_was(terminal)


def test_a_crash_leaves_the_terminal_as_it_was_and_tells_of_itself(
    seen_hosts_file: Path, environment: dict[str, str]
) -> None:
    with opened([sys.executable, "-c", CRASHING, "--hosts", str(seen_hosts_file)], environment) as terminal:
        terminal.send("\x03")
        assert status_of(terminal) == 1
        assert_as_it_was(terminal)
        assert b"planted" in terminal.bytes


def test_the_console_leaves_while_a_host_keeps_it_waiting(silent_hosts_file: Path, environment: dict[str, str]) -> None:
    command = [*SHELL, *HVR, "--hosts", str(silent_hosts_file)]
    with RecordedTerminal(command, environment=environment) as terminal:
        terminal.wait_for("1 connecting")
        terminal.send("q")
        assert status_of(terminal) == 0
        assert_as_it_was(terminal)
