"""Readiness: one list of rules about what would go wrong, asked by the panes, plans, drills and ``hvr check`` alike.

``RULES`` is the list; ``judge_adapter``, ``judge_machine`` and ``judge_moment`` ask it about facts; ``verdict`` sums
findings up for an operation; ``newly_broken`` and ``mended`` compare before with after.
"""

from tui.model.readiness.catalogue import RULES, RULES_BY_ID
from tui.model.readiness.facts import (
    NOTHING_KNOWN,
    AdapterFacts,
    Evidence,
    Guest,
    HostFacts,
    MachineFacts,
    MomentFacts,
    Neighbours,
    Place,
    Primary,
    Statistics,
)
from tui.model.readiness.finding import Finding, MachineKey, mended, newly_broken, verdict, waive
from tui.model.readiness.judging import judge_adapter, judge_machine, judge_moment
from tui.model.readiness.rule import Rule
from tui.model.severity import DEFAULT_OPERATION, Operation, Severities, Severity, Verdict, Waiver
from tui.model.strictness import DEFAULT_SETTINGS, ReadinessSettings, Thresholds, UnknownRule, check_rule_id

__all__ = [
    "DEFAULT_OPERATION",
    "DEFAULT_SETTINGS",
    "NOTHING_KNOWN",
    "RULES",
    "RULES_BY_ID",
    "AdapterFacts",
    "Evidence",
    "Finding",
    "Guest",
    "HostFacts",
    "MachineFacts",
    "MachineKey",
    "MomentFacts",
    "Neighbours",
    "Operation",
    "Place",
    "Primary",
    "ReadinessSettings",
    "Rule",
    "Severities",
    "Severity",
    "Statistics",
    "Thresholds",
    "UnknownRule",
    "Verdict",
    "Waiver",
    "check_rule_id",
    "judge_adapter",
    "judge_machine",
    "judge_moment",
    "mended",
    "newly_broken",
    "verdict",
    "waive",
]
