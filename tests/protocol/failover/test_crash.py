"""A console killed at any moment of a planned failover: the next one finds it, says where it stands, and ends it."""

import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.matrix import matrix
from tests.protocol.failover.conftest import OpenFleet
from tests.protocol.failover.runs import again, finished, methods, truth
from tests.protocol.failover.test_planned import WHOLE_WAY
from tui.fleet.failover.unfinished import Unfinished, taken_back, unfinished_failovers, why_no_way_back
from tui.fleet.fleet import Fleet
from tui.model.failover.values import Standing
from tui.practice.serve import PracticeServer

_TOP = Path(__file__).parents[3]
_STAGES = ("shut down the primary", "prepare the primary", "fail over", "reverse replication", "start")
_MOMENTS = [(stage, moment) for stage in _STAGES for moment in ("begun", "intent", "outcome", "ended")]
_MOMENTS += [("verify the addresses", "begun"), ("verify the addresses", "ended")]
_KEPT = (
    ("shut down the primary", "begun"),
    ("prepare the primary", "intent"),
    ("fail over", "outcome"),
    ("reverse replication", "intent"),
    ("start", "ended"),
)


def killed_at(stage: str, moment: str, folder: Path) -> None:
    killed = subprocess.run(
        [
            sys.executable, "-m", "tests.protocol.failover.crash_worker", str(folder / "ground" / "hosts.yaml"),
            str(folder / "journal"), "sql01", "dr-hv-02", stage, moment,
        ],
        cwd=_TOP, timeout=60, check=False, capture_output=True,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()


def found_by(fleet: Fleet) -> Unfinished:
    (open_run,) = unfinished_failovers(fleet.journal)
    assert not open_run.in_hand
    return open_run


@pytest.mark.parametrize(("stage", "moment"), matrix(_MOMENTS, _KEPT))
def test_it_is_continued_to_its_end_and_nothing_is_sent_twice(
    stage: str, moment: str, ground: PracticeServer, open_fleet: OpenFleet, tmp_path: Path
) -> None:
    killed_at(stage, moment, tmp_path)
    fleet = open_fleet()
    open_run = found_by(fleet)
    (target,) = open_run.plan.targets
    told = open_run.stands(target, fleet.view)
    assert "on prod-hv-01" in told
    assert "on dr-hv-02" in told
    (machine,) = finished(again(fleet, open_run))
    assert machine.standing is Standing.DONE, (machine.sentence, machine.words)
    assert Counter(methods(ground)) == Counter(WHOLE_WAY)
    here = truth(ground, "dr-hv-02", "sql01")
    assert (here["mode"], here["power"]) == ("PRIMARY", "RUNNING")
    assert unfinished_failovers(fleet.journal) == ()


@pytest.mark.parametrize(
    ("stage", "moment"),
    matrix(
        [(stage, moment) for stage in _STAGES[:3] for moment in ("begun", "intent", "outcome", "ended")],
        [("prepare the primary", "outcome"), ("fail over", "intent")],
    ),
)
def test_it_is_taken_back_as_long_as_it_is_not_reversed(
    stage: str, moment: str, ground: PracticeServer, open_fleet: OpenFleet, tmp_path: Path
) -> None:
    killed_at(stage, moment, tmp_path)
    fleet = open_fleet()
    open_run = found_by(fleet)
    assert why_no_way_back(open_run, fleet.view) == ""
    back = taken_back(fleet, open_run)
    back.begin()
    (machine,) = finished(back)
    assert machine.standing is Standing.DONE, (machine.sentence, machine.words)
    there, here = truth(ground, "prod-hv-01", "sql01"), truth(ground, "dr-hv-02", "sql01")
    assert (there["mode"], there["power"], there["replication_state"]) == ("PRIMARY", "RUNNING", "REPLICATING")
    assert (here["mode"], here["power"], here["replication_state"]) == ("REPLICA", "OFF", "REPLICATING")


def test_what_is_reversed_is_not_taken_back(ground: PracticeServer, open_fleet: OpenFleet, tmp_path: Path) -> None:
    killed_at("start", "begun", tmp_path)
    fleet = open_fleet()
    assert why_no_way_back(found_by(fleet), fleet.view) == (
        "sql01 is reversed: the way back is a planned failover from dr-hv-02"
    )
