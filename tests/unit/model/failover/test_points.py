"""Which recovery point is taken, and what is lost with it."""

from datetime import UTC, datetime, timedelta

import pytest

from tui.model.failover.bookform import read_point
from tui.model.failover.points import LATEST, NoSuchPoint, PointChoice, PointRule, choose, lost
from tui.model.recoverypoint import RecoveryPoint

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
POINTS = (
    RecoveryPoint("p3", NOON, "standard"),
    RecoveryPoint("p2", NOON - timedelta(hours=1), "application consistent"),
    RecoveryPoint("p1", NOON - timedelta(hours=2), "application consistent"),
    RecoveryPoint("p0", None, "other"),
)


@pytest.mark.parametrize(
    ("choice", "taken"),
    [
        (PointChoice(PointRule.CONSISTENT), "p2"),
        (PointChoice(PointRule.NOT_AFTER, not_after=NOON - timedelta(minutes=1)), "p2"),
        (PointChoice(PointRule.NOT_AFTER, not_after=NOON), "p3"),
        (PointChoice(PointRule.EXACTLY, id="p0"), "p0"),
    ],
)
def test_the_newest_that_fits_is_taken(choice: PointChoice, taken: str) -> None:
    point = choose(choice, POINTS)
    assert point is not None
    assert point.id == taken


def test_the_latest_state_is_no_recovery_point() -> None:
    assert choose(LATEST, POINTS) is None


@pytest.mark.parametrize(
    "choice",
    [
        PointChoice(PointRule.NOT_AFTER, not_after=NOON - timedelta(days=1)),
        PointChoice(PointRule.EXACTLY, id="gone"),
    ],
)
def test_nothing_is_taken_instead_of_what_is_not_there(choice: PointChoice) -> None:
    with pytest.raises(NoSuchPoint, match="the host holds 3, from 2026-11-23 10:00 to 2026-11-23 12:00 UTC"):
        choose(choice, POINTS)
    with pytest.raises(NoSuchPoint, match="the host holds none"):
        choose(choice, ())


def test_what_is_lost_counts_from_the_point_or_from_the_last_that_was_received() -> None:
    now = NOON + timedelta(minutes=5)
    assert lost(POINTS[1], NOON, now) == 65 * 60
    assert lost(None, NOON, now) == 5 * 60
    assert lost(None, None, now) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("newest", "is not one of latest, application-consistent, not after TIME"),
        ("not after noon", "'noon' is no time"),
        ("not after 2026-11-23T12:00:00", "lacks its offset"),
    ],
)
def test_a_choice_that_means_nothing_says_what_it_may_be(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read_point(text)


def test_a_time_keeps_its_zone() -> None:
    choice = read_point("not after 2026-11-23T13:00:00+01:00")
    assert choice.not_after == NOON
