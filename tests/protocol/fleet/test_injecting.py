"""What a running guest is told: the same path, the same journal, the same way back, and judged by what it reports."""

from dataclasses import replace

import pytest

from tests.protocol.fleet.conftest import OpenFleet
from tests.protocol.fleet.plans import finish
from tests.protocol.fleet.stepping import PRIMARY_HOST, calls, truth
from tests.waiting import wait_for
from tui.fleet.fleet import Fleet
from tui.fleet.journal.history import last_apply
from tui.fleet.journal.undo import undo_of
from tui.fleet.plans.building import site_of
from tui.model.change import AdapterNetwork, Change
from tui.model.plan.difference import differences
from tui.model.result import ChangeResult, Outcome
from tui.model.staged import BOTH, IPV4, StagedRaw
from tui.practice.serve import PracticeServer

METHOD = "SetGuestNetworkAdapterConfiguration"
TOLD = StagedRaw(
    BOTH, False, ("10.1.20.99", "2001:db8:20::99"), ("255.255.255.0", "64"), ("10.1.20.1",), ("10.1.0.11", "10.1.0.10")
)


@pytest.fixture
def fleet(ground: PracticeServer, open_fleet: OpenFleet) -> Fleet:
    ground.administration.habits(PRIMARY_HOST, job_seconds=0.05)
    return open_fleet()


def _change(fleet: Fleet, told: StagedRaw = TOLD, vm: str = "app07", host: str = PRIMARY_HOST) -> Change:
    row = next(row for row in fleet.view.rows() if row.host.name == host and row.machine.name == vm)
    change = Change.begin(host, row.machine, row.machine.adapters[0], with_guest=True)
    return replace(change, after=replace(change.after, guest=told))


def _apply(fleet: Fleet, change: Change) -> ChangeResult:
    return finish(fleet.apply([change], reason="another network"))[0]


def _reported(ground: PracticeServer, vm: str = "app07") -> list[str]:
    machine = truth(ground, PRIMARY_HOST, vm)
    assert machine is not None
    return list(next(iter(machine["adapters"].values()))["guest"]["ip_addresses"])


def test_a_running_guest_takes_what_it_is_told_and_comes_back_by_undo(ground: PracticeServer, fleet: Fleet) -> None:
    change = _change(fleet)
    before = _reported(ground)
    assert {field.label for field in differences(change, {})} == {"guest addresses", "guest dns"}
    result = _apply(fleet, change)
    assert (result.outcome, result.sent) == (Outcome.VERIFIED, True), (result.sentence, result.words)
    assert _reported(ground) == ["10.1.20.99", "2001:db8:20::99"]
    entry = fleet.journal.read().entries[-1]
    assert entry.intent.change == change
    assert entry.left is not None
    assert entry.left.guest == TOLD

    wait_for(lambda: _change(fleet).before.guest == TOLD, "the view to show it")
    entries = fleet.journal.read().entries
    undo = undo_of(last_apply(entries), entries, site_of(fleet.view))
    assert undo.reading.problems == ()
    (back,) = undo.reading.plan
    assert _apply(fleet, back).outcome is Outcome.VERIFIED
    assert _reported(ground) == before
    assert calls(ground, METHOD) == 2


def test_a_guest_that_says_yes_and_does_nothing_is_found_out(
    ground: PracticeServer, fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.fleet.writing.adapters.GUEST_PATIENCE", 0.3)
    ground.administration.habits(PRIMARY_HOST, lying_jobs=True)
    result = _apply(fleet, _change(fleet))
    assert result.outcome is Outcome.FAILED
    assert "the guest reports what it did before" in result.sentence


def test_a_guest_that_changed_since_the_review_is_a_conflict(ground: PracticeServer, fleet: Fleet) -> None:
    change = _change(fleet)
    other = replace(change, after=replace(change.after, guest=replace(TOLD, addresses=("10.1.20.98", "2001:db8::98"))))
    assert _apply(fleet, other).outcome is Outcome.VERIFIED
    result = _apply(fleet, change)
    assert (result.outcome, result.sent) == (Outcome.CONFLICT, False)
    assert calls(ground, METHOD) == 1


def test_a_vm_that_does_not_run_is_not_told_anything(ground: PracticeServer, fleet: Fleet) -> None:
    result = _apply(fleet, _change(fleet, host="dr-hv-01"))
    assert (result.outcome, result.sent) == (Outcome.NOT_SENT, False)
    assert "only a running guest" in result.sentence
    assert calls(ground, METHOD) == 0


def test_what_the_host_refuses_is_told_in_its_words_and_the_guest_is_as_it_was(
    ground: PracticeServer, fleet: Fleet
) -> None:
    before = _reported(ground)
    result = _apply(fleet, _change(fleet, StagedRaw(IPV4, False, ("no address",), ("255.255.255.0",))))
    assert result.outcome is Outcome.FAILED
    assert "invalid parameter (32773)" in result.sentence
    assert _reported(ground) == before


def test_a_lost_answer_is_settled_by_what_the_guest_reports_and_nothing_is_sent_twice(
    ground: PracticeServer, fleet: Fleet
) -> None:
    ground.administration.misbehave(PRIMARY_HOST, lose_answer=True, only=f"{METHOD}_INPUT")
    result = _apply(fleet, _change(fleet))
    assert (result.outcome, result.sent) == (Outcome.VERIFIED, True)
    assert calls(ground, METHOD) == 1


def test_a_change_of_the_connection_alone_leaves_the_guest_out_of_it(ground: PracticeServer, fleet: Fleet) -> None:
    row = next(row for row in fleet.view.rows() if (row.host.name, row.machine.name) == (PRIMARY_HOST, "app07"))
    change = Change.begin(PRIMARY_HOST, row.machine, row.machine.adapters[0])
    assert change.before.guest is None
    assert AdapterNetwork.of(row.machine.adapters[0], with_guest=True).guest is not None
    assert _apply(fleet, _change(fleet)).outcome is Outcome.VERIFIED
    off = replace(change, after=replace(change.after, connected=False))
    assert _apply(fleet, off).outcome is Outcome.VERIFIED
