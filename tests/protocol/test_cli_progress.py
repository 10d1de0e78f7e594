"""A bar on stderr for somebody who watches, and nothing anywhere else."""

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.protocol.running import environment
from tests.scenarios import default_scenario
from tui.practice.serve import PracticeServer, ServeOptions


@pytest.fixture
def hosts_file(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "ground" / "hosts.yaml"
    with PracticeServer(ServeOptions(default_scenario(), path)):
        yield path


def test_a_bar_counts_hosts_on_a_terminal_and_stdout_stays_data(hosts_file: Path) -> None:
    master, slave = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "tui", "list", "--hosts", str(hosts_file)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=slave,
        env=environment(TERM="xterm"),
        timeout=60,
        check=False,
    )
    os.close(slave)
    drawn = os.read(master, 65536).decode()
    os.close(master)
    assert done.returncode == 0
    assert "reading hosts" in drawn
    assert "100%" in drawn
    assert b"reading hosts" not in done.stdout
