"""Findings as files."""

import csv
from dataclasses import replace

from tests.screens.fakes import NOW, adapter, replica, up
from tui.fleet.judging.judge import Judge
from tui.fleet.reports.findings_text import findings_text, named_findings
from tui.fleet.view import FleetView
from tui.model.readiness import Operation, Severity
from tui.model.staged import StagedRaw

BAD = StagedRaw(4096, False, ("10.9.20.11",), ("255.255.255.0",), ("192.168.31.1",), ("10.9.0.10",))


GOOD = replace(BAD, addresses=("10.9.20.12",), gateways=("10.9.20.1",))


def hostile_view() -> FleetView:
    machines = (
        replica(1, "=1+1\x1b[2J", adapter(1, staged=BAD)),
        replica(2, "web01", adapter(2, staged=GOOD, on=False)),
    )
    return FleetView(1, (up("dr-hv-01", machines),))


def test_the_gravest_come_first_and_only_what_weighs_for_the_operation() -> None:
    view = hostile_view()
    judgement = Judge().judge(view, now=NOW)
    for operation in Operation:
        weights = [each.finding.severity(operation) for each in named_findings(judgement, view, operation)]
        assert weights == sorted(weights, reverse=True)
        assert Severity.NONE not in weights


def test_csv_keeps_names_from_being_formulas_and_text_is_printable() -> None:
    view = hostile_view()
    found = named_findings(Judge().judge(view, now=NOW), view, Operation.UNPLANNED)
    rows = list(csv.DictReader(findings_text(found, Operation.UNPLANNED, as_csv=True).lstrip("\ufeff").splitlines()))
    assert len(rows) == len(found)
    assert {row["VM Name"] for row in rows} == {'"=1+1\\u001b[2J"', "web01"}
    plain = findings_text(found, Operation.UNPLANNED, as_csv=False)
    assert "\x1b" not in plain
    assert "gateway 192.168.31.1 is on none of this adapter's subnets" in plain
