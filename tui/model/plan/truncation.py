"""What Microsoft's own client leaves of staged settings (facts/needs.md 0.3, facts/hyperv-wmi.md 5.1)."""

from tui.model.address import AddressFault, parse_address, staged_addresses, subnet_text
from tui.model.staged import BOTH, IPV4, IPV6, UNKNOWN, StagedRaw

_DNS_A_FAMILY = 2


def cut(raw: StagedRaw) -> StagedRaw:
    """What is left after Set-VMNetworkAdapterFailoverConfiguration has read and rewritten the settings.

    Of each family the first address with its mask, the first gateway and the first two DNS servers, IPv4 first.
    """
    firsts = []
    for version in (4, 6):
        pairs = (pair for pair in staged_addresses(raw) if pair.ip is not None and pair.prefix is not None)
        first = next((pair for pair in pairs if pair.ip is not None and pair.ip.version == version), None)
        if first is not None:
            firsts.append((first, version))
    versions = {version for _, version in firsts}
    return StagedRaw(
        {frozenset(): UNKNOWN, frozenset({4}): IPV4, frozenset({6}): IPV6}.get(frozenset(versions), BOTH),
        4 not in versions,
        tuple(pair.address or "" for pair, _ in firsts),
        tuple(subnet_text(pair.prefix or 0, version) for pair, version in firsts),
        tuple(text for version in (4, 6) for text in _of_family(raw.gateways, version)[:1]),
        tuple(text for version in (4, 6) for text in _of_family(raw.dns, version)[:_DNS_A_FAMILY]),
    )


def was_cut(whole: StagedRaw, found: StagedRaw) -> bool:
    """Whether `found` is `whole` with one address a family left of several: another tool's work."""
    kept = staged_addresses(whole)
    left = [pair.ip for pair in staged_addresses(found)]
    one_a_family = {pair.ip.version: pair.ip for pair in reversed(kept) if pair.ip is not None}
    return (
        0 < len(left) < len(kept)
        and left == [one_a_family[version] for version in sorted(one_a_family)]
        and set(found.gateways) <= set(whole.gateways)
        and set(found.dns) <= set(whole.dns)
    )


def _of_family(texts: tuple[str, ...], version: int) -> list[str]:
    return [text for text in texts if _version(text) == version]


def _version(text: str) -> int | None:
    try:
        return int(parse_address(text).version)
    except AddressFault:
        return None
