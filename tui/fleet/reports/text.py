"""The fleet as plain lines for a terminal or a pipe; host text is made printable here."""

from collections.abc import Iterator

from tui.fleet.reports.document import time_text
from tui.fleet.view import NOTHING_VISIBLE, FleetView
from tui.model import states
from tui.model.address import staged_addresses
from tui.model.event import HostEvent
from tui.model.machine import Adapter, Machine
from tui.model.staged import protocol_name
from tui.model.text import printable


def list_lines(view: FleetView) -> Iterator[str]:
    """Hosts, their VMs, the adapters of each and what is staged, indented."""
    for host in view.hosts:
        yield f"{printable(host.name)}: {host.state.value}{f', read {time_text(host.as_of)}' if host.as_of else ''}"
        if host.nothing_visible:
            yield f"  {NOTHING_VISIBLE}"
        if host.membership:
            yield f"  {printable(host.membership)}"
        for machine in host.inventory.machines if host.inventory else ():
            yield f"  {_machine(machine)}"
            for adapter in machine.adapters:
                yield from (f"    {printable(line)}" for line in _adapter(adapter))


def event_line(event: HostEvent) -> str:
    """One event on one line."""
    vm = f" {event.vm_name}" if event.vm_name else ""
    return printable(
        f"{time_text(event.time) or '-'} {event.host} {event.level_name} {event.event_id} {event.channel}{vm}: "
        f"{event.message}"
    )


def _machine(machine: Machine) -> str:
    relationship = machine.replication
    words = [printable(machine.name), states.mode_name(machine.mode), states.enabled_state_name(machine.enabled_state)]
    if relationship is not None:
        words += [states.replication_state_name(relationship.state), states.health_name(relationship.health)]
        words.append(f"last replication {time_text(relationship.last_replication) or 'never'}")
    return ", ".join(words)


def _adapter(adapter: Adapter) -> Iterator[str]:
    cable = adapter.connection
    switch = (cable.switch_name or cable.last_known_switch) if cable else None
    connected = f"connected to {switch}" if adapter.connected else "not connected"
    test = cable.test_switch if cable and cable.test_switch else "none"
    yield f"{adapter.name}, {adapter.kind}, {adapter.mac}, {connected}, test switch {test}"
    if adapter.staged is None:
        yield "  no failover settings on this host"
        return
    if adapter.staged.is_clear:
        yield "  nothing staged: it will wake with the primary's address"
        return
    yield f"  {protocol_name(adapter.staged.protocol)}, DHCP for IPv4 {'on' if adapter.staged.dhcp else 'off'}"
    for title, values in (
        ("addresses", [pair.text for pair in staged_addresses(adapter.staged)]),
        ("gateways", list(adapter.staged.gateways)),
        ("dns", list(adapter.staged.dns)),
    ):
        if values:
            yield f"  {title} {'  '.join(values)}"
