"""Failover clusters, facts/hyperv-wmi.md 1.17 and 2.4."""

from pathlib import Path

import pytest

from tests.unit.practice.bench import SERVICE, START, Bench
from tui.practice.cim import MSCLUSTER, Instance, WmiError
from tui.practice.clock import Clock
from tui.practice.fleet import Fleet
from tui.practice.hyperv.happenings import happen
from tui.practice.scenario.reading import read_scenario

CLUSTER = Path(__file__).parents[3] / "examples" / "cluster.yaml"


@pytest.fixture
def node() -> Bench:
    return Bench(Fleet(read_scenario(CLUSTER), Clock(START, speed=0)), "dr-node-01")


def owner(node: Bench, name: str) -> object:
    (group,) = [each for each in node.all("MSCluster_ResourceGroup", MSCLUSTER) if each.values["Name"] == name]
    return group.values["OwnerNode"]


def test_a_group_tells_which_node_owns_a_machine(node: Bench) -> None:
    assert (owner(node, "sql01"), owner(node, "app01")) == ("dr-node-01", "dr-node-02")


def test_a_resource_tells_the_guid_of_its_machine(node: Bench) -> None:
    machine_id = node.machine("sql01").id
    found = []
    for resource in node.all("MSCluster_Resource", MSCLUSTER):
        private = resource.values["PrivateProperties"]
        assert isinstance(private, Instance)
        if str(private.values.get("VmID")).upper() == machine_id:
            found.append(resource.values["Type"])
    assert found == ["Virtual Machine", "Virtual Machine Configuration"]


def test_there_is_a_replica_broker_that_is_online(node: Bench) -> None:
    (broker,) = [
        each
        for each in node.all("MSCluster_Resource", MSCLUSTER)
        if each.values["Type"] == "Virtual Machine Replication Broker"
    ]
    assert broker.values["State"] == 2


def test_a_machine_moves_and_its_test_machine_stays_behind(node: Bench) -> None:
    node.finish(node.service(SERVICE, "TestReplicaSystem", ComputerSystem=node.system("sql01")))
    node.wait(300)
    other = Bench(node.fleet, "dr-node-02")
    assert owner(node, "sql01") == "dr-node-02"
    assert other.machine("sql01").adapters[0].cable is not None
    assert node.machine("sql01 - Test").test_of == other.machine("sql01").id
    assert node.all("Msvm_ReplicaSystemDependency") == []


def test_a_node_that_goes_down_leaves_its_machines_to_the_others(node: Bench) -> None:
    happen(node.host.state, "host-down", {}, node.fleet.clock.now())
    other = Bench(node.fleet, "dr-node-02")
    assert other.machine("sql01").id
    states = {each.values["Name"]: each.values["State"] for each in other.all("MSCluster_Node", MSCLUSTER)}
    assert states == {"dr-node-01": 1, "dr-node-02": 0}


def test_without_the_right_the_cluster_is_denied(node: Bench) -> None:
    assert node.host.state.cluster is not None
    node.host.state.cluster.readable = False
    with pytest.raises(WmiError) as caught:
        node.all("MSCluster_Cluster", MSCLUSTER)
    assert caught.value.code == 0x80041003
