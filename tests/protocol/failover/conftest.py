"""Real failovers on practice hosts in this process, over real sockets; their time runs fast."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
import yaml

from tui.config import read_configuration
from tui.credentials import gather
from tui.fleet.fleet import Fleet
from tui.fleet.journal import Journal
from tui.fleet.view import HostState
from tui.practice.scenario.reading import read_scenario
from tui.practice.serve import PracticeServer, ServeOptions

EXAMPLES = Path(__file__).parents[3] / "examples"
SPEED = 60.0
Clusters = Mapping[str, tuple[str, ...]]
NO_CLUSTERS: Clusters = MappingProxyType({})
OpenFleet = Callable[..., Fleet]
Serve = Callable[..., PracticeServer]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Serves a scenario, by default that of the run books."""
    with ExitStack() as stack:

        def start(scenario: Path = EXAMPLES / "site-failover.yaml") -> PracticeServer:
            options = ServeOptions(read_scenario(scenario), tmp_path / "ground" / "hosts.yaml")
            server = stack.enter_context(PracticeServer(options))
            server.administration.speed(SPEED)
            return server

        yield start


@pytest.fixture
def ground(serve: Serve) -> PracticeServer:
    return serve()


@pytest.fixture
def open_fleet(tmp_path: Path) -> Iterator[OpenFleet]:
    """Opens fleets on what is served, each read once, also where a host is `silent`; closed when the test ends.

    With `probe` they try staged addresses from here, which the hosts file of practice hosts forbids.
    """
    with ExitStack() as stack:

        def build(
            *, read_only: bool = False, clusters: Clusters = NO_CLUSTERS, silent: bool = False, probe: bool = False
        ) -> Fleet:
            configuration = read_configuration(_hosts_file(tmp_path / "ground", clusters))
            if probe:
                configuration = replace(configuration, settings=replace(configuration.settings, probe=True))
            secrets = gather(configuration, lambda text: pytest.fail(f"asked: {text}"))
            fleet = Fleet(configuration, secrets, Journal(tmp_path / "journal"), read_only=read_only, keep_up=False)
            stack.callback(fleet.close)
            fleet.start()
            fleet.wait_for_first_answers()
            assert silent or _all_answered(fleet)
            return fleet

        yield build


def _hosts_file(folder: Path, clusters: Clusters) -> Path:
    """What is served, with some hosts as nodes of clusters."""
    if not clusters:
        return folder / "hosts.yaml"
    written = yaml.safe_load((folder / "hosts.yaml").read_text())
    hosts = {host["name"]: host for host in written["hosts"]}
    named = [
        {**hosts[nodes[0]], "name": name, "nodes": [hosts[node] for node in nodes]} for name, nodes in clusters.items()
    ]
    path = folder / "clusters.yaml"
    path.write_text(yaml.safe_dump({**written, "hosts": [], "clusters": named}))
    return path


def _all_answered(fleet: Fleet) -> bool:
    return all(host.state is HostState.UP for host in fleet.view.hosts)
