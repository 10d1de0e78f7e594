"""Actions on VMs, drills and failovers in the journal, read back as they were written by whoever shares it."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.samples import staging_change
from tui.fleet.journal import Journal, JournalError
from tui.fleet.journal.history import last_apply, unsettled_steps
from tui.model.result import ChangeResult, Outcome
from tui.model.staged import IPV4, StagedRaw
from tui.model.step import Action, Moment, Step, StepResult

NOON = datetime(2026, 11, 1, 23, 58, tzinfo=UTC)
STEP = Step(
    Action.TEST_FAILOVER, "dr-hv-01", "VM", "sql01\x1b", Moment(2, 3, 3), recovery_point="Microsoft:5", test_of=None
)
RESULT = StepResult(STEP, Outcome.VERIFIED, "so", "wörtlich\u202e", Moment(2, 3, 21), "TEST", 1.25, True, 0.01)


class _Clock:
    """A minute later with every look at it."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal", _Clock(), system_log=tmp_path / "no-log")


def test_an_action_is_read_back_as_it_was_written(journal: Journal) -> None:
    entry = journal.step_intent(STEP, "because", principal="DOM\\admin", run="r1")
    journal.step_outcome(entry, RESULT)
    (step,) = journal.read().steps
    assert (step.intent.id, step.intent.step, step.intent.reason) == (entry, STEP, "because")
    assert (step.intent.principal, step.intent.run) == ("DOM\\admin", "r1")
    assert step.ending is not None
    ending = step.ending
    assert (ending.outcome, ending.sentence, ending.words) == (Outcome.VERIFIED, "so", "wörtlich\u202e")
    assert (ending.found, ending.test_vm, ending.seconds, ending.sent) == (Moment(2, 3, 21), "TEST", 1.25, True)
    assert not ending.settled
    assert journal.read().entries == ()


def test_an_action_without_an_end_is_unsettled_until_reading_tells(journal: Journal) -> None:
    entry = journal.step_intent(STEP, "")
    assert [step.intent.id for step in unsettled_steps(journal.read().steps)] == [entry]
    journal.step_outcome(entry, replace(RESULT, outcome=Outcome.UNKNOWN))
    assert len(unsettled_steps(journal.read().steps)) == 1
    journal.step_settled(entry, replace(RESULT, found=None, test_vm=None))
    (step,) = journal.read().steps
    assert step.ending is not None
    assert (step.ending.settled, step.ending.found) == (True, None)
    assert unsettled_steps(journal.read().steps) == ()


def test_a_run_holds_its_documents_and_everything_that_was_written_for_it(journal: Journal) -> None:
    journal.run_began("r1", "drill", {"plan": ["sql01"]})
    step = journal.step_intent(STEP, "", run="r1")
    journal.step_intent(STEP, "", run="r2")
    change = journal.intent(staging_change("dr-hv-01", "1"), "", run="r1")
    journal.run_noted("r1", {"wave": 1})
    (run,) = journal.read().runs
    assert (run.id, run.kind, run.ended) == ("r1", "drill", None)
    assert [each.intent.id for each in run.steps] == [step]
    assert [each.intent.id for each in run.changes] == [change]
    journal.run_ended("r1", {"verdicts": {"sql01": "verified"}})
    (run,) = journal.read().runs
    assert run.documents == ({"plan": ["sql01"]}, {"wave": 1}, {"verdicts": {"sql01": "verified"}})
    assert run.ended is not None
    assert run.ended > run.began


def test_runs_are_in_the_order_in_which_they_began_whatever_file_tells_of_them(journal: Journal) -> None:
    for run in ("b", "a", "c"):
        journal.run_began(run, "failover", {})
    assert [run.id for run in journal.read().runs] == ["b", "a", "c"]
    assert len(list(journal.folder.files())) == 2


def test_a_note_of_a_run_whose_beginning_is_lost_is_no_run(journal: Journal) -> None:
    journal.run_noted("r1", {})
    assert journal.read().runs == ()


def test_a_line_cut_short_is_told_and_loses_nothing_else(journal: Journal) -> None:
    journal.run_began("r1", "drill", {})
    path = next(iter(journal.folder.files()))
    with path.open("a") as file:
        file.write(json.dumps({"kind": "step", "id": "x", "time": "2026-11-01T12:00:00Z"}) + "\n")
        file.write('{"kind": "run-ended", "run": "r1", "docu')
    journal.step_intent(STEP, "")
    read = journal.read()
    assert (len(read.steps), len(read.runs), len(read.torn)) == (1, 1, 2)


def test_a_change_that_told_a_guest_something_is_read_back_with_it(journal: Journal) -> None:
    change = staging_change("dr-hv-01", "1")
    told = StagedRaw(IPV4, False, ("10.0.0.7",), ("255.0.0.0",))
    change = replace(change, after=replace(change.before, guest=told))
    entry = journal.intent(change, "")
    journal.outcome(entry, ChangeResult(change, Outcome.VERIFIED, "", found=change.after, sent=True))
    (read,) = journal.read().entries
    assert read.intent.change == change
    assert read.left == change.after


def test_what_a_drill_changes_is_not_the_last_apply(journal: Journal) -> None:
    change = staging_change("dr-hv-01", "1")
    mine = journal.intent(change, "", apply="a1")
    journal.intent(staging_change("dr-hv-01", "2"), "", run="r1")
    assert [entry.intent.id for entry in last_apply(journal.read().entries)] == [mine]


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "journal").write_text("in the way")
    journal = Journal(tmp_path / "journal", system_log=tmp_path / "no-log")
    with pytest.raises(JournalError):
        journal.step_intent(STEP, "")
    with pytest.raises(JournalError):
        journal.run_began("r1", "drill", {})
