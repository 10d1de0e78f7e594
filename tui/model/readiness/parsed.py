"""Staged settings parsed once, for all the rules that look at addresses."""

from dataclasses import dataclass
from functools import lru_cache

import netaddr

from tui.model.address import AddressFault, StagedAddress, parse_address, staged_addresses
from tui.model.staged import CLEARED, StagedRaw


@dataclass(frozen=True, slots=True)
class ParsedText:
    """A gateway or a DNS server."""

    text: str
    ip: netaddr.IPAddress | None
    fault: str = ""
    """Why there is no ip: a sentence."""


@dataclass(frozen=True, slots=True)
class ParsedStaged:
    """The parsed view of a StagedRaw."""

    pairs: tuple[StagedAddress, ...]
    networks: tuple[netaddr.IPNetwork, ...]
    """Of the pairs that parse whole, in their order; ``.ip`` is the address."""
    gateways: tuple[ParsedText, ...]
    dns: tuple[ParsedText, ...]
    ips: tuple[netaddr.IPAddress, ...]
    """Of the pairs whose address parses."""
    versions: frozenset[int]
    """Of those addresses."""


@lru_cache(maxsize=1 << 16)
def parsed(staged: StagedRaw | None) -> ParsedStaged:
    """The parsed view; of nothing where the host has no failover object."""
    held = staged or CLEARED
    pairs = staged_addresses(held)
    networks = tuple(network for pair in pairs if (network := pair.network) is not None)
    gateways, dns = tuple(map(_text, held.gateways)), tuple(map(_text, held.dns))
    ips = tuple(pair.ip for pair in pairs if pair.ip is not None)
    return ParsedStaged(pairs, networks, gateways, dns, ips, frozenset(ip.version for ip in ips))


@lru_cache(maxsize=1 << 16)
def parsed_ips(texts: tuple[str, ...]) -> frozenset[netaddr.IPAddress]:
    """The addresses among texts that parse."""
    return frozenset(ip for text in texts if (ip := _text(text).ip) is not None)


def no_host(ip: netaddr.IPAddress, network: netaddr.IPNetwork | None) -> str:
    """Why no host has this address, empty where one may."""
    if int(ip) == 0:
        return "the unspecified address"
    if ip.is_loopback():
        return "a loopback address"
    if ip.is_multicast():
        return "a multicast address"
    if ip.version == 6 and ip.is_ipv4_mapped():
        return "an IPv4-mapped address"
    if ip.version == 4 and int(ip) == 0xFFFFFFFF:
        return "the broadcast address of every network"
    if network is None or network.prefixlen >= (31 if ip.version == 4 else 127):
        return ""
    if int(ip) == network.first:
        return f"the network address of {network.cidr}"
    if ip.version == 4 and int(ip) == network.last:
        return f"the broadcast address of {network.cidr}"
    return ""


@lru_cache(maxsize=1 << 16)
def _text(text: str) -> ParsedText:
    try:
        return ParsedText(text, parse_address(text))
    except AddressFault as error:
        return ParsedText(text, None, str(error))
