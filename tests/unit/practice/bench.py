"""A fleet whose time stands still, and short ways to ask its hosts."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape

from tui.practice.cim import VIRTUALIZATION, EmbeddedText, Instance, MethodResult, Reference
from tui.practice.clock import Clock
from tui.practice.fleet import Fleet
from tui.practice.hyperv.host import PracticeHost
from tui.practice.hyperv.machine import Machine
from tui.practice.scenario.reading import parse_scenario

START = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
SERVICE = "Msvm_ReplicationService"
MANAGEMENT = "Msvm_VirtualSystemManagementService"

SCENARIO = """
seed: 3
hosts:
  - name: dr
    memory_gb: 32
    switches: [DR-LAN, {name: Isolated, kind: private}, {name: Management, kind: internal}]
  - name: prod
    switches: [PROD-LAN]
vms:
  - name: sql01
    primary: prod
    replica: dr
    memory_mb: 8192
    adapters:
      - name: Network Adapter
        vlan: 20
        guest: {addresses: [10.1.20.11/24], gateways: [10.1.20.1]}
        primary: {switch: PROD-LAN}
        replica:
          switch: DR-LAN
          test_switch: Isolated
          staged: {addresses: [10.9.20.11/24, "2001:db8::11/64"], gateways: [10.9.20.1], dns: [10.9.0.10]}
      - name: Backup
  - name: old01
    primary: elsewhere
    replica: dr
    generation: 1
    adapters:
      - {name: Legacy, legacy: true, replica: {switch: Gone}}
      - {name: Modern}
  - name: alone
    primary: dr
    adapters: [{primary: {switch: DR-LAN}}]
"""


def fleet(text: str = SCENARIO) -> Fleet:
    return Fleet(parse_scenario(text, "test.yaml"), Clock(START, speed=0))


class Bench:
    """One host of a fleet, asked the way the WS-Management side asks it."""

    def __init__(self, all_hosts: Fleet, name: str) -> None:
        self.fleet = all_hosts
        self.host: PracticeHost = all_hosts.hosts[name]

    def machine(self, name: str) -> Machine:
        return next(machine for machine in self.host.state.machines.values() if machine.name == name)

    def all(self, class_name: str, namespace: str = VIRTUALIZATION) -> list[Instance]:
        return list(self.host.instances(namespace, class_name))

    def one(self, class_name: str, **values: Any) -> Instance:
        found = [
            each
            for each in self.all(class_name)
            if all(each.values.get(name) == value for name, value in values.items())
        ]
        assert len(found) == 1, f"{len(found)} {class_name} with {values}"
        return found[0]

    def service(self, class_name: str, method: str, **arguments: Any) -> MethodResult:
        return self.host.invoke(VIRTUALIZATION, class_name, {"CreationClassName": class_name}, method, arguments)

    def on_machine(self, name: str, method: str, **arguments: Any) -> MethodResult:
        keys = {"Name": self.machine(name).id}
        return self.host.invoke(VIRTUALIZATION, "Msvm_ComputerSystem", keys, method, arguments)

    def system(self, name: str) -> Reference:
        return Reference(VIRTUALIZATION, "Msvm_ComputerSystem", (("Name", self.machine(name).id),))

    def job(self, result: MethodResult) -> Instance:
        """The job that a method started, as it stands now."""
        assert result.return_value == 4096, result
        job = result.outputs["Job"]
        assert isinstance(job, Reference)
        return self.one("Msvm_ConcreteJob", InstanceID=dict(job.keys)["InstanceID"])

    def finish(self, result: MethodResult) -> Instance:
        """Let a method's job end; the job."""
        self.job(result)
        self.wait(2)
        return self.job(result)

    def wait(self, seconds: float) -> None:
        self.fleet.clock.advance(timedelta(seconds=seconds))

    def stage(self, name: str, adapter: int = 0, **properties: Any) -> MethodResult:
        """SetFailoverNetworkAdapterSettings with the given properties and no other."""
        machine = self.machine(name)
        given = {
            "InstanceID": f"Microsoft:FailoverNetworkSetting\\{machine.id}\\{machine.adapters[adapter].id}",
            **properties,
        }
        text = embedded("Msvm_FailoverNetworkAdapterSettingData", given)
        return self.service(
            SERVICE, "SetFailoverNetworkAdapterSettings", ComputerSystem=self.system(name), NetworkSettings=(text,)
        )

    def modify_cable(self, name: str, adapter: int = 0, **properties: Any) -> MethodResult:
        machine = self.machine(name)
        given = {"InstanceID": f"Microsoft:{machine.id}\\{machine.adapters[adapter].id}\\C", **properties}
        text = embedded("Msvm_EthernetPortAllocationSettingData", given)
        return self.service(MANAGEMENT, "ModifyResourceSettings", ResourceSettings=(text,))

    def switch_path(self, name: str) -> str:
        switch = self.host.state.switch_named(name)
        assert switch is not None
        keys = f'CreationClassName="Msvm_VirtualEthernetSwitch",Name="{switch.id}"'
        return f"\\\\DR\\root\\virtualization\\v2:Msvm_VirtualEthernetSwitch.{keys}"

    def events(self, channel: str = "Microsoft-Windows-Hyper-V-VMMS-Admin") -> list[str]:
        return [record.message for record in self.host.events.read(channel, 0)]


_TYPES = {bool: "boolean", int: "uint16", str: "string"}


def embedded(class_name: str, properties: Mapping[str, Any]) -> EmbeddedText:
    """CIM-XML text of the given properties, a tuple as an array; no markup characters in the values."""
    parts = []
    for name, value in properties.items():
        if isinstance(value, tuple):
            values = "".join(f"<VALUE>{escape(each)}</VALUE>" for each in value)
            array = f"<VALUE.ARRAY>{values}</VALUE.ARRAY>"
            parts.append(f'<PROPERTY.ARRAY NAME="{name}" TYPE="string">{array}</PROPERTY.ARRAY>')
        else:
            text = str(value).lower() if isinstance(value, bool) else str(value)
            kind = _TYPES[type(value)]
            parts.append(f'<PROPERTY NAME="{name}" TYPE="{kind}"><VALUE>{escape(text)}</VALUE></PROPERTY>')
    return EmbeddedText(f'<INSTANCE CLASSNAME="{class_name}">{"".join(parts)}</INSTANCE>')
