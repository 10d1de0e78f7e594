"""The built-in practice hosts for tests of one verb each, fresh for every test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scenarios import default_scenario
from tui.practice.serve import PracticeServer, ServeOptions


@pytest.fixture
def hosts_file(tmp_path: Path) -> Path:
    """By which the practice hosts of `ground` are found."""
    return tmp_path / "ground" / "hosts.yaml"


@pytest.fixture
def ground(hosts_file: Path) -> Iterator[PracticeServer]:
    with PracticeServer(ServeOptions(default_scenario(), hosts_file)) as server:
        yield server
