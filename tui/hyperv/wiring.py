"""The rows of several classes joined into adapters and switches (facts/hyperv-wmi.md 3, 4)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tui.hyperv.join import Owner, owner_of
from tui.hyperv.rows import (
    connected_port,
    hosting_object,
    read_connection,
    read_guest,
    read_staged,
    read_vlan,
    shared_text,
)
from tui.hyperv.schema import COMPUTER_SYSTEM, VIRTUAL_SWITCH
from tui.model.machine import Adapter, AdapterKind, GuestReported, Switch, SwitchKind, Vlan
from tui.model.staged import StagedRaw
from tui.wsman.instance import Instance


@dataclass(frozen=True, slots=True)
class Wiring:
    """Everything that hangs on adapters, by the adapter it hangs on."""

    switch_names: dict[str, str]
    """By GUID in upper case."""
    connections: dict[Owner, Instance]
    vlans: dict[Owner, Vlan | None]
    staged: dict[Owner, tuple[StagedRaw, str | None]]
    """With the InstanceID of the failover object."""
    guests: dict[Owner, GuestReported | None]

    @classmethod
    def of(
        cls,
        switches: Iterable[Switch],
        *,
        connections: Iterable[Instance],
        staged: Iterable[Instance],
        vlans: Iterable[Instance] = (),
        guests: Iterable[Instance] = (),
    ) -> "Wiring":
        return cls(
            {switch.id.upper(): switch.name for switch in switches},
            {port: row for row in connections if (port := connected_port(row))},
            {owner: read_vlan(row) for owner, row in _by_owner(vlans)},
            {owner: (read_staged(row), row.text("InstanceID")) for owner, row in _by_owner(staged)},
            {owner: read_guest(row) for owner, row in _by_owner(guests)},
        )

    def adapter(self, kind: AdapterKind, row: Instance) -> tuple[str, Adapter] | None:
        """The adapter of a port's row, after the GUID of what owns it; None for a template."""
        port_id = row.text("InstanceID") or ""
        owner = owner_of(port_id)
        if owner is None or owner.part is None:
            return None
        connection, (staged, staged_id) = self.connections.get(owner), self.staged.get(owner, (None, None))
        return owner.system, Adapter(
            owner.part,
            port_id,
            shared_text(row, "ElementName") or "",
            row.text("Address") or "",
            kind,
            bool(row.boolean("StaticMacAddress")),
            read_connection(connection, self.switch_names, self._vlan(connection)) if connection else None,
            staged,
            staged_id,
            self.guests.get(owner),
        )

    def _vlan(self, connection: Instance) -> Vlan | None:
        """A VLAN setting's InstanceID begins with its connection's (assumption ``vlan-instance-id``)."""
        owner = owner_of(connection.text("InstanceID") or "")
        return self.vlans.get(owner) if owner else None


def _by_owner(rows: Iterable[Instance]) -> Iterator[tuple[Owner, Instance]]:
    """Rows with the adapter that their InstanceID names, templates left out."""
    return ((owner, row) for row in rows if (owner := owner_of(row.text("InstanceID") or "")))


def with_kinds(switches: Sequence[Switch], connections: Iterable[Instance]) -> tuple[Switch, ...]:
    """Switches with their kinds, which follow from what else is attached to them (facts/hyperv-wmi.md 1.7).

    External: a physical port. Internal: the host alone. Private: neither. An attachment's InstanceID names its switch
    (assumption ``switch-attachment``); where one does not, a switch without any is of unknown kind.
    """
    known = {switch.id.upper() for switch in switches}
    kinds: dict[str, SwitchKind] = {}
    unplaced = False
    for row in connections:
        attached = hosting_object(row)
        if attached is None or attached.class_name == VIRTUAL_SWITCH:
            continue
        owner = owner_of(row.text("InstanceID") or "")
        if owner is None or owner.system not in known:
            unplaced = True
        elif attached.class_name != COMPUTER_SYSTEM:
            kinds[owner.system] = "external"
        else:
            kinds.setdefault(owner.system, "internal")
    otherwise: SwitchKind = "unknown" if unplaced else "private"
    return tuple(replace(switch, kind=kinds.get(switch.id.upper(), otherwise)) for switch in switches)
