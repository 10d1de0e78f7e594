"""Guests: what they report, through which services, and what they are told (facts/hyperv-wmi.md 1.5, 1.13)."""

from collections.abc import Iterable, Iterator, Mapping

from tui.hyperv import schema
from tui.hyperv.join import owner_of
from tui.hyperv.reading import rows
from tui.hyperv.returncodes import Submitted
from tui.hyperv.rows import read_guest as read_reported
from tui.hyperv.rows import read_offered
from tui.hyperv.service import call, machine_ref
from tui.hyperv.wql import begins_with, equals
from tui.model.guest import GuestServices
from tui.model.machine import GuestReported
from tui.model.staged import StagedRaw
from tui.wsman.cimxml import CimProperty, EmbeddedInstance, read_embedded
from tui.wsman.client import Client
from tui.wsman.fault import Fault, Malformed, NotAuthorised
from tui.wsman.instance import Instance


def read_guest(client: Client, vm_id: str) -> Mapping[str, GuestReported]:
    """What a VM's guest reports, by adapter GUID in upper case; an adapter without a report is left out.

    One query. Raises what ``Client.enumerate`` raises.
    """
    prefix = f"Microsoft:GuestNetwork\\{vm_id}\\"
    return {
        owner.part: reported
        for row in rows(client, schema.GUESTS, begins_with("InstanceID", prefix))
        if (owner := owner_of(row.text("InstanceID") or "")) and owner.part and (reported := read_reported(row))
    }


def read_services(client: Client, vm_id: str) -> GuestServices:
    """The integration services of a VM now. Four queries; raises what ``Client.enumerate`` raises."""
    of_system = equals("SystemName", vm_id)
    offered = rows(client, schema.DATA_EXCHANGE, begins_with("InstanceID", f"Microsoft:{vm_id}\\"))
    kvp = rows(client, schema.KVP_COMPONENTS, of_system)
    heartbeat = rows(client, schema.HEARTBEATS, of_system)
    return GuestServices(
        next(map(read_offered, offered), None),
        next(map(_status, kvp), None),
        next(map(_status, heartbeat), None),
        _services_state(client, vm_id),
        next((system for _, system in guest_systems(kvp)), None),
    )


def guest_systems(components: Iterable[Instance]) -> Iterator[tuple[str, str]]:
    """VM GUID, upper case, and OSName of each guest that tells it: Linux guests do, too (facts/hyperv-wmi.md 1.13).

    What does not parse is a guest's own doing and is passed over.
    """
    for component in components:
        for item in component.array("GuestIntrinsicExchangeItems"):
            if ">OSName<" not in item:
                continue
            try:
                told = {each.name: each.value for each in read_embedded(item).properties}
            except Malformed:
                continue
            if told.get("Name") == "OSName" and isinstance(name := told.get("Data"), str):
                yield (component.text("SystemName") or "").upper(), name


def inject(client: Client, vm_id: str, adapter_id: str, settings: StagedRaw) -> Submitted:
    """Tells a running guest how to configure one adapter (facts/hyperv-wmi.md 2.3).

    DHCPEnabled is mandatory there; all four arrays are sent (assumption ``guest-arrays``). The host answers for the
    delivery alone: what the guest made of it is what it reports afterwards (facts/hyperv-wmi.md 5.3). Raises
    MethodRefused, and what ``Client.invoke`` raises.
    """
    arrays = {
        "IPAddresses": settings.addresses,
        "Subnets": settings.subnets,
        "DefaultGateways": settings.gateways,
        "DNSServers": settings.dns,
    }
    configuration = EmbeddedInstance(
        schema.GUEST_CONFIGURATION,
        (
            CimProperty("InstanceID", "string", f"Microsoft:GuestNetwork\\{vm_id}\\{adapter_id}"),
            CimProperty("ProtocolIFType", "uint16", settings.protocol),
            CimProperty("DHCPEnabled", "boolean", bool(settings.dhcp)),
            *(CimProperty(name, "string", held) for name, held in arrays.items()),
        ),
    )
    return call(
        client,
        schema.MANAGEMENT_SERVICE,
        "SetGuestNetworkAdapterConfiguration",
        {"ComputerSystem": machine_ref(vm_id), "NetworkConfiguration": [configuration]},
    )


def _status(component: Instance) -> int | None:
    return next(iter(component.integers("OperationalStatus")), None)


def _services_state(client: Client, vm_id: str) -> int | None:
    try:
        found = rows(client, schema.SUMMARIES, equals("Name", vm_id))
    except (Fault, NotAuthorised):
        return None
    return next((row.integer("IntegrationServicesVersionState") for row in found), None)
