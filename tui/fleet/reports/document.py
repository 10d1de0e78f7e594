"""What the console shows, as the document that `hvr list --json` prints (tui/schemas/list.json, event.json)."""

from datetime import UTC, datetime
from typing import Any

from tui.fleet.view import FleetView, HostView
from tui.model import states
from tui.model.address import StagedAddress, staged_addresses
from tui.model.event import HostEvent
from tui.model.machine import Adapter, GuestReported, Machine, Vlan
from tui.model.staged import StagedRaw

SCHEMA_VERSION = 1


def time_text(moment: datetime | None) -> str | None:
    """RFC 3339 in UTC, whole seconds."""
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def list_document(view: FleetView, now: datetime) -> dict[str, Any]:
    """Every host with its VMs; every text exactly as the host holds it."""
    return {"schema_version": SCHEMA_VERSION, "time": time_text(now), "hosts": [_host(host) for host in view.hosts]}


def event_document(event: HostEvent) -> dict[str, Any]:
    """One event of one host."""
    return {
        "host": event.host,
        "time": time_text(event.time),
        "level": event.level_name,
        "id": event.event_id,
        "channel": event.channel,
        "record": event.record_id,
        "provider": event.provider,
        "vm_id": event.vm_id,
        "vm": event.vm_name,
        "message": event.message,
    }


def host_fields(host: HostView) -> dict[str, Any]:
    """How a host stands, without its VMs."""
    trouble = host.trouble
    return {
        "name": host.name,
        "group": host.group,
        "state": host.state.value,
        "as_of": time_text(host.as_of),
        "stale": host.stale,
        "cluster": host.cluster,
        "membership": host.membership or None,
        "nothing_visible": host.nothing_visible,
        "error": None
        if trouble is None
        else {"kind": trouble.kind, "sentence": trouble.sentence, "words": trouble.words},
    }


def _host(host: HostView) -> dict[str, Any]:
    machines = host.inventory.machines if host.inventory else ()
    return host_fields(host) | {"vms": [_machine(machine) for machine in machines]}


def _machine(machine: Machine) -> dict[str, Any]:
    relationship = machine.replication
    return {
        "id": machine.id,
        "name": machine.name,
        "mode": states.mode_name(machine.mode),
        "state": states.replication_state_name(relationship.state) if relationship else "Not replicating",
        "power": states.enabled_state_name(machine.enabled_state),
        "health": states.health_name(relationship.health) if relationship else "None",
        "last_replication": time_text(relationship.last_replication) if relationship else None,
        "adapters": [_adapter(adapter) for adapter in machine.adapters],
    }


def _adapter(adapter: Adapter) -> dict[str, Any]:
    cable = adapter.connection
    return {
        "id": adapter.id,
        "name": adapter.name,
        "mac": adapter.mac,
        "kind": adapter.kind,
        "connected": adapter.connected,
        "switch": (cable.switch_name or cable.last_known_switch) if cable else None,
        "test_switch": cable.test_switch if cable else None,
        "vlan": _vlan(cable.vlan) if cable else None,
        "staged": _staged(adapter.staged),
        "guest": _guest(adapter.guest),
    }


def _vlan(vlan: Vlan | None) -> dict[str, Any] | None:
    if vlan is None:
        return None
    if vlan.mode == "access":
        return {"mode": "access", "id": vlan.access_id}
    if vlan.mode == "trunk":
        return {"mode": "trunk", "native": vlan.native_id, "allowed": list(vlan.allowed_ids)}
    return {"mode": vlan.mode}


def _staged(staged: StagedRaw | None) -> dict[str, Any] | None:
    if staged is None:
        return None
    return {
        "protocol": staged.protocol,
        "dhcp": staged.dhcp,
        "addresses": _texts(staged_addresses(staged)),
        "gateways": list(staged.gateways),
        "dns": list(staged.dns),
    }


def _guest(guest: GuestReported | None) -> dict[str, Any] | None:
    if guest is None:
        return None
    pairs = staged_addresses(StagedRaw(guest.protocol, guest.dhcp, guest.addresses, guest.subnets))
    return {
        "addresses": _texts(pairs),
        "gateways": list(guest.gateways),
        "dns": list(guest.dns),
        "dhcp": guest.dhcp,
    }


def _texts(pairs: tuple[StagedAddress, ...]) -> list[str]:
    return [pair.text for pair in pairs]
