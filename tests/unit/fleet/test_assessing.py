"""Judging on a lane of its own: newer views, plans under review, the journal."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.screens.fakes import NOW, FakeFleet, adapter, replica, up
from tui.fleet.journal import Journal
from tui.fleet.judging.assessing import Assessment, Assessor
from tui.fleet.view import FleetView
from tui.model.change import Change
from tui.model.readiness import Verdict
from tui.model.result import ChangeResult, Outcome
from tui.model.staged import StagedRaw


def staged(gateway: str) -> StagedRaw:
    return StagedRaw(4096, False, ("10.9.20.11",), ("255.255.255.0",), (gateway,), ("10.9.0.10",))


GOOD, BAD = staged("10.9.20.1"), staged("192.168.31.1")


def view_of(settings: StagedRaw) -> FleetView:
    return FleetView(1, (up("dr-hv-01", (replica(1, "sql01", adapter(1, staged=settings)),)),))


class Watch:
    """An assessor, and the way to wait for what it comes to."""

    def __init__(self, fleet: FakeFleet) -> None:
        self.assessor = Assessor(fleet, lambda: NOW)
        self._newer = threading.Condition()
        self.assessor.listen(self._tell)
        self.assessor.start()

    def _tell(self) -> None:
        with self._newer:
            self._newer.notify_all()

    def until(self, condition: Callable[[Assessment], bool]) -> Assessment:
        with self._newer:
            assert self._newer.wait_for(lambda: condition(self.assessor.assessment), 20)
        return self.assessor.assessment


@pytest.fixture
def fleet(tmp_path: Path) -> FakeFleet:
    made = FakeFleet(view_of(BAD))
    made.journal = Journal(tmp_path / "journal")
    return made


def change(fleet: FakeFleet, settings: StagedRaw) -> Change:
    (row,) = fleet.view.rows()
    begun = Change.begin("dr-hv-01", row.machine, row.machine.adapters[0])
    return replace(begun, after=replace(begun.after, staged=settings))


def test_every_newer_view_is_judged(fleet: FakeFleet) -> None:
    watch = Watch(fleet)
    watch.until(lambda seen: seen.judgement.counts() == {Verdict.BLOCKED: 1})
    fleet.view = view_of(GOOD)
    watch.until(lambda seen: seen.judgement.counts() == {Verdict.READY: 1})
    watch.assessor.close()


def test_a_plan_is_judged_and_an_earlier_one_is_not_taken_for_it(fleet: FakeFleet) -> None:
    watch = Watch(fleet)
    plan = (change(fleet, GOOD),)
    watch.assessor.consider(plan)
    seen = watch.until(lambda seen: seen.impacts_of(plan) is not None)
    (impact,) = seen.impacts.values()
    assert [finding.rule_id for finding in impact.mended] == ["gateway-off-subnets"]
    assert seen.impacts_of((change(fleet, staged("10.9.20.2")),)) is None
    watch.assessor.close()


def test_what_another_tool_changed_after_hvr_is_marked_and_a_change_on_its_way_is_not(fleet: FakeFleet) -> None:
    watch = Watch(fleet)
    done = change(fleet, GOOD)
    entry = fleet.journal.intent(done, "")
    fleet.journal.outcome(entry, ChangeResult(done, Outcome.VERIFIED, "", found=done.after, sent=True))
    watch.assessor.look()
    assert watch.until(lambda seen: bool(seen.foreign)).foreign == {done.key}
    again = fleet.journal.intent(done, "")
    watch.assessor.look()
    assert not watch.until(lambda seen: bool(seen.unsettled)).foreign
    fleet.view = view_of(GOOD)
    fleet.journal.outcome(again, ChangeResult(done, Outcome.VERIFIED, "", found=done.after, sent=True))
    watch.assessor.look()
    assert not watch.until(lambda seen: not seen.unsettled).foreign
    watch.assessor.close()


def test_a_journal_that_cannot_be_read_is_told_and_the_view_judged_nevertheless(
    fleet: FakeFleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> list[Path]:
        raise OSError("no such share")

    monkeypatch.setattr(fleet.journal.folder, "files", refuse)
    watch = Watch(fleet)
    seen = watch.until(lambda seen: bool(seen.judgement.standings))
    assert seen.journal_trouble == "no such share"
    watch.assessor.close()
