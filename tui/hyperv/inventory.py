"""The full read of one host: a fixed list of classes, joined on this side, never a request a VM."""

from datetime import UTC, datetime, timedelta

from tui.hyperv import schema
from tui.hyperv.join import owner_of
from tui.hyperv.particulars import Particulars
from tui.hyperv.reading import rows
from tui.hyperv.replication import relationships_of
from tui.hyperv.rows import read_offered, read_switch
from tui.hyperv.systems import Systems, in_order, read_machine
from tui.hyperv.wires import read_adapters
from tui.hyperv.wiring import Wiring, with_kinds
from tui.model.machine import Inventory
from tui.wsman.client import Client
from tui.wsman.fault import Fault, Malformed, NotAuthorised
from tui.wsman.instance import Instance


def read_inventory(client: Client) -> Inventory:
    """Everything that this program shows of a host, VMs, adapters and switches sorted by name.

    Sixteen queries, seventeen where the host hides itself (assumption ``hidden-host``), three more on a build that
    lacks later properties. Raises what ``Client.enumerate`` raises.
    """
    systems = Systems.of(rows(client, schema.SYSTEMS))
    relationships = relationships_of(
        systems.virtual, rows(client, schema.RELATIONSHIPS), rows(client, schema.REPLICATION_SETTINGS)
    )
    connections = rows(client, schema.CONNECTIONS)
    switches = with_kinds([read_switch(row) for row in rows(client, schema.SWITCHES)], connections)
    wiring = Wiring.of(
        switches,
        connections=connections,
        staged=rows(client, schema.FAILOVERS),
        vlans=rows(client, schema.VLANS),
        guests=rows(client, schema.GUESTS),
    )
    adapters = read_adapters(client, wiring)
    offered = _read_offered(client)
    particulars = Particulars.read(client)
    machines = (
        particulars.of(
            machine, relationships.get(machine.id, ()), adapters.get(machine.id, ()), offered.get(machine.id)
        )
        for machine in map(read_machine, systems.virtual)
    )
    asked = datetime.now(UTC)
    version = _read_version(client)
    midway = asked + (datetime.now(UTC) - asked) / 2
    return Inventory(
        systems.host_name or (version.text("CSName") if version else None) or "",
        (version.text("Version") if version else None) or "",
        in_order(machines),
        tuple(sorted(switches, key=lambda switch: (switch.name.casefold(), switch.id))),
        management_visible=systems.host_name is not None or bool(rows(client, schema.MANAGEMENT)),
        clock_ahead=_clock_ahead(version, midway),
    )


def _read_offered(client: Client) -> dict[str, bool | None]:
    """Whether data exchange is offered, by VM GUID."""
    settings = rows(client, schema.DATA_EXCHANGE)
    return {owner.system: read_offered(row) for row in settings if (owner := owner_of(row.text("InstanceID") or ""))}


def _clock_ahead(version: Instance | None, now: datetime) -> timedelta | None:
    try:
        told = version.datetime("LocalDateTime") if version else None
    except Malformed:
        return None
    return None if told is None else timedelta(seconds=round((told - now).total_seconds()))


def _read_version(client: Client) -> Instance | None:
    """Win32_OperatingSystem, None where it may not be read: rights on root/cimv2 are rights of their own."""
    try:
        return next(iter(rows(client, schema.SYSTEM_VERSION)), None)
    except (Fault, NotAuthorised):
        return None
