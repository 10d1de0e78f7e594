"""The failover cluster that a host belongs to, as the host tells it (facts/hyperv-wmi.md 1.17)."""

from dataclasses import dataclass

from tui.hyperv import schema
from tui.hyperv.reading import rows
from tui.wsman.client import Client


@dataclass(frozen=True, slots=True)
class FailoverCluster:
    """A cluster and its nodes, those that are down included."""

    name: str
    domain: str
    """What follows the cluster's name in DNS, empty where the host does not tell; its nodes are in the same domain."""
    nodes: tuple[str, ...]
    """Computer names without a domain, sorted."""


def read_cluster(client: Client) -> FailoverCluster | None:
    """Two queries; None where the host answers and tells of no cluster.

    Raises what ``Client.enumerate`` raises: NotAuthorised without the right to the cluster, which administrators of the
    node have and Hyper-V Administrators lack, and Fault where the host has no such namespace (assumption
    ``cluster-nodes``).
    """
    cluster = next(iter(rows(client, schema.CLUSTERS)), None)
    names = {row.text("Name") or "" for row in rows(client, schema.CLUSTER_NODES)} - {""}
    if cluster is None or not names:
        return None
    _, _, domain = (cluster.text("Fqdn") or "").partition(".")
    return FailoverCluster(cluster.text("Name") or "", domain, tuple(sorted(names, key=str.casefold)))
