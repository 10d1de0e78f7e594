"""Every VM of a host with what it is plugged into, and the switches with their kinds, read afresh."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tui.hyperv import schema
from tui.hyperv.join import owner_of
from tui.hyperv.reading import rows
from tui.hyperv.rows import read_staged, read_switch
from tui.hyperv.systems import Systems, in_order, read_machine
from tui.hyperv.wiring import Wiring, with_kinds
from tui.hyperv.wql import begins_with
from tui.model.machine import Adapter, Machine, Switch
from tui.model.staged import StagedRaw
from tui.wsman.client import Client


@dataclass(frozen=True, slots=True)
class Wires:
    """What is plugged into what on one host, at one moment."""

    switches: tuple[Switch, ...]
    machines: tuple[Machine, ...]
    """Each with its mode, its state and its adapters' connections; nothing staged, and nothing that guests report."""

    def machine(self, vm_id: str) -> Machine | None:
        """By GUID in upper case."""
        return next((each for each in self.machines if each.id == vm_id), None)


def read_wires(client: Client) -> Wires:
    """Six queries, whatever the number of VMs. Raises what ``Client.enumerate`` raises."""
    systems = Systems.of(rows(client, schema.SYSTEMS))
    connections = rows(client, schema.CONNECTIONS)
    switches = with_kinds([read_switch(row) for row in rows(client, schema.SWITCHES)], connections)
    wiring = Wiring.of(switches, connections=connections, staged=(), vlans=rows(client, schema.VLANS))
    adapters = read_adapters(client, wiring)
    machines = (
        replace(machine, adapters=adapters.get(machine.id, ())) for machine in map(read_machine, systems.virtual)
    )
    return Wires(switches, in_order(machines))


def read_adapters(client: Client, wiring: Wiring) -> dict[str, tuple[Adapter, ...]]:
    """Adapters by the GUID of what owns them, each by name: checkpoints own some, too."""
    found: dict[str, list[Adapter]] = {}
    for kind, projection in schema.PORTS.items():
        for row in rows(client, projection):
            owned = wiring.adapter(kind, row)
            if owned is not None:
                found.setdefault(owned[0], []).append(owned[1])
    return {
        system: tuple(sorted(each, key=lambda adapter: (adapter.name.casefold(), adapter.id)))
        for system, each in found.items()
    }


def read_staged_of(client: Client, vm_id: str) -> Mapping[str, StagedRaw]:
    """What is staged on a VM, by adapter GUID in upper case; one query (assumption ``failover-instance-id``).

    Raises what ``Client.enumerate`` raises.
    """
    prefix = f"Microsoft:FailoverNetworkSetting\\{vm_id}\\"
    found = rows(client, schema.FAILOVERS, begins_with("InstanceID", prefix))
    owners = ((owner_of(row.text("InstanceID") or ""), row) for row in found)
    return {owner.part: read_staged(row) for owner, row in owners if owner and owner.part}
