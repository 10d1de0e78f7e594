"""Starting and stopping a VM (facts/hyperv-wmi.md 2.2; facts/real-host.md 4)."""

from tui.hyperv import schema
from tui.hyperv.reading import rows
from tui.hyperv.returncodes import Submitted, accepted
from tui.hyperv.service import call_machine
from tui.hyperv.wql import equals
from tui.wsman.client import Client
from tui.wsman.instance import EndpointReference

_ENABLED, _DISABLED = 2, 3
"""RequestedState of RequestStateChange."""


def start(client: Client, vm_id: str) -> Submitted:
    """Starts a VM, or lets one that was saved or paused go on. Raises MethodRefused, and as ``Client.invoke``."""
    return call_machine(client, vm_id, "RequestStateChange", {"RequestedState": _ENABLED})


def turn_off(client: Client, vm_id: str) -> Submitted:
    """Pulls the plug of a VM: its guest is not asked. Raises MethodRefused, and as ``Client.invoke``."""
    return call_machine(client, vm_id, "RequestStateChange", {"RequestedState": _DISABLED})


def shutdown_component(client: Client, vm_id: str) -> EndpointReference | None:
    """What of a running VM asks its guest to shut down; None where the VM does not run or does not offer it.

    Raises what ``Client.enumerate`` raises.
    """
    row = next(iter(rows(client, schema.SHUTDOWN_COMPONENTS, equals("SystemName", vm_id))), None)
    if row is None:
        return None
    keys = {name: row.text(name) or "" for name in schema.SHUTDOWN_COMPONENTS.properties}
    return EndpointReference(schema.class_ref(schema.SHUTDOWN_COMPONENT).uri, keys)


def shut_down(client: Client, component: EndpointReference, reason: str) -> Submitted:
    """Asks a guest to shut down, without force; it is off some time later. ``component`` is the VM's own.

    Raises MethodRefused, and as ``Client.invoke``.
    """
    method = "InitiateShutdown"
    output = client.invoke(component.resource_uri, component.selectors, method, {"Force": False, "Reason": reason})
    return accepted(method, output)
