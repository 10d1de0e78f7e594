"""What a line of few bytes a second has to carry: a key, a rested cursor, a still screen."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.serving import ServedHosts
from tests.terminal.conftest import HVR
from tests.terminal.recorded import RecordedTerminal
from tests.waiting import wait_for

pytestmark = pytest.mark.timeout(240)
SELDOM = {"quick_interval": 3600, "full_interval": 86400}
DOWN, UP = "\x1b[B", "\x1b[A"
A_MOMENT, RESTED = 0.03, 0.5


@pytest.fixture
def console(tmp_path: Path, environment: dict[str, str]) -> Iterator[RecordedTerminal]:
    """At 80x24 in full colour, when everything has been read and nothing will be again.

    The statistics of the replicas are the last that is read: a call for each, when its host has rested from the read
    ten times as long as that took.
    """
    folder = tmp_path / "ground"
    folder.mkdir()
    full = environment | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    with ServedHosts(folder) as ground:
        own = folder / "seldom.yaml"
        own.write_text(yaml.safe_dump(yaml.safe_load(ground.hosts_file.read_text()) | {"settings": SELDOM}))
        with RecordedTerminal([*HVR, "--hosts", str(own)], environment=full) as terminal:
            terminal.wait_for("3 up", "ready,")
            wait_for(lambda: terminal.pump() and not ground.statistics_missing(), "every replica's statistics", 90)
            terminal.settle(2.0)
            yield terminal


def sent_by(terminal: RecordedTerminal, keys: str, quiet: float) -> int:
    before = len(terminal.bytes)
    terminal.send(keys)
    terminal.first_byte()
    terminal.settle(quiet)
    return len(terminal.bytes) - before


def test_a_key_costs_at_most_a_thousand_bytes_and_the_panes_that_follow_two(console: RecordedTerminal) -> None:
    quickly = [sent_by(console, key, A_MOMENT) for key in (DOWN, DOWN, DOWN, UP, DOWN, DOWN)]
    assert max(quickly) <= 1000
    console.settle(RESTED)
    with_panes = [sent_by(console, key, RESTED) for key in (DOWN, UP, DOWN)]
    assert max(with_panes) - min(quickly) <= 2000


def test_nothing_is_sent_while_nothing_changes(console: RecordedTerminal) -> None:
    before, end = len(console.bytes), time.monotonic() + 6
    while time.monotonic() < end:
        console.pump()
    assert len(console.bytes) - before == 0


def test_a_held_key_is_not_answered_key_by_key_once_it_is_let_go(console: RecordedTerminal) -> None:
    console.send((DOWN + UP) * 100)
    console.first_byte()
    began = time.monotonic()
    console.settle(RESTED)
    assert time.monotonic() - began < 10


def test_an_open_editor_does_not_blink(console: RecordedTerminal) -> None:
    console.send("e")
    console.wait_for("Keep for review")
    console.settle(1.0)
    before, end = len(console.bytes), time.monotonic() + 3
    while time.monotonic() < end:
        console.pump()
    assert len(console.bytes) - before == 0
