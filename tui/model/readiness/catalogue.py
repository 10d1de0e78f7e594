"""Every rule once, in the order in which findings are listed: by what they are asked about, the gravest first."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

from tui.model.readiness.addresses import ADDRESS_RULES
from tui.model.readiness.duplicates import DUPLICATE_RULES
from tui.model.readiness.facts import AdapterFacts, MachineFacts, MomentFacts
from tui.model.readiness.injection import ADAPTER_INJECTION_RULES, MACHINE_INJECTION_RULES
from tui.model.readiness.networks import NETWORK_RULES
from tui.model.readiness.practice import ADAPTER_PRACTICE_RULES, MACHINE_PRACTICE_RULES, MOMENT_PRACTICE_RULES
from tui.model.readiness.replication import MOMENT_REPLICATION_RULES, REPLICATION_RULES
from tui.model.readiness.routes import ROUTE_RULES
from tui.model.readiness.rule import Rule

AnyRule: TypeAlias = Rule[AdapterFacts] | Rule[MachineFacts] | Rule[MomentFacts]

MACHINE_RULES: tuple[Rule[MachineFacts], ...] = (*MACHINE_PRACTICE_RULES, *MACHINE_INJECTION_RULES, *REPLICATION_RULES)
MOMENT_RULES: tuple[Rule[MomentFacts], ...] = (*MOMENT_REPLICATION_RULES, *MOMENT_PRACTICE_RULES)
ADAPTER_RULES: tuple[Rule[AdapterFacts], ...] = (
    *ADDRESS_RULES,
    *ROUTE_RULES,
    *DUPLICATE_RULES,
    *NETWORK_RULES,
    *ADAPTER_INJECTION_RULES,
    *ADAPTER_PRACTICE_RULES,
)

RULES: tuple[AnyRule, ...] = (*MACHINE_RULES, *MOMENT_RULES, *ADAPTER_RULES)
RULES_BY_ID: Mapping[str, AnyRule] = MappingProxyType({rule.id: rule for rule in RULES})
