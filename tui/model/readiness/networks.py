"""Rules about what an adapter is plugged into: its connection, VLAN and test switch."""

from collections.abc import Iterator

from tui.model.machine import Connection, Switch, Vlan
from tui.model.readiness.facts import AdapterFacts
from tui.model.readiness.rule import Words, rule
from tui.model.severity import Severities, Severity
from tui.model.strictness import Thresholds

_WARN, _BLOCK, _INFO = Severity.WARN, Severity.BLOCK, Severity.INFO


@rule(
    "not-connected",
    title="not connected",
    says="not connected: it will wake without a network",
    mends="connect it to a switch of this host",
    severities=Severities(stage=_WARN, planned=_BLOCK, unplanned=_BLOCK),
    source="facts/needs.md 0 item 7; facts/hyperv-wmi.md 4",
)
def not_connected(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    cable = facts.adapter.connection
    if cable is None or not cable.enabled or cable.switch_id is None:
        yield {}


@rule(
    "switch-missing",
    title="switch missing on this host",
    says="{host} does not have its switch {switch}: it will wake without a network",
    mends="connect it to a switch of this host",
    severities=Severities(stage=_WARN, planned=_BLOCK, unplanned=_BLOCK),
    source="facts/hyperv-wmi.md 4, LastKnownSwitchName",
)
def switch_missing(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    cable = facts.adapter.connection
    if cable is not None and cable.enabled and cable.switch_id is not None and cable.switch_name is None:
        yield {"host": facts.host.name, "switch": cable.last_known_switch or cable.switch_id}


@rule(
    "nothing-staged",
    title="nothing staged",
    says="nothing staged: it will wake with the primary's address",
    mends="stage addresses, or waive where DHCP or the primary's own address is wanted",
    severities=Severities(stage=_WARN, drill=_WARN, planned=_WARN, unplanned=_WARN),
    source="facts/hyperv-wmi.md 5.1, clear; facts/needs.md 2.3, rule 47",
)
def nothing_staged(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    if facts.adapter.kind == "synthetic" and not facts.adapter.is_staged:
        yield {}


@rule(
    "vlan-not-as-primary",
    title="VLAN differs from the primary's",
    says="{here}, but {there} on the primary ({host})",
    mends="give its connection the VLAN of this site, or waive where the sites number VLANs differently",
    severities=Severities(planned=_WARN, unplanned=_WARN),
    source="facts/hyperv-wmi.md 4: VLANs are no part of failover settings",
)
def vlan_not_as_primary(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    """Silent where a neighbour in the same staged subnet shows that the VLAN is this site's."""
    here = facts.adapter.connection
    there = facts.primary.adapter.connection if facts.primary and facts.primary.adapter else None
    if here is None or there is None or facts.primary is None or here.vlan == there.vlan:
        return
    own = untagged_words(here.vlan)
    if not any(words == own for each in facts.neighbours for words, _ in each.vlans):
        yield {"here": vlan_words(here.vlan), "there": vlan_words(there.vlan), "host": facts.primary.host}


@rule(
    "vlan-not-as-neighbours",
    title="VLAN differs from its neighbours'",
    says="{here}, but {there} on {neighbours} staged in {network}",
    mends="give its connection the VLAN that this subnet has at this site",
    severities=Severities(stage=_WARN, planned=_WARN, unplanned=_WARN),
    source="one subnet is one broadcast domain; facts/hyperv-wmi.md 4",
)
def vlan_not_as_neighbours(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    """The fewer are told to be wrong, and both where they are as many."""
    cable = facts.adapter.connection
    if cable is None:
        return
    own = untagged_words(cable.vlan)
    for each in facts.neighbours:
        alike = 1 + dict(each.vlans).get(own, 0)
        there, count = next(((words, count) for words, count in each.vlans if words != own), ("", 0))
        if count >= alike:
            neighbours = "the other adapter" if count == 1 else f"{count} others"
            yield {
                "here": vlan_words(cable.vlan),
                "there": there,
                "neighbours": neighbours,
                "network": each.network,
            }


@rule(
    "required-features",
    title="connection demands switch features",
    says="its connection demands {features}: a switch without it refuses the adapter",
    mends="take the requirement off the connection, or connect it to a switch that offers it",
    severities=Severities(drill=_WARN, planned=_WARN, unplanned=_WARN),
    source="facts/needs.md 2, C6; facts/hyperv-wmi.md 1.6, RequiredFeatures",
)
def required_features(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    cable = facts.adapter.connection
    if cable is not None and cable.required_features:
        yield {"features": ", ".join(cable.required_features)}


@rule(
    "test-switch-unset",
    title="no test switch",
    says="no test switch: in a drill it will wake without a network",
    mends="set an isolated test switch",
    severities=Severities(drill=_WARN),
    source="facts/hyperv-wmi.md 2.4, 4: a test VM is unconnected unless TestReplicaSwitchName is set",
)
def no_test_switch(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    cable = facts.adapter.connection
    if cable is None or not (cable.test_switch or cable.test_pool):
        yield {}


@rule(
    "test-switch-missing",
    title="test switch missing on this host",
    says="{host} does not have the test switch {switch}",
    mends="set a test switch that this host has",
    severities=Severities(stage=_WARN, drill=_BLOCK),
    source="facts/hyperv-wmi.md 4: it is a name and breaks silently",
)
def lost_test_switch(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    name = _test_switch(facts)
    if name and not _switches_named(facts, name):
        yield {"host": facts.host.name, "switch": name}


@rule(
    "test-switch-production",
    title="test switch is production",
    says="the test switch {switch} is its production switch: a drill would put a second copy beside the first",
    mends="set an isolated test switch",
    severities=Severities(stage=_BLOCK, drill=_BLOCK),
    source="facts/needs.md 4, drill mode; 6a row 12",
)
def production_test_switch(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    name = _test_switch(facts)
    if name and _is_production(facts.adapter.connection, name):
        yield {"switch": name}


@rule(
    "test-switch-not-isolated",
    title="test switch not isolated",
    says="the test switch {switch} is external: a drill would reach the network behind it",
    mends="set a private switch as the test switch",
    severities=Severities(stage=_WARN, drill=_BLOCK),
    source="facts/hyperv-wmi.md 1.7; facts/needs.md 6b item 5",
)
def open_test_switch(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    name = _test_switch(facts)
    if name and not _is_production(facts.adapter.connection, name) and _has_kind(facts, name, "external"):
        yield {"switch": name}


@rule(
    "test-switch-shared-with-host",
    title="test switch reaches the host",
    says="the test switch {switch} is internal: a drill would reach {host} itself",
    mends="set a private switch as the test switch",
    severities=Severities(drill=_INFO),
    source="facts/hyperv-wmi.md 1.7",
)
def shared_test_switch(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    name = _test_switch(facts)
    if name and _has_kind(facts, name, "internal") and not _has_kind(facts, name, "external"):
        yield {"switch": name, "host": facts.host.name}


def vlan_words(vlan: Vlan | None) -> str:
    """A VLAN setting in words."""
    if vlan is None:
        return "untagged"
    if vlan.mode == "access":
        return f"VLAN {vlan.access_id}"
    if vlan.mode == "trunk":
        allowed = ", ".join(map(str, vlan.allowed_ids)) or "none"
        return f"trunk of {allowed}, native {vlan.native_id}"
    return "a private VLAN" if vlan.mode == "private" else "a VLAN mode of its own"


def untagged_words(vlan: Vlan | None) -> str:
    """The VLAN in which a guest is that tags nothing itself: a trunk's is its native one."""
    if vlan is not None and vlan.mode == "trunk":
        return f"VLAN {vlan.native_id}" if vlan.native_id else "untagged"
    return vlan_words(vlan)


def _test_switch(facts: AdapterFacts) -> str:
    cable = facts.adapter.connection
    return (cable.test_switch or "") if cable is not None else ""


def _switches_named(facts: AdapterFacts, name: str) -> list[Switch]:
    return [switch for switch in facts.host.switches if switch.name.casefold() == name.casefold()]


def _has_kind(facts: AdapterFacts, name: str, kind: str) -> bool:
    return any(switch.kind == kind for switch in _switches_named(facts, name))


def _is_production(cable: Connection | None, name: str) -> bool:
    held = (cable.switch_name or cable.last_known_switch or "") if cable is not None else ""
    return held.casefold() == name.casefold()


NETWORK_RULES = (
    not_connected,
    switch_missing,
    nothing_staged,
    vlan_not_as_primary,
    vlan_not_as_neighbours,
    required_features,
    no_test_switch,
    lost_test_switch,
    production_test_switch,
    open_test_switch,
    shared_test_switch,
)
