"""Every rule catches what it is for and lets a near miss pass."""

from collections import Counter

import pytest

from tests.unit.model.readiness.adapter_cases import ADAPTER_CASES
from tests.unit.model.readiness.cases import Case, judged
from tests.unit.model.readiness.machine_cases import MACHINE_CASES
from tests.unit.model.readiness.site import at_moment, on_adapter, on_machine
from tui.model.readiness import RULES

CASES = ADAPTER_CASES + MACHINE_CASES


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_rule(case: Case) -> None:
    said = [finding.sentence for finding in judged(case.facts) if finding.rule_id == case.rule_id]
    assert said == ([] if case.says is None else [case.says])


def test_nothing_is_found_on_a_copy_that_is_as_it_should_be() -> None:
    assert (judged(on_adapter()), judged(on_machine()), judged(at_moment())) == ((), (), ())


@pytest.mark.parametrize("rule_id", [rule.id for rule in RULES])
def test_every_rule_has_a_case_that_it_catches_and_one_that_it_lets_pass(rule_id: str) -> None:
    kinds = {case.says is None for case in CASES if case.rule_id == rule_id}
    assert kinds == {False, True}


def test_no_case_is_there_twice() -> None:
    assert max(Counter(case.name for case in CASES).values()) == 1
