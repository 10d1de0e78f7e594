"""Which object a method call is for, and what does it."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from tui.practice.cim import NOT_FOUND, ClassDecl, MethodDecl, MethodResult, WmiError
from tui.practice.hyperv import codes
from tui.practice.hyperv.hypervisor import Hypervisor
from tui.practice.hyperv.jobs import Job, JobState
from tui.practice.hyperv.machine import Machine
from tui.practice.hyperv.objects.services import service_classes, service_reference
from tui.practice.hyperv.services import machines, networking, replication, statistics
from tui.practice.hyperv.services.arguments import Arguments, Refused

_ServiceMethod: TypeAlias = Callable[[Hypervisor, Arguments], MethodResult]
_MachineMethod: TypeAlias = Callable[[Hypervisor, Machine, Arguments], MethodResult]
_TERMINATE, _KILL = 4, 5

_SERVICES: dict[str, dict[str, _ServiceMethod]] = {
    "Msvm_ReplicationService": {
        "SetFailoverNetworkAdapterSettings": networking.set_failover_network_adapter_settings,
        "TestReplicaSystem": replication.test_replica_system,
        "InitiateFailover": replication.initiate_failover,
        "RevertFailover": replication.revert_failover,
        "CommitFailover": replication.commit_failover,
        "ReverseReplicationRelationship": replication.reverse_replication_relationship,
        "Resynchronize": replication.resynchronize,
        "GetReplicationStatistics": statistics.get_replication_statistics,
        "GetReplicationStatisticsEx": statistics.get_replication_statistics,
    },
    "Msvm_VirtualSystemManagementService": {
        "ModifyResourceSettings": networking.modify_resource_settings,
        "AddResourceSettings": networking.add_resource_settings,
        "SetGuestNetworkAdapterConfiguration": networking.set_guest_network_adapter_configuration,
        "DestroySystem": machines.destroy_system,
        "GetSummaryInformation": statistics.get_summary_information,
    },
}
_MACHINES: dict[str, dict[str, _MachineMethod]] = {
    "Msvm_ComputerSystem": {
        "RequestStateChange": machines.request_state_change,
        "RequestReplicationStateChange": replication.request_replication_state_change,
        "RequestReplicationStateChangeEx": replication.request_replication_state_change,
    },
    "Msvm_ShutdownComponent": {"InitiateShutdown": machines.initiate_shutdown},
}
_MACHINE_KEY = {"Msvm_ComputerSystem": "name", "Msvm_ShutdownComponent": "systemname"}
READING = {
    "GetReplicationStatistics", "GetReplicationStatisticsEx", "GetSummaryInformation", "GetError", "GetErrorEx",
}  # fmt: skip
"""The methods that change nothing."""


def run(
    host: Hypervisor, decl: ClassDecl, keys: Mapping[str, str], method: MethodDecl, arguments: Arguments
) -> MethodResult:
    """Do a declared method; one that no practice host does is "not supported".

    Raises Refused, and WmiError for an object that is not there.
    """
    if not (host.habits.visible if method.name in READING else host.habits.writable):
        raise Refused(codes.ACCESS_DENIED)
    named = {name.casefold(): value for name, value in keys.items()}
    if decl.name in service_classes():
        _check_service(host, decl.name, named)
        service = _SERVICES.get(decl.name, {}).get(method.name)
        if service is not None:
            return service(host, arguments)
    if decl.name in _MACHINES:
        machine = _machine(host, decl.name, named)
        of_machine = _MACHINES[decl.name].get(method.name)
        if of_machine is not None and machine is not None:
            return of_machine(host, machine, arguments)
    if decl.name == "Msvm_ConcreteJob":
        return _job_method(host, named, method.name, arguments)
    raise Refused(codes.NOT_SUPPORTED)


def _check_service(host: Hypervisor, class_name: str, keys: Mapping[str, str]) -> None:
    """Any one key is enough, facts/real-host.md 1."""
    true = {name.casefold(): value for name, value in service_reference(host, class_name).keys}
    if any(true.get(name, "").casefold() != value.casefold() for name, value in keys.items()):
        raise WmiError(NOT_FOUND, "Not found")


def _machine(host: Hypervisor, class_name: str, keys: Mapping[str, str]) -> Machine | None:
    """The machine that a key names, None for the host itself."""
    name = keys.get(_MACHINE_KEY[class_name], "")
    machine = host.machine(name)
    if machine is None and name.casefold() != host.name.casefold():
        raise WmiError(NOT_FOUND, "Not found")
    return machine


def _job_method(host: Hypervisor, keys: Mapping[str, str], method: str, arguments: Arguments) -> MethodResult:
    job: Job | None = host.jobs.get(keys.get("instanceid", ""))
    if job is None:
        raise WmiError(NOT_FOUND, "Not found")
    if method == "GetErrorEx":
        return statistics.get_error_ex(host, job)
    if method == "GetError":
        return statistics.get_error(host, job)
    if arguments.number("RequestedState") not in (_TERMINATE, _KILL):
        raise Refused(codes.INVALID_PARAMETER)
    if job.state is not JobState.RUNNING:
        raise Refused(codes.INVALID_STATE)
    host.jobs.terminate(job, host.clock.now())
    return MethodResult(codes.OK)
