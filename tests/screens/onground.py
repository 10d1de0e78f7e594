"""The console on practice hosts in this process, over real sockets; their time runs fast."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.screens.driver import SIZES, Console, drive
from tui.config import read_configuration
from tui.credentials import gather
from tui.fleet.fleet import Fleet
from tui.fleet.journal import Journal
from tui.practice.scenario.reading import read_scenario
from tui.practice.serve import PracticeServer, ServeOptions

EXAMPLES = Path(__file__).parents[2] / "examples"
OpenFleet = Callable[..., Fleet]
READING = ("GetReplicationStatistics", "GetReplicationStatisticsEx", "GetErrorEx", "GetSummaryInformation")


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[PracticeServer]:
    """The site that the run books of the examples are for."""
    options = ServeOptions(read_scenario(EXAMPLES / "site-failover.yaml"), tmp_path / "ground" / "hosts.yaml")
    with PracticeServer(options) as server:
        server.administration.speed(60)
        yield server


@pytest.fixture
def open_fleet(ground: PracticeServer, tmp_path: Path) -> Iterator[OpenFleet]:
    """Opens fleets that were not started: the console does that."""
    with ExitStack() as stack:

        def build(*, read_only: bool = False) -> Fleet:
            configuration = read_configuration(tmp_path / "ground" / "hosts.yaml")
            secrets = gather(configuration, lambda text: pytest.fail(f"asked: {text}"))
            fleet = Fleet(configuration, secrets, Journal(tmp_path / "journal"), read_only=read_only)
            stack.callback(fleet.close)
            return fleet

        yield build


def run(fleet: Fleet, procedure: Callable[[Console], Awaitable[None]], size: tuple[int, int] = SIZES[0]) -> None:
    """Run the console on a fleet and a procedure on the console."""
    drive(fleet, procedure, size=size)  # type: ignore[arg-type]


async def hosts_are_up(console: Console) -> None:
    fleet = console.app.fleet
    await console.until(lambda: all(host.state.value == "up" for host in fleet.view.hosts), "every host")


def changes(ground: PracticeServer) -> list[dict[str, object]]:
    """The methods that changed something, in their order."""
    return [call for call in ground.administration.executed() if call["method"] not in READING]
