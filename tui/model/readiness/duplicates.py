"""Rules about one address standing in two places."""

from collections import Counter
from collections.abc import Iterator

from tui.model.readiness.facts import AdapterFacts
from tui.model.readiness.rule import REPLICATED, Words, rule
from tui.model.severity import Severities, Severity
from tui.model.strictness import Thresholds

_WARN, _BLOCK = Severity.WARN, Severity.BLOCK


@rule(
    "twice-on-adapter",
    title="same address twice on the adapter",
    says="{address} is staged {times} times on this adapter",
    mends="take the repetition away",
    severities=Severities(_BLOCK, _BLOCK, _BLOCK, _BLOCK),
    source="facts/needs.md 0 item 5: nothing else looks for duplicates",
    modes=REPLICATED,
)
def twice_on_adapter(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    for ip, times in Counter(facts.staged.ips).items():
        if times > 1:
            yield {"address": str(ip), "times": str(times)}


@rule(
    "twice-in-fleet",
    title="same address staged elsewhere",
    says="{address} is also staged on {where}",
    mends="give one of them another address",
    severities=Severities(stage=_WARN, drill=_WARN, planned=_BLOCK, unplanned=_BLOCK),
    source="facts/needs.md 0 items 4, 5; 6b item 6",
    modes=REPLICATED,
)
def twice_in_fleet(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    yield from ({"address": place.address, "where": place.where} for place in facts.also_staged)


@rule(
    "in-use",
    title="address in use by another VM",
    says="{address} is in use on {where}",
    mends="stage an address that is free",
    severities=Severities(stage=_WARN, drill=_WARN, planned=_BLOCK, unplanned=_BLOCK),
    source="facts/hyperv-wmi.md 1.5; facts/needs.md 6b item 6",
)
def in_use(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    yield from ({"address": place.address, "where": place.where} for place in facts.in_use)


@rule(
    "alive-on-primary",
    title="address alive on the primary",
    says="{address} is alive on the primary ({host})",
    mends="stage an address of the recovery site, or see to it that the primary is off",
    severities=Severities(stage=_WARN, drill=_WARN, unplanned=_WARN),
    source="facts/needs.md 1.7, 2.3 rule 47; a planned failover shuts the primary down first (2.4)",
)
def alive_on_primary(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    if facts.primary is not None:
        for ip in dict.fromkeys(facts.staged.ips):
            if ip in facts.primary.alive:
                yield {"address": str(ip), "host": facts.primary.host}


DUPLICATE_RULES = (twice_on_adapter, twice_in_fleet, in_use, alive_on_primary)
