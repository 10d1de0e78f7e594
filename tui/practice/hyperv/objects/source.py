"""What the modules of this package offer: the values of the instances of a class."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from tui.practice.cim import VIRTUALIZATION, Reference, Value
from tui.practice.hyperv.hypervisor import Hypervisor

Values: TypeAlias = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Moving:
    """The values of an object of which some go with time alone, without anything having happened to it."""

    still: Values
    moving: Callable[[datetime], tuple[Values, datetime]]
    """The others at a moment, and until when they hold."""


Source: TypeAlias = Callable[[Hypervisor], Iterable[Values | Moving]]
"""Called under the host's lock; a property that is missing from the values is null.

What it yields holds until the lock's version changes.
"""


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
