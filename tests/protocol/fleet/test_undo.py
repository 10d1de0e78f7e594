"""The way back is a plan like any other: of one change, of an apply, and never over what somebody did since."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.protocol.fleet.conftest import OpenFleet
from tests.protocol.fleet.plans import finish, held, holdable, put, refreshed, replica_changes, staged_for
from tests.unit.model.test_form import raws
from tests.waiting import wait_for
from tui.fleet.fleet import Fleet
from tui.fleet.journal.history import last_apply
from tui.fleet.journal.undo import Undo, undo_of
from tui.fleet.plans.building import site_of
from tui.model.change import Change
from tui.model.plan.comparing import means_the_same
from tui.model.plan.truncation import cut
from tui.model.result import Outcome
from tui.model.staged import PROTOCOL_NAMES, StagedRaw
from tui.practice.serve import PracticeServer

_holdable = st.builds(holdable, raws, st.sampled_from(sorted(PROTOCOL_NAMES)))


def _undo(fleet: Fleet) -> Undo:
    entries = fleet.journal.read().entries
    return undo_of(last_apply(entries), entries, site_of(fleet.view))


def _apply(fleet: Fleet, *plan: Change) -> None:
    assert all(result.outcome is Outcome.VERIFIED for result in finish(fleet.apply(plan)))
    refreshed(fleet, plan)


def test_the_last_apply_is_taken_back_whole_and_may_be_done_again_the_same_way(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet = open_fleet()
    plan = [*replica_changes(fleet, "dr-hv-01", 2), *replica_changes(fleet, "dr-hv-02", 1, first=2)]
    _apply(fleet, *plan)
    back = _undo(fleet)
    assert (back.others, back.reading.problems) == ((), ())
    assert {change.key: change.after for change in back.reading.plan} == {each.key: each.before for each in plan}
    _apply(fleet, *back.reading.plan)
    assert [held(ground, change.key) for change in plan] == [change.before.staged for change in plan]
    again = _undo(fleet).reading.plan
    assert {change.key: change.after for change in again} == {each.key: each.after for each in plan}


def test_a_connection_and_a_test_switch_come_back_too(ground: PracticeServer, open_fleet: OpenFleet) -> None:
    fleet = open_fleet()
    (change,) = replica_changes(fleet, "dr-hv-01", 1)
    inventory = fleet.view.host("dr-hv-01").inventory
    assert inventory is not None
    switch = next(each for each in inventory.switches if each.name == "DR-LAN")
    after = replace(change.after, connected=not change.before.connected, switch_id=switch.id, test_switch=None)
    _apply(fleet, replace(change, after=after))
    _apply(fleet, *_undo(fleet).reading.plan)
    wait_for(lambda: not _undo(fleet).reading.problems, "the view to be read again")
    (again,) = replica_changes(fleet, "dr-hv-01", 1)
    assert again.before == change.before


def test_what_another_tool_wrote_since_is_not_taken_back(ground: PracticeServer, open_fleet: OpenFleet) -> None:
    fleet = open_fleet()
    (change,) = replica_changes(fleet, "dr-hv-01", 1)
    _apply(fleet, change)
    ground.administration.happen("dr-hv-01", "truncate-staged", vm=change.key.vm, adapter=change.key.adapter)
    fleet.refresh("dr-hv-01")
    wait_for(lambda: _undo(fleet).reading.problems, "the change of another tool to be seen")
    reading = _undo(fleet).reading
    assert reading.plan == ()
    assert "and not by hvr" in reading.problems[0].sentence
    assert cut(staged_for(0)).addresses == held(ground, change.key).addresses


def test_an_earlier_apply_gives_way_to_a_later_one_on_the_same_adapter(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet = open_fleet()
    (first,) = replica_changes(fleet, "dr-hv-01", 1)
    _apply(fleet, first)
    early = last_apply(fleet.journal.read().entries)
    _apply(fleet, replace(first, before=first.after, after=replace(first.after, staged=staged_for(5))))
    entries = fleet.journal.read().entries
    reading = undo_of(early, entries, site_of(fleet.view)).reading
    assert reading.plan == ()
    assert "changed it again since" in reading.problems[0].sentence
    both = undo_of((*early, *last_apply(entries)), entries, site_of(fleet.view)).reading
    assert [change.after for change in both.plan] == [first.before]


def test_another_ones_apply_is_named_before_it_is_taken_back(ground: PracticeServer, open_fleet: OpenFleet) -> None:
    fleet = open_fleet()
    (change,) = replica_changes(fleet, "dr-hv-01", 1)
    _apply(fleet, change)
    (entry,) = fleet.journal.read().entries
    theirs = replace(entry, intent=replace(entry.intent, operator=replace(entry.intent.operator, user="night-shift")))
    undo = undo_of((theirs,), (theirs,), site_of(fleet.view))
    assert undo.others == ("night-shift",)
    assert len(undo.reading.plan) == 1


def test_an_apply_that_sent_nothing_has_nothing_to_take_back(ground: PracticeServer, open_fleet: OpenFleet) -> None:
    fleet = open_fleet()
    (change,) = replica_changes(fleet, "dr-hv-01", 1)
    held_already = replace(change, after=change.before)
    assert finish(fleet.apply([held_already]))[0].outcome is Outcome.VERIFIED
    assert _undo(fleet).reading.plan == ()


@pytest.fixture
def adapter(ground: PracticeServer, open_fleet: OpenFleet) -> tuple[Fleet, Change]:
    """On a host that takes any text at once, and what it holds of one adapter; every example begins there."""
    ground.administration.habits("dr-hv-01", checks_addresses=False, job_seconds=0.0)
    fleet = open_fleet()
    (change,) = replica_changes(fleet, "dr-hv-01", 1)
    return fleet, change


@pytest.mark.timeout(300)
@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(first=_holdable, second=_holdable)
def test_whatever_is_applied_is_taken_back_exactly(
    ground: PracticeServer, adapter: tuple[Fleet, Change], first: StagedRaw, second: StagedRaw
) -> None:
    fleet, change = adapter
    assert change.before.staged is not None
    put(ground, change.key.host, change.key.vm, change.before.staged, change.key.adapter)
    refreshed(fleet, [replace(change, after=change.before)])
    one = replace(change, after=replace(change.after, staged=first))
    two = replace(change, before=one.after, after=replace(change.after, staged=second))
    _apply(fleet, one)
    if not means_the_same(one.after, two.after):
        _apply(fleet, two)
        assert held(ground, change.key) == second
        _apply(fleet, *_undo(fleet).reading.plan)
    assert held(ground, change.key) == first
