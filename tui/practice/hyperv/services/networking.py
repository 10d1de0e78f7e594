"""The methods that change a machine's network: staged settings, cables, a running guest's configuration."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TypeAlias

from tui.practice.cim import Instance, MethodResult, Reference, Value
from tui.practice.hyperv import codes, guest, paths, staging
from tui.practice.hyperv.hypervisor import Hypervisor
from tui.practice.hyperv.jobs import Job, JobFailure, JobType
from tui.practice.hyperv.machine import Adapter, Cable, Machine
from tui.practice.hyperv.objects.settings import KVP_ID
from tui.practice.hyperv.objects.source import setting
from tui.practice.hyperv.services.arguments import Arguments, Refused, key
from tui.practice.hyperv.values import Mode, Staged

_PathForm: TypeAlias = Callable[[str, str], str]
_Change: TypeAlias = Callable[[datetime], None]
_CABLE_CLASS = "Msvm_EthernetPortAllocationSettingData"
_ADAPTER_CLASSES = ("Msvm_SyntheticEthernetPortSettingData", "Msvm_EmulatedEthernetPortSettingData")


def set_failover_network_adapter_settings(host: Hypervisor, arguments: Arguments) -> MethodResult:
    """Only synthetic adapters of replicated machines have failover settings, facts/hyperv-wmi.md 5.2."""
    machine = arguments.machine(host, "ComputerSystem")
    if machine.mode in (Mode.NONE, Mode.TEST_REPLICA):
        raise Refused(codes.NOT_SUPPORTED)
    changes: list[tuple[Adapter, Mapping[str, Value]]] = []
    for given in arguments.embedded("NetworkSettings"):
        if given.decl.name != "Msvm_FailoverNetworkAdapterSettingData":
            raise Refused(codes.INVALID_PARAMETER)
        adapter = _adapter_of(machine, str(given.values.get("InstanceID", "")), paths.failover)
        if adapter.legacy or adapter.staged is None:
            raise Refused(codes.INVALID_PARAMETER)
        _merged(host, adapter.staged, given.values)
        changes.append((adapter, given.values))

    def work(job: Job, when: datetime) -> None:
        for adapter, values in changes:
            if adapter.staged is None:
                raise JobFailure(codes.INVALID_PARAMETER, _failure(host, machine, "reason-adapter"))
            try:
                adapter.staged = staging.merge(adapter.staged, values, host.habits)
            except staging.NotTaken as reason:
                raise JobFailure(codes.INVALID_PARAMETER, str(reason)) from None
            host.log("staged", machine, when, adapter)

    return _started(host.start_job(JobType.MODIFY_VM, "job-stage", machine, work))


def modify_resource_settings(host: Hypervisor, arguments: Arguments) -> MethodResult:
    """Cables and the data exchange service; a property that is left out stays as it is, facts/real-host.md 1."""
    works = [_modification(host, given) for given in arguments.embedded("ResourceSettings")]
    machine = works[0][0]

    def work(job: Job, when: datetime) -> None:
        for _, change in works:
            change(when)

    return _started(host.start_job(JobType.MODIFY_RESOURCES, "job-modify", machine, work))


def add_resource_settings(host: Hypervisor, arguments: Arguments) -> MethodResult:
    """Give a cable to an adapter that was never connected; others are refused."""
    configuration = arguments.reference("AffectedConfiguration")
    machine = host.machine((key(configuration, "InstanceID") or "").removeprefix("Microsoft:"))
    if machine is None or host.jobs.busy(host.machine_reference(machine.id)):
        raise Refused(codes.INVALID_PARAMETER)
    wanted: list[tuple[Adapter, Mapping[str, Value]]] = []
    for given in arguments.embedded("ResourceSettings"):
        if given.decl.name != _CABLE_CLASS:
            raise Refused(codes.NOT_SUPPORTED)
        wanted.append((_parent_adapter(machine, given), given.values))

    def work(job: Job, when: datetime) -> None:
        for adapter, values in wanted:
            if adapter.cable is not None:
                raise JobFailure(codes.INVALID_PARAMETER, _failure(host, machine, "reason-adapter"))
            adapter.cable = Cable(switch_id=None, enabled=True)
            try:
                _plug(host, machine, adapter, adapter.cable, values, when)
            except JobFailure:
                adapter.cable = None
                raise
            job.created.append(setting(_CABLE_CLASS, paths.cable(machine.id, adapter.id)))

    return _started(host.start_job(JobType.ADD_RESOURCES, "job-modify", machine, work))


def set_guest_network_adapter_configuration(host: Hypervisor, arguments: Arguments) -> MethodResult:
    """Applied as soon as the guest speaks KVP; DHCPEnabled is mandatory on every element."""
    machine = arguments.machine(host, "ComputerSystem")
    changes: list[tuple[Adapter, Staged]] = []
    for given in arguments.embedded("NetworkConfiguration"):
        adapter = _adapter_of(machine, str(given.values.get("InstanceID", "")), paths.guest_network)
        changes.append((adapter, _merged(host, Staged(), given.values)))

    def work(job: Job, when: datetime) -> None:
        for adapter, settings in changes:
            if machine.booted:
                guest.inject(host, machine, adapter, settings, when)
            else:
                machine.pushed[adapter.id] = settings

    return _started(host.start_job(JobType.MODIFY_VM, "job-guest-network", machine, work))


def _merged(host: Hypervisor, held: Staged, values: Mapping[str, Value]) -> Staged:
    try:
        return staging.merge(held, values, host.habits)
    except staging.NotTaken:
        raise Refused(codes.INVALID_PARAMETER) from None


def _adapter_of(machine: Machine, instance_id: str, form: _PathForm) -> Adapter:
    for adapter in machine.adapters:
        if form(machine.id, adapter.id).casefold() == instance_id.casefold():
            return adapter
    raise Refused(codes.INVALID_PARAMETER)


def _modification(host: Hypervisor, given: Instance) -> tuple[Machine, _Change]:
    instance_id = str(given.values.get("InstanceID", ""))
    machine = host.machine(instance_id.removeprefix("Microsoft:").split("\\")[0])
    if machine is None:
        raise Refused(codes.INVALID_PARAMETER)
    if given.decl.name == _CABLE_CLASS:
        adapter = _adapter_of(machine, instance_id, paths.cable)
        if adapter.cable is None:
            raise Refused(codes.INVALID_PARAMETER)
        return machine, partial(_plug, host, machine, adapter, adapter.cable, given.values)
    if given.decl.name == "Msvm_KvpExchangeComponentSettingData":
        if instance_id.casefold() != paths.adapter(machine.id, KVP_ID).casefold():
            raise Refused(codes.INVALID_PARAMETER)
        return machine, partial(_offer_data_exchange, machine, given.values.get("EnabledState") != 3)
    raise Refused(codes.NOT_SUPPORTED)


def _offer_data_exchange(machine: Machine, offered: bool, when: datetime) -> None:
    machine.guest = replace(machine.guest, kvp=offered)


def _plug(
    host: Hypervisor, machine: Machine, adapter: Adapter, cable: Cable, values: Mapping[str, Value], when: datetime
) -> None:
    """Change a cable: HostResource is a switch's path, EnabledState 3 pulls the plug and remembers the switch."""
    switch_id, enabled = cable.switch_id, cable.enabled
    resources = values.get("HostResource")
    if isinstance(resources, tuple):
        switch_id = _switch_id(host, machine, str(resources[0])) if resources else None
    state = values.get("EnabledState")
    if isinstance(state, int):
        if state not in (2, 3):
            raise JobFailure(codes.INVALID_PARAMETER, _failure(host, machine, "reason-switch"))
        enabled = state == 2
    if (switch_id, enabled) != (cable.switch_id, cable.enabled):
        cable.switch_id, cable.enabled = switch_id, enabled
        if enabled and switch_id in host.switches:
            cable.last_known_switch_name = host.switches[switch_id].name
            host.log("connected", machine, when, adapter, switch=cable.last_known_switch_name)
        else:
            host.log("disconnected", machine, when, adapter)
    test_switch = values.get("TestReplicaSwitchName")
    if isinstance(test_switch, str):
        cable.test_replica_switch_name = test_switch or None
        host.log("test-switch", machine, when, adapter, switch=test_switch)
    pool = values.get("TestReplicaPoolID")
    if isinstance(pool, str):
        cable.test_replica_pool_id = pool or None


def _switch_id(host: Hypervisor, machine: Machine, path: str) -> str:
    try:
        keys = paths.named_by(path, "Msvm_VirtualEthernetSwitch")
    except ValueError:
        raise JobFailure(codes.INVALID_PARAMETER, _failure(host, machine, "reason-switch")) from None
    switch_id = keys.get("name", "").upper()
    if switch_id not in host.switches:
        raise JobFailure(codes.INVALID_PARAMETER, _failure(host, machine, "reason-switch"))
    return switch_id


def _parent_adapter(machine: Machine, given: Instance) -> Adapter:
    try:
        keys = paths.named_by(str(given.values.get("Parent", "")), *_ADAPTER_CLASSES)
    except ValueError:
        raise Refused(codes.INVALID_PARAMETER) from None
    return _adapter_of(machine, keys.get("instanceid", ""), paths.adapter)


def _failure(host: Hypervisor, machine: Machine, reason: str) -> str:
    return host.texts.say("failed", vm=machine.name, reason=host.texts.say(reason))


def _started(job: Reference) -> MethodResult:
    return MethodResult(codes.JOB_STARTED, {"Job": job})
