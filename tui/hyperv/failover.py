"""Staging: what a replica's adapter will be given when it fails over (facts/hyperv-wmi.md 2.1, 5)."""

from tui.hyperv import schema
from tui.hyperv.returncodes import Submitted
from tui.hyperv.service import call, machine_ref
from tui.model.staged import StagedRaw
from tui.wsman.cimxml import CimProperty, EmbeddedInstance
from tui.wsman.client import Client


def stage(client: Client, vm_id: str, staged_id: str, raw: StagedRaw, *, send_empty_arrays: bool = True) -> Submitted:
    """Replaces the staged settings of one adapter: ``staged_id`` is the InstanceID of its failover object.

    Whether the VM runs is no reason not to (assumption ``staging-while-running``). Everything is sent as ``raw`` has
    it, in its order and spelling, IPv6 in any form (assumption ``ipv6-spelling``). ``send_empty_arrays`` writes an
    empty array as an explicit empty one; False leaves it out (assumption ``empty-array``). DHCPEnabled is left out only
    where ``raw`` has null, as the host then does (assumption ``null-dhcp``). Raises MethodRefused, and what
    ``Client.invoke`` raises.
    """
    arrays = {
        "IPAddresses": raw.addresses,
        "Subnets": raw.subnets,
        "DefaultGateways": raw.gateways,
        "DNSServers": raw.dns,
    }
    settings = EmbeddedInstance(
        schema.FAILOVER_SETTINGS,
        (
            CimProperty("InstanceID", "string", staged_id),
            CimProperty("ProtocolIFType", "uint16", raw.protocol),
            *(() if raw.dhcp is None else (CimProperty("DHCPEnabled", "boolean", raw.dhcp),)),
            *(CimProperty(name, "string", held) for name, held in arrays.items() if held or send_empty_arrays),
        ),
    )
    return call(
        client,
        schema.REPLICATION_SERVICE,
        "SetFailoverNetworkAdapterSettings",
        {"ComputerSystem": machine_ref(vm_id), "NetworkSettings": [settings]},
    )
