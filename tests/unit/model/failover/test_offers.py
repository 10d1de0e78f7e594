"""What is offered for a copy, against a table written out from the facts, and what holds for every copy at all."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.model.failover.deed import Deed
from tui.model.failover.offers import offer, offers
from tui.model.failover.standing import Member, Standing
from tui.model.step import Moment

NONE, PRIMARY, REPLICA, TEST, EXTENDED = range(5)
RUNNING, OFF, SAVED, PAUSED = 2, 3, 6, 9

OFFERED = {
    # facts/hyperv-wmi.md 2.4: state 4 is requested on the primary while it replicates; then the replica fails over.
    Deed.PLANNED: {REPLICA: {3, 4}},
    # 2.4: from a suspended or resynchronizing replica replication is resumed first; a received replication is needed.
    Deed.UNPLANNED: {REPLICA: {3, 4, 7, 8, 9, 10, 11}, EXTENDED: {3, 4, 7, 8, 9, 10, 11}},
    # 2.4: RevertFailover of states 5 and 12, and of a primary that is prepared.
    Deed.CANCEL: {PRIMARY: {4}, REPLICA: {5, 12}, EXTENDED: {5, 12}},
    # 1.1: 5 is failed over, waiting for completion.
    Deed.COMPLETE: {REPLICA: {5}, EXTENDED: {5}},
    # 2.4, 8: after the failover, and not on the extended leg.
    Deed.REVERSE: {REPLICA: {5, 6}},
    # 2.2: RequestedState 7 and 3.
    Deed.SUSPEND: {PRIMARY: {3, 10}, REPLICA: {3, 10}, EXTENDED: {3, 10}},
    Deed.RESUME: {PRIMARY: {7, 8, 11}, REPLICA: {7, 8, 11}, EXTENDED: {7, 8, 11}},
    # 2.4: where resynchronization is required; 2.1: on the primary.
    Deed.RESYNCHRONIZE: {PRIMARY: {8, 9}},
}

ALONE = Standing(Moment(REPLICA, OFF, 3))
STANDINGS = st.builds(
    Standing,
    moment=st.builds(
        Moment,
        mode=st.integers(0, 4),
        enabled_state=st.sampled_from([RUNNING, OFF, SAVED, PAUSED, 4, 10, 32773, 32781]),
        replication_state=st.one_of(st.none(), st.integers(0, 25)),
    ),
    extended=st.booleans(),
    external=st.booleans(),
    received=st.booleans(),
    primary_name=st.sampled_from(["", "PROD-HV-01"]),
    members=st.lists(
        st.builds(
            Member,
            host=st.sampled_from(["prod-hv-01", "far-hv-01"]),
            moment=st.builds(
                Moment,
                mode=st.sampled_from([PRIMARY, REPLICA, EXTENDED]),
                enabled_state=st.sampled_from([RUNNING, OFF, SAVED, PAUSED]),
                replication_state=st.integers(0, 21),
            ),
            live=st.booleans(),
        ),
        max_size=2,
    ).map(tuple),
)


@pytest.mark.parametrize("deed", Deed)
@pytest.mark.parametrize("mode", range(5))
@pytest.mark.parametrize("state", range(22))
def test_a_copy_that_is_off_and_alone_is_offered_what_the_facts_allow(deed: Deed, mode: int, state: int) -> None:
    standing = replace(ALONE, moment=Moment(mode, OFF, state))
    assert (offer(deed, standing).why_not == "") == (state in OFFERED[deed].get(mode, set()))


@given(STANDINGS)
def test_everything_is_either_offered_or_refused_with_a_sentence(standing: Standing) -> None:
    assert [each.deed for each in offers(standing)] == list(Deed)
    for each in offers(standing):
        allowed = OFFERED[each.deed].get(standing.moment.mode, set())
        assert each.why_not or standing.moment.replication_state in allowed
        assert not (each.why_not and each.note)


@given(STANDINGS)
def test_nothing_is_reversed_while_extended_replication_is_on(standing: Standing) -> None:
    assert offer(Deed.REVERSE, replace(standing, extended=True)).why_not


@given(STANDINGS)
def test_no_copy_is_failed_over_without_its_primary_while_another_member_runs(standing: Standing) -> None:
    alive = any(each.live and each.moment.enabled_state not in (OFF, SAVED) for each in standing.members)
    if alive:
        assert offer(Deed.UNPLANNED, standing).why_not


@given(STANDINGS)
def test_nothing_is_offered_where_another_provider_replicates_or_nobody_does(standing: Standing) -> None:
    foreign = replace(standing, external=True)
    lone = replace(standing, moment=replace(standing.moment, replication_state=None))
    assert all(each.why_not for each in (*offers(foreign), *offers(lone)))


@given(STANDINGS)
def test_a_copy_that_is_not_off_or_never_received_anything_is_not_failed_over(standing: Standing) -> None:
    running = replace(standing, moment=replace(standing.moment, enabled_state=RUNNING))
    for deed in (Deed.PLANNED, Deed.UNPLANNED):
        assert offer(deed, running).why_not
        assert offer(deed, replace(standing, received=False)).why_not


def test_a_planned_failover_needs_a_primary_that_answers_and_replicates() -> None:
    primary = Member("prod-hv-01", Moment(PRIMARY, RUNNING, 3))
    assert offer(Deed.PLANNED, replace(ALONE, members=(primary,))).why_not == ""
    silent = replace(ALONE, members=(replace(primary, live=False),))
    assert "prod-hv-01 does not answer" in offer(Deed.PLANNED, silent).why_not
    suspended = replace(ALONE, members=(replace(primary, moment=Moment(PRIMARY, RUNNING, 7)),))
    assert offer(Deed.PLANNED, suspended).why_not == (
        "on the primary, prod-hv-01: replication is suspended: resume it first"
    )


def test_what_cannot_be_known_of_the_primary_is_noted_with_the_offer() -> None:
    assert "not in this fleet" in offer(Deed.UNPLANNED, replace(ALONE, primary_name="PROD-HV-01")).note
    silent = Member("prod-hv-01", Moment(PRIMARY, RUNNING, 3), live=False)
    assert "does not answer" in offer(Deed.UNPLANNED, replace(ALONE, members=(silent,))).note
    assert "extended" in offer(Deed.PLANNED, replace(ALONE, extended=True)).note


@pytest.mark.parametrize(
    ("deed", "mode", "state", "says"),
    [
        (Deed.PLANNED, PRIMARY, 3, "this is the primary: it is done on the replica, which is not in this fleet"),
        (Deed.COMPLETE, REPLICA, 6, "the failover is complete already"),
        (Deed.RESUME, REPLICA, 9, "the copies differ: resynchronize is what it needs"),
        (Deed.CANCEL, REPLICA, 4, "it waits for a planned failover: that is cancelled on the primary"),
        (Deed.UNPLANNED, TEST, 3, "it is a test VM: a drill ends it"),
    ],
)
def test_a_refusal_says_what_to_do_instead(deed: Deed, mode: int, state: int, says: str) -> None:
    assert offer(deed, replace(ALONE, moment=Moment(mode, OFF, state))).why_not == says
