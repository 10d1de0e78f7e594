"""Rules asked about facts."""

from collections.abc import Iterable

from tui.model.change import AdapterKey
from tui.model.readiness.catalogue import ADAPTER_RULES, MACHINE_RULES, MOMENT_RULES
from tui.model.readiness.facts import AdapterFacts, MachineFacts, MomentFacts
from tui.model.readiness.finding import Finding, MachineKey
from tui.model.readiness.rule import Facts, Rule
from tui.model.strictness import DEFAULT_SETTINGS, ReadinessSettings


def judge_adapter(facts: AdapterFacts, settings: ReadinessSettings = DEFAULT_SETTINGS) -> tuple[Finding, ...]:
    """What is found on an adapter, in the order of the rules."""
    return _ask(ADAPTER_RULES, facts, facts.mode, facts.key, settings)


def judge_machine(facts: MachineFacts, settings: ReadinessSettings = DEFAULT_SETTINGS) -> tuple[Finding, ...]:
    """What is found on a VM besides its adapters and whatever the time of day."""
    return _ask(MACHINE_RULES, facts, facts.machine.mode, facts.key, settings)


def judge_moment(facts: MomentFacts, settings: ReadinessSettings = DEFAULT_SETTINGS) -> tuple[Finding, ...]:
    """What is found on a VM as time goes by."""
    return _ask(MOMENT_RULES, facts, facts.machine.mode, facts.key, settings)


def _ask(
    rules: Iterable[Rule[Facts]],
    facts: Facts,
    mode: int,
    key: AdapterKey | MachineKey,
    settings: ReadinessSettings,
) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            rule.id,
            rule.title,
            settings.severities_of(rule.id, rule.severities),
            rule.says.format_map(words),
            rule.mends,
            key,
        )
        for rule in rules
        if mode in rule.modes
        for words in rule.check(facts, settings.thresholds)
    )
