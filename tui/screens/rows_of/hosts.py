"""Hosts as rows, and the counts of the header."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from tui.fleet.view import FleetView, HostState, HostView
from tui.screens.rows_of.times import age, moment
from tui.widgets.cells import Cell, Column, Row, Tone, prose, widest
from tui.widgets.status import Part

SIGNS: dict[HostState, tuple[str, Tone]] = {
    HostState.UP: ("●", "ok"),
    HostState.CONNECTING: ("○", "dim"),
    HostState.STALE: ("◐", "warn"),
    HostState.FAILED: ("✗", "bad"),
}


def host_age(host: HostView, now: datetime) -> str:
    """How old a host's data is, in steps; empty for a host that never answered."""
    return "" if host.as_of is None else age((now - host.as_of).total_seconds())


def columns(hosts: Sequence[HostView]) -> tuple[Column, ...]:
    return (
        Column("", 1),
        Column("Host", 8, widest((host.name for host in hosts), 8, 40)),
        Column("State", 12),
        Column("VMs", 3, right=True),
        Column("", 8, widest((", ".join(host.badges) for host in hosts), 8, 80), leaves=1),
    )


def host_row(host: HostView, now: datetime) -> Row:
    """A host in one line, with what is wrong beneath."""
    sign, tone = SIGNS[host.state]
    count = "" if host.inventory is None else str(len(host.inventory.machines))
    word = f"stale {host_age(host, now)}" if host.stale else host.state.value
    details = [prose(sentence, "bad" if host.state is HostState.FAILED else "warn") for sentence in wrong(host)]
    if host.trouble and host.next_try:
        details.append(prose(f"next try at {moment(host.next_try, now)}", "dim"))
    cells = (
        Cell(sign, tone),
        Cell(host.name),
        Cell(word, tone),
        Cell(count),
        Cell(", ".join(host.badges), "dim"),
    )
    return Row(host.name, cells, tuple(details), tone="dim" if host.stale else "")


def wrong(host: HostView) -> tuple[str, ...]:
    """Sentences about what of this host does not work."""
    said = []
    if host.trouble is not None:
        said.append(host.trouble.sentence)
    if host.inventory is not None and not host.inventory.management_visible:
        said.append("not even the management service is visible: this account lacks rights on the host")
    if host.events_trouble is not None:
        said.append(f"no events: {host.events_trouble.sentence}")
    if host.missing_channels:
        said.append(f"this host has no event channel {', '.join(host.missing_channels)}")
    return tuple(said)


def full_text(host: HostView, now: datetime) -> str:
    """Everything known about a host's connection, one fact a line."""
    lines = [f"{host.name}: {host.state.value}"]
    if host.inventory is not None:
        lines.append(f"Computer name {host.inventory.computer_name}, version {host.inventory.build or 'not known'}")
    if host.as_of is not None:
        lines.append(f"Last read at {moment(host.as_of, now)}")
    lines += [f"Connection: {badge}" for badge in host.badges]
    lines += wrong(host)
    for trouble in (host.trouble, host.events_trouble):
        if trouble is not None:
            lines.append(f"Since {moment(trouble.since, now)}, {trouble.kind}")
            if trouble.words:
                lines.append(f"The host's own words: {trouble.words}")
    if host.next_try is not None:
        lines.append(f"Next try at {moment(host.next_try, now)}")
    return "\n".join(lines)


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


def badges(view: FleetView) -> list[Part]:
    """What about the connections is less safe than the default, each once and without its explanation."""
    seen = dict.fromkeys(badge.partition(":")[0] for host in view.hosts for badge in host.badges)
    return [(f" {badge} ", "warn") for badge in seen]
