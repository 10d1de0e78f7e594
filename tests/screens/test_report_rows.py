"""What the journal's and the review's rows say, without an app."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.screens.fakes import NOW, FakeFleet, adapter, replica, up
from tests.screens.test_rows_of import words
from tui.fleet.journal import Ending, Entry, Intent, Journal, Operator, WaivedPlace, WaiverEntry
from tui.fleet.judging.judge import Judge
from tui.fleet.judging.weighing import blockers
from tui.fleet.reports.journal_text import journal_csv
from tui.fleet.view import FleetView
from tui.model.change import Change
from tui.model.result import Outcome
from tui.model.staged import StagedRaw
from tui.model.step import Action, Moment, Step, StepResult
from tui.screens.desk import Desk
from tui.screens.rows_of import journal, review

GOOD = StagedRaw(4096, False, ("10.9.20.11",), ("255.255.255.0",), ("10.9.20.1",), ("10.9.0.10",))
BAD = replace(GOOD, gateways=("192.168.31.1",))
VIEW = FleetView(1, (up("dr-hv-01", (replica(1, "sql01", adapter(1, staged=GOOD)),)),))
(ROW,) = VIEW.rows()
BEGUN = Change.begin("dr-hv-01", ROW.machine, ROW.machine.adapters[0])
BREAKING = replace(BEGUN, after=replace(BEGUN.after, staged=BAD))


def entry(number: int, outcome: Outcome | None, reason: str = "") -> Entry:
    time = NOW + timedelta(minutes=number)
    intent = Intent(f"id{number}", time, Operator("op", "login", "10.0.0.9 1 22"), "svc", "ap", reason, BREAKING)
    if outcome is None:
        return Entry(intent, None, Path("journal"))
    return Entry(intent, Ending(time, outcome, "why", "own words", None, 1.5, True, False), Path("journal"))


def test_the_journal_is_newest_first_and_an_unknown_end_says_what_to_do() -> None:
    entries = [entry(1, Outcome.VERIFIED, "prep"), entry(2, None)]
    newest, oldest = journal.journal_rows(journal.matching(entries, ""), NOW)
    assert "what became of it is not known: s reads the host" in words(newest)
    assert "verified | sql01 / Network Adapter | dr-hv-01 | op" in words(oldest)
    assert "because: prep" in words(oldest)


def test_the_journals_filter_wants_every_word_somewhere() -> None:
    entries = [entry(1, Outcome.VERIFIED, "drill prep"), entry(2, Outcome.FAILED)]
    assert [each.intent.id for each in journal.matching(entries, "SQL01 drill")] == ["id1"]
    assert [each.intent.id for each in journal.matching(entries, "sql01")] == ["id2", "id1"]
    assert journal.matching(entries, "sql01 nothing") == []


def test_what_was_waived_for_an_apply_stands_under_its_changes_and_can_be_looked_for() -> None:
    key = BREAKING.key
    place = WaivedPlace(key.host, key.vm, key.adapter, "gateway 192.168.31.1 is on none")
    waiver = WaiverEntry(NOW, Operator("op", "", ""), "ap", "gateway-off-subnets", "gateway off", "router", (place,))
    other = replace(waiver, apply="another")
    (row,) = journal.journal_rows([entry(1, Outcome.VERIFIED)], NOW, [waiver, other])
    assert words(row).count("– waived: gateway off; because router") == 1
    text = journal.full_text(entry(1, Outcome.VERIFIED), NOW, [waiver])
    assert "Waived: gateway off [gateway-off-subnets], because router\n    gateway 192.168.31.1 is on none" in text
    assert len(journal.matching([entry(1, Outcome.VERIFIED)], "router", [waiver])) == 1
    assert journal.matching([entry(1, Outcome.VERIFIED)], "router", [other]) == []
    assert "gateway-off-subnets: router" in journal_csv([entry(1, Outcome.VERIFIED)], [waiver])
    elsewhere = replace(waiver, places=(replace(place, adapter="another"),))
    assert "router" not in journal_csv([entry(1, Outcome.VERIFIED)], [elsewhere])


def test_a_change_in_full_tells_who_from_where_why_and_what() -> None:
    text = journal.full_text(entry(1, Outcome.FAILED, "prep"), NOW)
    for said in ("By op, logged in as login, from 10.0.0.9", "as svc", "Reason: prep", "- 10.9.20.1", "own words"):
        assert said in text


def test_a_row_of_the_review_says_what_breaks_until_it_is_waived() -> None:
    judge = Judge()
    judge.judge(VIEW, now=NOW)
    impacts = {impact.change.key: impact for impact in judge.impact((BREAKING,))}
    desk = Desk(FakeFleet(VIEW))  # type: ignore[arg-type]
    desk.keep(BREAKING)
    (row,) = review.review_rows(desk, VIEW, impacts)
    assert row.cells[0].text == "✗"
    assert "✗ breaks: gateway 192.168.31.1" in words(row)
    assert "1 blocker" in "".join(text for text, _ in review.totals(desk, impacts))
    desk.waive(blockers(impacts.values()), "a reason")
    (row,) = review.review_rows(desk, VIEW, impacts, problems_only=True)
    assert "– waived: gateway 192.168.31.1" in words(row)
    assert "1 waived" in "".join(text for text, _ in review.totals(desk, impacts))


def test_a_change_whose_adapter_is_gone_says_so() -> None:
    desk = Desk(FakeFleet(VIEW))  # type: ignore[arg-type]
    desk.keep(BREAKING)
    (row,) = review.review_rows(desk, FleetView(2, ()), {})
    assert "does not show this adapter now" in words(row)


def test_an_action_on_a_vm_stands_in_the_journal_between_the_changes_with_all_that_is_known_of_it(
    tmp_path: Path,
) -> None:
    written = Journal(tmp_path / "journal", lambda: NOW, system_log=tmp_path / "no-log")
    step = Step(Action.TEST_FAILOVER, "dr-hv-02", "VM", "sql07", Moment(2, 3, 3), recovery_point="Microsoft:5")
    action = written.step_intent(step, "the drill of spring", run="run-1")
    result = StepResult(step, Outcome.VERIFIED, "", "", Moment(2, 3, 3), "TEST-VM", 1.0, True)
    written.step_outcome(action, result)
    written.step_intent(replace(step, action=Action.START, test_of="VM"), "")
    entries = journal.written(written.read())
    rows = journal.journal_rows(journal.matching(entries, ""), NOW)
    assert {row.cells[3].text for row in rows} == {"sql07: test failover", "sql07: start"}
    (found,) = journal.matching(entries, "spring test failover dr-hv-02")
    text = journal.full_text(found, NOW)
    for fact in ("sql07: test failover on dr-hv-02: verified", "of run run-1", "Replica, Off, Replicating", "TEST-VM"):
        assert fact in text
    csv = journal_csv(entries)
    assert "test failover" in csv
    assert csv.count("sql07") == 2
