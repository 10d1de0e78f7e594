"""A change as values: what goes, what comes, what stays."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from tui.model.address import StagedAddress, staged_addresses, subnet_text
from tui.model.change import AdapterNetwork, Change
from tui.model.staged import CLEARED, StagedRaw, protocol_name


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field of an adapter that a change touches."""

    label: str
    values: tuple[tuple[str, str], ...]
    """Each value with its sign: ``-`` goes, ``+`` comes, a blank stays; exact text, made printable where drawn."""


def differences(change: Change, switches: Mapping[str, str]) -> Iterator[FieldDifference]:
    """The fields that differ, in the order in which people read them; `switches`: names by GUID in upper case."""
    for label, old, new in _fields(change.before, change.after, switches):
        if old != new:
            yield FieldDifference(label, tuple(signed(old, new)))


def signed(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each value once with its sign; an order changed is both gone and come."""
    for operation, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation == "equal":
            yield from ((" ", value) for value in old[i1:i2])
        else:
            yield from (("-", value) for value in old[i1:i2])
            yield from (("+", value) for value in new[j1:j2])


def _fields(
    before: AdapterNetwork, after: AdapterNetwork, switches: Mapping[str, str]
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
        *_guest_fields(before.guest, after.guest),
    ]


def _guest_fields(before: StagedRaw | None, after: StagedRaw | None) -> list[tuple[str, list[str], list[str]]]:
    """What the running guest is told beside what it reported."""
    if before == after:
        return []
    old, new = before or CLEARED, after or CLEARED
    return [
        ("guest DHCP", [_dhcp(old)], [_dhcp(new)]),
        ("guest addresses", _addresses(old), _addresses(new)),
        ("guest gateways", _texts(old.gateways), _texts(new.gateways)),
        ("guest dns", _texts(old.dns), _texts(new.dns)),
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


def _connection(network: AdapterNetwork, switches: Mapping[str, str]) -> str:
    if network.switch_id is None:
        return "connected to no switch" if network.connected else "not connected"
    name = switches.get(network.switch_id.upper(), f"switch {network.switch_id}")
    return f"connected to {name}" if network.connected else f"not connected (was {name})"
