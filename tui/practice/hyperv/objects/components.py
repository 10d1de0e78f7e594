"""Integration components of running machines: data exchange, heartbeat, shutdown."""

from collections.abc import Iterator

from tui.practice.cim import Value
from tui.practice.cimxml import write_instance
from tui.practice.hyperv import guest, paths
from tui.practice.hyperv.hypervisor import Hypervisor
from tui.practice.hyperv.machine import Machine
from tui.practice.hyperv.objects.settings import KVP_ID
from tui.practice.hyperv.objects.source import Source, Values, healthy

_OK = 2
_NO_CONTACT = 12


def _component(host: Hypervisor, machine: Machine, class_name: str, device: str) -> dict[str, Value]:
    speaks = machine.booted and machine.guest.system != "none"
    return {
        **healthy(host),
        "SystemCreationClassName": "Msvm_ComputerSystem",
        "SystemName": machine.id,
        "CreationClassName": class_name,
        "DeviceID": paths.adapter(machine.id, device),
        "EnabledState": 2,
        "EnabledDefault": 2,
        "RequestedState": 12,
        "OperationalStatus": (_OK if speaks else _NO_CONTACT, 2 if speaks else 32775),
    }


def _running(host: Hypervisor) -> Iterator[Machine]:
    return (machine for machine in host.machines.values() if machine.started is not None)


def _kvp(host: Hypervisor) -> Iterator[Values]:
    class_name = "Msvm_KvpExchangeComponent"
    for machine in _running(host):
        items = guest.intrinsic_items(machine) if machine.booted and machine.guest.kvp else ()
        yield {
            **_component(host, machine, class_name, KVP_ID),
            "EnabledState": 2 if machine.guest.kvp else 3,
            "ElementName": "Key-Value Pair Exchange",
            "GuestIntrinsicExchangeItems": tuple(
                write_instance(host.instance("Msvm_KvpExchangeDataItem", {"Name": name, "Data": data, "Source": 2}))
                for name, data in items
            ),
        }


def _heartbeat(host: Hypervisor) -> Iterator[Values]:
    for machine in _running(host):
        yield _component(host, machine, "Msvm_HeartbeatComponent", "84EAAE65-2F2E-45F5-9BB5-0E857DC8EB47")


def _shutdown(host: Hypervisor) -> Iterator[Values]:
    for machine in _running(host):
        yield _component(host, machine, "Msvm_ShutdownComponent", "9F8233AC-BE49-4C79-8EE3-E7E1985B2077")


SOURCES: dict[str, Source] = {
    "Msvm_KvpExchangeComponent": _kvp,
    "Msvm_HeartbeatComponent": _heartbeat,
    "Msvm_ShutdownComponent": _shutdown,
}
