"""Entries as CSV, one adapter a row, in the columns that people know from other disaster recovery tools."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tui.model.address import AddressFault
from tui.model.plan.cells import csv_rows, write_list, write_text
from tui.model.plan.csvrow import BadRow, Row
from tui.model.plan.elements import read_pair
from tui.model.plan.modes import mode_text, read_mode
from tui.model.plan.values import UNSET, PlanEntry, PlanProblem, Unset, Where, Wish
from tui.model.states import MODE_NAMES, REPLICA
from tui.model.text import printable

COLUMNS = (
    "Host", "VM Name", "VM GUID", "Mode", "Adapter", "Adapter GUID", "IP Addresses", "Subnet Masks", "Gateways",
    "DNS Servers", "ProtocolIFType", "DHCP", "Connected", "Switch", "Switch GUID", "Test Switch",
)  # fmt: skip
"""A column that is missing leaves its part as the host holds it; an empty cell means nothing there."""

NO_FAILOVER_OBJECT = "absent"
"""In ProtocolIFType: the host has no failover object for the adapter."""

_SWITCHES = {"on": True, "off": False, "true": True, "false": False, "yes": True, "no": False}


def csv_text(entries: Iterable[PlanEntry]) -> str:
    """All entries with every column; what an entry leaves as it is has no place here and is refused by ValueError."""
    return csv_rows([COLUMNS, *map(_row, entries)])


def read_csv(path: Path, text: str) -> tuple[tuple[PlanEntry, ...], tuple[PlanProblem, ...]]:
    """Every row that can be read, and a problem with line and column for every one that cannot.

    Columns may stand in any order and case; commas, semicolons or tabs separate, as the first line shows.
    """
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    entries: list[PlanEntry] = []
    problems: list[PlanProblem] = []
    try:
        names, faults = _header(path, next(reader, []))
        if faults:
            return (), faults
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                try:
                    entries.append(_entry(Row(path, line, names, cells)))
                except BadRow as bad:
                    problems.append(bad.problem)
            line = reader.line_num + 1
    except csv.Error as error:
        problems.append(PlanProblem(f"is not CSV: {error}", Where(path, reader.line_num)))
    return tuple(entries), tuple(problems)


def begins_with_columns(text: str) -> bool:
    """Whether the first line names columns of a plan, and so the text is CSV and no YAML."""
    titles = re.split("[,;\t]", text.partition("\n")[0])
    return len(titles) > 1 and any(_plain(title) in _KNOWN for title in titles)


def _row(entry: PlanEntry) -> list[str]:
    wish = entry.wish
    names = (entry.host, entry.vm, entry.vm_id, mode_text(entry.mode), entry.adapter, entry.adapter_id)
    lists = (wish.addresses, wish.subnets, wish.gateways, wish.dns)
    scalars = (wish.protocol, wish.dhcp)
    wires = (wish.connected, wish.switch, wish.switch_id, wish.test_switch)
    if UNSET in wires or (not wish.no_failover_object and UNSET in (*lists, *scalars)):
        raise ValueError("a CSV row holds all of an adapter")
    staged = ["", "", "", "", NO_FAILOVER_OBJECT, ""]
    if not wish.no_failover_object:
        dhcp = "null" if wish.dhcp is None else _on(bool(wish.dhcp))
        staged = [*(write_list(values) for values in lists if values is not UNSET), str(wish.protocol), dhcp]
    switch = [_name(wish.switch), _name(wish.switch_id), _name(wish.test_switch)]
    return [*(_name(name) for name in names), *staged, _on(wish.connected is True), *switch]


def _name(text: str | Unset | None) -> str:
    return "" if text is None or text is UNSET else write_text(text)


def _on(value: bool) -> str:
    return "on" if value else "off"


def _plain(title: str) -> str:
    return "".join(sign for sign in title.casefold() if sign.isalnum())


_KNOWN: Mapping[str, str] = {_plain(title): title for title in COLUMNS}


def _header(path: Path, titles: list[str]) -> tuple[list[str], tuple[PlanProblem, ...]]:
    names = [_KNOWN.get(_plain(title), "") for title in titles]
    where = Where(path, 1)
    unknown = [title for title, name in zip(titles, names, strict=True) if not name]
    if unknown or not names:
        what = f"the column {printable(unknown[0])!r} is not known" if unknown else "is empty"
        return [], (PlanProblem(f"{what}; known columns: {', '.join(COLUMNS)}", where),)
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        return [], (PlanProblem(f"the column {twice[0]} stands there twice", where),)
    if "IP Addresses" not in names and "Subnet Masks" in names:
        return [], (PlanProblem("Subnet Masks needs the column IP Addresses beside it", where),)
    return names, ()


def _entry(row: Row) -> PlanEntry:
    mode = read_mode(row.raw("Mode")) if row.raw("Mode") else REPLICA
    if mode is None:
        row.refuse("Mode", f"{printable(row.raw('Mode'))!r} is not one of {', '.join(MODE_NAMES.values())}")
    return PlanEntry(
        row.text("Host"), row.text("VM Name"), row.guid("VM GUID"), mode,
        row.text("Adapter"), row.guid("Adapter GUID"), _wish(row), row.where,
    )  # fmt: skip


def _wish(row: Row) -> Wish:
    wires: dict[str, Any] = {
        "connected": row.word("Connected", _SWITCHES.__getitem__, "on or off"),
        "switch": row.text("Switch") if row.has("Switch") else UNSET,
        "switch_id": row.guid("Switch GUID") if row.has("Switch GUID") else UNSET,
        "test_switch": row.text("Test Switch") if row.has("Test Switch") else UNSET,
    }
    if row.raw("ProtocolIFType").casefold() == NO_FAILOVER_OBJECT:
        return Wish(no_failover_object=True, **wires)
    addresses, subnets = _addresses(row)
    return Wish(
        addresses=addresses,
        subnets=subnets,
        gateways=row.texts("Gateways"),
        dns=row.texts("DNS Servers"),
        protocol=row.word("ProtocolIFType", _protocol, f"a number from 0 to 65535, or {NO_FAILOVER_OBJECT}"),
        dhcp=row.word("DHCP", {**_SWITCHES, "null": None}.__getitem__, "on, off or null"),
        **wires,
    )


def _protocol(text: str) -> int:
    value = int(text)
    if not 0 <= value <= 65535:
        raise ValueError(text)
    return value


def _addresses(row: Row) -> tuple[tuple[str, ...] | Unset, tuple[str, ...] | Unset]:
    if not row.has("IP Addresses"):
        return UNSET, UNSET
    items, subnets = row.items("IP Addresses"), row.texts("Subnet Masks")
    with_prefix = [text for text, quoted in items if "/" in text and not quoted]
    if not with_prefix:
        return tuple(text for text, _ in items), () if subnets is UNSET else subnets
    if subnets not in (UNSET, ()) or len(with_prefix) != len(items):
        row.refuse("IP Addresses", "give every address its prefix here, or every mask under Subnet Masks")
    try:
        pairs = [read_pair(text) for text in with_prefix]
    except AddressFault as fault:
        row.refuse("IP Addresses", str(fault))
    return tuple(address for address, _ in pairs), tuple(subnet for _, subnet in pairs)
