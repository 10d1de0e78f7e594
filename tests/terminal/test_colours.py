"""Terminals of many, some and no colours, and what is no terminal at all."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.terminal.conftest import HVR
from tests.terminal.recorded import RecordedTerminal

SGR = re.compile(rb"\x1b\[([0-9;:]*)m")
TRUE, OF_256, OF_16 = "38;2", "38;5", "few"
TERMS = [
    ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, TRUE),
    ({"TERM": "xterm-256color"}, OF_256),
    ({"TERM": "tmux-256color"}, OF_256),
    ({"TERM": "screen-256color"}, OF_256),
    ({"TERM": "linux"}, OF_16),
    ({"TERM": "vt100"}, OF_16),
    ({"TERM": "xterm"}, OF_16),
]


def kinds(sent: bytes) -> set[str]:
    """How colours were named in everything that was sent."""
    found: set[str] = set()
    for sequence in SGR.findall(sent):
        codes = [code for code in sequence.decode().replace(":", ";").split(";") if code]
        while codes:
            code = int(codes.pop(0))
            if code in (38, 48):
                found.add(TRUE if codes[0] == "2" else OF_256)
                del codes[: 4 if codes[0] == "2" else 2]
            elif 30 <= code <= 37 or 40 <= code <= 47 or 90 <= code <= 107:
                found.add(OF_16)
    return found


def tour(hosts_file: Path, environment: dict[str, str], *options: str) -> bytes:
    """Everything that is sent on a way through panes, help, editor, dialog and review."""
    with RecordedTerminal([*HVR, "--hosts", str(hosts_file), *options], environment=environment) as terminal:
        terminal.wait_for("3 up", "app07")
        terminal.send("?")
        terminal.wait_for("every key")
        terminal.send("q")
        terminal.wait_for("Adapters of")
        terminal.send("e")
        terminal.wait_for("Keep for review")
        terminal.send("\x1b[20~")
        terminal.settle(0.3)
        terminal.send("\x1b[21~")
        terminal.wait_for("drafted")
        terminal.send("d")
        terminal.wait_for("nothing has been sent")
        terminal.send("\x11")
        terminal.settle(0.3)
        terminal.send("\x11")
        assert terminal.exit_status() == 0
        return terminal.bytes


@pytest.mark.parametrize(
    ("kind", "expected"), TERMS, ids=lambda value: value["TERM"] if isinstance(value, dict) else value
)
def test_a_terminal_gets_the_colours_that_it_says_it_knows(
    seen_hosts_file: Path, environment: dict[str, str], kind: dict[str, str], expected: str
) -> None:
    assert kinds(tour(seen_hosts_file, environment | kind)) - {OF_16} == {expected} - {OF_16}


def test_the_theme_of_sixteen_colours_sends_no_others_to_a_terminal_that_knows_millions(
    seen_hosts_file: Path, environment: dict[str, str]
) -> None:
    full = environment | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    assert kinds(tour(seen_hosts_file, full, "--theme", "16-colour")) == {OF_16}


def test_no_color_means_no_colour_whatever_the_terminal_knows(
    seen_hosts_file: Path, environment: dict[str, str]
) -> None:
    full = environment | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}
    assert kinds(tour(seen_hosts_file, full)) == set()


@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_terminal_that_cannot_place_a_cursor_is_refused_with_a_hint(
    seen_hosts_file: Path, environment: dict[str, str], term: str
) -> None:
    command = [*HVR, "--hosts", str(seen_hosts_file)]
    own = {name: value for name, value in environment.items() if name != "TERM"} | ({"TERM": term} if term else {})
    with RecordedTerminal(command, environment=own) as terminal:
        assert terminal.exit_status() == 2
        assert b"set TERM, or use: hvr list" in terminal.bytes
        assert b"\x1b" not in terminal.bytes


@pytest.mark.parametrize("words", [("--hosts", "FILE"), ("practice",)])
def test_a_pipe_is_refused_with_a_hint(
    seen_hosts_file: Path, environment: dict[str, str], words: tuple[str, ...]
) -> None:
    command = [*HVR, *(str(seen_hosts_file) if word == "FILE" else word for word in words)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, stdin=subprocess.DEVNULL)
    assert done.returncode == 2
    assert "needs a terminal" in done.stderr
    assert "hvr list --json" in done.stderr
    assert done.stdout == ""
