"""Adapters, their cables, VLANs, failover and guest settings, and the switches of a host."""

from collections.abc import Iterator

from tui.practice.cim import Value
from tui.practice.hyperv import paths
from tui.practice.hyperv.hypervisor import Hypervisor, Switch
from tui.practice.hyperv.machine import Adapter, Cable, Machine
from tui.practice.hyperv.objects.source import Source, Values, healthy
from tui.practice.hyperv.objects.templates import templates

_SYNTHETIC = "Microsoft:Hyper-V:Synthetic Ethernet Port"
_EMULATED = "Microsoft:Hyper-V:Emulated Ethernet Port"
_CONNECTION = "Microsoft:Hyper-V:Ethernet Connection"


def allocation(resource_type: int, sub_type: str) -> dict[str, Value]:
    """The values of CIM_ResourceAllocationSettingData that hold for every Ethernet setting."""
    return {
        "ResourceType": resource_type,
        "ResourceSubType": sub_type,
        "AutomaticAllocation": True,
        "AutomaticDeallocation": True,
        "ConsumerVisibility": 3,
        "Reservation": 1,
        "Limit": 1,
        "VirtualQuantity": 1,
        "VirtualQuantityUnits": "count",
        "AllocationUnits": "count",
        "Weight": 0,
        "PoolID": "",
        "DesiredVLANEndpointMode": 0,
        "OtherEndpointMode": "",
        "Address": "",
        "AddressOnParent": "",
        "OtherResourceType": "",
    }


def _adapters(host: Hypervisor) -> Iterator[tuple[Machine, Adapter]]:
    for machine in host.machines.values():
        for adapter in machine.adapters:
            yield machine, adapter


def _synthetic(host: Hypervisor) -> Iterator[Values]:
    yield from templates(allocation(10, _SYNTHETIC))
    for machine, adapter in _adapters(host):
        if not adapter.legacy:
            yield {
                **_port(machine, adapter, _SYNTHETIC),
                "AllowPacketDirect": False,
                "DeviceNamingEnabled": False,
                "InterruptModeration": True,
                "MediaType": 0,
                "NumaAwarePlacement": False,
                "VirtualSystemIdentifiers": (f"{{{adapter.id.lower()}}}",),
            }


def _emulated(host: Hypervisor) -> Iterator[Values]:
    yield from templates(allocation(10, _EMULATED))
    for machine, adapter in _adapters(host):
        if adapter.legacy:
            yield _port(machine, adapter, _EMULATED)


def _port(machine: Machine, adapter: Adapter, sub_type: str) -> dict[str, Value]:
    return {
        **allocation(10, sub_type),
        "InstanceID": paths.adapter(machine.id, adapter.id),
        "ElementName": adapter.name,
        "Caption": adapter.name,
        "Address": adapter.mac,
        "StaticMacAddress": True,
        "ClusterMonitored": True,
    }


def _cables(host: Hypervisor) -> Iterator[Values]:
    yield from templates(allocation(33, _CONNECTION))
    for machine, adapter in _adapters(host):
        if adapter.cable is not None:
            yield _cable(host, machine, adapter, adapter.cable)
    for switch in host.switches.values():
        yield from _switch_side(host, switch)


def _cable(host: Hypervisor, machine: Machine, adapter: Adapter, cable: Cable) -> Values:
    parent_class = "Msvm_EmulatedEthernetPortSettingData" if adapter.legacy else "Msvm_SyntheticEthernetPortSettingData"
    parent = paths.object_path(host.name, parent_class, InstanceID=paths.adapter(machine.id, adapter.id))
    return {
        **allocation(33, _CONNECTION),
        "InstanceID": paths.cable(machine.id, adapter.id),
        "ElementName": adapter.name,
        "Parent": parent,
        "EnabledState": 2 if cable.enabled else 3,
        "HostResource": (switch_path(host, cable.switch_id),) if cable.switch_id else (),
        "LastKnownSwitchName": cable.last_known_switch_name,
        "TestReplicaPoolID": cable.test_replica_pool_id or "",
        "TestReplicaSwitchName": cable.test_replica_switch_name or "",
    }


def switch_path(host: Hypervisor, switch_id: str) -> str:
    return paths.object_path(
        host.name, "Msvm_VirtualEthernetSwitch", CreationClassName="Msvm_VirtualEthernetSwitch", Name=switch_id
    )


def _switch_side(host: Hypervisor, switch: Switch) -> Iterator[Values]:
    """The ports that tell a switch's kind: an uplink makes it external, the host's own adapter internal."""
    resources: list[str] = []
    if switch.kind == "external":
        resources.append(
            paths.object_path(
                host.name,
                "Msvm_ExternalEthernetPort",
                CreationClassName="Msvm_ExternalEthernetPort",
                DeviceID=f"Microsoft:{{{_uplink_id(switch)}}}",
                SystemCreationClassName="Msvm_ComputerSystem",
                SystemName=host.name,
            )
        )
    if switch.kind in ("external", "internal"):
        resources.append(
            paths.object_path(host.name, "Msvm_ComputerSystem", CreationClassName="Msvm_ComputerSystem", Name=host.name)
        )
    for resource in resources:
        yield {
            **allocation(33, _CONNECTION),
            "InstanceID": paths.adapter(switch.id, paths.new_id(switch.id, resource)),
            "ElementName": switch.name,
            "EnabledState": 2,
            "HostResource": (resource,),
        }


