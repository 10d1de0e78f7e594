"""Hosts as rows, and the counts of the header."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Self

from tui.fleet.view import KERBEROS_CLOCK_LIMIT, NOTHING_VISIBLE, FleetView, HostState, HostTrouble, HostView
from tui.keys import key_for
from tui.model.times import duration
from tui.screens.rows_of.events import channel_name
from tui.screens.rows_of.times import age, moment, passed
from tui.widgets.cells import Cell, Column, Row, Tone, prose, widest
from tui.widgets.status import Part

SIGNS: dict[HostState, tuple[str, Tone]] = {
    HostState.UP: ("●", "ok"),
    HostState.CONNECTING: ("○", "dim"),
    HostState.STALE: ("◐", "warn"),
    HostState.FAILED: ("✗", "bad"),
}

_NO_TICKET = "offers another way to log on"
LOGON_HINTS: Mapping[str, str] = MappingProxyType(
    {
        "not authenticated": "gives another password",
        "no ticket": _NO_TICKET,
        "ticket expired": _NO_TICKET,
        "no domain controller": _NO_TICKET,
    }
)
"""What the key that logs on does, by the kind of trouble, where a host was not logged on to."""


_ORDERS: Mapping[str, Callable[[HostView], object]] = MappingProxyType(
    {
        "": lambda host: 0,
        "name": lambda host: host.name.casefold(),
        "state": lambda host: list(SIGNS).index(host.state),
        "VMs": lambda host: len(host.inventory.machines) if host.inventory is not None else -1,
    }
)


@dataclass(frozen=True, slots=True)
class Order:
    """In which order hosts are listed; at first in that of the hosts file."""

    by: str = ""
    turned: bool = False

    @property
    def words(self) -> str:
        if not self.by:
            return "hosts in the order of the hosts file" + (", the last one first" if self.turned else "")
        return f"hosts by {self.by}, {'falling' if self.turned else 'rising'}"

    @property
    def sign(self) -> str:
        """For the pane's title."""
        return f" · by {self.by} {'▼' if self.turned else '▲'}" if self.by else " · turned" if self.turned else ""

    def after(self, steps: int) -> Self:
        """By something else so many steps further on, or with 0 the other way round."""
        names = tuple(_ORDERS)
        if not steps:
            return replace(self, turned=not self.turned)
        return replace(self, by=names[(names.index(self.by) + steps) % len(names)], turned=False)

    def sorted(self, hosts: Sequence[HostView]) -> Sequence[HostView]:
        key: Callable[[HostView], Any] = _ORDERS[self.by]
        if not self.by:
            return hosts[::-1] if self.turned else hosts
        return sorted(hosts, key=key, reverse=self.turned)


def host_age(host: HostView, now: datetime) -> str:
    """How old a host's data is, in steps; empty for a host that never answered."""
    return "" if host.as_of is None else age((now - host.as_of).total_seconds())


def as_read(host: HostView, now: datetime) -> str:
    """``as read 7 min ago``."""
    return f"as read {passed(host_age(host, now), 'ago')}"


def columns(hosts: Sequence[HostView], now: datetime) -> tuple[Column, ...]:
    """No state takes more room than it needs, and badges have a column where there are any: the names come first."""
    names = widest((host.name for host in hosts), 8, 40)
    words = widest((_word(host, now) for host in hosts), 5, 12)
    columns = (Column("", 1), Column("Host", 8, names), Column("State", words), Column("VMs", 3, right=True))
    if not any(host.badges for host in hosts):
        return columns
    return (*columns, Column("", 8, widest((", ".join(host.badges) for host in hosts), 8, 80), leaves=1))


def host_row(host: HostView, now: datetime) -> Row:
    """A host in one line, with what is wrong beneath."""
    sign, tone = _standing(host)
    details = [prose(sentence, "bad" if host.state is HostState.FAILED else "warn") for sentence in wrong(host)]
    details += [prose(sentence, "dim") for sentence in _coming(host, now)]
    cells = (
        Cell(sign, tone),
        Cell(host.name),
        Cell(_word(host, now), tone),
        Cell(_count(host)),
        Cell(", ".join(host.badges), "dim"),
    )
    return Row(host.name, cells, tuple(details), tone="dim" if host.stale else "")


def is_dated(host: HostView) -> bool:
    """Whether its row tells ages or times, and is another one later or in another zone."""
    return host.stale or host.trouble is not None or host.unlocked_until is not None


def _standing(host: HostView) -> tuple[str, Tone]:
    return ("!", "warn") if host.state is HostState.UP and host.nothing_visible else SIGNS[host.state]


