"""A change as lines: before with a minus, after with a plus, what stays without a sign."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from tui.model.address import StagedAddress, staged_addresses, subnet_text
from tui.model.change import AdapterNetwork, Change
from tui.model.staged import CLEARED, StagedRaw, protocol_name
from tui.widgets.cells import Detail, Tone

_LABEL_WIDTH = 12
_SIGNS: dict[str, Tone] = {"+": "ok", "-": "bad", " ": ""}


def change_details(change: Change, *, indent: int = 4, switches: Sequence[tuple[str, str]] = ()) -> list[Detail]:
    """What a change does, value by value; `switches`: GUID and name of the switches that the host has."""
    before, after = change.before, change.after
    details: list[Detail] = []
    for label, old, new in _fields(before, after, dict(switches)):
        if old == new:
            continue
        for number, (sign, value) in enumerate(differences(old, new)):
            name = label if number == 0 else ""
            details.append(Detail((f"{name:<{_LABEL_WIDTH}}{sign} {value}",), _SIGNS[sign], indent, _LABEL_WIDTH + 2))
    return details


def differences(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, str]]:
    """Each value once with its sign: ``-`` goes, ``+`` comes, a blank stays where it was; an order changed is both."""
    lines: list[tuple[str, str]] = []
    for operation, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation == "equal":
            lines += [(" ", value) for value in old[i1:i2]]
        else:
            lines += [("-", value) for value in old[i1:i2]]
            lines += [("+", value) for value in new[j1:j2]]
    return lines


def _fields(
    before: AdapterNetwork, after: AdapterNetwork, switches: dict[str, str]
) -> list[tuple[str, list[str], list[str]]]:
    old, new = before.staged or CLEARED, after.staged or CLEARED
    return [
        ("protocol", [protocol_name(old.protocol)], [protocol_name(new.protocol)]),
        ("DHCP", [_dhcp(old)], [_dhcp(new)]),
        ("addresses", _addresses(old), _addresses(new)),
        ("gateways", _texts(old.gateways), _texts(new.gateways)),
        ("dns", _texts(old.dns), _texts(new.dns)),
        ("connection", [_connection(before, switches)], [_connection(after, switches)]),
        ("test switch", [before.test_switch or "none"], [after.test_switch or "none"]),
    ]


def _addresses(staged: StagedRaw) -> list[str]:
    """Pairs, with the subnet's own text where it is not spelt as usual: a change of spelling alone is seen."""
    return [pair.text + _unusual_spelling(pair) for pair in staged_addresses(staged)]


def _unusual_spelling(pair: StagedAddress) -> str:
    if pair.ip is None or pair.prefix is None or pair.subnet == subnet_text(pair.prefix, pair.ip.version):
        return ""
    return f" ({pair.subnet})"


def _texts(values: Sequence[str]) -> list[str]:
    return [value or '""' for value in values]


def _dhcp(staged: StagedRaw) -> str:
    return "not told" if staged.dhcp is None else "on" if staged.dhcp else "off"


def _connection(network: AdapterNetwork, switches: dict[str, str]) -> str:
    if network.switch_id is None:
        return "connected to no switch" if network.connected else "not connected"
    name = switches.get(network.switch_id.upper(), f"switch {network.switch_id}")
    return f"connected to {name}" if network.connected else f"not connected (was {name})"
