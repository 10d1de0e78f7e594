"""What a node tells of its failover cluster."""

import pytest

from tests.unit.hyperv.scripted import ScriptedClient
from tui.hyperv.clusters import FailoverCluster, read_cluster
from tui.wsman.fault import NotAuthorised


def _client(*nodes: str, fqdn: str | None = "dr-cl.corp.example") -> ScriptedClient:
    client = ScriptedClient()
    client.tables["MSCluster_Cluster"] = [{"Name": "dr-cl", "Fqdn": fqdn}]
    client.tables["MSCluster_Node"] = [{"Name": node} for node in nodes]
    return client


def test_nodes_are_told_by_computer_name_in_order_with_their_domain() -> None:
    found = read_cluster(_client("node-02", "NODE-01"))
    assert found == FailoverCluster("dr-cl", "corp.example", ("NODE-01", "node-02"))


def test_a_cluster_that_tells_no_domain_has_none() -> None:
    found = read_cluster(_client("node-01", fqdn=None))
    assert found is not None
    assert found.domain == ""


def test_a_host_that_tells_of_no_cluster_is_in_none() -> None:
    client = _client()
    assert read_cluster(client) is None
    client.tables["MSCluster_Cluster"] = []
    assert read_cluster(client) is None


def test_a_refusal_is_told_as_one() -> None:
    client = _client("node-01")
    client.refusals["MSCluster_Cluster"] = NotAuthorised("Access denied", delivered=True)
    with pytest.raises(NotAuthorised):
        read_cluster(client)
