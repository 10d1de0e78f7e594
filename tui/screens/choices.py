"""What the dialogs offer for an adapter, and which of it is so now."""

from tui.fleet.view import HostView
from tui.model.address import families, protocol_for
from tui.model.change import Change
from tui.model.machine import Switch
from tui.model.staged import BOTH, IPV4, IPV6, UNKNOWN, StagedRaw, protocol_name
from tui.screens.dialogs.choice import Choice

Cable = tuple[bool, str | None]
"""Whether it is on, and the switch's GUID."""


def protocol_choices(staged: StagedRaw) -> tuple[list[Choice[int]], int]:
    """The four documented values, the asked-for one named; a value of another kind is offered as it is."""
    asked, _ = protocol_for(families(staged.addresses))
    values = [IPV4, IPV6, BOTH, UNKNOWN]
    if staged.protocol not in values:
        values.append(staged.protocol)
    choices = []
    for value in values:
        notes = [str(value)]
        if value == asked:
            notes.append("as the addresses ask for")
        if value == staged.protocol:
            notes.append("now")
        choices.append(Choice(value, protocol_name(value), ", ".join(notes)))
    return choices, values.index(staged.protocol)


def switch_choices(host: HostView, change: Change) -> tuple[list[Choice[str | None]], int]:
    """None and the host's switches; the current one is offered even where the host lacks it."""
    now = change.after.test_switch
    choices: list[Choice[str | None]] = [Choice(None, "none", "a test VM starts without a network")]
    choices += [Choice(switch.name, switch.name, switch.kind) for switch in _switches(host)]
    if now is not None and all(choice.value != now for choice in choices):
        choices.append(Choice(now, now, f"missing on {host.name}", "warn"))
    return choices, next(number for number, choice in enumerate(choices) if choice.value == now)


def cable_choices(host: HostView, change: Change) -> tuple[list[Choice[Cable]], int]:
    """Not connected, which remembers the switch, and each switch of the host."""
    now = change.after
    choices: list[Choice[Cable]] = [Choice((False, now.switch_id), "not connected", "wakes without a network")]
    current = 0
    for switch in _switches(host):
        if now.connected and _same(switch.id, now.switch_id):
            current = len(choices)
        # The host's own spelling of a GUID that stays is kept: a change of spelling is no change.
        kept = now.switch_id if _same(switch.id, now.switch_id) else switch.id
        choices.append(Choice((True, kept), switch.name, f"connected, {switch.kind} switch"))
    if now.connected and not current:
        current = len(choices)
        choices.append(Choice((True, now.switch_id), "as it is", f"its switch is missing on {host.name}", "warn"))
    return choices, current


def _switches(host: HostView) -> tuple[Switch, ...]:
    return host.inventory.switches if host.inventory is not None else ()


def _same(one: str, other: str | None) -> bool:
    return other is not None and one.upper() == other.upper()
