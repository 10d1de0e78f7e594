"""What other tools, other people and fate do to a host, by name and with texts as arguments."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

from tui.practice.hyperv import disaster
from tui.practice.hyperv.cluster import move
from tui.practice.hyperv.hypervisor import Hypervisor
from tui.practice.hyperv.machine import Adapter, Machine
from tui.practice.hyperv.values import Health, ReplicationState, Staged

Arguments: TypeAlias = Mapping[str, str]
_Deed: TypeAlias = Callable[[Hypervisor, Arguments, datetime], None]
NEEDS: dict[str, tuple[str, ...]] = {
    "truncate-staged": ("vm",),
    "change-staged": ("vm", "addresses"),
    "rename-switch": ("from", "to"),
    "restart-service": (),
    "clear-log": (),
    "drop-rights": (),
    "give-rights": (),
    "move-clock": ("seconds",),
    "suspend-replication": ("vm",),
    "event": ("channel", "message"),
    "move-vm": ("vm", "to"),
    "host-down": (),
    "host-up": (),
}
"""Every happening by name, with the arguments that it cannot do without."""
MAY: dict[str, tuple[str, ...]] = {
    "truncate-staged": ("adapter",),
    "change-staged": ("adapter", "subnets", "gateways", "dns", "protocol", "dhcp"),
    "clear-log": ("channel",),
    "drop-rights": ("right",),
    "event": ("vm", "id", "level"),
}
"""The arguments of happenings that have defaults."""
NUMBERS = ("seconds", "protocol", "id", "level")
"""The arguments that are numbers; the others are texts, lists with commas between."""
_INFORMATION = 4


class Impossible(ValueError):
    """A happening names something that is not there; the text says what."""


def happen(host: Hypervisor, kind: str, arguments: Arguments, when: datetime) -> None:
    """Let a happening happen now, as if another tool had done it: no job, no question. Raises Impossible."""
    if kind not in NEEDS:
        raise Impossible(f"no happening is called {kind}")
    for name in NEEDS[kind]:
        if name not in arguments:
            raise Impossible(f"{kind} needs {name}")
    with host.lock:
        _DEEDS[kind](host, arguments, when)


def find_machine(host: Hypervisor, name: str) -> Machine:
    """A machine by its GUID or its name. Raises Impossible."""
    machine = host.machine(name) or next(
        (each for each in host.machines.values() if each.name.casefold() == name.casefold()), None
    )
    if machine is None:
        raise Impossible(f"{host.name} has no machine {name}")
    return machine


def find_adapter(machine: Machine, name: str | None) -> Adapter:
    """An adapter by its GUID or its name, the first without a name. Raises Impossible."""
    if name is None and machine.adapters:
        return machine.adapters[0]
    wanted = (name or "").casefold()
    for adapter in machine.adapters:
        if wanted in (adapter.id.casefold(), adapter.name.casefold()):
            return adapter
    raise Impossible(f"{machine.name} has no adapter {name}")


def _truncate_staged(host: Hypervisor, arguments: Arguments, when: datetime) -> None:
    """Microsoft's own client knows one address a family, facts/hyperv-wmi.md 5.1."""
    adapter = find_adapter(find_machine(host, arguments["vm"]), arguments.get("adapter"))
    held = adapter.staged
    if held is None:
        return
    kept = [next((i for i, text in enumerate(held.ip_addresses) if (":" in text) is v6), None) for v6 in (False, True)]
    indexes = [index for index in kept if index is not None]
    adapter.staged = replace(
        held,
        ip_addresses=tuple(held.ip_addresses[index] for index in indexes),
        subnets=tuple(held.subnets[index] for index in indexes if index < len(held.subnets)),
        default_gateways=held.default_gateways[:1],
        dns_servers=held.dns_servers[:2],
    )


def _change_staged(host: Hypervisor, arguments: Arguments, when: datetime) -> None:
    adapter = find_adapter(find_machine(host, arguments["vm"]), arguments.get("adapter"))
    adapter.staged = Staged(
        protocol_if_type=int(arguments.get("protocol", "4096")),
        dhcp_enabled=arguments.get("dhcp", "false") == "true",
        ip_addresses=_list(arguments["addresses"]),
        subnets=_list(arguments.get("subnets", "255.255.255.0")),
        default_gateways=_list(arguments.get("gateways", "")),
        dns_servers=_list(arguments.get("dns", "")),
    )


def _rename_switch(host: Hypervisor, arguments: Arguments, when: datetime) -> None:
    switch = host.switch_named(arguments["from"])
    if switch is None:
        raise Impossible(f"{host.name} has no switch {arguments['from']}")
    switch.name = arguments["to"]


def _restart_service(host: Hypervisor, arguments: Arguments, when: datetime) -> None:
    host.jobs.lose_all()
    host.log("service-restarted", None, when)


def _clear_log(host: Hypervisor, arguments: Arguments, when: datetime) -> None:
    for channel in [arguments["channel"]] if "channel" in arguments else host.events.channels():
        host.events.clear(channel)


def _drop_rights(host: Hypervisor, arguments: Arguments, when: datetime) -> None:
    """`right` is write, or read, which takes both."""
    right = arguments.get("right", "read")
    host.habits = replace(host.habits, writable=False, visible=host.habits.visible and right != "read")


def _give_rights(host: Hypervisor, arguments: Arguments, when: datetime) -> None:
    host.habits = replace(host.habits, writable=True, visible=True)


def _move_clock(host: Hypervisor, arguments: Arguments, when: datetime) -> None:
    host.clock_error += timedelta(seconds=float(arguments["seconds"]))


def _suspend_replication(host: Hypervisor, arguments: Arguments, when: datetime) -> None:
    machine = find_machine(host, arguments["vm"])
    if machine.relationship is None:
        raise Impossible(f"{machine.name} is not replicated")
    machine.relationship.change(ReplicationState.SUSPENDED, when)
    machine.relationship.health = Health.CRITICAL
    host.log("suspended", machine, when)


def _event(host: Hypervisor, arguments: Arguments, when: datetime) -> None:
    machine = find_machine(host, arguments["vm"]) if "vm" in arguments else None
    host.events.write(
        when, arguments["channel"], int(arguments.get("id", "1")), int(arguments.get("level", str(_INFORMATION))),
        arguments["message"], machine.id if machine else None, machine.name if machine else None,
    )  # fmt: skip


def _move_machine(host: Hypervisor, arguments: Arguments, when: datetime) -> None:
    machine = find_machine(host, arguments["vm"])
    nodes = host.cluster.nodes if host.cluster else []
    target = next((node for node in nodes if node.name.casefold() == arguments["to"].casefold()), None)
    if target is None:
        raise Impossible(f"{arguments['to']} is no node beside {host.name}")
    move(host, target, machine)


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


_DEEDS: dict[str, _Deed] = {
    "truncate-staged": _truncate_staged,
    "change-staged": _change_staged,
    "rename-switch": _rename_switch,
    "restart-service": _restart_service,
    "clear-log": _clear_log,
    "drop-rights": _drop_rights,
    "give-rights": _give_rights,
    "move-clock": _move_clock,
    "suspend-replication": _suspend_replication,
    "event": _event,
    "move-vm": _move_machine,
    "host-down": disaster.host_down,
    "host-up": disaster.host_up,
}
