"""One adapter read afresh: before a change to compare, after it to prove."""

from dataclasses import dataclass

from tui.hyperv import schema
from tui.hyperv.reading import one, rows
from tui.hyperv.rows import read_switch
from tui.hyperv.systems import read_machine
from tui.hyperv.wiring import Wiring
from tui.hyperv.wql import begins_with, equals
from tui.model.machine import Adapter, Switch
from tui.wsman.client import Client
from tui.wsman.instance import Instance


@dataclass(frozen=True, slots=True)
class AdapterReading:
    """What a host holds of one adapter now."""

    mode: int | None
    """The VM's ReplicationMode; None where the host has no such VM any more."""
    enabled_state: int | None
    adapter: Adapter | None
    """None where the VM has no such adapter any more."""
    switches: tuple[Switch, ...]
    """The host's switches, of kinds that were not asked for."""


def read_adapter(client: Client, vm_id: str, adapter_id: str, *, with_guest: bool = False) -> AdapterReading:
    """What a change compares, read last, and what it needs to know: no VLAN, and what the guest reports where asked.

    Six requests, a few more for a legacy adapter, for the guest, or where something is gone. GUIDs in any letter case.
    Raises what ``Client.get`` and ``Client.enumerate`` raise, but not for what is gone.
    """
    switches = tuple(read_switch(row) for row in rows(client, schema.SWITCHES))
    guids = f"{vm_id}\\{adapter_id}"
    guest = _setting(client, schema.GUESTS, f"Microsoft:GuestNetwork\\{guids}") if with_guest else None
    adapter = _read_wired(client, guids, switches, guest)
    keys = {"CreationClassName": schema.COMPUTER_SYSTEM, "Name": vm_id}
    system = one(client, schema.SYSTEMS, keys, equals("Name", vm_id))
    machine = read_machine(system) if system else None
    return AdapterReading(
        machine.mode if machine else None, machine.enabled_state if machine else None, adapter, switches
    )


def _read_wired(client: Client, guids: str, switches: tuple[Switch, ...], guest: Instance | None) -> Adapter | None:
    """The adapter with its failover object (assumption ``failover-instance-id``) and its connection.

    A connection's InstanceID begins with its adapter's (assumption ``connection-instance-id``), and was seen to end in
    C.
    """
    port_id = f"Microsoft:{guids}"
    for kind, projection in schema.PORTS.items():
        port = _setting(client, projection, port_id)
        if port is not None:
            staged = _setting(client, schema.FAILOVERS, f"Microsoft:FailoverNetworkSetting\\{guids}")
            key = {"InstanceID": f"{port_id}\\C"}
            connection = one(client, schema.CONNECTIONS, key, begins_with("InstanceID", port_id))
            wiring = Wiring.of(switches, connections=_known(connection), staged=_known(staged), guests=_known(guest))
            owned = wiring.adapter(kind, port)
            return None if owned is None else owned[1]
    return None


def _setting(client: Client, projection: schema.Projection, instance_id: str) -> Instance | None:
    return one(client, projection, {"InstanceID": instance_id}, equals("InstanceID", instance_id))


def _known(instance: Instance | None) -> tuple[Instance, ...]:
    return () if instance is None else (instance,)
