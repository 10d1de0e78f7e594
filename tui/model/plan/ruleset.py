"""A file of mapping rules: the rules in their order, where they take addresses from, and what they leave alone."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

import netaddr

from tui.model.address import AddressFault, parse_address
from tui.model.change import AdapterKey
from tui.model.machine import Adapter, Machine
from tui.model.plan.mapping import RuleFault, SubnetRule, read_rule
from tui.model.plan.resolve import guid
from tui.yamlfile import Section

Source = Literal["guest", "staged"]
SOURCES: tuple[Source, ...] = ("guest", "staged")


@dataclass(frozen=True, slots=True)
class Exemption:
    """What the rules leave alone. An exemption without a VM counts for its address on every VM."""

    vm: str | None
    """A name, a GUID, or HOST/NAME."""
    adapter: str | None
    """A name or a GUID, None for all of the VM's."""
    address: netaddr.IPAddress | None
    """None for the whole adapter."""
    reason: str
    line: int | None = None

    def covers(self, host: str, machine: Machine, adapter: Adapter) -> bool:
        """Whether it speaks of this adapter; its address is for the caller to compare."""
        if (
            self.vm is not None
            and self.vm not in (machine.name, f"{host}/{machine.name}")
            and guid(self.vm) != machine.id
        ):
            return False
        return self.adapter is None or self.adapter == adapter.name or guid(self.adapter) == adapter.id


@dataclass(frozen=True, slots=True)
class RuleSet:
    """First match wins."""

    rules: tuple[SubnetRule, ...]
    source: Source = "guest"
    """guest: what the guest reports on the primary in the fleet. staged: what is staged on the replica now."""
    exemptions: tuple[Exemption, ...] = ()
    file: Path | None = None

    def rule_for(self, ip: netaddr.IPAddress) -> SubnetRule | None:
        return next((rule for rule in self.rules if rule.covers(ip)), None)

    def exempt(self, key: AdapterKey, machine: Machine, adapter: Adapter) -> Exemption | None:
        """The exemption of the whole adapter, None where it has none."""
        return next(
            (each for each in self.exemptions if each.address is None and each.covers(key.host, machine, adapter)), None
        )

    def exempt_address(
        self, key: AdapterKey, machine: Machine, adapter: Adapter, ip: netaddr.IPAddress
    ) -> Exemption | None:
        return next(
            (each for each in self.exemptions if each.address == ip and each.covers(key.host, machine, adapter)), None
        )


def read_rules(top: Section) -> RuleSet:
    """`source`, `rules` (map, gateways, dns) and `exceptions` (vm, adapter, address, reason). Raises FileError."""
    source = cast(Source, top.choice("source", SOURCES, "guest"))
    rules = tuple(_rule(section) for section in top.sections("rules", short="map"))
    exemptions = tuple(_exemption(section) for section in top.sections("exceptions"))
    top.finish()
    if not rules:
        top.refuse("rules", "give at least one, as in map: 10.1.20.0/24 -> 10.9.20.0/24")
    for number, rule in enumerate(rules):
        for earlier in rules[:number]:
            if rule.source in earlier.source:
                top.refuse("rules", f"line {rule.line}: {rule.text} never matches, {earlier.text} before it takes all")
    return RuleSet(rules, source, exemptions, top.path)


def _rule(section: Section) -> SubnetRule:
    text = section.text("map")
    gateways = section.texts("gateways") if section.has("gateways") else None
    dns = section.texts("dns") if section.has("dns") else None
    section.finish()
    try:
        return read_rule(text, gateways, dns, section.line)
    except RuleFault as fault:
        section.refuse("map", str(fault))


def _exemption(section: Section) -> Exemption:
    vm, adapter = section.optional_text("vm"), section.optional_text("adapter")
    text = section.optional_text("address")
    reason = section.text("reason", "listed as an exception")
    section.finish()
    if vm is None and text is None:
        section.refuse("vm", "an exception names a VM, an address, or both")
    if adapter is not None and vm is None:
        section.refuse("adapter", "name the adapter's VM too")
    try:
        return Exemption(vm, adapter, parse_address(text) if text is not None else None, reason, section.line)
    except AddressFault as fault:
        section.refuse("address", str(fault))