def _word(host: HostView, now: datetime) -> str:
    if host.reading and host.state in (HostState.STALE, HostState.FAILED):
        return "reading…"
    return f"stale {host_age(host, now)}" if host.stale else host.state.value


def _count(host: HostView) -> str:
    if host.inventory is None:
        return ""
    return "?" if host.nothing_visible else str(len(host.inventory.machines))


def wrong(host: HostView) -> tuple[str, ...]:
    """Sentences about what of this host does not work."""
    said = []
    if host.trouble is not None:
        said.append(_named(host, host.trouble))
    if host.nothing_visible:
        said.append(NOTHING_VISIBLE)
    if host.events_trouble is not None and host.trouble is None:
        said.append(f"no events: {_named(host, host.events_trouble)}")
    if host.missing_channels:
        said.append(f"no event channel {_channels(host.missing_channels)} on this host")
    if host.denied_channels:
        said.append(
            f"this account may not read event channel {_channels(host.denied_channels)}: it needs Event Log Readers"
        )
    if host.membership:
        said.append(host.membership)
    if host.clock_off is not None:
        said.append(_clock_words(host.clock_off))
    return tuple(said)


def _clock_words(off: timedelta) -> str:
    way = "ahead of" if off > timedelta(0) else "behind"
    then = "more than Kerberos allows" if abs(off) > KERBEROS_CLOCK_LIMIT else "times of its events mislead"
    return f"its clock is {duration(abs(off).total_seconds())} {way} this one: {then}"


def _coming(host: HostView, now: datetime) -> list[str]:
    """What happens next by itself, and what the operator can do."""
    said = []
    if host.reading and host.stale:
        said.append(as_read(host, now))
    if host.trouble is not None and not host.reading:
        if host.next_try is not None:
            said.append(f"next try at {moment(host.next_try, now)}, {key_for('refresh')} tries now")
        if host.trouble.kind in LOGON_HINTS:
            said.append(f"{key_for('log_on')} {LOGON_HINTS[host.trouble.kind]}")
    if host.events_by_command:
        said.append("events by wevtutil: the host refuses subscriptions")
    if host.unlocked_until is not None:
        said.append(f"may be written to until {moment(host.unlocked_until, now)}")
    return said


def _named(host: HostView, trouble: HostTrouble) -> str:
    return f"{trouble.kind} · {trouble.sentence.removeprefix(f'{host.name}: ')}"


def _channels(names: Sequence[str]) -> str:
    return ", ".join(channel_name(name) for name in names)


def full_text(host: HostView, now: datetime) -> str:
    """Everything known about a host's connection, one fact a line."""
    lines = [f"{host.name}: {_word(host, now)}"]
    if host.inventory is not None:
        lines.append(f"Computer name {host.inventory.computer_name}, version {host.inventory.build or 'not known'}")
    if host.cluster is not None:
        lines.append(f"Node of the failover cluster {host.cluster}")
    if host.as_of is not None:
        lines.append(f"Last read at {moment(host.as_of, now)}")
    lines += [f"Connection: {badge}" for badge in host.badges]
    lines += wrong(host)
    for trouble in (host.trouble, host.events_trouble):
        if trouble is not None:
            lines.append(f"Since {moment(trouble.since, now)}, {trouble.kind}")
            if trouble.words:
                lines.append(f"The host's own words: {trouble.words}")
    return "\n".join([*lines, *_coming(host, now)])


def host_counts(view: FleetView, now: datetime) -> list[Part]:
    """``3 hosts: 2 up, 1 stale 1 min``, each state in its tone."""
    counts = Counter(host.state for host in view.hosts)
    parts: list[Part] = [(f"{len(view.hosts)} host{'' if len(view.hosts) == 1 else 's'}: ", "")]
    for state in (HostState.FAILED, HostState.STALE, HostState.CONNECTING, HostState.UP):
        if counts[state]:
            if len(parts) > 1:
                parts.append((", ", ""))
            parts.append((f"{counts[state]} {state.value}{_oldest(view, state, now)}", SIGNS[state][1]))
    return parts


def _oldest(view: FleetView, state: HostState, now: datetime) -> str:
    read = [host.as_of for host in view.hosts if host.state is state and host.as_of is not None]
    return f" {age((now - min(read)).total_seconds())}" if state is HostState.STALE and read else ""


def waits_for_logon(host: HostView) -> bool:
    """It is not read because nobody is logged on to it, and no try is on its way that was asked for."""
    return host.trouble is not None and host.trouble.kind in LOGON_HINTS and not host.reading
