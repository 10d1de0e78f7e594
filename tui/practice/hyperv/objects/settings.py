"""Settings of machines: Msvm_VirtualSystemSettingData with recovery points, integration services, memory, processor."""

from collections.abc import Iterator
from datetime import timedelta

from tui.practice.cim import Value
from tui.practice.hyperv import paths
from tui.practice.hyperv.hypervisor import Hypervisor
from tui.practice.hyperv.machine import Machine
from tui.practice.hyperv.objects.source import Source, Values
from tui.practice.hyperv.objects.templates import templates
from tui.practice.wmi.catalogue import Build

_REALIZED = "Microsoft:Hyper-V:System:Realized"
_STANDARD_POINT = "Microsoft:Hyper-V:Snapshot:Replica:Standard"
_CONSISTENT_POINT = "Microsoft:Hyper-V:Snapshot:Replica:ApplicationConsistent"
KVP_ID = "2A34B1C2-FD73-4043-8A5B-DD2159BC743F"
_HEARTBEAT_ID = "84EAAE65-2F2E-45F5-9BB5-0E857DC8EB47"
_MEMORY_ID = "4764334D-E001-4176-82EE-5594EC9B530E"
_PROCESSOR_ID = "B637F346-6A0E-4DEC-AF52-BD70CB80A21D"


def _machine_settings(host: Hypervisor) -> Iterator[Values]:
    for machine in host.machines.values():
        common = _common(host, machine)
        yield {
            **common,
            "InstanceID": paths.machine_settings(machine.id),
            "ElementName": machine.name,
            "ConfigurationID": machine.id,
            "CreationTime": machine.created,
            "VirtualSystemType": _REALIZED,
        }
        for point in machine.recovery_points:
            yield {
                **common,
                "InstanceID": paths.machine_settings(point.id),
                "ElementName": point.name,
                "ConfigurationID": point.id,
                "CreationTime": point.created,
                "VirtualSystemType": _CONSISTENT_POINT if point.application_consistent else _STANDARD_POINT,
            }


def _common(host: Hypervisor, machine: Machine) -> dict[str, Value]:
    root = "C:\\ClusterStorage\\Replica"
    return {
        "VirtualSystemIdentifier": machine.id,
        "VirtualSystemSubType": f"Microsoft:Hyper-V:SubType:{machine.generation}",
        "Version": "9.0" if host.build > Build.WS2012R2 else "5.0",
        "Architecture": "x64",
        "AutomaticStartupAction": 3,
        "AutomaticStartupActionDelay": timedelta(0),
        "AutomaticShutdownAction": 3,
        "AutomaticRecoveryAction": 3,
        "AutomaticCriticalErrorAction": 1,
        "AutomaticCriticalErrorActionTimeout": timedelta(minutes=30),
        "AutomaticSnapshotsEnabled": False,
        "BIOSGUID": f"{{{paths.new_id(machine.id, 'bios')}}}",
        "BIOSNumLock": False,
        "ConfigurationDataRoot": root,
        "ConfigurationFile": f"Virtual Machines\\{machine.id}.vmcx",
        "SnapshotDataRoot": root,
        "SuspendDataRoot": root,
        "SwapFileDataRoot": root,
        "LogDataRoot": root,
        "IncrementalBackupEnabled": False,
        "IsSaved": False,
        "SecureBootEnabled": machine.generation == 2,
        "UserSnapshotType": 3,
        "VirtualNumaEnabled": True,
        "TurnOffOnGuestRestart": False,
    }


def _resource(resource_type: int, sub_type: str, quantity: int, units: str) -> dict[str, Value]:
    return {
        "ResourceType": resource_type,
        "ResourceSubType": sub_type,
        "VirtualQuantity": quantity,
        "Reservation": quantity,
        "Limit": quantity,
        "VirtualQuantityUnits": units,
        "AllocationUnits": units,
        "AutomaticAllocation": True,
        "AutomaticDeallocation": True,
        "ConsumerVisibility": 3,
        "PoolID": "",
        "Weight": 0,
    }


def _kvp_settings(host: Hypervisor) -> Iterator[Values]:
    """Also an off machine has it: the pre-flight check of injection, facts/hyperv-wmi.md 1.13."""
    kind = _resource(0, "Microsoft:Hyper-V:Key-Value Pair Exchange", 1, "count")
    yield from templates({**kind, "EnabledState": 2})
    for machine in host.machines.values():
        yield {
            **kind,
            "InstanceID": paths.adapter(machine.id, KVP_ID),
            "ElementName": "Key-Value Pair Exchange",
            "EnabledState": 2 if machine.guest.kvp else 3,
            "DisableHostKVPItems": False,
        }


def _heartbeat_settings(host: Hypervisor) -> Iterator[Values]:
    kind = _resource(0, "Microsoft:Hyper-V:Heartbeat", 1, "count")
    for machine in host.machines.values():
        yield {
            **kind,
            "InstanceID": paths.adapter(machine.id, _HEARTBEAT_ID),
            "ElementName": "Heartbeat",
            "EnabledState": 2,
            "ErrorThreshold": 25,
            "Interval": 2000,
            "Latency": 1000,
        }


def _memory(host: Hypervisor) -> Iterator[Values]:
    yield from templates(_resource(4, "Microsoft:Hyper-V:Memory", 1024, "byte * 2^20"))
    for machine in host.machines.values():
        yield {
            **_resource(4, "Microsoft:Hyper-V:Memory", machine.memory_mb, "byte * 2^20"),
            "InstanceID": paths.adapter(machine.id, _MEMORY_ID),
            "ElementName": "Memory",
            "DynamicMemoryEnabled": False,
            "SwapFilesInUse": False,
        }


def _processors(host: Hypervisor) -> Iterator[Values]:
    for machine in host.machines.values():
        yield {
            **_resource(3, "Microsoft:Hyper-V:Processor", machine.processors, "count"),
            "InstanceID": paths.adapter(machine.id, f"{_PROCESSOR_ID}\\0"),
            "ElementName": "Processor",
        }


SOURCES: dict[str, Source] = {
    "Msvm_VirtualSystemSettingData": _machine_settings,
    "Msvm_KvpExchangeComponentSettingData": _kvp_settings,
    "Msvm_HeartbeatComponentSettingData": _heartbeat_settings,
    "Msvm_MemorySettingData": _memory,
    "Msvm_ProcessorSettingData": _processors,
}
