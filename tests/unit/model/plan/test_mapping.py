"""Mapping rules keep the host part and never make an address that no host may have; judged by `ipaddress`."""

import ipaddress

import netaddr
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tui.model.plan.mapping import RuleFault, broken, map_address, read_rule

_V4 = st.ip_addresses(v=4)
_V6 = st.ip_addresses(v=6)
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _network(ip: ipaddress.IPv4Address | ipaddress.IPv6Address, prefix: int) -> Network:
    return ipaddress.ip_network(f"{ip}/{prefix}", strict=False)


def _may_be_had(ip: ipaddress.IPv4Address | ipaddress.IPv6Address, network: Network) -> bool:
    """By the standard library's own words."""
    if ip.is_multicast or ip.is_loopback or ip.is_unspecified or (ip.version == 4 and ip in _V4_UNFIT):
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        return False
    if isinstance(ip, ipaddress.IPv4Address) and ip.is_reserved:
        return False
    if network.prefixlen >= network.max_prefixlen - 1:
        return True
    return ip != network.network_address and (ip.version == 6 or ip != network.broadcast_address)


_V4_UNFIT = ipaddress.ip_network("0.0.0.0/8")


@st.composite
def _cases(draw: st.DrawFn) -> tuple[Network, Network, ipaddress.IPv4Address | ipaddress.IPv6Address]:
    version = draw(st.sampled_from((4, 6)))
    addresses, width = (_V4, 32) if version == 4 else (_V6, 128)
    source = _network(draw(addresses), draw(st.integers(1, width - 1)))
    target = _network(draw(addresses), draw(st.one_of(st.just(source.prefixlen), st.integers(1, width - 1))))
    host_part = draw(st.integers(0, source.num_addresses - 1))
    return source, target, source.network_address + host_part


@given(_cases())
def test_the_host_part_stays_and_the_subnet_is_the_targets(
    case: tuple[Network, Network, ipaddress.IPv4Address | ipaddress.IPv6Address],
) -> None:
    source, target, address = case
    rule = read_rule(f"{source} -> {target}")
    host_part = int(address) - int(source.network_address)
    fits = host_part < target.num_addresses
    wanted = ipaddress.ip_address(int(target.network_address) + host_part) if fits and target.version == 4 else None
    if fits and target.version == 6:
        wanted = ipaddress.IPv6Address(int(target.network_address) + host_part)
    if wanted is None or not _may_be_had(wanted, target):
        with pytest.raises(RuleFault):
            map_address(rule, netaddr.IPAddress(str(address)), source.prefixlen)
        return
    result = map_address(rule, netaddr.IPAddress(str(address)), source.prefixlen)
    assert ipaddress.ip_interface(str(result)) == ipaddress.ip_interface(f"{wanted}/{target.prefixlen}")


@given(_V4 | _V6, st.integers(0, 128))
def test_what_no_host_may_have_is_called_broken_and_nothing_else(
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address, prefix: int
) -> None:
    assume(prefix <= ip.max_prefixlen)
    assert (broken(netaddr.IPAddress(str(ip)), prefix) is None) == _may_be_had(ip, _network(ip, prefix))


def test_a_narrower_subnet_keeps_its_prefix_where_both_sides_of_the_rule_are_alike() -> None:
    rule = read_rule("10.1.0.0/16 -> 10.9.0.0/16")
    assert str(map_address(rule, netaddr.IPAddress("10.1.20.5"), 24)) == "10.9.20.5/24"


@pytest.mark.parametrize(
    ("rule", "address", "prefix", "said"),
    [
        ("10.1.0.0/16 -> 10.9.0.0/20", "10.1.0.5", 24, "narrower subnet"),
        ("10.1.20.0/24 -> 10.9.20.0/24", "10.1.20.5", 16, "write a rule for 10.1.0.0/16"),
        ("10.1.20.0/24 -> 10.9.20.0/25", "10.1.20.200", 24, "200, does not fit into 10.9.20.0/25"),
        ("10.1.20.0/23 -> 10.9.20.0/24", "10.1.20.255", 23, "broadcast address of 10.9.20.0/24"),
        ("10.1.20.0/24 -> 239.0.0.0/24", "10.1.20.5", 24, "multicast"),
    ],
)
def test_what_would_be_broken_or_unclear_is_said(rule: str, address: str, prefix: int, said: str) -> None:
    with pytest.raises(RuleFault, match=said):
        map_address(read_rule(rule), netaddr.IPAddress(address), prefix)


def test_a_larger_target_takes_the_host_part_and_its_own_prefix() -> None:
    rule = read_rule("10.1.20.0/24 -> 10.9.20.0/23")
    assert str(map_address(rule, netaddr.IPAddress("10.1.20.254"), 24)) == "10.9.20.254/23"


def test_a_rule_of_one_address_names_the_whole_result() -> None:
    rule = read_rule("10.1.20.77 -> 10.9.20.99/24", ("10.9.20.1",))
    assert str(map_address(rule, netaddr.IPAddress("10.1.20.77"), 24)) == "10.9.20.99/24"


@pytest.mark.parametrize(
    ("text", "gateways", "said"),
    [
        ("10.1.20.0/24", (), "is no rule"),
        ("10.1.20.5/24 -> 10.9.20.0/24", (), "write 10.1.20.0/24"),
        ("10.1.20.0/24 -> 2001:db8::/64", (), "keeps the family"),
        ("10.1.20.0/24 -> 10.9.20.0/24", ("10.9.21.1",), "gateway 10.9.21.1 is not on 10.9.20.0/24"),
        ("10.1.20.0/24 -> 10.9.20.0/24", ("10.9.20.255",), "broadcast"),
        ("10.1.20.77 -> 10.9.20.99", (), "needs the prefix"),
        ("10.1.20.77 -> 10.9.20.0/24", (), "names the subnet itself"),
        ("10.1.20.77 -> 10.9.20.9/24", ("10.9.20.9",), "the address itself"),
        ("10.1.20.300/24 -> 10.9.20.0/24", (), "not an IPv4 or IPv6 address"),
    ],
)
def test_a_rule_that_cannot_work_is_refused_when_it_is_read(text: str, gateways: tuple[str, ...], said: str) -> None:
    with pytest.raises(RuleFault, match=said):
        read_rule(text, gateways)


def test_a_link_local_gateway_is_right_for_ipv6() -> None:
    assert read_rule("2001:db8:1::/64 -> 2001:db8:9::/64", ("fe80::1",)).gateways == ("fe80::1",)
