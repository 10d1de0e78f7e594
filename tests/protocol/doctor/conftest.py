"""The doctor on practice hosts in this process, over real sockets."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.scenarios import default_scenario
from tui.config import Configuration, HostEntry, read_configuration
from tui.credentials import find
from tui.doctor.examination import examine
from tui.doctor.finding import Finding
from tui.fleet.logon import Logon
from tui.practice.scenario.plan import Scenario
from tui.practice.serve import PracticeServer, ServeOptions

Serve = Callable[[Scenario], tuple[PracticeServer, Configuration]]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    with ExitStack() as stack:

        def begin(scenario: Scenario) -> tuple[PracticeServer, Configuration]:
            hosts_file = tmp_path / "ground" / "hosts.yaml"
            server = stack.enter_context(PracticeServer(ServeOptions(scenario, hosts_file)))
            return server, read_configuration(hosts_file)

        yield begin


@pytest.fixture
def ground(serve: Serve) -> tuple[PracticeServer, Configuration]:
    """Three plain hosts of the built-in scenario."""
    return serve(default_scenario())


@pytest.fixture
def secure(serve: Serve) -> tuple[PracticeServer, Configuration]:
    """The same, over https."""
    scenario = default_scenario()
    return serve(replace(scenario, hosts=tuple(replace(host, https=True) for host in scenario.hosts)))


def findings(
    configuration: Configuration, entry: HostEntry, logon: Logon | None = None, **changes: Any
) -> dict[str, Finding]:
    """Every check of a host, which may be described otherwise than its file does."""
    secret = find(entry.credential, lambda text: pytest.fail(f"asked: {text}"))
    entry = replace(entry, **changes)
    return {each.check: each for each in examine(entry, configuration.settings, secret, logon or Logon())}
