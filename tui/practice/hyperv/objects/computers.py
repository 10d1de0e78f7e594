"""Msvm_ComputerSystem (the host and its machines) and Msvm_SummaryInformation."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from tui.practice.cim import Value
from tui.practice.hyperv import paths
from tui.practice.hyperv.hypervisor import Hypervisor
from tui.practice.hyperv.machine import Machine, Relationship
from tui.practice.hyperv.objects.source import Moving, Source, Values, healthy
from tui.practice.hyperv.values import FOREVER, NEVER, Health, Mode, Power, ReplicationState
from tui.practice.wmi.catalogue import Build

_CLASS = "Msvm_ComputerSystem"


def _computers(host: Hypervisor) -> Iterator[Values | Moving]:
    yield _host_computer(host)
    for machine in host.machines.values():
        yield Moving(_machine(host, machine), partial(_drift, machine))


def _host_computer(host: Hypervisor) -> Values:
    return {
        **healthy(host),
        "CreationClassName": _CLASS,
        "Name": host.name,
        "ElementName": host.name,
        "Caption": host.texts.say("host-caption"),
        "Description": host.texts.say("host-description"),
        "EnabledState": 2,
        "EnabledDefault": 2,
        "RequestedState": 12,
        "ResetCapability": 1,
        "NumberOfNumaNodes": 1,
        "TimeOfLastStateChange": host.started,
    }


def _machine(host: Hypervisor, machine: Machine) -> Values:
    """An off machine has no process, a running one counts its time, facts/real-host.md 4."""
    on = machine.started is not None
    relationship = machine.relationship
    return {
        **healthy(host),
        **_replication(relationship),
        "CreationClassName": _CLASS,
        "Name": machine.id,
        "ElementName": machine.name,
        "Caption": host.texts.say("machine-caption"),
        "Description": "Microsoft Virtual Machine",
        "InstallDate": machine.created,
        "EnabledState": int(machine.power),
        "EnabledDefault": 3,
        "RequestedState": 12,
        "EnhancedSessionModeState": 3 if machine.power is Power.OFF else 2,
        "HwThreadsPerCoreRealized": 1 if on else None,
        "LastSuccessfulBackupTime": NEVER,
        "NumberOfNumaNodes": 1,
        "ProcessID": machine.process_id if on else None,
        "ReplicationMode": int(machine.mode),
        "TimeOfLastConfigurationChange": machine.created,
        "TimeOfLastStateChange": machine.power_changed,
    }


def _drift(machine: Machine, now: datetime) -> tuple[Values, datetime]:
    relationship = machine.relationship
    values: Values = {
        "OnTimeInMilliseconds": uptime_milliseconds(machine, now),
        "LastReplicationTime": relationship.last_received(now) if relationship else NEVER,
    }
    if machine.started:
        return values, now
    return values, relationship.next_receipt(now) if relationship else FOREVER


def uptime_milliseconds(machine: Machine, now: datetime) -> int:
    return int((now - machine.started).total_seconds() * 1000) if machine.started else 0


def _replication(relationship: Relationship | None) -> dict[str, Value]:
    if relationship is None:
        return {
            "ReplicationState": int(ReplicationState.DISABLED),
            "ReplicationHealth": int(Health.NOT_APPLICABLE),
            "FailedOverReplicationType": 0,
            "LastReplicationType": 0,
            "LastApplicationConsistentReplicationTime": NEVER,
        }
    return {
        "ReplicationState": int(relationship.state),
        "ReplicationHealth": int(relationship.health),
        "FailedOverReplicationType": int(relationship.failed_over),
        "LastReplicationType": 0 if relationship.received == NEVER else 1,
        "LastApplicationConsistentReplicationTime": NEVER,
    }


def _enumerable_summaries(host: Hypervisor) -> Iterator[Moving]:
    if host.build > Build.WS2012R2:
        for machine in host.machines.values():
            yield Moving(_summary(host, machine), partial(_uptime, machine))


def summary(host: Hypervisor, machine: Machine, now: datetime) -> Values:
    """Everything Msvm_SummaryInformation tells of a machine."""
    return {**_summary(host, machine), **_uptime(machine, now)[0]}


def _uptime(machine: Machine, now: datetime) -> tuple[Values, datetime]:
    return {"UpTime": uptime_milliseconds(machine, now)}, now if machine.started else FOREVER


def _summary(host: Hypervisor, machine: Machine) -> Values:
    relationship = machine.relationship
    test = host.test_machine_of(machine)
    on = machine.started is not None
    switches = {
        host.switches[adapter.cable.switch_id].name
        for adapter in machine.adapters
        if adapter.cable and adapter.cable.enabled and adapter.cable.switch_id in host.switches
    }
    return {
        "InstanceID": paths.machine_settings(machine.id),
        "Name": machine.id,
        "ElementName": machine.name,
        "Notes": "",
        "Version": "9.0" if host.build > Build.WS2012R2 else "5.0",
        "CreationTime": machine.created,
        "EnabledState": int(machine.power),
        "EnhancedSessionModeState": 3 if machine.power is Power.OFF else 2,
        "HealthState": 5,
        "HostComputerSystemName": host.name,
        "NumberOfProcessors": machine.processors,
        "OperationalStatus": (2,),
        "StatusDescriptions": (host.texts.say("status-ok"),),
        "VirtualSwitchNames": tuple(sorted(switches)),
        "VirtualSystemSubType": f"Microsoft:Hyper-V:SubType:{machine.generation}",
        "ApplicationHealth": 2 if machine.booted else 12,
        "AvailableMemoryBuffer": 2147483647,
        "GuestOperatingSystem": "Windows Server 2019" if machine.booted and machine.guest.system == "windows" else "",
        "Heartbeat": (2 if machine.booted else 12) if on else None,
        "IntegrationServicesVersionState": 1 if machine.booted else 0,
        "MemoryAvailable": 2147483647,
        "MemorySpansPhysicalNumaNodes": False,
        "MemoryUsage": machine.memory_mb if on else 0,
        "ProcessorLoad": 2 if machine.power is Power.RUNNING else 0,
        "ReplicationHealth": int(relationship.health) if relationship else 0,
        "ReplicationHealthEx": tuple(int(each.health) for each in machine.relationships),
        "ReplicationMode": int(machine.mode),
        "ReplicationProviderId": tuple("22391CDC-272C-4DDF-BA88-9BEFB1A0975C" for _ in machine.relationships),
        "ReplicationState": int(relationship.state) if relationship else 0,
        "ReplicationStateEx": tuple(int(each.state) for each in machine.relationships),
        "Shielded": False,
        "SwapFilesInUse": False,
        "TestReplicaSystem": host.machine_reference(test.id) if test and machine.mode is not Mode.NONE else None,
    }


SOURCES: dict[str, Source] = {
    _CLASS: _computers,
    "Msvm_SummaryInformation": _enumerable_summaries,
}
