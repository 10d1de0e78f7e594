"""Addresses, masks and prefixes: the parsed view of staged text. The text itself stays as the host holds it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

import netaddr

from tui.model.staged import BOTH, IPV4, IPV6, UNKNOWN, StagedRaw

MAX_GATEWAYS = 5
"""Gateways an adapter may have (hyperv-wmi.md 1.4)."""


class AddressFault(ValueError):
    """Text that is no address, mask or prefix; its message is a sentence for the operator."""


def parse_address(text: str) -> netaddr.IPAddress:
    """One address without prefix. Raises AddressFault."""
    stripped = text.strip()
    if "%" in stripped:
        raise AddressFault(f"{stripped}: leave out the zone (%…), the guest's zone is not known here")
    try:
        return netaddr.IPAddress(stripped, flags=netaddr.INET_PTON)
    except (netaddr.AddrFormatError, ValueError):
        raise AddressFault(f"{stripped or 'nothing'}: not an IPv4 or IPv6 address") from None


def parse_subnet(text: str, version: int) -> int:
    """A prefix length from a dotted mask or a decimal prefix, for IP version 4 or 6. Raises AddressFault."""
    stripped = text.strip()
    if version == 4 and "." in stripped:
        try:
            mask = netaddr.IPAddress(stripped, flags=netaddr.INET_PTON)
        except (netaddr.AddrFormatError, ValueError):
            raise AddressFault(f"{stripped}: not a mask") from None
        if not mask.is_netmask():
            raise AddressFault(f"{stripped}: not a mask, its ones are not in one run")
        return int(mask.netmask_bits())
    limit = 32 if version == 4 else 128
    if not (stripped.isascii() and stripped.isdigit() and len(stripped) <= 3 and int(stripped) <= limit):
        raise AddressFault(f"{stripped or 'nothing'}: not a mask or a prefix length from 0 to {limit}")
    return int(stripped)


def subnet_text(prefix: int, version: int) -> str:
    """How a prefix is written to a host: a dotted mask for IPv4, decimal for IPv6 (hyperv-wmi.md 1.4)."""
    if version == 6:
        return str(prefix)
    return str(netaddr.IPNetwork(f"0.0.0.0/{prefix}").netmask)


@dataclass(frozen=True, slots=True)
class StagedAddress:
    """One pair of IPAddresses[i] and Subnets[i], parsed as far as it goes."""

    address: str | None
    """The host's text, None where Subnets is the longer array."""
    subnet: str | None
    """The host's text, None where IPAddresses is the longer array."""
    ip: netaddr.IPAddress | None = None
    prefix: int | None = None
    fault: str | None = None

    @property
    def network(self) -> netaddr.IPNetwork | None:
        if self.ip is None or self.prefix is None:
            return None
        return netaddr.IPNetwork((int(self.ip), self.prefix), version=self.ip.version)

    @property
    def text(self) -> str:
        """``10.9.20.11/24`` where the pair parses, else both texts as the host holds them."""
        if self.prefix is not None and self.address is not None:
            return f"{self.address}/{self.prefix}"
        address = "-" if self.address is None else _shown(self.address)
        return address if self.subnet is None else f"{address} {_shown(self.subnet)}"


def _shown(text: str) -> str:
    return text if text.strip() else '""'


def _pair(address: str | None, subnet: str | None) -> StagedAddress:
    if address is None:
        return StagedAddress(address, subnet, fault=f"mask {subnet} belongs to no address")
    try:
        ip = parse_address(address)
    except AddressFault as error:
        return StagedAddress(address, subnet, fault=str(error))
    if subnet is None:
        return StagedAddress(address, subnet, ip, fault=f"{address} has no mask")
    try:
        return StagedAddress(address, subnet, ip, parse_subnet(subnet, ip.version))
    except AddressFault as error:
        return StagedAddress(address, subnet, ip, fault=str(error))


def staged_addresses(raw: StagedRaw) -> tuple[StagedAddress, ...]:
    """The pairs of a host's arrays, as many as the longer one has."""
    return tuple(_pair(address, subnet) for address, subnet in zip_longest(raw.addresses, raw.subnets))


def families(addresses: tuple[str, ...]) -> frozenset[int]:
    """The IP versions among the addresses that parse."""
    found = set()
    for address in addresses:
        try:
            found.add(parse_address(address).version)
        except AddressFault:
            continue
    return frozenset(found)


def protocol_for(versions: frozenset[int]) -> tuple[int, bool]:
    """ProtocolIFType and DHCPEnabled for a set of IP versions (hyperv-wmi.md 5.1)."""
    if versions == {4}:
        return IPV4, False
    if versions == {6}:
        return IPV6, True
    if versions == {4, 6}:
        return BOTH, False
    return UNKNOWN, True


def same_values(one: StagedRaw, other: StagedRaw) -> bool:
    """Whether two settings mean the same, in the same order, however their addresses and masks are spelt."""
    return (
        (one.protocol, one.dhcp) == (other.protocol, other.dhcp)
        and all(
            meanings(a) == meanings(b)
            for a, b in (
                (one.addresses, other.addresses),
                (one.gateways, other.gateways),
                (one.dns, other.dns),
            )
        )
        and [pair.prefix or pair.subnet for pair in staged_addresses(one)]
        == [pair.prefix or pair.subnet for pair in staged_addresses(other)]
    )


def meanings(texts: Iterable[str]) -> list[netaddr.IPAddress | str]:
    """The address that each text is, or the text where it is none."""
    return [_meaning(text) for text in texts]


def _meaning(text: str) -> netaddr.IPAddress | str:
    try:
        return parse_address(text)
    except AddressFault:
        return text
