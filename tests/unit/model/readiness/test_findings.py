"""Verdicts, waivers and the comparison of before with after."""

from datetime import timedelta

import pytest

from tests.unit.model.readiness.cases import judged
from tests.unit.model.readiness.site import (
    GOOD,
    KEY,
    NOW,
    at_moment,
    cable,
    machine,
    on_adapter,
    relationship,
    staging,
)
from tui.model.readiness import (
    Finding,
    Operation,
    ReadinessSettings,
    Severities,
    Severity,
    Statistics,
    Thresholds,
    UnknownRule,
    Verdict,
    Waiver,
    judge_adapter,
    judge_moment,
    mended,
    newly_broken,
    verdict,
    waive,
)
from tui.model.staged import CLEARED

INFO, WARN, BLOCK = Severity.INFO, Severity.WARN, Severity.BLOCK
OFF_SUBNET = staging("10.9.20.11/24", gateways=("192.168.31.1",))


def _finding(**severities: Severity) -> Finding:
    return Finding("dns-missing", "no DNS server", Severities(**severities), "a sentence", "mend it", KEY)


@pytest.mark.parametrize(
    ("weights", "expected"),
    [((), Verdict.READY), ((INFO,), Verdict.READY), ((INFO, WARN), Verdict.WARN), ((WARN, BLOCK), Verdict.BLOCKED)],
)
def test_the_gravest_finding_makes_the_verdict(weights: tuple[Severity, ...], expected: Verdict) -> None:
    assert verdict(_finding(unplanned=weight) for weight in weights) is expected


def test_a_verdict_is_about_one_operation() -> None:
    found = [_finding(drill=BLOCK, planned=WARN)]
    verdicts = {operation: verdict(found, operation).word for operation in Operation}
    assert verdicts == {
        Operation.STAGE: "ready", Operation.DRILL: "blocked", Operation.PLANNED: "warn", Operation.UNPLANNED: "ready",
    }  # fmt: skip


def test_an_adapter_without_a_network_is_blocked_and_may_be_staged() -> None:
    found = judged(on_adapter(connection=cable(enabled=False)))
    assert (verdict(found), verdict(found, Operation.STAGE)) == (Verdict.BLOCKED, Verdict.WARN)


def test_a_waived_finding_weighs_nothing_and_keeps_its_reason() -> None:
    waiver = Waiver("nothing-staged", "DHCP reservations at the recovery site")
    found = waive(judged(on_adapter(CLEARED)), [waiver], NOW)
    assert verdict(found) is Verdict.READY
    assert [finding.waiver for finding in found] == [waiver]


def test_a_waiver_of_another_rule_changes_nothing() -> None:
    found = judged(on_adapter(CLEARED))
    assert waive(found, [Waiver("dns-missing", "no names needed")], NOW) == found


def test_a_waiver_holds_until_its_moment() -> None:
    waiver = Waiver("nothing-staged", "until the network is ready", NOW + timedelta(hours=1))
    found = judged(on_adapter(CLEARED))
    assert verdict(waive(found, [waiver], NOW)) is Verdict.READY
    assert verdict(waive(found, [waiver], NOW + timedelta(hours=1))) is Verdict.WARN


def test_a_change_breaks_what_was_not_broken_before_it() -> None:
    before, after = judged(on_adapter(GOOD)), judged(on_adapter(OFF_SUBNET))
    assert [finding.title for finding in newly_broken(before, after)] == ["gateway off every subnet"]
    assert mended(before, after) == ()


def test_a_change_mends_what_is_gone_after_it() -> None:
    before, after = judged(on_adapter(OFF_SUBNET)), judged(on_adapter(GOOD))
    assert [finding.title for finding in mended(before, after)] == ["gateway off every subnet"]
    assert newly_broken(before, after) == ()


def test_what_was_broken_all_along_is_not_newly_broken() -> None:
    unplugged = cable(enabled=False)
    before, after = judged(on_adapter(OFF_SUBNET, unplugged)), judged(on_adapter(GOOD, unplugged))
    assert newly_broken(before, after) == ()
    assert [finding.rule_id for finding in mended(before, after)] == ["gateway-off-subnets"]


def test_another_wrong_value_is_newly_broken() -> None:
    other = staging("10.9.20.11/24", gateways=("192.168.32.1",))
    before, after = judged(on_adapter(OFF_SUBNET)), judged(on_adapter(other))
    assert [finding.sentence for finding in newly_broken(before, after)] == [
        "gateway 192.168.32.1 is on none of this adapter's subnets"
    ]


def test_a_group_may_weigh_a_rule_otherwise_where_the_rule_speaks() -> None:
    settings = ReadinessSettings(severities={"not-connected": INFO})
    (found,) = judge_adapter(on_adapter(connection=cable(enabled=False)), settings)
    assert found.severities == Severities(stage=INFO, planned=INFO, unplanned=INFO)


def test_a_group_may_silence_a_rule() -> None:
    settings = ReadinessSettings(severities={"nothing-staged": Severity.NONE})
    assert verdict(judge_adapter(on_adapter(CLEARED), settings)) is Verdict.READY


def test_a_rule_that_is_not_there_is_told_with_what_comes_close() -> None:
    with pytest.raises(UnknownRule, match=r"^there is no rule gateway-of-subnet; did you mean gateway-off-subnets"):
        ReadinessSettings(severities={"gateway-of-subnet": INFO})


def test_a_rule_that_resembles_none_is_told_plainly() -> None:
    with pytest.raises(UnknownRule, match=r"^there is no rule xyzzy$"):
        ReadinessSettings(severities={"xyzzy": INFO})


def test_a_group_may_draw_its_own_lines() -> None:
    late = machine(relationship(last_replication=NOW - timedelta(seconds=901)))
    old = Statistics(NOW - timedelta(days=31))
    facts = at_moment(late, statistics=old)
    assert [finding.rule_id for finding in judge_moment(facts)] == ["behind", "drill-overdue"]
    patient = ReadinessSettings(Thresholds(behind_intervals=4, drill_every=timedelta(days=90)))
    assert judge_moment(facts, patient) == ()
