"""A failover's plan in the journal, and what its notes tell."""

import json
from datetime import UTC, datetime

from tui.fleet.failover.record import plan_document, read_notes, read_plan
from tui.model.failover.deed import Deed
from tui.model.failover.points import PointChoice, PointRule
from tui.model.failover.stages import Stage
from tui.model.failover.values import FailoverPlan, FailoverTarget, Tier, Whereabouts
from tui.model.machine import Adapter, Connection
from tui.model.staged import StagedRaw

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
STAGED = StagedRaw(4098, False, ("10.9.20.11", "not an address\ud800"), ("255.255.255.0",), ("10.9.20.1",), ())
CABLE = Connection("", True, None, "")
ADAPTERS = (
    Adapter("A1", "", "Network Adapter", "00155D0A0B0C", "synthetic", connection=CABLE, staged=STAGED),
    Adapter("A2", "", "Backup", "00155D0A0B0D", "legacy"),
)  # fmt: skip
TARGET = FailoverTarget(
    "VM-1", "sql01", Whereabouts("dr-hv-01", "dr-cluster"), Whereabouts("prod-hv-01"),
    (Whereabouts("prod-hv-01"), Whereabouts("far-hv-01")), "PROD-HV-01", ADAPTERS, NOON,
    PointChoice(PointRule.NOT_AFTER, not_after=NOON), (443, 1433), True,
)  # fmt: skip
PLAN = FailoverPlan(
    "move the site", Deed.PLANNED, (TARGET,), (Tier("databases", ("VM-1",), 5.0, "ready?"),), "a reason", True,
    1800.0, 2, True, 60.0, 61.0, 3, {"never-drilled": "by hand"}, ("dr-cluster", "far"), ("app07 is already there",),
)  # fmt: skip


def test_a_plan_comes_back_from_the_journal_as_it_was() -> None:
    assert read_plan(json.loads(json.dumps(plan_document(PLAN)))) == PLAN


def test_a_plan_of_a_journal_that_tells_not_where_it_moved_to_is_still_read() -> None:
    document = plan_document(PLAN)
    older = {name: value for name, value in document.items() if name not in ("to", "left_out")}
    assert (read_plan(older).targets, read_plan(older).to, read_plan(older).left_out) == (PLAN.targets, (), ())


def test_notes_tell_the_stages_that_are_over_and_the_last_that_is_known() -> None:
    told = read_notes(
        [
            {"vm": "VM-1", "stage": "shut down the primary", "begun": True},
            {"vm": "VM-1", "stage": "shut down the primary", "ended": True, "sentence": "off on prod-hv-01"},
            {"vm": "VM-1", "stage": "prepare the primary", "begun": True},
            {"gate": "tier 1", "asked": "ready?", "vm": None},
            {"vm": "VM-1", "stage": "of a later version", "ended": True},
            {"something": "else"},
        ]
    )
    assert told.ended == {"VM-1": frozenset({Stage.SHUT_DOWN})}
    assert told.last == {"VM-1": "prepare the primary: begun, its end is not known"}
    assert told.asked == ("tier 1",)
    assert not told.back


def test_a_gate_that_was_answered_is_not_asked_any_more() -> None:
    told = read_notes([{"gate": "tier 1", "asked": "?"}, {"gate": "tier 1", "answered": "go on"}, {"back": True}])
    assert told.asked == ()
    assert told.back
