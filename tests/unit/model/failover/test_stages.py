"""Stages: which a deed has, and where a VM stands in one by what its host shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.model.failover.deed import Deed
from tui.model.failover.stages import ACTS, Place, Side, Stage, place_in, stages_of, way_back
from tui.model.step import Moment

PRIMARY, REPLICA = 1, 2
RUNNING, OFF, STOPPING, SAVED = 2, 3, 4, 6
E, R, W, X = Place.ENDED, Place.READY, Place.ON_ITS_WAY, Place.ELSEWHERE

STANDS = [
    (Stage.SHUT_DOWN, Moment(PRIMARY, RUNNING, 3), R),
    (Stage.SHUT_DOWN, Moment(PRIMARY, STOPPING, 3), W),
    (Stage.SHUT_DOWN, Moment(PRIMARY, OFF, 3), E),
    (Stage.SHUT_DOWN, Moment(PRIMARY, SAVED, 3), X),
    (Stage.PREPARE, Moment(PRIMARY, OFF, 3), R),
    (Stage.PREPARE, Moment(PRIMARY, OFF, 4), E),
    (Stage.PREPARE, Moment(PRIMARY, OFF, 7), X),
    (Stage.FAIL_OVER, Moment(REPLICA, OFF, 3), R),
    (Stage.FAIL_OVER, Moment(REPLICA, OFF, 4), R),
    (Stage.FAIL_OVER, Moment(REPLICA, OFF, 12), W),
    (Stage.FAIL_OVER, Moment(REPLICA, OFF, 5), E),
    (Stage.FAIL_OVER, Moment(REPLICA, OFF, 2), X),
    (Stage.FAIL_OVER, Moment(PRIMARY, OFF, 3), E),
    (Stage.REVERSE, Moment(REPLICA, OFF, 5), R),
    (Stage.REVERSE, Moment(REPLICA, RUNNING, 6), R),
    (Stage.REVERSE, Moment(PRIMARY, OFF, 3), E),
    (Stage.START, Moment(REPLICA, OFF, 5), R),
    (Stage.START, Moment(REPLICA, OFF, 3), X),
    (Stage.START, Moment(PRIMARY, OFF, 3), R),
    (Stage.START, Moment(PRIMARY, OFF, 4), X),
    (Stage.START, Moment(REPLICA, RUNNING, 5), E),
    (Stage.CANCEL, Moment(REPLICA, OFF, 5), R),
    (Stage.CANCEL, Moment(REPLICA, OFF, 12), R),
    (Stage.CANCEL, Moment(REPLICA, OFF, 3), E),
    (Stage.CANCEL, Moment(REPLICA, OFF, 6), X),
    (Stage.CANCEL, Moment(PRIMARY, OFF, 4), R),
    (Stage.CANCEL_PREPARED, Moment(PRIMARY, OFF, 4), R),
    (Stage.CANCEL_PREPARED, Moment(PRIMARY, RUNNING, 3), E),
    (Stage.RESUME_FIRST, Moment(REPLICA, OFF, 7), R),
    (Stage.RESUME_FIRST, Moment(REPLICA, OFF, 3), E),
    (Stage.COMPLETE, Moment(REPLICA, RUNNING, 5), R),
    (Stage.COMPLETE, Moment(REPLICA, RUNNING, 6), E),
    (Stage.RESYNCHRONIZE, Moment(PRIMARY, RUNNING, 9), R),
    (Stage.RESYNCHRONIZE, Moment(PRIMARY, RUNNING, 10), E),
]


@pytest.mark.parametrize(("stage", "moment", "place"), STANDS)
def test_a_host_tells_where_a_vm_stands(stage: Stage, moment: Moment, place: Place) -> None:
    assert place_in(stage, moment) is place


@given(
    st.sampled_from(sorted(ACTS, key=lambda stage: stage.value)),
    st.builds(Moment, st.integers(1, 4), st.integers(0, 32792), st.one_of(st.none(), st.integers(0, 30))),
)
def test_every_moment_is_somewhere_in_every_stage_that_sends(stage: Stage, moment: Moment) -> None:
    assert place_in(stage, moment) in Place


def test_a_planned_failover_touches_the_copy_only_once_the_primary_is_prepared() -> None:
    stages = stages_of(Deed.PLANNED, reverse=True, connect=True)
    sides = [ACTS[stage].side for stage in stages if stage in ACTS]
    assert sides == sorted(sides, key=lambda side: side is Side.COPY)
    assert stages.index(Stage.REVERSE) < stages.index(Stage.START) < stages.index(Stage.CONNECT)
    assert Stage.REVERSE not in stages_of(Deed.PLANNED)


def test_an_unplanned_failover_is_never_completed_without_a_decision() -> None:
    stages = stages_of(Deed.UNPLANNED, connect=True)
    assert stages[0] is Stage.CHECK_PRIMARY
    assert stages[-1] is Stage.DECIDE
    assert not {Stage.COMPLETE, Stage.CANCEL, Stage.REVERSE} & set(stages)


@pytest.mark.parametrize("deed", [deed for deed in Deed if not deed.fails_over])
def test_every_other_deed_has_stages_of_its_own(deed: Deed) -> None:
    assert stages_of(deed)
    assert all(stage in ACTS for stage in stages_of(deed))


def test_the_way_back_turns_the_copy_off_before_it_takes_the_failover_back() -> None:
    back = way_back(Deed.PLANNED)
    assert back == (Stage.TURN_OFF, Stage.CANCEL, Stage.CANCEL_PREPARED, Stage.START_PRIMARY)
    assert way_back(Deed.UNPLANNED) == back[:2]
