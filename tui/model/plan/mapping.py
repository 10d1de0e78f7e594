"""Mapping rules: ``10.1.20.0/24 -> 10.9.20.0/24`` keeps the host part of an address and gives it another subnet."""

from dataclasses import dataclass

import netaddr

from tui.model.address import MAX_GATEWAYS, AddressFault, parse_address, parse_subnet

_LINK_LOCAL = (netaddr.IPNetwork("169.254.0.0/16"), netaddr.IPNetwork("fe80::/10"))
_UNFIT = (
    (netaddr.IPNetwork("0.0.0.0/8"), "an address of “this network”"),
    (netaddr.IPNetwork("127.0.0.0/8"), "a loopback address"),
    (netaddr.IPNetwork("224.0.0.0/4"), "a multicast address"),
    (netaddr.IPNetwork("240.0.0.0/4"), "a reserved address"),
    (netaddr.IPNetwork("::/127"), "the unspecified or the loopback address"),
    (netaddr.IPNetwork("::ffff:0:0/96"), "an IPv4-mapped address"),
    (netaddr.IPNetwork("ff00::/8"), "a multicast address"),
)


class RuleFault(ValueError):
    """A rule, or what it makes of an address, that is wrong; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class SubnetRule:
    """One rule. Built by `read_rule`, which refuses what cannot work."""

    source: netaddr.IPNetwork
    target: netaddr.IPNetwork
    """For a rule of one address: that address and the subnet that it lies in."""
    gateways: tuple[str, ...] | None = None
    """For the target subnet; None: the source's gateways by the same rules."""
    dns: tuple[str, ...] | None = None
    """For the target subnet; None: the source's servers by the same rules."""
    line: int | None = None

    @property
    def text(self) -> str:
        return f"{self.source} -> {self.target}"

    @property
    def of_one_address(self) -> bool:
        return bool(self.source.prefixlen == _width(self.source.version))

    def covers(self, ip: netaddr.IPAddress) -> bool:
        return bool(ip.version == self.source.version and ip in self.source)


def read_rule(
    text: str, gateways: tuple[str, ...] | None = None, dns: tuple[str, ...] | None = None, line: int | None = None
) -> SubnetRule:
    """A rule from ``SOURCE -> TARGET``. Raises RuleFault."""
    left, arrow, right = text.partition("->")
    if not arrow:
        raise RuleFault(f"{text!r} is no rule: write 10.1.20.0/24 -> 10.9.20.0/24")
    source, target = _network(left), _network(right)
    if source.version != target.version:
        raise RuleFault(f"{source} is IPv{source.version} and {target} is IPv{target.version}: a rule keeps the family")
    rule = SubnetRule(source, target, gateways, dns, line)
    if rule.of_one_address:
        if target.prefixlen == _width(target.version):
            raise RuleFault(
                f"{target} needs the prefix of its subnet, as in {target.ip}/{24 if source.version == 4 else 64}"
            )
        fault = broken(target.ip, int(target.prefixlen))
        if fault:
            raise RuleFault(fault)
    else:
        for side in (source, target):
            if side.ip != side.network:
                raise RuleFault(f"{side} is no subnet: its first address is {side.network}, write {side.cidr}")
    for gateway in gateways or ():
        _check_gateway(gateway, rule)
    if gateways and len(gateways) > MAX_GATEWAYS:
        raise RuleFault(f"{len(gateways)} gateways: an adapter takes at most {MAX_GATEWAYS}")
    for server in dns or ():
        _parse(server)
    return rule


def map_address(rule: SubnetRule, ip: netaddr.IPAddress, prefix: int | None) -> netaddr.IPNetwork:
    """What the rule makes of an address of its source: the address with the prefix of its new subnet.

    `prefix` is the address's own, None where it is not known. A subnet narrower than the rule's keeps its prefix where
    both sides of the rule have the same one. Raises RuleFault where the result would be no address that a host may
    have, where the host part does not fit, or where the prefixes leave it open what is meant.
    """
    if rule.of_one_address:
        return rule.target
    source, target = rule.source, rule.target
    result_prefix = int(target.prefixlen)
    if prefix is not None and prefix != source.prefixlen:
        own = netaddr.IPNetwork(f"{ip}/{prefix}")
        if prefix < source.prefixlen:
            raise RuleFault(f"{own} lies in a wider subnet than {source}: write a rule for {own.cidr}")
        if source.prefixlen != target.prefixlen:
            raise RuleFault(f"{own} lies in a narrower subnet than {source}: write a rule for {own.cidr}")
        result_prefix = prefix
    host_part = int(ip) - int(source.network)
    if host_part >= target.size:
        raise RuleFault(f"the host part of {ip}, {host_part}, does not fit into {target}")
    result = netaddr.IPNetwork(f"{netaddr.IPAddress(int(target.network) + host_part, target.version)}/{result_prefix}")
    fault = broken(result.ip, result_prefix)
    if fault:
        raise RuleFault(fault)
    return result


def broken(ip: netaddr.IPAddress, prefix: int) -> str | None:
    """Why no adapter may have this address, None where it may."""
    for network, what in _UNFIT:
        if ip.version == network.version and ip in network:
            return f"{ip} is {what}"
    subnet = netaddr.IPNetwork(f"{ip}/{prefix}")
    if prefix < _width(ip.version) - 1:
        if ip == subnet.network:
            return f"{ip} is the first address of {subnet.cidr}, which names the subnet itself"
        if ip.version == 4 and ip == subnet.broadcast:
            return f"{ip} is the broadcast address of {subnet.cidr}"
    return None


def is_link_local(ip: netaddr.IPAddress) -> bool:
    """Given by the guest to itself, and nothing to stage."""
    return any(ip.version == network.version and ip in network for network in _LINK_LOCAL)


def _width(version: int) -> int:
    return 32 if version == 4 else 128


def _network(text: str) -> netaddr.IPNetwork:
    address, slash, subnet = text.strip().partition("/")
    ip = _parse(address)
    try:
        prefix = parse_subnet(subnet, ip.version) if slash else _width(ip.version)
    except AddressFault as fault:
        raise RuleFault(str(fault)) from None
    return netaddr.IPNetwork(f"{ip}/{prefix}")


def _parse(text: str) -> netaddr.IPAddress:
    try:
        return parse_address(text)
    except AddressFault as fault:
        raise RuleFault(str(fault)) from None


def _check_gateway(text: str, rule: SubnetRule) -> None:
    ip, subnet = _parse(text), rule.target.cidr
    if ip.version != subnet.version:
        raise RuleFault(f"gateway {ip} is of another family than {subnet}")
    if ip not in subnet and not is_link_local(ip):
        raise RuleFault(f"gateway {ip} is not on {subnet}")
    if ip in subnet:
        fault = broken(ip, int(subnet.prefixlen))
        if fault:
            raise RuleFault(f"gateway {fault}")
    if rule.of_one_address and ip == rule.target.ip:
        raise RuleFault(f"gateway {ip} is the address itself")
