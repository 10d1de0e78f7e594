"""`hvr failover` with somebody at the terminal: the typed name, the question of a tier, Ctrl+C at it."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.tmux import Tmux
from tui.practice.scenario.reading import read_scenario
from tui.practice.serve import PracticeServer, ServeOptions

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def hosts(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "ground" / "hosts.yaml"
    with PracticeServer(ServeOptions(read_scenario(EXAMPLES / "site-failover.yaml"), path)) as server:
        server.administration.speed(60)
        yield path


def at_the_terminal(hosts: Path, folder: Path) -> Tmux:
    book = str(EXAMPLES / "planned-failover.yaml")
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "tmux-256color", "LANG": "C.UTF-8"}
    return Tmux(
        [sys.executable, "-m", "tui", "failover", "--hosts", str(hosts), book],
        columns=120, lines=50, environment=environment, folder=folder,
    )  # fmt: skip


def test_a_run_book_is_begun_by_its_name_and_asks_again_until_it_is_answered(hosts: Path, tmp_path: Path) -> None:
    with at_the_terminal(hosts, tmp_path) as terminal:
        terminal.wait_for("reverse replication", "to begin type move the site 3:")
        terminal.type("move the site 3").press("Enter")
        terminal.wait_for("Has the directory been checked?", "answer:")
        terminal.type("perhaps").press("Enter")
        terminal.wait_for("the answers are go on, stop")
        terminal.type("stop").press("Enter")
        terminal.wait_for("stopped by a person before databases", "it is not over: hvr failover --continue")
        assert terminal.exit_status() == 1


def test_ctrl_c_at_a_question_stops_the_run_and_says_where_it_stands(hosts: Path, tmp_path: Path) -> None:
    with at_the_terminal(hosts, tmp_path) as terminal:
        terminal.wait_for("to begin type move the site 3:")
        terminal.type("move the site 3").press("Enter")
        terminal.wait_for("answer:")
        terminal.press("C-c")
        terminal.wait_for("stopping after the step on the wire", "1 done, 2 stopped")
        assert terminal.exit_status() == 130


def test_another_name_begins_nothing(hosts: Path, tmp_path: Path) -> None:
    with at_the_terminal(hosts, tmp_path) as terminal:
        terminal.wait_for("to begin type move the site 3:")
        terminal.type("move the site").press("Enter")
        terminal.wait_for("not confirmed: that takes move the site 3; nothing was sent")
        assert terminal.exit_status() == 2
