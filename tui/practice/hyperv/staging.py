"""How a host takes the settings that SetFailoverNetworkAdapterSettings stages, facts/hyperv-wmi.md 5."""

import ipaddress
from collections.abc import Mapping
from dataclasses import replace

from tui.practice.cim import Value
from tui.practice.hyperv.habits import Habits
from tui.practice.hyperv.values import Staged

_PROTOCOLS = (0, 1, 4096, 4097, 4098)
_MOST_GATEWAYS = 5


class NotTaken(ValueError):
    """The host calls the settings an invalid parameter."""


def merge(held: Staged, given: Mapping[str, Value], habits: Habits) -> Staged:
    """What is held after the given properties were sent; how arrays count is the host's habit. Raises NotTaken."""
    dhcp = given.get("DHCPEnabled")
    if not isinstance(dhcp, bool):
        raise NotTaken("DHCPEnabled is mandatory")
    protocol = given.get("ProtocolIFType")
    if protocol is None:
        protocol = held.protocol_if_type
    if not isinstance(protocol, int) or protocol not in _PROTOCOLS:
        raise NotTaken("no such ProtocolIFType")
    merged = replace(
        held,
        dhcp_enabled=dhcp,
        protocol_if_type=protocol,
        ip_addresses=_array(held.ip_addresses, given, "IPAddresses", habits),
        subnets=_array(held.subnets, given, "Subnets", habits),
        default_gateways=_array(held.default_gateways, given, "DefaultGateways", habits),
        dns_servers=_array(held.dns_servers, given, "DNSServers", habits),
    )
    if len(merged.default_gateways) > _MOST_GATEWAYS:
        raise NotTaken("too many gateways")
    if habits.checks_addresses:
        _check(merged)
    return merged


def is_sound(staged: Staged) -> bool:
    """Whether every address is one and has its subnet."""
    try:
        _check(staged)
    except NotTaken:
        return False
    return True


def _array(held: tuple[str, ...], given: Mapping[str, Value], name: str, habits: Habits) -> tuple[str, ...]:
    value = given.get(name)
    if value is None:
        return held if habits.empty_array == "accepted" else ()
    if not isinstance(value, tuple):
        raise NotTaken(f"{name} is no array")
    if value == ():
        if habits.empty_array == "refused":
            raise NotTaken(f"{name} is empty")
        return held if habits.empty_array == "unchanged" else ()
    return tuple(str(each) for each in value)


def _check(staged: Staged) -> None:
    if len(staged.ip_addresses) != len(staged.subnets):
        raise NotTaken("as many subnets as addresses")
    try:
        for address, subnet in zip(staged.ip_addresses, staged.subnets, strict=True):
            if ipaddress.ip_address(address).version == 4:
                _check_mask(subnet)
            elif not (subnet.isascii() and subnet.isdecimal() and int(subnet) <= 128):
                raise NotTaken(f"{subnet} is no prefix length")
        for address in (*staged.default_gateways, *staged.dns_servers):
            ipaddress.ip_address(address)
    except NotTaken:
        raise
    except ValueError as fault:
        raise NotTaken(str(fault)) from None


def _check_mask(subnet: str) -> None:
    bits = f"{int(ipaddress.IPv4Address(subnet)):032b}"
    if "01" in bits:
        raise NotTaken(f"{subnet} is no subnet mask")
