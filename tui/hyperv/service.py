"""Methods of the singleton services and of VMs."""

from collections.abc import Mapping
from contextlib import closing

from tui.hyperv.returncodes import Submitted, accepted
from tui.hyperv.schema import COMPUTER_SYSTEM, class_ref
from tui.wsman.client import Client, MethodOutput
from tui.wsman.envelope import Parameter
from tui.wsman.fault import Fault
from tui.wsman.instance import Ref

_SELECTORS_NOT_ENOUGH = frozenset({2150858752, 2150858770, 2150858813, 2150858842, 2150858843})
"""The host found no target for the call, so that it ran nothing (facts/wsman.md 4.3; facts/real-host.md 1)."""


def call(client: Client, service: str, method: str, parameters: Mapping[str, Parameter]) -> Submitted:
    """Invokes a method of a service that changes something. Raises MethodRefused, and what ``Client.invoke`` raises."""
    return accepted(method, invoke(client, service, method, parameters))


def invoke(client: Client, service: str, method: str, parameters: Mapping[str, Parameter]) -> MethodOutput:
    """Invokes a method of a service by its CreationClassName alone (assumption ``service-selectors``).

    A host that asks for more is asked for the service's own keys, once, and called with those. Raises what
    ``Client.invoke`` raises.
    """
    ref = class_ref(service)
    try:
        return client.invoke(ref, {"CreationClassName": service}, method, parameters)
    except Fault as fault:
        if fault.code not in _SELECTORS_NOT_ENOUGH:
            raise
        return client.invoke(ref, _keys(client, service), method, parameters)


def call_machine(client: Client, vm_id: str, method: str, parameters: Mapping[str, Parameter]) -> Submitted:
    """Invokes a method of a VM itself. Raises MethodRefused, and what ``Client.invoke`` raises."""
    machine = machine_ref(vm_id)
    return accepted(method, client.invoke(machine.resource_uri, machine.selectors, method, parameters))


def machine_ref(vm_id: str) -> Ref:
    """A VM by both its keys (facts/hyperv-wmi.md 2.5)."""
    return Ref(class_ref(COMPUTER_SYSTEM).uri, {"CreationClassName": COMPUTER_SYSTEM, "Name": vm_id})


def _keys(client: Client, service: str) -> dict[str, str]:
    """The four keys of a service (facts/hyperv-wmi.md 1.8), as far as the host tells them."""
    ref = class_ref(service)
    with closing(client.enumerate_class(ref)) as instances:
        instance = next(instances, None)
    names = ("SystemCreationClassName", "SystemName", "CreationClassName", "Name")
    values = {name: instance.text(name) for name in names} if instance else {"CreationClassName": service}
    return {name: value for name, value in values.items() if value is not None}
