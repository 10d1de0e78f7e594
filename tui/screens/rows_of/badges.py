"""What the header must not let anybody overlook about the connections."""

from datetime import datetime

from tui.fleet.view import FleetView
from tui.keys import key_for
from tui.screens.rows_of.hosts import waits_for_logon
from tui.screens.rows_of.times import left
from tui.widgets.status import Part

_TOLD_BELOW_S = 3600.0
_URGENT_BELOW_S = 600.0


def badges(view: FleetView, now: datetime) -> list[Part]:
    """The worst first; a way of connecting that is less safe than the default stays for as long as it is used."""
    refused = next((host.trouble.kind for host in view.hosts if host.trouble and waits_for_logon(host)), None)
    parts: list[Part] = [] if refused is None else [(f" {refused}: {key_for('log_on')} ", "bad")]
    if refused != "ticket expired":
        parts += ticket_left(view, now)
    parts += _clocks(view)
    less_safe = dict.fromkeys(badge.partition(":")[0] for host in view.hosts for badge in host.badges)
    if len(less_safe) > 1:
        hosts = sum(bool(host.badges) for host in view.hosts)
        parts.append((f" {hosts} host{'' if hosts == 1 else 's'} less safe: {key_for('pane_hosts')} ", "warn"))
    else:
        parts += [(f" {badge} ", "warn") for badge in less_safe]
    if any(host.unlocked_until is not None for host in view.hosts):
        parts.append((" writes unlocked ", "warn"))
    return parts


def _clocks(view: FleetView) -> list[Part]:
    hosts = [host.name for host in view.hosts if host.clock_off is not None]
    if not hosts:
        return []
    return [(" clock off: 1 " if len(hosts) == 1 else f" {len(hosts)} clocks off: 1 ", "warn")]


def ticket_left(view: FleetView, now: datetime) -> list[Part]:
    """The Kerberos ticket's remaining life, once it is under an hour."""
    if view.ticket_ends is None:
        return []
    seconds = (view.ticket_ends - now).total_seconds()
    if seconds >= _TOLD_BELOW_S:
        return []
    text = f" ticket {left(seconds)} " if seconds > 0 else " ticket expired "
    return [(text, "bad" if seconds < _URGENT_BELOW_S else "warn")]
