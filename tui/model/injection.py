"""What a guest is told against what it reports (facts/hyperv-wmi.md 1.5, 5.3)."""

import netaddr

from tui.model.address import meanings, staged_addresses
from tui.model.staged import IPV4, StagedRaw


def took(told: StagedRaw, reported: StagedRaw) -> bool:
    """Whether a guest reports what it was told.

    Addresses with their subnets, gateways and DNS servers have to be there in their order, however they are spelt. A
    guest's link-local addresses were nobody's to tell; with DHCP, what it got by it is not compared.
    """
    if bool(told.dhcp) is not bool(reported.dhcp):
        return False
    return (
        _pairs(told, told) == _pairs(reported, told)
        and _contains(meanings(reported.gateways), meanings(told.gateways))
        and _contains(meanings(reported.dns), meanings(told.dns))
    )


def as_told(reported: StagedRaw) -> StagedRaw:
    """What to tell a guest so that it comes back to what it reported: with DHCP, nothing that it got by it."""
    if reported.dhcp:
        return StagedRaw(IPV4, True)
    pairs = [pair for pair in staged_addresses(reported) if not (pair.ip is not None and pair.ip.is_link_local())]
    return StagedRaw(
        reported.protocol,
        False,
        tuple(pair.address or "" for pair in pairs),
        tuple(pair.subnet or "" for pair in pairs),
        reported.gateways,
        reported.dns,
    )


def _pairs(raw: StagedRaw, told: StagedRaw) -> list[tuple[netaddr.IPAddress | str | None, int | str | None]]:
    """Addresses with prefixes: no link-local ones, and none of a family of which nothing was told."""
    wanted = {pair.ip.version for pair in staged_addresses(told) if pair.ip is not None}
    return [
        (pair.ip or pair.address, pair.subnet if pair.prefix is None else pair.prefix)
        for pair in staged_addresses(raw)
        if pair.ip is None or (pair.ip.version in wanted and not pair.ip.is_link_local())
    ]


def _contains(held: list[netaddr.IPAddress | str], wanted: list[netaddr.IPAddress | str]) -> bool:
    """Whether `wanted` is in `held` in its order."""
    rest = iter(held)
    return all(value in rest for value in wanted)
