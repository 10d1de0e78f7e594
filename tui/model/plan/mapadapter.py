"""One adapter's settings by mapping rules: addresses, gateways and DNS servers, with the rule beside each address."""

from dataclasses import dataclass

import netaddr

from tui.model import states
from tui.model.address import (
    MAX_GATEWAYS,
    AddressFault,
    families,
    parse_address,
    protocol_for,
    staged_addresses,
    subnet_text,
)
from tui.model.change import AdapterKey
from tui.model.machine import Adapter, Machine
from tui.model.plan.mapping import RuleFault, SubnetRule, is_link_local, map_address
from tui.model.plan.ruleset import RuleSet
from tui.model.plan.values import MappedAddress, Site
from tui.model.staged import StagedRaw
from tui.model.text import printable


class InTheWay(Exception):
    """Nothing is planned for an adapter; the message is a sentence."""


class NothingToDo(Exception):
    """The rules have nothing to say about an adapter; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Mapped:
    staged: StagedRaw
    trace: tuple[MappedAddress, ...]
    remarks: tuple[str, ...]


def map_adapter(rules: RuleSet, site: Site, key: AdapterKey, machine: Machine, adapter: Adapter) -> Mapped:
    """What the rules make of an adapter. Raises InTheWay, NothingToDo."""
    if adapter.staged is None:
        raise NothingToDo("has no failover settings: nothing can be staged")
    source = adapter.staged if rules.source == "staged" else _guest_on_primary(site, machine, adapter)
    results: list[netaddr.IPNetwork] = []
    trace: list[MappedAddress] = []
    matched: list[SubnetRule] = []
    remarks, unmatched = [], []
    for pair in staged_addresses(source):
        if pair.ip is None:
            raise InTheWay(f"the source holds {printable(pair.text)}, which is no address")
        if is_link_local(pair.ip):
            continue
        exemption = rules.exempt_address(key, machine, adapter, pair.ip)
        if exemption is not None:
            remarks.append(f"{pair.ip} left out, {exemption.reason}")
            continue
        rule = rules.rule_for(pair.ip)
        if rule is None:
            unmatched.append(str(pair.ip))
            continue
        try:
            result = map_address(rule, pair.ip, pair.prefix)
        except RuleFault as fault:
            raise InTheWay(f"{rule.text}: {fault}") from None
        results.append(result)
        matched += [rule] if rule not in matched else []
        trace.append(MappedAddress(printable(pair.text), f"{result.ip}/{result.prefixlen}", rule.text, rule.line))
    if not results:
        raise NothingToDo(f"no rule for {', '.join(unmatched)}" if unmatched else "the source holds no address")
    if unmatched:
        raise InTheWay(f"no rule for {', '.join(unmatched)}: add a rule, or list the address as an exception")
    gateways, gateway_remarks = _gateways(rules, matched, source, results)
    dns, dns_remarks = _dns(rules, matched, source)
    addresses = tuple(str(result.ip) for result in results)
    protocol, dhcp = protocol_for(families(addresses))
    staged = StagedRaw(
        protocol,
        dhcp,
        addresses,
        tuple(subnet_text(int(result.prefixlen), int(result.version)) for result in results),
        gateways,
        dns,
    )
    return Mapped(staged, tuple(trace), tuple(dict.fromkeys((*remarks, *gateway_remarks, *dns_remarks))))


def _guest_on_primary(site: Site, machine: Machine, adapter: Adapter) -> StagedRaw:
    """What the guest reports on the same adapter of the family's primary. Raises NothingToDo."""
    for host in site:
        for other in host.inventory.machines if host.inventory else ():
            if other.id == machine.id and other.mode == states.PRIMARY:
                guest = next((each.guest for each in other.adapters if each.id == adapter.id), None)
                if guest is None:
                    raise NothingToDo(f"its guest reported no addresses on the primary, {host.name}")
                return StagedRaw(guest.protocol, guest.dhcp, guest.addresses, guest.subnets, guest.gateways, guest.dns)
    raise NothingToDo("its primary is not in this fleet: take what is staged as the source")


def _gateways(
    rules: RuleSet, matched: list[SubnetRule], source: StagedRaw, results: list[netaddr.IPNetwork]
) -> tuple[tuple[str, ...], list[str]]:
    """Those that the rules which matched name, in that order; where one names none, the source's by the rules."""
    remarks: list[str] = []
    found: dict[str, None] = {}
    for rule in matched:
        for text in _mapped_gateways(rules, rule, source, results, remarks) if rule.gateways is None else rule.gateways:
            found.setdefault(text)
    own = {result.ip for result in results}
    for text in found:
        if parse_address(text) in own:
            raise InTheWay(f"{text} would be both its address and its gateway")
    if len(found) > MAX_GATEWAYS:
        raise InTheWay(f"{len(found)} gateways: an adapter takes at most {MAX_GATEWAYS}")
    return tuple(found), remarks


def _mapped_gateways(
    rules: RuleSet, rule: SubnetRule, source: StagedRaw, results: list[netaddr.IPNetwork], remarks: list[str]
) -> list[str]:
    found = []
    for text in source.gateways:
        ip = _address(text)
        if ip is None or ip.version != rule.source.version:
            continue
        if is_link_local(ip):
            found.append(text)
            continue
        covering = rules.rule_for(ip)
        try:
            mapped = map_address(covering, ip, None).ip if covering else None
        except RuleFault as fault:
            remarks.append(f"gateway {ip} left out: {fault}")
            continue
        if mapped is None:
            remarks.append(f"gateway {ip} left out: no rule for it")
        elif not any(mapped.version == result.version and mapped in result for result in results):
            remarks.append(f"gateway {ip} left out: {mapped} would be on none of the new subnets")
        else:
            found.append(str(mapped))
    return found


def _dns(rules: RuleSet, matched: list[SubnetRule], source: StagedRaw) -> tuple[tuple[str, ...], list[str]]:
    """Those of each rule that matched; where one names none, the source's by the rules, and as they are without one."""
    remarks: list[str] = []
    found: dict[str, None] = {}
    for rule in matched:
        if rule.dns is not None:
            found.update(dict.fromkeys(rule.dns))
            continue
        for text in source.dns:
            ip = _address(text)
            if ip is None or ip.version != rule.source.version:
                continue
            covering = rules.rule_for(ip)
            try:
                found.setdefault(str(map_address(covering, ip, None).ip) if covering else text)
            except RuleFault as fault:
                remarks.append(f"DNS server {ip} left out: {fault}")
                continue
            if covering is None:
                remarks.append(f"DNS server {ip} kept as it is: no rule for it")
    return tuple(found), remarks


def _address(text: str) -> netaddr.IPAddress | None:
    try:
        return parse_address(text)
    except AddressFault:
        return None
