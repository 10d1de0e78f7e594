"""Rules about staged gateways and DNS servers."""

from collections.abc import Iterator

import netaddr

from tui.model.address import MAX_GATEWAYS
from tui.model.readiness.facts import AdapterFacts
from tui.model.readiness.parsed import no_host
from tui.model.readiness.rule import REPLICATED, Words, rule
from tui.model.severity import Severities, Severity
from tui.model.strictness import Thresholds

_WARN, _BLOCK = Severity.WARN, Severity.BLOCK
_EVERYWHERE_WARN = Severities(_WARN, _WARN, _WARN, _WARN)
_EVERYWHERE_BLOCK = Severities(_BLOCK, _BLOCK, _BLOCK, _BLOCK)

_LINK_LOCAL = netaddr.IPNetwork("fe80::/10")


@rule(
    "no-host-gateway",
    title="gateway not an address of a host",
    says="gateway {gateway} is {what}",
    mends="stage the router's address",
    severities=_EVERYWHERE_BLOCK,
    source="RFC 1122 3.2.1.3; RFC 4291 2.4, 2.5, 2.6.1",
    modes=REPLICATED,
)
def no_host_gateway(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    for each in facts.staged.gateways:
        if each.ip is not None and (what := _no_host_in_any(each.ip, facts.staged.networks)):
            yield {"gateway": each.text, "what": what}


@rule(
    "no-host-dns",
    title="DNS server not an address of a host",
    says="DNS server {dns} is {what}",
    mends="stage the DNS server's address",
    severities=_EVERYWHERE_WARN,
    source="RFC 1122 3.2.1.3; RFC 4291 2.5, 2.7; a loopback address is right on a DNS server itself",
    modes=REPLICATED,
)
def no_host_dns(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    for each in facts.staged.dns:
        if each.ip is not None and not each.ip.is_loopback() and (what := _no_host_in_any(each.ip, ())):
            yield {"dns": each.text, "what": what}


@rule(
    "gateway-off-subnets",
    title="gateway off every subnet",
    says="gateway {gateway} is on none of this adapter's subnets",
    mends="stage a gateway inside one of the subnets, or an address in the gateway's subnet",
    severities=_EVERYWHERE_BLOCK,
    source="facts/needs.md 0 items 2, 5: the announcement's own sample has it; RFC 4861 for fe80::/10",
    modes=REPLICATED,
)
def gateway_off_subnets(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    """Silent for a family in which some mask is unknown: any subnet may be the right one then."""
    staged = facts.staged
    unknown = {pair.ip.version for pair in staged.pairs if pair.ip is not None and pair.prefix is None}
    for each in staged.gateways:
        if each.ip is None or each.ip.version in unknown or _no_host_in_any(each.ip, staged.networks):
            continue
        subnets = [network for network in staged.networks if network.version == each.ip.version]
        reachable = bool(subnets) and each.ip in _LINK_LOCAL
        if not reachable and not any(each.ip in network for network in subnets):
            yield {"gateway": each.text}


@rule(
    "gateway-is-address",
    title="gateway is the adapter itself",
    says="gateway {gateway} is this adapter's own address",
    mends="stage the router's address",
    severities=_EVERYWHERE_BLOCK,
    source="a host is no router to itself",
    modes=REPLICATED,
)
def gateway_is_address(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    own = set(facts.staged.ips)
    yield from ({"gateway": each.text} for each in facts.staged.gateways if each.ip in own)


@rule(
    "too-many-gateways",
    title="too many gateways",
    says="{count} gateways: an adapter takes at most five",
    mends="take gateways away",
    severities=_EVERYWHERE_BLOCK,
    source="facts/hyperv-wmi.md 1.4",
    modes=REPLICATED,
)
def too_many_gateways(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    if len(facts.staged.gateways) > MAX_GATEWAYS:
        yield {"count": str(len(facts.staged.gateways))}


@rule(
    "dns-missing",
    title="no DNS server",
    says="no DNS server: it will resolve no names",
    mends="stage a DNS server of the recovery site",
    severities=_EVERYWHERE_WARN,
    source="facts/hyperv-wmi.md 5.1: what is staged replaces all that the guest had",
    modes=REPLICATED,
)
def dns_missing(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    if facts.adapter.is_staged and not facts.staged.dns:
        yield {}


@rule(
    "dns-family",
    title="DNS server of a family that is not staged",
    says="DNS server {dns} is IPv{version} and no IPv{version} address is staged",
    mends="stage an address of that family, or a DNS server of the other",
    severities=_EVERYWHERE_WARN,
    source="facts/hyperv-wmi.md 5.1: DNS is split by family",
    modes=REPLICATED,
)
def dns_family(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    versions = facts.staged.versions
    for each in facts.staged.dns:
        if versions and each.ip is not None and not each.ip.is_loopback() and each.ip.version not in versions:
            yield {"dns": each.text, "version": str(each.ip.version)}


def _no_host_in_any(ip: netaddr.IPAddress, networks: tuple[netaddr.IPNetwork, ...]) -> str:
    holding = next((network for network in networks if network.version == ip.version and ip in network), None)
    return no_host(ip, holding)


ROUTE_RULES = (
    no_host_gateway,
    no_host_dns,
    gateway_off_subnets,
    gateway_is_address,
    too_many_gateways,
    dns_missing,
    dns_family,
)
