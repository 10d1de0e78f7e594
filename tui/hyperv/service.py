"""Methods of the singleton services."""

from collections.abc import Mapping
from contextlib import closing

from tui.hyperv.returncodes import Submitted, accepted
from tui.hyperv.schema import class_ref
from tui.wsman.client import Client
from tui.wsman.envelope import Parameter
from tui.wsman.fault import Fault

_SELECTORS_NOT_ENOUGH = frozenset({2150858752, 2150858770, 2150858813, 2150858842, 2150858843})
"""The host found no target for the call, so that it ran nothing (facts/wsman.md 4.3; facts/real-host.md 1)."""


def call(client: Client, service: str, method: str, parameters: Mapping[str, Parameter]) -> Submitted:
    """Invokes a method of a service by its CreationClassName alone (assumption ``service-selectors``).

    A host that asks for more is asked for the service's own keys, once, and called with those. Raises MethodRefused,
    and what ``Client.invoke`` raises.
    """
    ref = class_ref(service)
    try:
        output = client.invoke(ref, {"CreationClassName": service}, method, parameters)
    except Fault as fault:
        if fault.code not in _SELECTORS_NOT_ENOUGH:
            raise
        output = client.invoke(ref, _keys(client, service), method, parameters)
    return accepted(method, output)


def _keys(client: Client, service: str) -> dict[str, str]:
    """The four keys of a service (facts/hyperv-wmi.md 1.8), as far as the host tells them."""
    ref = class_ref(service)
    with closing(client.enumerate_class(ref)) as instances:
        instance = next(instances, None)
    names = ("SystemCreationClassName", "SystemName", "CreationClassName", "Name")
    values = {name: instance.text(name) for name in names} if instance else {"CreationClassName": service}
    return {name: value for name, value in values.items() if value is not None}
