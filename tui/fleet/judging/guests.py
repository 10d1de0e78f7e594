"""Guests as they were last seen, kept across sessions: a VM that is off, or whose site is gone, tells nothing."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import platformdirs

from tui.fleet.plans.files import write_text
from tui.fleet.view import FleetView, HostState
from tui.model import states
from tui.model.readiness import Guest
from tui.yamlfile import FileError

SCHEMA_VERSION = 1
_DATED_ANEW = timedelta(hours=12)
"""A guest that tells the same as before is dated anew after this long."""

Guests = Mapping[str, Guest]
"""By VM GUID: the members of a family share it."""

NO_GUESTS: Guests = MappingProxyType({})


def default_file() -> Path:
    """Where this user's console remembers guests."""
    return platformdirs.user_state_path("hvr") / "guests.json"


def read_guests(path: Path) -> Guests:
    """What was remembered; nothing where there is no such file, or none that can be read."""
    try:
        document = json.loads(path.read_text("utf-8"))
        return MappingProxyType({str(vm): _read(record) for vm, record in document["guests"].items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return NO_GUESTS


def remember(path: Path, guests: Guests) -> Guests:
    """Keep guests beside those of other consoles, the later of each; returns what is kept then. Raises FileError."""
    kept = dict(read_guests(path))
    for vm, guest in guests.items():
        if vm not in kept or _date(kept[vm]) < _date(guest):
            kept[vm] = guest
    records = {vm: _record(guest) for vm, guest in sorted(kept.items())}
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise FileError(path, f"cannot be written: {error.strerror or error}") from None
    write_text(path, json.dumps({"schema_version": SCHEMA_VERSION, "guests": records}, indent=1), overwrite=True)
    return MappingProxyType(kept)


def noticed(view: FleetView, known: Guests) -> Guests:
    """`known` with every guest that runs now; the same object where nothing is new."""
    new = {vm: guest for vm, guest in _running(view) if _is_news(known.get(vm), guest)}
    return MappingProxyType({**known, **new}) if new else known


def _running(view: FleetView) -> Iterator[tuple[str, Guest]]:
    for host in view.hosts:
        seen = host.states_as_of or host.as_of
        if host.state is not HostState.UP or host.inventory is None or seen is None:
            continue
        for machine in host.inventory.machines:
            if machine.enabled_state == states.RUNNING and machine.mode != states.TEST_REPLICA:
                reported = any(adapter.guest is not None for adapter in machine.adapters)
                yield machine.id, Guest(machine.guest_system, machine.services_state, reported, seen)


def _is_news(before: Guest | None, now: Guest) -> bool:
    """A guest that is still starting tells nothing, and takes nothing away of what it told before."""
    tells = now.system is not None or now.reported
    if before is None:
        return tells or now.services is not None
    differs = (before.system, before.services, before.reported) != (now.system, now.services, now.reported)
    return tells and (differs or _date(now) - _date(before) >= _DATED_ANEW)


def _date(guest: Guest) -> datetime:
    assert guest.seen is not None
    return guest.seen


def _record(guest: Guest) -> dict[str, Any]:
    told = {"system": guest.system, "services": guest.services, "reported": guest.reported}
    return told | {"seen": _date(guest).isoformat()}


def _read(record: Mapping[str, Any]) -> Guest:
    system, services = record["system"], record["services"]
    seen = datetime.fromisoformat(record["seen"])
    if not isinstance(system, str | None) or not isinstance(services, int | None) or seen.tzinfo is None:
        raise ValueError("not a guest")
    return Guest(system, services, bool(record["reported"]), seen)
