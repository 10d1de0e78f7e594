"""Hosts that are slow, dead, or all gone at once: what the operator sees, and that no key waits for them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.terminal.conftest import HVR
from tests.terminal.recorded import RecordedTerminal
from tui.practice.http.misbehaviour import BEHAVED, Misbehaviour
from tui.practice.scenario.builtin import generated_scenario
from tui.practice.serve import PracticeServer, ServeOptions

HOSTS = 20
DOWN, UP = "\x1b[B", "\x1b[A"
SOON = 1.0
"""Seconds in which a key has to show, on a machine that has other things to do as well."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[PracticeServer]:
    with PracticeServer(ServeOptions(generated_scenario(HOSTS, 3, 1), tmp_path / "ground" / "hosts.yaml")) as server:
        yield server


def often(tmp_path: Path) -> Path:
    """The hosts file with short intervals."""
    path = tmp_path / "ground" / "hosts.yaml"
    written = yaml.safe_load(path.read_text())
    written["settings"] |= {"quick_interval": 2, "full_interval": 5, "operation_timeout": 3}
    own = path.with_name("own.yaml")
    own.write_text(yaml.safe_dump(written))
    return own


def slowest_key(terminal: RecordedTerminal) -> float:
    waits = []
    for key in (DOWN, DOWN, DOWN, UP, UP, DOWN):
        terminal.send(key)
        waits.append(terminal.first_byte())
    return max(waits)


def test_a_whole_site_goes_away_and_comes_back(
    site: PracticeServer, tmp_path: Path, environment: dict[str, str]
) -> None:
    command = [*HVR, "--hosts", str(often(tmp_path))]
    with RecordedTerminal(command, environment=environment, columns=200, lines=60) as terminal:
        terminal.wait_for(f"{HOSTS} up", timeout=60)
        before = sum(line.count("replica, ") for line in terminal.text().splitlines())
        for listener in site.listeners.values():
            listener.stop()
        terminal.wait_for(f"{HOSTS} stale", timeout=90)
        terminal.wait_for("unreachable", "next try at", " old")
        assert slowest_key(terminal) < SOON
        assert sum(line.count("replica, ") for line in terminal.text().splitlines()) == before
        for listener in site.listeners.values():
            listener.start()
        terminal.wait_for(f"{HOSTS} up", timeout=90)
        terminal.wait_until_gone("next try at")
        terminal.send("q")
        assert terminal.exit_status() == 0


def test_half_a_site_that_takes_requests_and_never_answers_delays_no_key_and_no_other_host(
    site: PracticeServer, tmp_path: Path, environment: dict[str, str]
) -> None:
    hung = list(site.listeners.values())[: HOSTS // 2]
    for listener in hung:
        listener.misbehaviour = Misbehaviour(hang=True)
    command = [*HVR, "--hosts", str(often(tmp_path))]
    with RecordedTerminal(command, environment=environment, columns=200, lines=60) as terminal:
        terminal.wait_for(f"{HOSTS - len(hung)} up", timeout=60)
        assert slowest_key(terminal) < SOON
        terminal.wait_for(f"{len(hung)} failed", "timed out", timeout=90)
        assert slowest_key(terminal) < SOON
        for listener in hung:
            listener.misbehaviour = BEHAVED
        terminal.wait_for(f"{HOSTS} up", timeout=120)
        for listener in site.listeners.values():
            listener.misbehaviour = Misbehaviour(hang=True)
        terminal.wait_for("stale", timeout=60)
        terminal.send("q")
        assert terminal.exit_status(timeout=5) == 0
