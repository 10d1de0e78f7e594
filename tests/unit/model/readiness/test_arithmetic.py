"""The rules of addresses against the standard library's arithmetic, which they do not use."""

import ipaddress

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.model.readiness.cases import judged
from tests.unit.model.readiness.site import on_adapter, staging

Interface = ipaddress.IPv4Interface | ipaddress.IPv6Interface
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_ODD = ["0.0.0.0", "127.0.0.1", "224.0.0.1", "239.255.255.255", "255.255.255.255", "240.0.0.1", "169.254.0.1",
        "::", "::1", "ff02::1", "::ffff:10.0.0.1", "fe80::1", "febf::1", "fec0::1", "2001:db8::"]  # fmt: skip


def _said(staged_by: tuple[str, ...], gateways: tuple[str, ...], rule_id: str) -> list[str]:
    facts = on_adapter(staging(*staged_by, gateways=gateways))
    return [finding.sentence for finding in judged(facts) if finding.rule_id == rule_id]


@st.composite
def interfaces(draw: st.DrawFn) -> Interface:
    """At the edges of subnets of every size, and the odd ones."""
    version = draw(st.sampled_from([4, 6]))
    bits = 32 if version == 4 else 128
    prefix = draw(st.integers(1, bits))
    odd = draw(st.none() | st.sampled_from([text for text in _ODD if (":" in text) is (version == 6)]))
    if odd is not None:
        return ipaddress.ip_interface(f"{odd}/{prefix}")
    seed = draw(st.integers(0, 2**bits - 1))
    network = ipaddress.ip_network((seed, prefix), strict=False)
    place = draw(st.sampled_from([0, 1, network.num_addresses - 1, network.num_addresses // 2]))
    return ipaddress.ip_interface(f"{network[min(place, network.num_addresses - 1)]}/{prefix}")


def _may_be_a_host(face: Interface) -> bool:
    ip, network = face.ip, face.network
    if ip.is_unspecified or ip.is_loopback or ip.is_multicast or (ip.version == 6 and ip.ipv4_mapped):
        return False
    if ip == ipaddress.ip_address("255.255.255.255"):
        return False
    if network.num_addresses <= 2:
        return True
    return ip != network.network_address and (ip.version == 6 or ip != network.broadcast_address)


@settings(deadline=None, max_examples=400)
@given(interfaces())
def test_an_address_is_refused_exactly_where_no_host_may_have_it(face: Interface) -> None:
    assert (_said((str(face),), (), "no-host-address") == []) is _may_be_a_host(face)


@settings(deadline=None, max_examples=400)
@given(st.lists(interfaces(), min_size=1, max_size=3), interfaces())
def test_a_gateway_is_off_every_subnet_exactly_where_none_contains_it(faces: list[Interface], near: Interface) -> None:
    gateway = near.ip
    fitting = [face for face in faces if face.version == gateway.version]
    contained = any(gateway in face.network for face in fitting)
    reachable = gateway.version == 6 and gateway in ipaddress.ip_network("fe80::/10") and bool(fitting)
    odd = not _may_be_a_host(ipaddress.ip_interface(f"{gateway}/{gateway.max_prefixlen}"))
    ends = any(
        gateway in face.network and not _may_be_a_host(ipaddress.ip_interface(f"{gateway}/{face.network.prefixlen}"))
        for face in fitting
    )
    said = _said(tuple(map(str, faces)), (str(gateway),), "gateway-off-subnets")
    assert bool(said) is (not contained and not reachable and not odd)
    no_host = _said(tuple(map(str, faces)), (str(gateway),), "no-host-gateway")
    assert odd or ends or not no_host


@settings(deadline=None)
@given(st.lists(interfaces(), max_size=6))
def test_an_address_is_told_twice_exactly_where_it_is_there_twice(faces: list[Interface]) -> None:
    ips = [face.ip for face in faces]
    repeated = {ip for ip in ips if ips.count(ip) > 1}
    said = _said(tuple(map(str, faces)), (), "twice-on-adapter")
    told = [(ipaddress.ip_address(words[0]), int(words[3])) for words in (sentence.split() for sentence in said)]
    assert told == [(ip, ips.count(ip)) for ip in dict.fromkeys(ips) if ip in repeated]


@settings(deadline=None)
@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=6))
def test_no_text_that_a_host_holds_makes_a_rule_fail(
    addresses: list[str], subnets: list[str], others: list[str]
) -> None:
    staged = staging("10.9.20.11/24", addresses=tuple(addresses), subnets=tuple(subnets),
                     gateways=tuple(others), dns=tuple(others))  # fmt: skip
    assert all(finding.sentence for finding in judged(on_adapter(staged)))
