"""Rules about whether what is staged will reach the guest."""

from collections.abc import Iterator

from tui.model import states
from tui.model.machine import SERVICES_OUTDATED, SERVICES_UNKNOWN
from tui.model.readiness.facts import AdapterFacts, Guest, MachineFacts
from tui.model.readiness.rule import REPLICATED, Words, rule
from tui.model.severity import Severities, Severity
from tui.model.strictness import Thresholds

_WARN, _BLOCK, _INFO = Severity.WARN, Severity.BLOCK, Severity.INFO
_BUILD_2012 = "6.2."


@rule(
    "legacy-adapter",
    title="legacy adapter",
    says="legacy adapter: nothing can be injected",
    mends="replace it with a synthetic adapter on the primary",
    severities=Severities(stage=_BLOCK, drill=_BLOCK, planned=_WARN, unplanned=_WARN),
    source="facts/hyperv-wmi.md 5.2; facts/needs.md 2.3, rule 72",
)
def legacy_adapter(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    if facts.adapter.kind == "legacy":
        yield {}


@rule(
    "ipv6-only-not-windows",
    title="IPv6 alone on a guest that is not Windows",
    says="only IPv6 is staged and the guest is {system}: with DHCP on, it may set no static address at all",
    mends="stage an IPv4 address beside it, or prove it in a drill",
    severities=Severities(stage=_WARN, drill=_WARN, planned=_WARN, unplanned=_WARN),
    source="facts/hyperv-wmi.md 5.3",
)
def ipv6_only_not_windows(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    if facts.guest_system and "windows" not in facts.guest_system.casefold() and facts.staged.versions == {6}:
        yield {"system": facts.guest_system}


@rule(
    "not-replicated",
    title="not replicated",
    says="not replicated: nothing can be staged and nothing fails over",
    mends="enable replication",
    severities=Severities(stage=_BLOCK, drill=_INFO, planned=_INFO, unplanned=_INFO),
    source="facts/hyperv-wmi.md 5.2",
    modes=frozenset({states.NO_REPLICATION}),
)
def not_replicated(facts: MachineFacts, _: Thresholds) -> Iterator[Words]:
    yield {}


@rule(
    "external-provider",
    title="another replication provider",
    says="another provider replicates it, such as Azure Site Recovery: what is staged here is not used",
    mends="change it where that provider is managed",
    severities=Severities(_BLOCK, _BLOCK, _BLOCK, _BLOCK),
    source="facts/hyperv-wmi.md 1.11, 5.2",
    modes=REPLICATED,
)
def external_provider(facts: MachineFacts, _: Thresholds) -> Iterator[Words]:
    if any(relationship.is_external for relationship in facts.machine.relationships):
        yield {}


@rule(
    "kvp-not-offered",
    title="data exchange not offered",
    says="data exchange is not offered to the guest: nothing that is staged will reach it",
    mends="turn the data exchange integration service on",
    severities=Severities(stage=_WARN, drill=_BLOCK, planned=_BLOCK, unplanned=_BLOCK),
    source="facts/hyperv-wmi.md 1.13, 5.2",
)
def kvp_not_offered(facts: MachineFacts, _: Thresholds) -> Iterator[Words]:
    if facts.machine.kvp_offered is False and facts.machine.staged_count:
        yield {}


@rule(
    "services-outdated",
    title="integration services out of date",
    says="integration services are out of date{seen}: what is staged may not reach the guest",
    mends="update the integration services in the guest on the primary",
    severities=Severities(drill=_WARN, planned=_WARN, unplanned=_WARN),
    source="facts/hyperv-wmi.md 1.16, 5.2; facts/needs.md 2.3, rule 41",
)
def services_outdated(facts: MachineFacts, _: Thresholds) -> Iterator[Words]:
    guest = facts.guest
    if guest is not None and guest.services == SERVICES_OUTDATED and facts.machine.staged_count:
        yield {"seen": _seen(guest)}


@rule(
    "services-never-seen",
    title="integration services never seen",
    says="integration services do not answer{seen}: what is staged will not reach the guest",
    mends="install or start the integration services in the guest on the primary",
    severities=Severities(drill=_WARN, planned=_WARN, unplanned=_WARN),
    source="facts/hyperv-wmi.md 1.5, 1.16; facts/needs.md 2, C2",
)
def services_never_seen(facts: MachineFacts, _: Thresholds) -> Iterator[Words]:
    if facts.guest is not None and _is_silent(facts.guest) and facts.machine.staged_count:
        yield {"seen": _seen(facts.guest)}


@rule(
    "not-windows-on-2012",
    title="guest not Windows on a 2012 host",
    says="the guest is {system}: a 2012 host injects into Windows alone",
    mends="upgrade the host, or set the address in the guest by hand",
    severities=Severities(stage=_WARN, drill=_BLOCK, planned=_BLOCK, unplanned=_BLOCK),
    source="facts/hyperv-wmi.md 5.2, 8",
)
def not_windows_on_2012(facts: MachineFacts, _: Thresholds) -> Iterator[Words]:
    guest = facts.guest
    if guest and guest.is_windows is False and facts.machine.staged_count and facts.host.build.startswith(_BUILD_2012):
        yield {"system": guest.system or ""}


@rule(
    "not-windows-unproven",
    title="guest not Windows, not proved by a drill",
    says="the guest is {system}: no drill has proved that its helper and NetworkManager take what is staged",
    mends="drill it once",
    severities=Severities(planned=_WARN, unplanned=_WARN),
    source="facts/hyperv-wmi.md 5.3; facts/needs.md 2, C3",
)
def not_windows_unproven(facts: MachineFacts, _: Thresholds) -> Iterator[Words]:
    guest = facts.guest
    if guest and guest.is_windows is False and facts.machine.staged_count and facts.proved is None:
        yield {"system": guest.system or ""}


@rule(
    "guest-unknown",
    title="guest unknown",
    says="its guest was never seen: whether what is staged will reach it is not known",
    mends="add the primary's host to the fleet while it runs, or drill it once",
    severities=Severities(drill=_INFO, planned=_INFO, unplanned=_INFO),
    source="facts/hyperv-wmi.md 1.13, 1.16: a guest is known only while it runs",
)
def guest_unknown(facts: MachineFacts, _: Thresholds) -> Iterator[Words]:
    guest = facts.guest
    unseen = guest is None or (guest.system is None and not _is_silent(guest))
    if unseen and facts.machine.staged_count and facts.proved is None:
        yield {}


def _is_silent(guest: Guest) -> bool:
    return guest.services == SERVICES_UNKNOWN and guest.system is None and not guest.reported


def _seen(guest: Guest) -> str:
    return f", last seen {guest.seen:%Y-%m-%d}" if guest.seen else ""


ADAPTER_INJECTION_RULES = (legacy_adapter, ipv6_only_not_windows)
MACHINE_INJECTION_RULES = (
    not_replicated,
    external_provider,
    kvp_not_offered,
    services_outdated,
    services_never_seen,
    not_windows_on_2012,
    not_windows_unproven,
    guest_unknown,
)
