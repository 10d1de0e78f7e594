"""Other consoles and other tools on the same adapter: seen, named, and nothing of ours silently lost."""

from dataclasses import replace
from pathlib import Path

from tests.protocol.fleet.conftest import OpenFleet
from tests.protocol.fleet.plans import finish, held, refreshed, replica_changes, staged_for, writes
from tests.waiting import wait_for
from tui.fleet.fleet import Fleet
from tui.fleet.plans.building import build_plan, site_of
from tui.fleet.plans.drift import drift_of, foreign_changes, snapshot_text
from tui.fleet.plans.files import plan_text, read_plan, write_text
from tui.fleet.plans.run import ApplyRun
from tui.fleet.view import HostState
from tui.model.change import Change
from tui.model.plan.entries import entries_of_plan
from tui.model.plan.truncation import cut
from tui.model.result import ChangeProgress, Outcome
from tui.practice.serve import PracticeServer

HOST = "dr-hv-01"


def _staged(fleet: Fleet) -> Change:
    """A change of an adapter that holds several addresses a family already."""
    (change,) = replica_changes(fleet, HOST, 1)
    assert finish(fleet.apply([change]))[0].outcome is Outcome.VERIFIED
    refreshed(fleet, [change])
    return replace(change, before=change.after, after=replace(change.after, staged=staged_for(7)))


def _cut(ground: PracticeServer, change: Change) -> None:
    ground.administration.happen(HOST, "truncate-staged", vm=change.key.vm, adapter=change.key.adapter)


def _at(run: ApplyRun, step: str, deed: object) -> None:
    """Let something happen, once, when the run's only change comes to a step: on the lane's own thread."""
    done: list[str] = []

    def look() -> None:
        item = run.view.items[0]
        if isinstance(item, ChangeProgress) and item.step == step and not done:
            done.append(step)
            assert callable(deed)
            deed()

    run.listen(look)


def test_of_two_consoles_on_one_adapter_one_writes_and_the_other_sees_what_it_wrote(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    one, other = open_fleet(), open_fleet()
    (mine,) = replica_changes(one, HOST, 1)
    theirs = replace(mine, after=replace(mine.after, staged=staged_for(9)))
    results = [finish(run)[0] for run in (one.apply([mine]), other.apply([theirs]))]
    assert sorted(result.outcome.value for result in results) == ["conflict", "verified"]
    (conflict,) = (result for result in results if result.outcome is Outcome.CONFLICT)
    (winner,) = (result for result in results if result.outcome is Outcome.VERIFIED)
    assert conflict.found == winner.change.after
    assert conflict.change.before == mine.before
    assert not conflict.sent
    assert len(writes(ground)) == 1


def test_a_family_that_another_console_holds_is_waited_for_and_then_not_touched(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet, other = open_fleet(), open_fleet()
    (change,) = replica_changes(fleet, HOST, 1)
    with other.journal.family(change.key.vm):
        (result,) = finish(fleet.apply([change]))
    assert result.outcome is Outcome.NOT_SENT
    assert "another console" in result.sentence
    assert writes(ground) == []


def test_arrays_cut_since_the_plan_are_a_conflict_that_names_it(ground: PracticeServer, open_fleet: OpenFleet) -> None:
    fleet = open_fleet()
    change = _staged(fleet)
    _cut(ground, change)
    (result,) = finish(fleet.apply([change]))
    assert result.outcome is Outcome.CONFLICT
    assert "cut the staged settings to one address a family since the change was planned" in result.sentence
    assert len(writes(ground)) == 1


def test_arrays_cut_inside_the_window_end_as_they_were_reviewed_and_the_window_is_told(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet = open_fleet()
    change = _staged(fleet)
    with fleet.journal.family(change.key.vm):
        run = fleet.apply([change])
        _at(run, "sending", lambda: _cut(ground, change))
    (result,) = finish(run)
    assert result.outcome is Outcome.VERIFIED
    assert held(ground, change.key) == change.after.staged
    assert run.view.window is not None
    assert 0 < run.view.window <= result.seconds


def test_arrays_cut_after_the_call_are_found_by_the_read_back_and_named(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet = open_fleet()
    change = _staged(fleet)
    with fleet.journal.family(change.key.vm):
        run = fleet.apply([change])
        _at(run, "reading back", lambda: _cut(ground, change))
    (result,) = finish(run)
    assert result.outcome is Outcome.DIFFERS
    assert "cut the staged settings to one address a family since it was sent" in result.sentence
    assert result.found is not None
    assert result.found.staged != change.after.staged


def test_what_another_tool_did_is_marked_and_a_snapshot_shows_it_and_brings_it_back(
    ground: PracticeServer, open_fleet: OpenFleet, tmp_path: Path
) -> None:
    fleet = open_fleet()
    change = _staged(fleet)
    snapshot = tmp_path / "snapshot.yaml"
    write_text(snapshot, snapshot_text(fleet.view))
    entries = fleet.journal.read().entries
    assert foreign_changes(fleet.view, entries) == frozenset()
    assert drift_of(read_plan(snapshot), fleet.view, entries).drifts == ()
    _cut(ground, change)
    fleet.refresh(HOST)
    wait_for(lambda: foreign_changes(fleet.view, entries), "the change of another tool to be seen")
    assert foreign_changes(fleet.view, entries) == {change.key}
    (drift,) = drift_of(read_plan(snapshot), fleet.view, entries).drifts
    assert drift.change.before == change.before
    assert drift.change.after.staged is not None
    assert change.before.staged is not None
    assert drift.change.after.staged.addresses == cut(change.before.staged).addresses
    assert "not by hvr" in drift.by.text
    back = build_plan(snapshot, fleet.view)
    assert [each.after for each in back.plan] == [change.before]
    assert finish(fleet.apply(back.plan))[0].outcome is Outcome.VERIFIED
    assert held(ground, change.key) == change.before.staged


def test_while_the_replicas_host_is_down_the_primary_that_shares_its_guids_gets_nothing(
    ground: PracticeServer, open_fleet: OpenFleet, tmp_path: Path
) -> None:
    fleet = open_fleet()
    machines = {row.machine.id: row.host.name for row in fleet.view.rows() if not row.machine.is_recovery_copy}
    change = next(each for each in replica_changes(fleet, HOST, 8) if each.key.vm in machines)
    plan_file = tmp_path / "plan.yaml"
    entries = entries_of_plan([change], site_of(fleet.view))
    write_text(plan_file, plan_text(entries, as_csv=False))
    anywhere = tmp_path / "anywhere.yaml"
    write_text(anywhere, plan_text([replace(entries[0], host=None)], as_csv=False))

    ground.administration.stop(HOST)
    assert [result.outcome for result in finish(fleet.apply([change]))] == [Outcome.NOT_SENT]
    wait_for(lambda: fleet.view.host(HOST).state is HostState.STALE, "the host to be seen as gone")
    for stale_or_new in (fleet, open_fleet(wait=False)):
        stale_or_new.wait_for_first_answers()
        for file in (plan_file, anywhere):
            reading = build_plan(file, stale_or_new.view)
            assert reading.plan == ()
            assert len(reading.problems) == 1
    assert writes(ground) == []
    assert machines[change.key.vm] != HOST
