"""The singleton services of a host."""

from collections.abc import Iterator

from tui.practice.cim import VIRTUALIZATION, Reference
from tui.practice.hyperv.hypervisor import Hypervisor
from tui.practice.hyperv.objects.source import Source, Values, healthy

_NAMES = {
    "Msvm_VirtualSystemManagementService": ("vmms", "Hyper-V Virtual System Management Service"),
    "Msvm_ReplicationService": ("replicasvc", "Hyper-V Replica Service"),
    "Msvm_VirtualEthernetSwitchManagementService": ("nvspwmi", "Hyper-V Networking Management Service"),
    "Msvm_VirtualSystemSnapshotService": ("vssnapsvc", "Hyper-V Virtual System Snapshot Service"),
}


def service_classes() -> tuple[str, ...]:
    return tuple(_NAMES)


def service_reference(host: Hypervisor, class_name: str) -> Reference:
    """A service by its four keys, facts/hyperv-wmi.md 1.8."""
    keys = (
        ("CreationClassName", class_name),
        ("Name", _NAMES[class_name][0]),
        ("SystemCreationClassName", "Msvm_ComputerSystem"),
        ("SystemName", host.name),
    )
    return Reference(VIRTUALIZATION, class_name, keys)


def _source(class_name: str) -> Source:
    name, caption = _NAMES[class_name]

    def one(host: Hypervisor) -> Iterator[Values]:
        yield {
            **healthy(host),
            "SystemCreationClassName": "Msvm_ComputerSystem",
            "SystemName": host.name,
            "CreationClassName": class_name,
            "Name": name,
            "ElementName": caption,
            "Caption": caption,
            "Description": caption,
            "EnabledState": 5,
            "EnabledDefault": 2,
            "RequestedState": 12,
            "Started": True,
            "StartMode": "Automatic",
        }

    return one


SOURCES: dict[str, Source] = {class_name: _source(class_name) for class_name in _NAMES}
