"""The associations between a host's objects, facts/hyperv-wmi.md 3."""

from collections.abc import Iterator

from tui.practice.cim import VIRTUALIZATION, Reference
from tui.practice.hyperv import paths
from tui.practice.hyperv.hypervisor import Hypervisor
from tui.practice.hyperv.machine import Adapter, Machine
from tui.practice.hyperv.objects.services import service_classes, service_reference
from tui.practice.hyperv.objects.source import Source, Values, setting
from tui.practice.wmi.catalogue import Build


def _adapter_reference(machine: Machine, adapter: Adapter) -> Reference:
    class_name = "Msvm_EmulatedEthernetPortSettingData" if adapter.legacy else "Msvm_SyntheticEthernetPortSettingData"
    return setting(class_name, paths.adapter(machine.id, adapter.id))


def _machine_settings(machine: Machine) -> Reference:
    return setting("Msvm_VirtualSystemSettingData", paths.machine_settings(machine.id))


def _cable_reference(machine: Machine, adapter: Adapter) -> Reference:
    return setting("Msvm_EthernetPortAllocationSettingData", paths.cable(machine.id, adapter.id))


def _settings_define_state(host: Hypervisor) -> Iterator[Values]:
    for machine in host.machines.values():
        yield {"ManagedElement": host.machine_reference(machine.id), "SettingData": _machine_settings(machine)}
        for each in machine.relationships:
            instance_id = paths.replication(machine.id, each.index)
            yield {
                "ManagedElement": setting("Msvm_ReplicationRelationship", instance_id),
                "SettingData": setting("Msvm_ReplicationSettingData", instance_id),
            }


def _setting_components(host: Hypervisor) -> Iterator[Values]:
    for machine in host.machines.values():
        group = _machine_settings(machine)
        for adapter in machine.adapters:
            yield {"GroupComponent": group, "PartComponent": _adapter_reference(machine, adapter)}
            if adapter.cable is not None:
                yield {"GroupComponent": group, "PartComponent": _cable_reference(machine, adapter)}


def _failover_components(host: Hypervisor) -> Iterator[Values]:
    for machine in host.machines.values():
        for adapter in machine.adapters:
            if adapter.staged is not None and not adapter.legacy:
                part = setting("Msvm_FailoverNetworkAdapterSettingData", paths.failover(machine.id, adapter.id))
                yield {"GroupComponent": _adapter_reference(machine, adapter), "PartComponent": part}


def _guest_components(host: Hypervisor) -> Iterator[Values]:
    for machine in host.machines.values():
        for adapter in machine.adapters:
            if not adapter.legacy:
                part = setting("Msvm_GuestNetworkAdapterConfiguration", paths.guest_network(machine.id, adapter.id))
                yield {"GroupComponent": _adapter_reference(machine, adapter), "PartComponent": part}


def _feature_components(host: Hypervisor) -> Iterator[Values]:
    for machine in host.machines.values():
        for adapter in machine.adapters:
            if adapter.cable is not None and adapter.vlan is not None:
                part = setting("Msvm_EthernetSwitchPortVlanSettingData", paths.vlan(machine.id, adapter.id))
                yield {"GroupComponent": _cable_reference(machine, adapter), "PartComponent": part}


def _cables_on_adapters(host: Hypervisor) -> Iterator[Values]:
    if host.build > Build.WS2012R2:
        for machine in host.machines.values():
            for adapter in machine.adapters:
                if adapter.cable is not None:
                    yield {
                        "Antecedent": _adapter_reference(machine, adapter),
                        "Dependent": _cable_reference(machine, adapter),
                    }


def _replication_relationships(host: Hypervisor) -> Iterator[Values]:
    for machine in host.machines.values():
        for each in machine.relationships:
            relationship = setting("Msvm_ReplicationRelationship", paths.replication(machine.id, each.index))
            yield {"Antecedent": host.machine_reference(machine.id), "Dependent": relationship}


def _test_machines(host: Hypervisor) -> Iterator[Values]:
    for machine in host.machines.values():
        if machine.test_of is not None and machine.test_of in host.machines:
            yield {
                "Antecedent": host.machine_reference(machine.test_of),
                "Dependent": host.machine_reference(machine.id),
            }


def _snapshots(host: Hypervisor) -> Iterator[Values]:
    for machine in host.machines.values():
        for point in machine.recovery_points:
            snapshot = setting("Msvm_VirtualSystemSettingData", paths.machine_settings(point.id))
            yield {"Antecedent": host.machine_reference(machine.id), "Dependent": snapshot}


def _summaries(host: Hypervisor) -> Iterator[Values]:
    if host.build > Build.WS2012R2:
        for machine in host.machines.values():
            summary = setting("Msvm_SummaryInformation", paths.machine_settings(machine.id))
            yield {"Antecedent": host.machine_reference(machine.id), "Dependent": summary}


def _hosted_services(host: Hypervisor) -> Iterator[Values]:
    keys = (("CreationClassName", "Msvm_ComputerSystem"), ("Name", host.name))
    computer = Reference(VIRTUALIZATION, "Msvm_ComputerSystem", keys)
    for class_name in service_classes():
        yield {"Antecedent": computer, "Dependent": service_reference(host, class_name)}


SOURCES: dict[str, Source] = {
    "Msvm_SettingsDefineState": _settings_define_state,
    "Msvm_VirtualSystemSettingDataComponent": _setting_components,
    "Msvm_EthernetPortFailoverSettingDataComponent": _failover_components,
    "Msvm_SettingDataComponent": _guest_components,
    "Msvm_EthernetPortSettingDataComponent": _feature_components,
    "Msvm_ResourceDependentOnResource": _cables_on_adapters,
    "Msvm_SystemReplicationRelationship": _replication_relationships,
    "Msvm_ReplicaSystemDependency": _test_machines,
    "Msvm_SnapshotOfVirtualSystem": _snapshots,
    "Msvm_ComputerSystemSummaryInformation": _summaries,
    "Msvm_HostedService": _hosted_services,
}
