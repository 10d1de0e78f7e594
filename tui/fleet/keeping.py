"""What a newer read tells as before stays the same object, so that whoever looks sees by identity what changed."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from typing import TypeVar

from tui.model.machine import Adapter, Inventory, Machine, Relationship, Switch
from tui.wsman.turns import give_way

_Part = TypeVar("_Part", Adapter, Relationship, Switch)


def kept(known: Inventory | None, newer: Inventory) -> Inventory:
    """The newer inventory, made of the known one's objects wherever they are equal; itself the known one if all is.

    For a lane's thread: it gives way to the screen between two VMs.
    """
    if known is None or known is newer:
        return newer
    before = {machine.id: machine for machine in known.machines}
    machines = tuple(_kept_machine(before, machine) for machine in newer.machines)
    switches = _kept_parts(known.switches, newer.switches, lambda switch: switch.id)
    made = replace(newer, machines=machines, switches=switches)
    return known if made == known else made


def _kept_machine(known: Mapping[str, Machine], newer: Machine) -> Machine:
    give_way()
    before = known.get(newer.id)
    if before is None or before is newer:
        return newer
    made = replace(
        newer,
        relationships=_kept_parts(before.relationships, newer.relationships, lambda each: each.index),
        adapters=_kept_parts(before.adapters, newer.adapters, lambda each: each.id),
    )
    return before if made == before else made


def _kept_parts(
    known: tuple[_Part, ...], newer: tuple[_Part, ...], identity: Callable[[_Part], Hashable]
) -> tuple[_Part, ...]:
    if newer == known:
        return known
    before = {identity(each): each for each in known}
    return tuple(was if (was := before.get(identity(each))) == each else each for each in newer)
