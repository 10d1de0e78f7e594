"""A plan follows its VM to another node of the same failover cluster, and to nowhere else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.protocol.fleet.plans import finish, held
from tests.waiting import wait_for
from tui.config import read_configuration
from tui.credentials import gather
from tui.fleet.fleet import Fleet
from tui.fleet.journal import Journal
from tui.fleet.plans.building import build_plan, site_of
from tui.fleet.plans.files import plan_text, write_text
from tui.fleet.view import HostState
from tui.model.plan.entries import entries_of
from tui.model.result import Outcome
from tui.practice.scenario.reading import read_scenario
from tui.practice.serve import PracticeServer, ServeOptions

EXAMPLE = Path(__file__).parents[3] / "examples" / "cluster.yaml"


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[PracticeServer]:
    with PracticeServer(ServeOptions(read_scenario(EXAMPLE), tmp_path / "ground" / "hosts.yaml")) as server:
        yield server


def _open(folder: Path, *, clustered: bool) -> Fleet:
    """A fleet of the two nodes: as the cluster that they are, or as hosts that nobody said are one."""
    hosts_file = folder / "ground" / "hosts.yaml"
    if clustered:
        written = yaml.safe_load(hosts_file.read_text())
        nodes = written.pop("hosts")
        cluster = {**nodes[0], "name": "dr-cluster", "nodes": nodes}
        hosts_file = folder / "ground" / "own.yaml"
        hosts_file.write_text(yaml.safe_dump({"defaults": written["defaults"], "clusters": [cluster]}))
    configuration = read_configuration(hosts_file)
    secrets = gather(configuration, lambda text: pytest.fail(f"asked: {text}"))
    fleet = Fleet(configuration, secrets, Journal(folder / "journal"), keep_up=False)
    fleet.start()
    wait_for(lambda: {host.state for host in fleet.view.hosts} == {HostState.UP}, "both nodes to answer")
    return fleet


def _plan_file(fleet: Fleet, folder: Path) -> Path:
    """The export, with another address for the VM of the first node."""
    path = folder / "plan.yaml"
    text = plan_text(entries_of(site_of(fleet.view)), as_csv=False)
    write_text(path, text.replace("10.9.20.11/24", "10.9.20.77/24"))
    return path


def test_a_vm_that_moved_is_found_on_the_other_node_and_changed_there(ground: PracticeServer, tmp_path: Path) -> None:
    fleet = _open(tmp_path, clustered=True)
    try:
        file = _plan_file(fleet, tmp_path)
        (here,) = build_plan(file, fleet.view).plan
        assert here.key.host == "dr-node-01"
        ground.administration.happen("dr-node-01", "move-vm", vm="sql01", to="dr-node-02")
        assert [result.outcome for result in finish(fleet.apply([here]))] == [Outcome.CONFLICT]
        fleet.refresh()
        wait_for(lambda: [each.key.host for each in build_plan(file, fleet.view).plan] == ["dr-node-02"], "the move")
        reading = build_plan(file, fleet.view)
        assert reading.problems == ()
        assert "is on dr-node-02 now, a node of the same cluster" in reading.notes[0].sentence
        assert [result.outcome for result in finish(fleet.apply(reading.plan))] == [Outcome.VERIFIED]
        assert held(ground, reading.plan[0].key).addresses == ("10.9.20.77",)
    finally:
        fleet.close()


def test_hosts_that_are_not_one_cluster_are_never_crossed(ground: PracticeServer, tmp_path: Path) -> None:
    fleet = _open(tmp_path, clustered=False)
    try:
        file = _plan_file(fleet, tmp_path)
        ground.administration.happen("dr-node-01", "move-vm", vm="sql01", to="dr-node-02")
        fleet.refresh()
        wait_for(lambda: build_plan(file, fleet.view).problems, "the move to be seen")
        reading = build_plan(file, fleet.view)
        assert reading.plan == ()
        assert "there is no VM" in reading.problems[0].sentence
    finally:
        fleet.close()
