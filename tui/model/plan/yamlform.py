"""Entries as YAML: the document of a plan or a snapshot, and the way back with a line for everything wrong."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from tui.model.address import AddressFault
from tui.model.plan.elements import pair_text, read_pair
from tui.model.plan.modes import mode_text, read_mode
from tui.model.plan.resolve import guid
from tui.model.plan.values import UNSET, PlanEntry, PlanProblem, Unset, Where, Wish
from tui.model.states import MODE_NAMES, REPLICA
from tui.yamlfile import FileError, Section

KINDS = ("plan", "snapshot")


def document(entries: Iterable[PlanEntry], kind: str = "plan", taken: str | None = None) -> dict[str, Any]:
    """Plain values for a YAML writer; `taken` is a snapshot's time, RFC 3339 in UTC."""
    head: dict[str, Any] = {"kind": kind} if taken is None else {"kind": kind, "taken": taken}
    return head | {"adapters": [_entry_document(entry) for entry in entries]}


def read_document(top: Section) -> tuple[tuple[PlanEntry, ...], tuple[PlanProblem, ...]]:
    """Every entry that can be read, and a problem for every one that cannot.

    Raises FileError for a file that is no plan or snapshot at all.
    """
    top.choice("kind", KINDS, "plan")
    top.optional_text("taken")
    sections = top.sections("adapters")
    top.finish()
    entries, problems = [], []
    for section in sections:
        try:
            entries.append(_read_entry(section))
        except FileError as error:
            problems.append(PlanProblem(error.sentence, Where(error.path, error.line)))
    return tuple(entries), tuple(problems)


def _entry_document(entry: PlanEntry) -> dict[str, Any]:
    wish = entry.wish
    staged: dict[str, Any] | None = None
    if not wish.no_failover_object:
        staged = _set(
            protocol=wish.protocol,
            dhcp=wish.dhcp,
            addresses=UNSET if wish.addresses is UNSET else _pairs(wish.addresses, wish.subnets),
            gateways=wish.gateways if wish.gateways is UNSET else list(wish.gateways),
            dns=wish.dns if wish.dns is UNSET else list(wish.dns),
        )
    names = {"host": entry.host, "vm": entry.vm, "vm_id": entry.vm_id, "mode": mode_text(entry.mode)}
    names |= {"adapter": entry.adapter, "adapter_id": entry.adapter_id}
    known = {key: text for key, text in names.items() if text is not None}
    wires = _set(connected=wish.connected, switch=wish.switch, switch_id=wish.switch_id, test_switch=wish.test_switch)
    return known | wires | ({} if staged == {} else {"staged": staged})


def _set(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not UNSET}


def _pairs(addresses: tuple[str, ...], subnets: tuple[str, ...] | Unset) -> list[Any]:
    pairs = zip_longest(addresses, () if subnets is UNSET else subnets)
    return [pair_text(*pair) or _both(*pair) for pair in pairs]


def _both(address: str | None, subnet: str | None) -> dict[str, str]:
    return {key: text for key, text in (("address", address), ("subnet", subnet)) if text is not None}


def _read_entry(section: Section) -> PlanEntry:
    entry = PlanEntry(
        host=section.exact_text("host"),
        vm=section.exact_text("vm"),
        vm_id=_guid(section, "vm_id"),
        mode=_mode(section),
        adapter=section.exact_text("adapter"),
        adapter_id=_guid(section, "adapter_id"),
        wish=_read_wish(section),
        where=Where(section.path, section.line),
    )
    section.finish()
    return entry


def _guid(section: Section, key: str) -> str | None:
    text = section.exact_text(key)
    found = guid(text) if text is not None else None
    if text is not None and found is None:
        section.refuse(key, f"{text!r} is not a GUID")
    return found


def _mode(section: Section) -> int:
    text = section.exact_text("mode")
    mode = REPLICA if text is None else read_mode(text)
    if mode is None:
        section.refuse("mode", f"{text!r} is not one of {', '.join(MODE_NAMES.values())}")
    return mode


def _read_wish(section: Section) -> Wish:
    wires = Wish(
        connected=section.flag("connected", False) if section.has("connected") else UNSET,
        switch=section.exact_text("switch") if section.has("switch") else UNSET,
        switch_id=_guid(section, "switch_id") if section.has("switch_id") else UNSET,
        test_switch=section.exact_text("test_switch") if section.has("test_switch") else UNSET,
    )
    if not section.has("staged"):
        return wires
    if not section.is_set("staged"):
        return replace(wires, no_failover_object=True)
    staged = section.section("staged")
    assert staged is not None
    addresses, subnets = _read_pairs(staged) if staged.has("addresses") else (UNSET, UNSET)
    wish = replace(
        wires,
        addresses=addresses,
        subnets=subnets,
        gateways=staged.texts("gateways") if staged.has("gateways") else UNSET,
        dns=staged.texts("dns") if staged.has("dns") else UNSET,
        protocol=staged.integer("protocol", 0, 0, 65535) if staged.has("protocol") else UNSET,
        dhcp=UNSET if not staged.has("dhcp") else staged.flag("dhcp", False) if staged.is_set("dhcp") else None,
    )
    staged.finish()
    return wish


def _read_pairs(staged: Section) -> tuple[tuple[str, ...], tuple[str, ...]]:
    pairs = [_read_pair(section) for section in staged.sections("addresses", short="pair")]
    addresses = tuple(address for address, _ in pairs if address is not None)
    subnets = tuple(subnet for _, subnet in pairs if subnet is not None)
    if list(zip_longest(addresses, subnets)) != pairs:
        staged.refuse("addresses", "masks pair with addresses by their place: only the last may lack one")
    return addresses, subnets


def _read_pair(section: Section) -> tuple[str | None, str | None]:
    if section.has("pair"):
        try:
            return read_pair(section.text("pair"))
        except AddressFault as fault:
            section.refuse("pair", str(fault))
    pair = section.exact_text("address"), section.exact_text("subnet")
    section.finish()
    return pair
