"""The connection of an adapter: its switch, whether it is on, and its test switch (facts/hyperv-wmi.md 4)."""

from enum import Enum
from typing import Final, Literal, TypeAlias

from tui.hyperv import schema
from tui.hyperv.join import ObjectPath, write_path
from tui.hyperv.returncodes import Submitted
from tui.hyperv.service import call
from tui.model.machine import AdapterKind
from tui.wsman.cimxml import CimProperty, EmbeddedInstance
from tui.wsman.client import Client
from tui.wsman.instance import Ref


class _Keep(Enum):
    UNCHANGED = "unchanged"


UNCHANGED: Final = _Keep.UNCHANGED
"""Leaves a property out, which keeps what the host holds (facts/real-host.md 1)."""
Unchanged: TypeAlias = Literal[_Keep.UNCHANGED]


def rewire(
    client: Client,
    connection_id: str,
    computer_name: str,
    *,
    test_switch: str | Unchanged | None = UNCHANGED,
    connected: bool | Unchanged = UNCHANGED,
    switch_id: str | Unchanged = UNCHANGED,
) -> Submitted:
    """Changes an existing connection: ``connection_id`` is its InstanceID, ``computer_name`` the host's own.

    ``test_switch`` is a switch's name, None for no test switch, sent as an empty text (assumption
    ``clear-test-switch``). ``connected`` False keeps the switch for later. ``switch_id`` is a switch's GUID. Raises
    MethodRefused, and what ``Client.invoke`` raises.
    """
    changed: list[CimProperty] = []
    if connected is not UNCHANGED:
        changed.append(_enabled_state(connected))
    if switch_id is not UNCHANGED:
        changed.append(_host_resource(computer_name, switch_id))
    if test_switch is not UNCHANGED:
        changed.append(CimProperty("TestReplicaSwitchName", "string", test_switch or ""))
    settings = EmbeddedInstance(schema.PORT_ALLOCATION, (CimProperty("InstanceID", "string", connection_id), *changed))
    return call(client, schema.MANAGEMENT_SERVICE, "ModifyResourceSettings", {"ResourceSettings": [settings]})


def wire(
    client: Client,
    port_id: str,
    kind: AdapterKind,
    computer_name: str,
    *,
    switch_id: str | None,
    connected: bool,
    test_switch: str | None = None,
) -> Submitted:
    """Gives an adapter that has none its connection (assumption ``no-connection``); ``port_id`` is its InstanceID.

    With no ``switch_id`` the connection leads nowhere yet and can carry a test switch. Raises MethodRefused, and what
    ``Client.invoke`` raises.
    """
    port = ObjectPath(schema.PORTS[kind].class_name, {"InstanceID": port_id})
    settings = EmbeddedInstance(
        schema.PORT_ALLOCATION,
        (
            CimProperty("ResourceType", "uint16", schema.ETHERNET_CONNECTION_TYPE),
            CimProperty("ResourceSubType", "string", schema.ETHERNET_CONNECTION_SUBTYPE),
            CimProperty("Parent", "string", write_path(computer_name, schema.VIRTUALIZATION, port)),
            _enabled_state(connected),
            *((_host_resource(computer_name, switch_id),) if switch_id else ()),
            *((CimProperty("TestReplicaSwitchName", "string", test_switch),) if test_switch else ()),
        ),
    )
    configuration = Ref(
        schema.class_ref(schema.VIRTUAL_SYSTEM_SETTING_DATA).uri, {"InstanceID": port_id.partition("\\")[0]}
    )
    return call(
        client,
        schema.MANAGEMENT_SERVICE,
        "AddResourceSettings",
        {"AffectedConfiguration": configuration, "ResourceSettings": [settings]},
    )


def _enabled_state(connected: bool) -> CimProperty:
    return CimProperty("EnabledState", "uint16", schema.ENABLED if connected else schema.DISABLED)


def _host_resource(computer_name: str, switch_id: str) -> CimProperty:
    switch = ObjectPath(schema.VIRTUAL_SWITCH, {"CreationClassName": schema.VIRTUAL_SWITCH, "Name": switch_id})
    return CimProperty("HostResource", "string", (write_path(computer_name, schema.VIRTUALIZATION, switch),))
