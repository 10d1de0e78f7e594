"""Addresses, masks and prefixes against the standard library's ipaddress."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.model.address import (
    AddressFault,
    families,
    parse_address,
    parse_subnet,
    protocol_for,
    same_values,
    staged_addresses,
    subnet_text,
)
from tui.model.staged import BOTH, IPV4, IPV6, UNKNOWN, StagedRaw


@given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)))
def test_every_address_of_the_standard_library_parses_to_its_value(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    parsed = parse_address(str(address))
    assert (int(parsed), parsed.version) == (int(address), address.version)


@given(st.text(alphabet="0123456789abcdef.:/% x", max_size=24))
def test_what_the_standard_library_refuses_is_refused(text: str) -> None:
    try:
        ipaddress.ip_address(text.strip())
        accepted = "%" not in text
    except ValueError:
        accepted = False
    if accepted:
        parse_address(text)
    else:
        with pytest.raises(AddressFault):
            parse_address(text)


@given(st.integers(0, 32))
def test_an_ipv4_prefix_is_written_as_its_dotted_mask_and_read_back(prefix: int) -> None:
    mask = subnet_text(prefix, 4)
    assert mask == str(ipaddress.ip_network(f"0.0.0.0/{prefix}").netmask)
    assert parse_subnet(mask, 4) == prefix


@given(st.integers(0, 128))
def test_an_ipv6_prefix_is_written_in_decimal(prefix: int) -> None:
    assert subnet_text(prefix, 6) == str(prefix)
    assert parse_subnet(str(prefix), 6) == prefix


@pytest.mark.parametrize(
    ("text", "version"),
    [("255.0.255.0", 4), ("33", 4), ("129", 6), ("", 4), ("-1", 4), ("255.255.255.0", 6), ("٣", 4), ("0.0.0.255", 4)],
)
def test_a_mask_that_is_no_mask_is_refused(text: str, version: int) -> None:
    with pytest.raises(AddressFault):
        parse_subnet(text, version)


def test_a_zone_is_refused_with_the_reason() -> None:
    with pytest.raises(AddressFault, match="zone"):
        parse_address("fe80::1%3")


def test_pairs_are_as_many_as_the_longer_array_and_say_what_is_wrong() -> None:
    raw = StagedRaw(IPV4, False, ("10.9.20.11", "10.9.20.300", "10.9.20.13"), ("255.255.255.0", "24"))
    first, second, third = staged_addresses(raw)
    assert (first.text, first.fault) == ("10.9.20.11/24", None)
    assert second.text == "10.9.20.300 24"
    assert second.fault is not None
    assert third.fault == "10.9.20.13 has no mask"
    (orphan,) = staged_addresses(StagedRaw(IPV4, False, (), ("255.0.0.0",)))
    assert orphan.text == "- 255.0.0.0"


@pytest.mark.parametrize(
    ("addresses", "protocol", "dhcp"),
    [
        (("10.0.0.1",), IPV4, False),
        (("2001:db8::1",), IPV6, True),
        (("2001:db8::1", "10.0.0.1"), BOTH, False),
        ((), UNKNOWN, True),
        (("junk",), UNKNOWN, True),
    ],
)
def test_protocol_and_dhcp_follow_the_families(addresses: tuple[str, ...], protocol: int, dhcp: bool) -> None:
    assert protocol_for(families(addresses)) == (protocol, dhcp)


def test_another_spelling_is_the_same_value_and_another_order_is_not() -> None:
    one = StagedRaw(BOTH, False, ("10.0.0.1", "2001:db8::1"), ("255.0.0.0", "64"), ("10.0.0.9",), ("10.0.0.2",))
    respelt = StagedRaw(BOTH, False, ("10.0.0.1", "2001:DB8:0::1"), ("8", "64"), ("10.0.0.9",), ("10.0.0.2",))
    turned = StagedRaw(BOTH, False, ("2001:db8::1", "10.0.0.1"), ("64", "255.0.0.0"), ("10.0.0.9",), ("10.0.0.2",))
    assert same_values(one, respelt)
    assert not same_values(one, turned)
    assert not same_values(one, StagedRaw(BOTH, False, one.addresses, ("255.0.0.0", "65"), one.gateways, one.dns))
    assert not same_values(
        StagedRaw(IPV4, False, ("10.0.0.1",), ("0",)), StagedRaw(IPV4, False, ("10.0.0.1",), ("junk",))
    )
