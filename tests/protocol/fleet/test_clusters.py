"""A failover cluster is named once: its nodes join by themselves, and where it does not tell them, that is said."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from tests.waiting import wait_for
from tui.config import Configuration, read_configuration
from tui.credentials import find, gather
from tui.fleet.fleet import Fleet
from tui.fleet.journal import Journal
from tui.fleet.view import HostState
from tui.model.secret import Secret
from tui.practice.scenario.reading import read_scenario
from tui.practice.serve import PracticeServer, ServeOptions

EXAMPLE = Path(__file__).parents[3] / "examples" / "cluster.yaml"


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[PracticeServer]:
    with PracticeServer(ServeOptions(read_scenario(EXAMPLE), tmp_path / "ground" / "hosts.yaml")) as server:
        yield server


def _configuration(
    ground: PracticeServer, folder: Path, *, nodes: tuple[str, ...], name: str = "dr-cluster"
) -> Configuration:
    """A hosts file that names the cluster, with the first node's address for the cluster's own."""
    written = yaml.safe_load((folder / "ground" / "hosts.yaml").read_text())
    hosts = {host["name"]: host for host in written["hosts"]}
    cluster = {**hosts["dr-node-01"], "name": "dr-cluster", "nodes": [hosts[node] for node in nodes]}
    path = folder / "ground" / "own.yaml"
    path.write_text(yaml.safe_dump({"defaults": written["defaults"], "clusters": [cluster]}))
    return read_configuration(path)


@contextmanager
def _fleet(configuration: Configuration, folder: Path) -> Iterator[Fleet]:
    secrets = gather(configuration, lambda text: pytest.fail(f"asked: {text}"))
    fleet = Fleet(configuration, secrets, Journal(folder / "journal"), keep_up=False)
    try:
        fleet.start()
        yield fleet
    finally:
        fleet.close()


def test_a_node_that_the_file_does_not_list_joins(ground: PracticeServer, tmp_path: Path) -> None:
    with _fleet(_configuration(ground, tmp_path, nodes=("dr-node-01",)), tmp_path) as fleet:
        wait_for(lambda: len(fleet.view.hosts) == 2, "the other node")
        listed, joined = fleet.view.hosts
        assert (listed.name, listed.cluster, listed.membership) == ("dr-node-01", "dr-cluster", "")
        assert (joined.name, joined.cluster) == ("dr-node-02.practice.example", "dr-cluster")
        assert fleet.writable(joined.name)


def test_a_cluster_named_alone_gives_way_to_its_nodes(ground: PracticeServer, tmp_path: Path) -> None:
    with _fleet(_configuration(ground, tmp_path, nodes=()), tmp_path) as fleet:
        wait_for(lambda: len(fleet.view.hosts) == 2 and "dr-cluster" not in _names(fleet), "the nodes")
        assert _names(fleet) == {"dr-node-01.practice.example", "dr-node-02.practice.example"}


def test_without_the_right_the_listed_nodes_are_used_and_that_is_said(ground: PracticeServer, tmp_path: Path) -> None:
    _hide(ground)
    with _fleet(_configuration(ground, tmp_path, nodes=("dr-node-01", "dr-node-02")), tmp_path) as fleet:
        wait_for(lambda: all(host.state is HostState.UP for host in fleet.view.hosts), "both nodes")
        assert {host.membership for host in fleet.view.hosts} == {
            "nodes as the hosts file lists them: this account may not ask dr-cluster"
        }


def test_without_the_right_and_without_a_list_it_is_said_what_to_write(ground: PracticeServer, tmp_path: Path) -> None:
    _hide(ground)
    with _fleet(_configuration(ground, tmp_path, nodes=()), tmp_path) as fleet:
        wait_for(lambda: fleet.view.host("dr-cluster").state is HostState.FAILED, "the refusal")
        trouble = fleet.view.host("dr-cluster").trouble
        assert trouble is not None
        assert (trouble.kind, "list the nodes of dr-cluster" in trouble.words) == ("not authorised", True)


def test_a_node_that_left_stays_in_view_and_says_so(ground: PracticeServer, tmp_path: Path) -> None:
    configuration = _configuration(ground, tmp_path, nodes=("dr-node-01", "dr-node-02"))
    cluster = ground.fleet.hosts["dr-node-01"].state.cluster
    assert cluster is not None
    cluster.nodes[:] = [node for node in cluster.nodes if node.name != "dr-node-02"]
    with _fleet(configuration, tmp_path) as fleet:
        wait_for(lambda: fleet.view.host("dr-node-02").membership, "the word that it left")
        assert fleet.view.host("dr-node-02").membership == "dr-cluster does not name it as a node any more"


def _hide(ground: PracticeServer) -> None:
    cluster = ground.fleet.hosts["dr-node-01"].state.cluster
    assert cluster is not None
    cluster.readable = False


def _names(fleet: Fleet) -> set[str]:
    return {host.name for host in fleet.view.hosts}


def test_a_node_that_joins_later_logs_on_with_what_the_operator_offered(ground: PracticeServer, tmp_path: Path) -> None:
    configuration = _configuration(ground, tmp_path, nodes=("dr-node-01",))
    right = configuration.hosts[0].credential
    parked = replace(right, password_file=None)
    (cluster,) = configuration.clusters
    node, contact = (
        replace(entry, credential=parked, break_glass=right) for entry in (cluster.nodes[0], cluster.contact)
    )
    wrong = replace(configuration, hosts=(node,), clusters=(replace(cluster, contact=contact, nodes=(node,)),))
    fleet = Fleet(wrong, {parked: Secret("wrong")}, Journal(tmp_path / "journal"), keep_up=False)
    try:
        fleet.start()
        wait_for(lambda: fleet.credentials.rejected(), "the wrong password to be rejected")
        fleet.credentials.offer(parked, right, find(right, lambda text: ""))
        wait_for(lambda: len(fleet.view.hosts) == 2, "the other node")
        assert {fleet.credentials.of(host.name) for host in fleet.view.hosts} == {right}
    finally:
        fleet.close()
