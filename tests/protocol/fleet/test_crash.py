"""A console killed at any step of the write path: nothing is lost, doubled or unaccounted for."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.protocol.fleet.conftest import OpenFleet
from tests.protocol.fleet.plans import finish, held, refreshed, replica_changes, writes
from tests.waiting import wait_for
from tui.fleet.fleet import Fleet
from tui.fleet.journal import Entry, StepEntry
from tui.fleet.journal.history import unsettled
from tui.fleet.plans.building import build_plan, site_of
from tui.fleet.plans.files import plan_text, write_text
from tui.model.plan.entries import entries_of_plan
from tui.model.result import ChangeResult, Outcome
from tui.model.step import StepResult
from tui.practice.serve import PracticeServer

_TOP = Path(__file__).parents[3]
_STEPS = (
    "before intent", "after intent", "comparing", "sending", "job", "reading back", "before outcome", "after outcome",
)  # fmt: skip


def _settle_all(fleet: Fleet) -> list[tuple[Entry | StepEntry, ChangeResult | StepResult | None]]:
    settled: list[tuple[Entry | StepEntry, ChangeResult | StepResult | None]] = []
    count = fleet.settle_unknown(lambda entry, result: settled.append((entry, result)))
    wait_for(lambda: len(settled) == count, "every open change to be looked at")
    return settled


@pytest.mark.parametrize("step", _STEPS)
def test_a_console_killed_at_any_step_leaves_an_account_of_everything(
    step: str, ground: PracticeServer, open_fleet: OpenFleet, tmp_path: Path
) -> None:
    before = open_fleet()
    plan = [*replica_changes(before, "dr-hv-01", 3), *replica_changes(before, "dr-hv-02", 1, first=3)]
    plan_file = tmp_path / "plan.yaml"
    write_text(plan_file, plan_text(entries_of_plan(plan, site_of(before.view)), as_csv=False))
    killed = subprocess.run(
        [
            sys.executable, "-m", "tests.protocol.fleet.crash_worker", str(tmp_path / "ground" / "hosts.yaml"),
            str(plan_file), str(tmp_path / "journal"), plan[1].key.adapter, step,
        ],
        cwd=_TOP, timeout=60, check=False, capture_output=True,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()

    fleet = open_fleet()
    entries = {entry.intent.change.key: entry for entry in fleet.journal.read().entries}
    assert entries[plan[0].key].outcome is Outcome.VERIFIED
    assert (plan[1].key in entries) == (step != "before intent")
    assert plan[2].key not in entries
    wait_for(lambda: not _settle_all(fleet), "every open change to be settled")
    for entry in fleet.journal.read().entries:
        change = entry.intent.change
        now = held(ground, change.key)
        assert entry.outcome in (Outcome.VERIFIED, Outcome.FAILED)
        assert now == (change.after if entry.outcome is Outcome.VERIFIED else change.before).staged
    assert unsettled(fleet.journal.read().entries) == ()
    assert held(ground, plan[2].key) == plan[2].before.staged
    calls = writes(ground)
    assert len(calls) == len(set(calls))

    rest = build_plan(plan_file, fleet.view)
    assert rest.problems == ()
    assert plan[2].key in {change.key for change in rest.plan}
    assert all(result.outcome is Outcome.VERIFIED for result in finish(fleet.apply(rest.plan)))
    refreshed(fleet, plan)
    assert build_plan(plan_file, fleet.view).plan == ()
    calls = writes(ground)
    assert len(calls) == len(set(calls)) == len(plan)


def test_a_change_that_another_console_has_on_its_way_is_not_settled_by_us(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet, other = open_fleet(), open_fleet()
    (change,) = replica_changes(fleet, "dr-hv-01", 1)
    other.journal.intent(change, "on its way")
    with other.journal.family(change.key.vm):
        assert [result for _, result in _settle_all(fleet)] == [None]
    (settled,) = _settle_all(fleet)
    assert settled[1] is not None
    assert settled[1].outcome is Outcome.FAILED
    assert "the console ended before the answer" in settled[1].sentence


def test_a_host_that_is_down_leaves_the_change_open_until_it_is_back(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet = open_fleet(read_only=True)
    (change,) = replica_changes(fleet, "dr-hv-01", 1)
    fleet.journal.intent(change, "")
    ground.administration.stop("dr-hv-01")
    ((_, result),) = _settle_all(fleet)
    assert result is None or result.outcome is Outcome.UNKNOWN
    ground.administration.start("dr-hv-01")
    ((_, result),) = _settle_all(fleet)
    assert result is not None
    assert result.outcome is Outcome.FAILED
    assert writes(ground) == []
