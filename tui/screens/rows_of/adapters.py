"""Adapters as rows: how each is connected, and every staged setting beneath it as the host holds it."""

from collections.abc import Collection
from datetime import datetime

from tui.fleet.judging.assessing import Assessment
from tui.fleet.view import HostView
from tui.keys import key_for
from tui.model.address import staged_addresses
from tui.model.change import AdapterKey, Change
from tui.model.machine import Adapter, Connection, Machine, Vlan
from tui.model.readiness import Finding, MachineKey
from tui.model.staged import StagedRaw, protocol_name
from tui.screens.rows_of.findings import finding_details, finding_titles, machine_findings
from tui.screens.rows_of.hosts import as_read
from tui.widgets.cells import Cell, Column, Detail, Row, Tone, prose, widest
from tui.widgets.change_view import change_details


def columns(machine: Machine) -> tuple[Column, ...]:
    cells = [_cells(adapter) for adapter in machine.adapters]
    names, _, _, connections, vlans, tests = (widest((row[number].text for row in cells), 8, 44) for number in range(6))
    names = max(names + 2, len("the whole VM"))
    return (
        Column("Adapter", min(15, names), names),
        Column("Kind", 9),
        Column("MAC", 17, leaves=1),
        Column("Connection", min(18, connections), connections),
        Column("VLAN", min(12, vlans), vlans, leaves=2),
        Column("Test switch", min(16, tests), tests),
    )


def adapter_rows(
    host: HostView,
    machine: Machine,
    changes: Collection[Change] = (),
    now: datetime | None = None,
    assessment: Assessment | None = None,
    marked: Collection[AdapterKey] = (),
) -> tuple[Row, ...]:
    """What was found on the VM itself, then one row an adapter with what was found, and drafted, for it."""
    known = assessment or Assessment()
    drafted = {change.key: change for change in changes}
    tone: Tone = "dim" if host.stale else ""
    rows = [_machine_row(machine, key, own, tone) for key, own in _own_findings(known, host, machine)]
    for adapter in machine.adapters:
        key = AdapterKey(host.name, machine.id, adapter.id)
        details = [Detail(pieces) for pieces in staged_lines(adapter.staged)] if adapter.staged else []
        if (change := drafted.get(key)) is not None:
            ways = f"{key_for('review')} reviews it, {key_for('drop')} drops it"
            ways = f"{key_for('review')} reviews it, {key_for('drop')} drops it"
            details.append(prose(f"± drafted, nothing sent yet: {ways}", "strong"))
            details += change_details(change, indent=6, switches=switches_of(host))
        if key in known.foreign:
            details.append(prose("≠ changed since the last change with hvr, and not by hvr", "warn"))
        details += finding_details(known.judgement.of_adapter(key))
        details += _more_details(machine, adapter)
        if host.stale and now is not None:
            details.append(prose(f"{as_read(host, now)}: {host.name} does not answer now"))
        rows.append(Row(key, _cells(adapter, key in marked), tuple(details), tone=tone))
    return tuple(rows)


def _own_findings(known: Assessment, host: HostView, machine: Machine) -> list[tuple[MachineKey, list[Finding]]]:
    found = machine_findings(known.judgement, host.name, machine.id)
    return [(MachineKey(host.name, machine.id), found)] if found else []


def _machine_row(machine: Machine, key: MachineKey, found: list[Finding], tone: Tone) -> Row:
    cells = (Cell("the whole VM", "strong"), *(Cell("") for _ in range(5)))
    return Row(key, cells, (finding_titles(found),), tone=tone)


def _cells(adapter: Adapter, marked: bool = False) -> tuple[Cell, ...]:
    words, tone = connection_words(adapter)
    cable = adapter.connection
    test = cable.test_switch if cable is not None else None
    return (
        Cell(f"* {adapter.name}" if marked else adapter.name, "strong"),
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


def _more_details(machine: Machine, adapter: Adapter) -> list[Detail]:
    """What no rule speaks of: why nothing can be staged here, and what the guest reported."""
    details = []
    if adapter.staged is None and machine.is_recovery_copy and adapter.kind != "legacy":
        details.append(prose("! the host holds no failover settings for this adapter: nothing can be staged", "warn"))
    if adapter.guest is not None:
        guest = adapter.guest
        pieces = ["guest reported", *guest.addresses]
        details.append(Detail((*pieces, *_named("gateway", guest.gateways), *_named("dns", guest.dns)), "dim"))
    return details


def switches_of(host: HostView) -> list[tuple[str, str]]:
    """GUID and name of the host's switches."""
    return [(switch.id.upper(), switch.name) for switch in host.inventory.switches] if host.inventory else []


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
