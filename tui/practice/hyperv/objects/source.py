"""What the modules of this package offer: the values of the instances of a class."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TypeAlias

from tui.practice.cim import VIRTUALIZATION, Reference, Value
from tui.practice.hyperv.hypervisor import Hypervisor

Values: TypeAlias = Mapping[str, Value]
Source: TypeAlias = Callable[[Hypervisor, datetime], Iterable[Values]]
"""Called under the host's lock with the present moment; a property that is missing from the values is null."""


def setting(class_name: str, instance_id: str) -> Reference:
    """A reference to an object whose only key is its InstanceID."""
    return Reference(VIRTUALIZATION, class_name, (("InstanceID", instance_id),))


def healthy(host: Hypervisor) -> dict[str, Value]:
    """The values that every managed system element in good order answers."""
    return {
        "HealthState": 5,
        "OperationalStatus": (2,),
        "Status": "OK",
        "StatusDescriptions": (host.texts.say("status-ok"),),
    }
