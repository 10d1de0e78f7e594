"""What was staged beside what a guest reports, value by value.

Values are compared and not texts: how an IPv6 address is spelt, and whether a subnet is a mask or a prefix length,
makes no difference. Nor does order: no source promises one for what a guest reports, only for what is staged
(facts/hyperv-wmi.md 1.4, 1.5). Link-local addresses that a guest gives itself are no difference either, and no more are
further IPv6 addresses: routers hand those out to guests with static ones as well.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import netaddr

from tui.model.address import AddressFault, StagedAddress, parse_address, staged_addresses
from tui.model.machine import GuestReported
from tui.model.staged import StagedRaw

Kind = Literal["address", "gateway", "dns"]


@dataclass(frozen=True, slots=True)
class Compared:
    """One value of an adapter."""

    kind: Kind
    staged: str | None
    """``10.9.20.11/24``, or a gateway or DNS server; None for what is reported and was not staged."""
    reported: str | None
    """The same value as the guest has it, possibly with another subnet; None where it does not report it."""
    agrees: bool
    """As it was staged; of what was not staged: no sign that the settings did not arrive."""

    @property
    def missing(self) -> str | None:
        """``address 10.9.20.11/24``, ``subnet 10.9.20.11/24, reported as 10.9.20.11/16``, ``dns 10.9.0.10``."""
        if self.agrees or self.staged is None:
            return None
        if self.reported is not None:
            return f"subnet {self.staged}, reported as {self.reported}"
        return f"{self.kind} {self.staged}"


def compare(staged: StagedRaw, reported: GuestReported | None) -> tuple[Compared, ...]:
    """Everything that was staged in its order, then everything else that is reported; empty texts are nothing."""
    held = _pairs(reported) if reported is not None else ()
    return (
        *_addresses(staged_addresses(staged), held),
        *_texts("gateway", staged.gateways, reported.gateways if reported else ()),
        *_texts("dns", staged.dns, reported.dns if reported else ()),
    )


def _addresses(wanted: Sequence[StagedAddress], held: Sequence[StagedAddress]) -> Iterator[Compared]:
    for pair in wanted:
        if pair.address is None:
            continue
        same = [other for other in held if _is_same(pair, other)]
        exact = next((other for other in same if pair.prefix is None or other.prefix == pair.prefix), None)
        found = exact or next(iter(same), None)
        yield Compared("address", pair.text, None if found is None else found.text, exact is not None)
    static = any(pair.ip is not None and pair.ip.version == 4 for pair in wanted)
    for other in held:
        if other.address is not None and not any(_is_same(pair, other) for pair in wanted):
            yield Compared("address", None, other.text, not (static and _is_another(other)))


def _is_same(one: StagedAddress, other: StagedAddress) -> bool:
    return one.ip == other.ip if one.ip is not None else one.address == other.address


def _is_another(pair: StagedAddress) -> bool:
    """An IPv4 address that somebody set: a static setting would have replaced it."""
    return pair.ip is not None and pair.ip.version == 4 and not pair.ip.is_link_local()


def _texts(kind: Kind, wanted: tuple[str, ...], held: tuple[str, ...]) -> Iterator[Compared]:
    there = {_meaning(text): text for text in held}
    for text in wanted:
        if text.strip():
            found = there.get(_meaning(text))
            yield Compared(kind, text, found, found is not None)
    asked = {_meaning(text) for text in wanted}
    for meaning, text in there.items():
        if text.strip() and meaning not in asked:
            yield Compared(kind, None, text, agrees=True)


def _pairs(reported: GuestReported) -> tuple[StagedAddress, ...]:
    """A zone index is the guest's own and no part of an address."""
    addresses = tuple(text.partition("%")[0] for text in reported.addresses)
    return staged_addresses(StagedRaw(reported.protocol, reported.dhcp, addresses, reported.subnets))


def _meaning(text: str) -> netaddr.IPAddress | str:
    try:
        return parse_address(text.partition("%")[0])
    except AddressFault:
        return text
