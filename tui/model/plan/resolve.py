"""Which adapter of the fleet an entry means. The GUID wins, a differing name is a conflict, a mode is never crossed."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from tui.model import states
from tui.model.machine import Adapter, Inventory, Machine
from tui.model.plan.values import PlanEntry, Site, SiteHost
from tui.model.text import printable

T = TypeVar("T")
_GUID = re.compile(r"\{?([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})\}?")


class Unresolved(ValueError):
    """An entry means no adapter, or several; the message is a sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Target:
    """The adapter that an entry means."""

    host: SiteHost
    inventory: Inventory
    machine: Machine
    adapter: Adapter
    followed: bool = False
    """The VM was found on another node of its cluster than the entry names."""


def guid(text: str) -> str | None:
    """A GUID in upper case and without braces, None where the text is none."""
    match = _GUID.fullmatch(text.strip())
    return match[1].upper() if match else None


class Resolver:
    """Finds entries' adapters in one reading of the fleet."""

    def __init__(self, site: Site) -> None:
        self._hosts = {host.name: host for host in site}
        self._by_id: dict[str, list[tuple[SiteHost, Machine]]] = defaultdict(list)
        self._by_name: dict[str, list[tuple[SiteHost, Machine]]] = defaultdict(list)
        for host in site:
            for machine in host.inventory.machines if host.inventory else ():
                self._by_id[machine.id].append((host, machine))
                self._by_name[machine.name].append((host, machine))

    def find(self, entry: PlanEntry) -> Target:
        """The adapter that an entry means. Raises Unresolved."""
        host, machine, followed = self._machine(entry)
        if machine.mode != entry.mode:
            is_now, meant = states.mode_name(machine.mode), states.mode_name(entry.mode)
            raise Unresolved(f"{_vm(machine)} on {host.name} is {is_now}, and this is for a VM that is {meant}")
        _refuse_other_name("VM", entry.vm, machine.name, machine.id)
        adapter = _adapter(entry, machine)
        _refuse_other_name("adapter", entry.adapter, adapter.name, adapter.id)
        assert host.inventory is not None
        return Target(host, host.inventory, machine, adapter, followed)

    def _machine(self, entry: PlanEntry) -> tuple[SiteHost, Machine, bool]:
        if entry.vm_id is None and not entry.vm:
            raise Unresolved("names no VM: give its GUID or its name")
        everywhere = self._by_id[entry.vm_id] if entry.vm_id else self._by_name[entry.vm or ""]
        if entry.host is None:
            host, machine = self._only(entry, [found for found in everywhere if found[1].mode == entry.mode])
            _refuse_silent(host)
            return host, machine, False
        named = self._hosts.get(entry.host)
        if named is None:
            raise Unresolved(f"no host of the hosts file is called {printable(entry.host)}")
        here = [found for found in everywhere if found[0] is named]
        if not here or not named.answers:
            moved = [
                (host, machine)
                for host, machine in everywhere
                if host is not named and _same_cluster(host, named) and host.answers and machine.mode == entry.mode
            ]
            if moved:
                return *self._only(entry, moved), True
        _refuse_silent(named)
        return *self._only(entry, here), False

    def _only(self, entry: PlanEntry, found: list[tuple[SiteHost, Machine]]) -> tuple[SiteHost, Machine]:
        what = entry.vm_id or printable(entry.vm or "")
        if not found:
            mode = states.mode_name(entry.mode)
            where = f"on {entry.host}" if entry.host else f"on any host that was read, as {mode}"
            raise Unresolved(f"there is no VM {what} {where}")
        if len(found) > 1:
            names = ", ".join(f"{host.name}/{_vm(machine)} ({machine.id})" for host, machine in found)
            raise Unresolved(f"{what} fits several VMs: {names}; name the host or the GUID")
        return found[0]


def _refuse_silent(host: SiteHost) -> None:
    if not host.answers:
        raise Unresolved(f"{host.name} does not answer: what it holds now is not known")


def _same_cluster(one: SiteHost, other: SiteHost) -> bool:
    return one.cluster is not None and one.cluster == other.cluster


def _adapter(entry: PlanEntry, machine: Machine) -> Adapter:
    if entry.adapter_id:
        found = _where(machine.adapters, lambda adapter: adapter.id == entry.adapter_id)
        what = f"adapter {entry.adapter_id}"
    elif entry.adapter:
        found = _where(machine.adapters, lambda adapter: adapter.name == entry.adapter)
        what = f"adapter {printable(entry.adapter)}"
    else:
        found, what = list(machine.adapters), "adapter"
    if not found:
        raise Unresolved(f"{_vm(machine)} has no {what}")
    if len(found) > 1:
        names = ", ".join(f"{printable(adapter.name)} ({adapter.id})" for adapter in found)
        raise Unresolved(f"{_vm(machine)} has several adapters that fit: {names}; give the adapter's GUID")
    return found[0]


def _where(items: Sequence[T], fits: Callable[[T], bool]) -> list[T]:
    return [item for item in items if fits(item)]


def _refuse_other_name(what: str, written: str | None, held: str, its_guid: str) -> None:
    if written and written != held:
        raise Unresolved(
            f"the {what} {its_guid} is called {printable(held)} on the host and {printable(written)} here; "
            "correct the GUID or the name"
        )


def _vm(machine: Machine) -> str:
    return printable(machine.name) or machine.id
