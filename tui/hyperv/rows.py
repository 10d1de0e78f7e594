"""Rows of single classes read into model values."""

from sys import intern

from tui.hyperv.join import ObjectPath, Owner, owner_of, read_path
from tui.hyperv.schema import DISABLED, ENABLED, VIRTUAL_SWITCH
from tui.model.machine import Connection, GuestReported, Relationship, Switch, Vlan, VlanMode
from tui.model.staged import UNKNOWN, StagedRaw
from tui.wsman.instance import Instance

_VLAN_MODES: dict[int, VlanMode] = {1: "access", 2: "trunk", 3: "private"}
"""OperationMode of Msvm_EthernetSwitchPortVlanSettingData; 0 is no VLAN."""


def shared(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The same texts, kept once for all VMs that have them."""
    return tuple(map(intern, texts))


def shared_text(row: Instance, name: str) -> str | None:
    """A text that many rows have, kept once; None for an empty one."""
    text = row.text(name)
    return intern(text) if text else None


def read_switch(row: Instance) -> Switch:
    return Switch(row.text("Name") or "", row.text("ElementName") or "")


def read_staged(row: Instance) -> StagedRaw:
    return StagedRaw(
        row.integer("ProtocolIFType") or UNKNOWN,
        row.boolean("DHCPEnabled"),
        row.array("IPAddresses"),
        shared(row.array("Subnets")),
        shared(row.array("DefaultGateways")),
        shared(row.array("DNSServers")),
    )


def read_guest(row: Instance) -> GuestReported | None:
    """None where the guest reported nothing, whatever DHCPEnabled then says (facts/real-host.md 6)."""
    guest = GuestReported(
        row.integer("ProtocolIFType") or UNKNOWN,
        row.boolean("DHCPEnabled"),
        row.array("IPAddresses"),
        shared(row.array("Subnets")),
        shared(row.array("DefaultGateways")),
        shared(row.array("DNSServers")),
    )
    silent = guest.protocol == UNKNOWN and not (guest.addresses or guest.subnets or guest.gateways or guest.dns)
    return None if silent else guest


def read_vlan(row: Instance) -> Vlan | None:
    """None for an untagged connection."""
    operation = row.integer("OperationMode") or 0
    if operation == 0:
        return None
    mode = _VLAN_MODES.get(operation, "other")
    access = row.integer("AccessVlanId") if mode == "access" else None
    native = row.integer("NativeVlanId") if mode == "trunk" else None
    allowed = row.integers("TrunkVlanIdArray") if mode == "trunk" else ()
    return Vlan(mode, access, native, allowed)


def read_connection(row: Instance, switch_names: dict[str, str], vlan: Vlan | None) -> Connection:
    """``switch_names`` are this host's, by GUID in upper case."""
    switch = hosting_object(row)
    switch_id = switch.keys.get("Name") if switch and switch.class_name == VIRTUAL_SWITCH else None
    return Connection(
        row.text("InstanceID") or "",
        row.integer("EnabledState") == ENABLED,
        intern(switch_id) if switch_id else None,
        switch_names.get(switch_id.upper()) if switch_id else None,
        shared_text(row, "LastKnownSwitchName"),
        shared_text(row, "TestReplicaSwitchName"),
        shared_text(row, "TestReplicaPoolID"),
        vlan,
        shared(row.array("RequiredFeatureHints") or row.array("RequiredFeatures")),
    )


def hosting_object(connection: Instance) -> ObjectPath | None:
    """What a connection leads to: only the first HostResource counts (facts/hyperv-wmi.md 4)."""
    return next((read_path(text) for text in connection.array("HostResource")), None)


def connected_port(connection: Instance) -> Owner | None:
    """The adapter of a connection: named by its Parent path, else by its own InstanceID (facts/hyperv-wmi.md 3)."""
    parent = read_path(connection.text("Parent") or "")
    named = owner_of(parent.keys.get("InstanceID", "")) if parent else None
    return named or owner_of(connection.text("InstanceID") or "")


def read_relationship(index: int, row: Instance, settings: Instance | None) -> Relationship:
    return Relationship(
        index,
        row.integer("ReplicationState") or 0,
        row.integer("ReplicationHealth") or 0,
        row.datetime("LastReplicationTime"),
        row.datetime("LastApplyTime"),
        (settings.integer("ReplicationInterval") or None) if settings else None,
        shared_text(settings, "PrimaryHostSystem") if settings else None,
        shared_text(settings, "RecoveryHostSystem") if settings else None,
        shared_text(settings, "ReplicationProvider") if settings else None,
        settings.integer("RecoveryHistory") if settings else None,
    )


def read_offered(row: Instance) -> bool | None:
    """Whether an integration service is offered (facts/hyperv-wmi.md 1.13)."""
    state = row.integer("EnabledState")
    return state == ENABLED if state in (ENABLED, DISABLED) else None
