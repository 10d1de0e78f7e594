"""Run books as YAML: read strictly, and what is wrong names its file, line and key."""

import re
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from tui.model.failover.deed import Deed
from tui.model.failover.points import LATEST, PointChoice, PointRule
from tui.model.failover.runbook import BookTier, BookVM, RunBook
from tui.model.readiness import UnknownRule, check_rule_id
from tui.yamlfile import FileError, Section, load

_KINDS = {"planned": Deed.PLANNED, "unplanned": Deed.UNPLANNED}
_TIME = re.compile(r"(\d{1,5}) ?(s|min|h)")
_UNITS = {"s": 1, "min": 60, "h": 3600}


def read_run_book(path: Path) -> RunBook:
    """Raises FileError."""
    top = load(path)
    name = top.text("runbook")
    if name != name.strip() or not name.isprintable():
        top.refuse("runbook", "is typed to confirm: one line of printable text")
    kind = top.text("kind")
    if kind not in _KINDS:
        top.refuse("kind", f"{kind!r} is not one of {', '.join(_KINDS)}")
    deed = _KINDS[kind]
    ports, point = _ports(top, ()), _point(top, LATEST)
    if deed is Deed.PLANNED and point != LATEST:
        top.refuse("recovery_point", "a planned failover always takes the latest state")
    stop = top.section("stop")
    patience = top.section("patience")
    book = RunBook(
        path,
        name,
        deed,
        tuple(_tier(section, number, deed, ports, point) for number, section in enumerate(top.sections("tiers"), 1)),
        rto=_seconds(top, "rto", None),
        reverse=top.flag("reverse", True),
        stop_after_failures=stop.optional_integer("failed", 1, 10_000) if stop else None,
        stop_over_rto=stop.flag("over_rto", False) if stop else False,
        shutdown_patience=_patience(patience, "shutdown"),
        guest_patience=_patience(patience, "guest"),
        waived=MappingProxyType(_waived(top)),
        to=_to(top),
        to_line=top.pairs()["to"][0].start_mark.line + 1 if top.has("to") else None,
    )
    if not book.tiers:
        top.refuse("tiers", "names no VM")
    if deed is Deed.UNPLANNED and top.has("reverse"):
        top.refuse("reverse", "only a planned failover is reversed with it")
    if book.stop_over_rto and book.rto is None and stop is not None:
        stop.refuse("over_rto", "there is no rto to be over")
    for section in (stop, patience, top):
        if section is not None:
            section.finish()
    _refuse_twice(book)
    return book


def _tier(section: Section, number: int, deed: Deed, ports: tuple[int, ...], point: PointChoice) -> BookTier:
    tier = BookTier(
        section.text("name", f"tier {number}"),
        tuple(_vm(each, deed, ports, point) for each in section.sections("vms", short="vm")),
        _seconds(section, "delay", 0.0) or 0.0,
        section.text("gate", "") if section.has("gate") else "",
    )
    if not tier.vms:
        section.refuse("vms", "names no VM")
    section.finish()
    return tier


def _vm(section: Section, deed: Deed, ports: tuple[int, ...], point: PointChoice) -> BookVM:
    own = _point(section, point)
    if deed is Deed.PLANNED and own != LATEST:
        section.refuse("recovery_point", "a planned failover always takes the latest state")
    vm = BookVM(section.text("vm"), section.line, _ports(section, ports), own)
    section.finish()
    return vm


def _ports(section: Section, default: tuple[int, ...]) -> tuple[int, ...]:
    if not section.has("ports"):
        return default
    found = []
    for text in section.texts("ports"):
        if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= 65535:
            section.refuse("ports", f"{text!r} is no TCP port")
        found.append(int(text))
    return tuple(dict.fromkeys(found))


def _point(section: Section, default: PointChoice) -> PointChoice:
    if not section.has("recovery_point"):
        return default
    text = section.text("recovery_point")
    try:
        return read_point(text)
    except ValueError as error:
        section.refuse("recovery_point", str(error))


def read_point(text: str) -> PointChoice:
    """``latest``, ``application-consistent``, ``not after 2026-11-23T03:00:00+01:00``. Raises ValueError."""
    for rule in (PointRule.LATEST, PointRule.CONSISTENT):
        if text == rule.value:
            return PointChoice(rule)
    if text.startswith(f"{PointRule.NOT_AFTER.value} "):
        stamp = text.removeprefix(PointRule.NOT_AFTER.value).strip()
        try:
            moment = datetime.fromisoformat(stamp)
        except ValueError:
            raise ValueError(f"{stamp!r} is no time like 2026-11-23T03:00:00+01:00") from None
        if moment.tzinfo is None:
            raise ValueError(f"{stamp!r} lacks its offset from UTC, as in {stamp}+01:00")
        return PointChoice(PointRule.NOT_AFTER, not_after=moment)
    raise ValueError(f"{text!r} is not one of latest, application-consistent, not after TIME")


def _seconds(section: Section, key: str, default: float | None) -> float | None:
    if not section.has(key):
        return default
    text = section.text(key)
    match = _TIME.fullmatch(text)
    if match is None:
        section.refuse(key, f"{text!r} is no length of time like 90 s, 15 min or 2 h")
    return float(int(match[1]) * _UNITS[match[2]])


def _patience(section: Section | None, key: str) -> float:
    return 600.0 if section is None else _seconds(section, key, 600.0) or 600.0


def _to(top: Section) -> tuple[str, ...]:
    names = top.texts("to")
    if top.has("to") and not all(names or ("",)):
        top.refuse("to", "names no host and no group; leave it out to move to wherever each copy is")
    return names


def _waived(top: Section) -> dict[str, str]:
    section = top.section("waive")
    if section is None:
        return {}
    for rule in section.names:
        try:
            check_rule_id(rule)
        except UnknownRule as error:
            section.refuse(rule, str(error))
    return {rule: section.text(rule) for rule in section.names}


def _refuse_twice(book: RunBook) -> None:
    seen: dict[str, int] = {}
    for vm in (vm for tier in book.tiers for vm in tier.vms):
        first = seen.setdefault(vm.name.casefold(), vm.line)
        if first != vm.line:
            raise FileError(book.path, f"{vm.name} stands in line {first} already", vm.line)
