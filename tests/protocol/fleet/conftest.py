"""The client's fleet on practice hosts in this process, over real sockets."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.protocol.fleet.step_cases import Case, cases
from tests.scenarios import default_scenario
from tests.waiting import wait_for
from tui.config import Configuration, read_configuration
from tui.credentials import gather
from tui.fleet.fleet import Fleet
from tui.fleet.journal import Journal
from tui.fleet.view import HostState
from tui.model.step import Action
from tui.practice.serve import PracticeServer, ServeOptions

OpenFleet = Callable[..., Fleet]


def _hosts_file(folder: Path) -> Path:
    return folder / "ground" / "hosts.yaml"


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[PracticeServer]:
    """The built-in practice hosts, listening; their jobs take a moment only."""
    with PracticeServer(ServeOptions(default_scenario(), _hosts_file(tmp_path))) as server:
        for host in server.listeners:
            server.administration.habits(host, job_seconds=0.05)
        yield server


@pytest.fixture
def configuration(ground: PracticeServer, tmp_path: Path) -> Configuration:
    return read_configuration(_hosts_file(tmp_path))


@pytest.fixture
def open_fleet(configuration: Configuration, tmp_path: Path) -> Iterator[OpenFleet]:
    """Opens fleets on the practice hosts, each read once; they are closed when the test ends."""
    with ExitStack() as stack:

        def build(*, read_only: bool = False, keep_up: bool = False, wait: bool = True) -> Fleet:
            secrets = gather(configuration, lambda text: pytest.fail(f"asked: {text}"))
            fleet = Fleet(configuration, secrets, Journal(tmp_path / "journal"), read_only=read_only, keep_up=keep_up)
            stack.callback(fleet.close)
            fleet.start()
            if wait:
                wait_for(lambda: _all_answered(fleet), "every practice host to answer")
            return fleet

        yield build


@pytest.fixture
def fleet(open_fleet: OpenFleet, monkeypatch: pytest.MonkeyPatch) -> Fleet:
    """One that was read once, and that soon believes what a host shows after a step."""
    monkeypatch.setattr("tui.fleet.writing.steps.LAG", 0.2)
    return open_fleet()


@pytest.fixture
def case_of(fleet: Fleet) -> Iterator[Callable[[Action], Case]]:
    """Brings a VM to where an action fits."""
    with cases(fleet) as case:
        yield case


def _all_answered(fleet: Fleet) -> bool:
    return all(host.state is HostState.UP for host in fleet.view.hosts)