def _uplink_id(switch: Switch) -> str:
    return paths.new_id(switch.id, "uplink")


def _uplinks(host: Hypervisor) -> Iterator[Values]:
    for switch in host.switches.values():
        if switch.kind == "external":
            yield {
                **healthy(host),
                "CreationClassName": "Msvm_ExternalEthernetPort",
                "DeviceID": f"Microsoft:{{{_uplink_id(switch)}}}",
                "SystemCreationClassName": "Msvm_ComputerSystem",
                "SystemName": host.name,
                "ElementName": f"Ethernet ({switch.name})",
                "Name": f"Ethernet ({switch.name})",
                "EnabledState": 2,
                "RequestedState": 12,
                "EnabledDefault": 2,
                "IsBound": True,
                "FullDuplex": True,
                "Speed": 10_000_000_000,
                "LinkTechnology": 2,
                "PermanentAddress": _uplink_id(switch).replace("-", "")[:12],
            }


def _vlans(host: Hypervisor) -> Iterator[Values]:
    for machine, adapter in _adapters(host):
        if adapter.vlan is None or adapter.cable is None:
            continue
        trunk = adapter.vlan.access_id is None
        yield {
            "InstanceID": paths.vlan(machine.id, adapter.id),
            "ElementName": "Ethernet Switch Port VLAN Settings",
            "OperationMode": 2 if trunk else 1,
            "AccessVlanId": adapter.vlan.access_id or 0,
            "NativeVlanId": adapter.vlan.native_id,
            "TrunkVlanIdArray": adapter.vlan.trunk_ids,
            "PrimaryVlanId": 0,
            "SecondaryVlanId": 0,
            "PvlanMode": 0,
        }


def _failover_settings(host: Hypervisor) -> Iterator[Values]:
    for machine, adapter in _adapters(host):
        if adapter.staged is not None and not adapter.legacy:
            yield {
                "InstanceID": paths.failover(machine.id, adapter.id),
                "ProtocolIFType": adapter.staged.protocol_if_type,
                "DHCPEnabled": adapter.staged.dhcp_enabled,
                "IPAddresses": adapter.staged.ip_addresses,
                "Subnets": adapter.staged.subnets,
                "DefaultGateways": adapter.staged.default_gateways,
                "DNSServers": adapter.staged.dns_servers,
            }


def _guest_networks(host: Hypervisor) -> Iterator[Values]:
    for machine, adapter in _adapters(host):
        if not adapter.legacy:
            yield {
                "InstanceID": paths.guest_network(machine.id, adapter.id),
                "ProtocolIFType": adapter.guest.protocol_if_type,
                "DHCPEnabled": adapter.guest.dhcp_enabled,
                "IPAddresses": adapter.guest.ip_addresses,
                "IPAddressOrigins": adapter.guest.ip_address_origins,
                "Subnets": adapter.guest.subnets,
                "DefaultGateways": adapter.guest.default_gateways,
                "DNSServers": adapter.guest.dns_servers,
            }


def _switches(host: Hypervisor) -> Iterator[Values]:
    for switch in host.switches.values():
        yield {
            **healthy(host),
            "CreationClassName": "Msvm_VirtualEthernetSwitch",
            "Name": switch.id,
            "ElementName": switch.name,
            "Caption": host.texts.say("switch-caption"),
            "Description": "Microsoft Virtual Switch",
            "Dedicated": (38,),
            "EnabledState": 5,
            "EnabledDefault": 2,
            "RequestedState": 12,
            "InstallDate": host.started,
            "OtherIdentifyingInfo": (f"{{{switch.id}}}",),
            "MaxIOVOffloads": 0,
            "MaxVMQOffloads": 64,
        }


def _switch_settings(host: Hypervisor) -> Iterator[Values]:
    for switch in host.switches.values():
        yield {
            "InstanceID": f"Microsoft:{switch.id}",
            "ElementName": switch.name,
            "VirtualSystemIdentifier": switch.id,
            "VirtualSystemType": "Microsoft:Hyper-V:VirtualEthernetSwitch",
            "CreationTime": host.started,
            "BandwidthReservationMode": 1,
            "IOVPreferred": False,
        }


SOURCES: dict[str, Source] = {
    "Msvm_SyntheticEthernetPortSettingData": _synthetic,
    "Msvm_EmulatedEthernetPortSettingData": _emulated,
    "Msvm_EthernetPortAllocationSettingData": _cables,
    "Msvm_ExternalEthernetPort": _uplinks,
    "Msvm_EthernetSwitchPortVlanSettingData": _vlans,
    "Msvm_FailoverNetworkAdapterSettingData": _failover_settings,
    "Msvm_GuestNetworkAdapterConfiguration": _guest_networks,
    "Msvm_VirtualEthernetSwitch": _switches,
    "Msvm_VirtualEthernetSwitchSettingData": _switch_settings,
}
