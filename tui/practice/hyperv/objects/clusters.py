"""The classes of root/MSCluster, facts/hyperv-wmi.md 1.17."""

from collections.abc import Iterator

from tui.practice.cim import ACCESS_DENIED, MSCLUSTER, Instance, Reference, Value, WmiError
from tui.practice.hyperv.hypervisor import Cluster, Hypervisor
from tui.practice.hyperv.machine import Machine
from tui.practice.hyperv.objects.source import Source, Values
from tui.practice.hyperv.objects.windows import VERSIONS
from tui.practice.hyperv.paths import new_id
from tui.practice.hyperv.values import Power

_UP, _DOWN = 0, 1
_ONLINE, _OFFLINE = 2, 3
_GROUP_ONLINE, _GROUP_OFFLINE = 0, 1
_MACHINE_GROUP, _BROKER_GROUP = 111, 112
_MACHINE = "Virtual Machine"
_CONFIGURATION = "Virtual Machine Configuration"
_BROKER = "Virtual Machine Replication Broker"


def _of(host: Hypervisor) -> Cluster:
    """The host's cluster. Raises WmiError(ACCESS_DENIED) where the caller may not read it."""
    cluster = host.cluster
    if cluster is None or not cluster.readable:
        raise WmiError(ACCESS_DENIED, "Access denied")
    return cluster


def _clusters(host: Hypervisor) -> Iterator[Values]:
    cluster = _of(host)
    yield {
        "Name": cluster.name,
        "Caption": cluster.name,
        "Fqdn": f"{cluster.name}.practice.example",
        "ClusterFunctionalLevel": 10,
    }


def _nodes(host: Hypervisor) -> Iterator[Values]:
    cluster = _of(host)
    for number, node in enumerate(cluster.nodes, 1):
        major, minor, build = VERSIONS[node.build][0].split(".")
        yield {
            "Name": node.name,
            "Caption": node.name,
            "Id": str(number),
            "State": _DOWN if node.name in cluster.down else _UP,
            "BuildNumber": build,
            "MajorVersion": int(major),
            "MinorVersion": int(minor),
            "NodeDrainStatus": 0,
            "NodeWeight": 1,
        }


def _groups(host: Hypervisor) -> Iterator[Values]:
    cluster = _of(host)
    for owner, machine in cluster.machines():
        on = machine.power is not Power.OFF
        yield _group(machine.name, machine.id, owner, _MACHINE_GROUP, on)
    if cluster.broker:
        yield _group(cluster.broker, cluster.broker, _broker_owner(cluster), _BROKER_GROUP, True)


def _group(name: str, identity: str, owner: Hypervisor, kind: int, online: bool) -> Values:
    return {
        "Name": name,
        "Caption": name,
        "Id": new_id("group", identity).lower(),
        "OwnerNode": owner.name,
        "GroupType": kind,
        "State": _GROUP_ONLINE if online else _GROUP_OFFLINE,
    }


def _resources(host: Hypervisor) -> Iterator[Values]:
    cluster = _of(host)
    for owner, machine in cluster.machines():
        private = _private(host, "MSCluster_Property_Resource_Virtual_Machine", {"VmID": machine.id.lower()})
        state = _ONLINE if machine.power is not Power.OFF else _OFFLINE
        for kind in (_MACHINE, _CONFIGURATION):
            yield {
                "Name": f"{kind} {machine.name}",
                "Id": _resource_id(machine, kind),
                "Type": kind,
                "State": state if kind == _MACHINE else _ONLINE,
                "OwnerGroup": machine.name,
                "OwnerNode": owner.name,
                "IsClusterSharedVolume": False,
                "PrivateProperties": private,
            }
    if cluster.broker:
        name = "MSCluster_Property_Resource_Virtual_Machine_Replication_Broker"
        yield {
            "Name": f"{_BROKER} {cluster.broker}",
            "Id": new_id("resource", cluster.broker).lower(),
            "Type": _BROKER,
            "State": _ONLINE,
            "OwnerGroup": cluster.broker,
            "OwnerNode": _broker_owner(cluster).name,
            "IsClusterSharedVolume": False,
            "PrivateProperties": _private(host, name, {"RecoveryServerEnabled": True}),
        }


def _resource_id(machine: Machine, kind: str) -> str:
    return new_id("resource", machine.id, kind).lower()


def _private(host: Hypervisor, class_name: str, values: dict[str, Value]) -> Instance:
    return Instance(host.catalogue.declaration(MSCLUSTER, class_name), values)


def _broker_owner(cluster: Cluster) -> Hypervisor:
    return next((node for node in cluster.nodes if node.name not in cluster.down), cluster.nodes[0])


def _cluster_nodes(host: Hypervisor) -> Iterator[Values]:
    cluster = _of(host)
    for node in cluster.nodes:
        yield {
            "Antecedent": Reference(MSCLUSTER, "MSCluster_Cluster", (("Name", cluster.name),)),
            "Dependent": Reference(MSCLUSTER, "MSCluster_Node", (("Name", node.name),)),
        }


def _group_resources(host: Hypervisor) -> Iterator[Values]:
    for _, machine in _of(host).machines():
        group = Reference(MSCLUSTER, "MSCluster_ResourceGroup", (("Id", new_id("group", machine.id).lower()),))
        for kind in (_MACHINE, _CONFIGURATION):
            resource = Reference(MSCLUSTER, "MSCluster_Resource", (("Id", _resource_id(machine, kind)),))
            yield {"GroupComponent": group, "PartComponent": resource}


SOURCES: dict[str, Source] = {
    "MSCluster_Cluster": _clusters,
    "MSCluster_Node": _nodes,
    "MSCluster_ResourceGroup": _groups,
    "MSCluster_Resource": _resources,
    "MSCluster_ClusterToNode": _cluster_nodes,
    "MSCluster_ResourceGroupToResource": _group_resources,
}
