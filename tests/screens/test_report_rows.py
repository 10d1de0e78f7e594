"""What the journal's and the review's rows say, without an app."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.screens.fakes import NOW, FakeFleet, adapter, replica, up
from tests.screens.test_rows_of import words
from tui.fleet.journal import Ending, Entry, Intent, Operator
from tui.fleet.judge import Judge
from tui.fleet.view import FleetView
from tui.fleet.weighing import blockers
from tui.model.change import Change
from tui.model.result import Outcome
from tui.model.staged import StagedRaw
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
    ending = None if outcome is None else Ending(time, outcome, "why", "own words", None, 1.5, True, False)
    return Entry(intent, ending, Path("journal"))


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
