"""The list of rules as a whole."""

import re
from string import Formatter

import pytest

from tui.model.readiness import RULES, RULES_BY_ID, Operation, Severity
from tui.model.readiness.catalogue import AnyRule
from tui.model.readiness.replication import MOMENT_REPLICATION_RULES, REPLICATION_RULES

_EACH_RULE = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


def test_no_two_rules_share_an_id() -> None:
    assert len(RULES_BY_ID) == len(RULES)


@_EACH_RULE
def test_a_rule_is_named_described_and_sourced(rule: AnyRule) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.id)
    assert all((rule.title, rule.says, rule.mends, rule.source, rule.modes))
    assert not rule.says.endswith(".")
    assert len(rule.says) <= 120


@_EACH_RULE
def test_a_rule_weighs_something_for_some_operation(rule: AnyRule) -> None:
    assert any(rule.severities.of(operation) > Severity.NONE for operation in Operation)


@_EACH_RULE
def test_a_sentence_has_only_named_places(rule: AnyRule) -> None:
    assert all(name is None or name.isidentifier() for _, name, _, _ in Formatter().parse(rule.says))


@pytest.mark.parametrize("rule", [*REPLICATION_RULES, *MOMENT_REPLICATION_RULES], ids=lambda rule: rule.id)
def test_nothing_of_replication_ever_speaks_of_staging(rule: AnyRule) -> None:
    assert rule.severities.of(Operation.STAGE) is Severity.NONE


def test_for_an_unplanned_failover_age_is_data_lost_and_no_blocker() -> None:
    ageing = ("behind", "suspended", "state-critical", "health-critical", "health-warning", "resynchronisation")
    assert all(RULES_BY_ID[name].severities.unplanned < Severity.BLOCK for name in ageing)


def test_two_living_copies_are_the_first_thing_that_is_asked_about() -> None:
    assert RULES[0].id == "two-running"
    assert RULES[0].severities.unplanned is Severity.BLOCK
