"""Adapters as rows: how each is connected, and every staged setting beneath it as the host holds it."""

from collections.abc import Collection
from datetime import datetime

from tui.fleet.view import HostView
from tui.model.address import staged_addresses
from tui.model.change import AdapterKey, Change
from tui.model.machine import Adapter, Connection, Machine, Vlan
from tui.model.staged import StagedRaw, protocol_name
from tui.screens.rows_of.hosts import host_age
from tui.widgets.cells import Cell, Column, Detail, Row, Tone, prose, widest
from tui.widgets.change_view import change_details


def columns(machine: Machine) -> tuple[Column, ...]:
    cells = [_cells(adapter) for adapter in machine.adapters]
    names, _, _, connections, vlans, tests = (widest((row[number].text for row in cells), 8, 44) for number in range(6))
    return (
        Column("Adapter", min(15, names), names),
        Column("Kind", 9),
        Column("MAC", 17, leaves=1),
        Column("Connection", min(18, connections), connections),
        Column("VLAN", min(12, vlans), vlans, leaves=2),
        Column("Test switch", min(16, tests), tests),
    )


def adapter_rows(
    host: HostView, machine: Machine, changes: Collection[Change] = (), now: datetime | None = None
) -> tuple[Row, ...]:
    """One row an adapter of the VM, with what is drafted for it and not sent."""
    drafted = {change.key: change for change in changes}
    rows = []
    for adapter in machine.adapters:
        key = AdapterKey(host.name, machine.id, adapter.id)
        details = list(_details(host, machine, adapter))
        if (change := drafted.get(key)) is not None:
            details.append(prose("± drafted, nothing sent yet: d reviews it, x drops it", "strong"))
            details += change_details(change, indent=6, switches=switches_of(host))
        if host.stale and now is not None:
            details.append(prose(f"as read {host_age(host, now)} ago: {host.name} does not answer now"))
        rows.append(Row(key, _cells(adapter), tuple(details), tone="dim" if host.stale else ""))
    return tuple(rows)


def _cells(adapter: Adapter) -> tuple[Cell, ...]:
    words, tone = connection_words(adapter)
    cable = adapter.connection
    test = cable.test_switch if cable is not None else None
    return (
        Cell(adapter.name, "strong"),
        Cell(adapter.kind, "warn" if adapter.kind == "legacy" else ""),
        Cell(mac_text(adapter.mac)),
        Cell(words, tone),
        Cell(vlan_text(cable.vlan if cable else None)),
        Cell(f"test: {test or 'none'}"),
    )


def mac_text(mac: str) -> str:
    """``00-15-5D-0A-0B-0C`` for twelve hexadecimal digits; other text as it is."""
    if len(mac) == 12 and mac.isalnum():
        return "-".join(mac[i : i + 2] for i in range(0, 12, 2))
    return mac


def vlan_text(vlan: Vlan | None) -> str:
    if vlan is None:
        return "untagged"
    match vlan.mode:
        case "access":
            return f"VLAN {vlan.access_id}"
        case "trunk":
            allowed = ",".join(str(number) for number in vlan.allowed_ids)
            return f"trunk {vlan.native_id}: {allowed}" if allowed else f"trunk {vlan.native_id}"
        case "private":
            return "private VLAN"
        case _:
            return "other VLAN"


def connection_words(adapter: Adapter) -> tuple[str, Tone]:
    """Whether the adapter is connected, and to what."""
    cable = adapter.connection
    if cable is None:
        return "not connected", "warn"
    if cable.connected:
        return f"connected {cable.switch_name}", "ok"
    if not cable.enabled:
        return f"not connected{_remembered(cable)}", "warn"
    return "switch is missing", "bad"


def _remembered(cable: Connection) -> str:
    name = cable.switch_name or cable.last_known_switch
    return f", was {name}" if name else ""


def _details(host: HostView, machine: Machine, adapter: Adapter) -> list[Detail]:
    details = _staged_details(machine, adapter)
    details += [prose(f"✗ {sentence}", "bad") for sentence in _blockers(machine, adapter)]
    cable = adapter.connection
    if cable is not None and cable.test_switch and not _host_has(host, cable.test_switch):
        details.append(prose(f"! test switch {cable.test_switch} is missing on {host.name}", "warn"))
    if adapter.guest is not None:
        guest = adapter.guest
        pieces = ["guest reported", *guest.addresses]
        details.append(Detail((*pieces, *_named("gateway", guest.gateways), *_named("dns", guest.dns)), "dim"))
    return details


def switches_of(host: HostView) -> list[tuple[str, str]]:
    """GUID and name of the host's switches."""
    return [(switch.id.upper(), switch.name) for switch in host.inventory.switches] if host.inventory else []


def _host_has(host: HostView, switch: str) -> bool:
    return host.inventory is not None and any(known.name == switch for known in host.inventory.switches)


def _blockers(machine: Machine, adapter: Adapter) -> list[str]:
    """What keeps a recovery copy from waking up on its network, as far as this adapter's own state tells."""
    if not machine.is_recovery_copy:
        return []
    said = []
    if adapter.kind == "legacy":
        said.append("legacy adapter: nothing can be injected")
    cable = adapter.connection
    if cable is not None and cable.enabled and cable.switch_name is None:
        known = f" {cable.last_known_switch}" if cable.last_known_switch else ""
        said.append(f"its switch{known} is not on this host: it will wake without a network")
    elif not adapter.connected:
        said.append("not connected: it will wake without a network")
    return said


def _staged_details(machine: Machine, adapter: Adapter) -> list[Detail]:
    staged = adapter.staged
    if staged is None:
        if machine.is_recovery_copy and adapter.kind != "legacy":
            return [prose("! the host holds no failover settings for this adapter: nothing can be staged", "warn")]
        return []
    details = [Detail(pieces) for pieces in staged_lines(staged)]
    details += [prose(f"! {pair.fault}", "warn") for pair in staged_addresses(staged) if pair.fault]
    if machine.is_recovery_copy and not adapter.is_staged:
        details.append(prose("! nothing staged: it will wake with the primary's address", "warn"))
    return details


def staged_lines(staged: StagedRaw) -> list[tuple[str, ...]]:
    """The settings in words, as pieces of lines: protocol and DHCP with the addresses, then gateways and DNS."""
    if staged.is_clear:
        return []
    pairs = [pair.text for pair in staged_addresses(staged)]
    lines = [(f"{protocol_name(staged.protocol)}, {dhcp_words(staged.dhcp)}", *pairs)]
    rest = (*_named("gateway", staged.gateways), *_named("dns", staged.dns))
    return [*lines, rest] if rest else lines


def dhcp_words(dhcp: bool | None) -> str:
    if dhcp is None:
        return "DHCP not told"
    return "DHCP" if dhcp else "static"


def _named(name: str, texts: tuple[str, ...]) -> tuple[str, ...]:
    shown = [text or '""' for text in texts]
    return (f"{name} {shown[0]}", *shown[1:]) if shown else ()
