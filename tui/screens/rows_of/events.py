"""Events as rows, newest first."""

from collections.abc import Sequence
from datetime import datetime

from tui.model.event import HostEvent
from tui.model.machine import Machine
from tui.screens.rows_of.times import moment, short_moment
from tui.widgets.cells import Cell, Column, Row, Tone, widest

_TONES: dict[int, Tone] = {1: "bad", 2: "bad", 3: "warn"}
_SIGNS: dict[int, str] = {1: "✗", 2: "✗", 3: "!"}
_PREFIXES = ("Microsoft-Windows-Hyper-V-", "Microsoft-Windows-")


def columns(events: Sequence[HostEvent], hosts: int, now: datetime) -> tuple[Column, ...]:
    latest = events[-200:]
    names = widest((event.host for event in latest), 8, 24)
    times = widest((short_moment(event.time, now) for event in latest), 8, 14)
    return (
        Column("", 1),
        Column("Time", times),
        Column("Host", names, leaves=4 if hosts > 1 else 1),
        Column("Level", 11, leaves=3),
        Column("Event", 5, right=True),
        Column("Channel", 12, 26, leaves=2),
        Column("VM", 8, 20),
        Column("Message", 24, 4000),
    )


def event_row(event: HostEvent, now: datetime) -> Row:
    tone = _TONES.get(event.level, "")
    cells = (
        Cell(_SIGNS.get(event.level, "·"), tone),
        Cell(short_moment(event.time, now)),
        Cell(event.host),
        Cell(event.level_name, tone),
        Cell(str(event.event_id)),
        Cell(channel_name(event.channel)),
        Cell(event.vm_name or ""),
        Cell(event.message),
    )
    return Row(key_of(event), cells)


def key_of(event: HostEvent) -> tuple[str, str, int]:
    return event.host, event.channel, event.record_id


def is_of(event: HostEvent, machine: Machine) -> bool:
    """Of this VM, on whichever host: the copies of a VM share its GUID."""
    return event.vm_id.upper() == machine.id.upper() if event.vm_id else event.vm_name == machine.name


def is_fault(event: HostEvent) -> bool:
    """A warning, or worse."""
    return event.level in _TONES


def channel_name(channel: str) -> str:
    """A channel without the words that all of Microsoft's begin with."""
    for prefix in _PREFIXES:
        if channel.startswith(prefix):
            return channel.removeprefix(prefix)
    return channel


def ticker_text(event: HostEvent | None, now: datetime) -> tuple[str, Tone]:
    """The newest event on one line."""
    if event is None:
        return "no events yet", "dim"
    sign = _SIGNS.get(event.level, "·")
    texts = (short_moment(event.time, now), event.host, event.level_name, str(event.event_id), event.vm_name or "")
    return f"{sign} {'  '.join(text for text in texts if text)}  {event.message}", _TONES.get(event.level, "")


def full_text(event: HostEvent, now: datetime) -> str:
    """An event whole, one fact a line."""
    return "\n".join(
        (
            f"{event.level_name} {event.event_id} from {event.provider}",
            f"Host {event.host}, channel {event.channel}, record {event.record_id}",
            f"Time {moment(event.time, now)}",
            f"VM {event.vm_name or '-'}  {event.vm_id or ''}".rstrip(),
            "",
            event.message,
        )
    )
