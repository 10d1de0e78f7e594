"""A console killed at any step of an action on a VM: the next start finds it and says where it stands."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.matrix import matrix
from tests.protocol.fleet.conftest import OpenFleet
from tests.protocol.fleet.stepping import METHODS, PRIMARY_HOST, REPLICA_HOST, VM, calls, truth, vm_id
from tests.waiting import wait_for
from tui.fleet.fleet import Fleet
from tui.fleet.journal.history import unsettled_steps
from tui.model.result import Outcome
from tui.model.step import Action
from tui.practice.serve import PracticeServer

_TOP = Path(__file__).parents[3]
_STEPS = (
    "before intent", "after intent", "comparing", "sending", "job", "reading back", "before outcome", "after outcome",
)  # fmt: skip
_CASES = (
    *((Action.TEST_FAILOVER, REPLICA_HOST, step) for step in _STEPS),
    *((Action.FAIL_OVER, REPLICA_HOST, step) for step in ("sending", "job", "before outcome")),
    *((Action.TURN_OFF, PRIMARY_HOST, step) for step in ("sending", "job", "before outcome")),
)


def _settle_all(fleet: Fleet) -> int:
    settled: list[object] = []
    count = fleet.settle_unknown(lambda entry, result: settled.append(result))
    wait_for(lambda: len(settled) == count, "every open step to be looked at")
    return count


def _is_done(ground: PracticeServer, action: Action, host: str) -> bool:
    now = truth(ground, host, VM)
    assert now is not None
    match action:
        case Action.TEST_FAILOVER:
            return truth(ground, host, f"{VM} - Test") is not None
        case Action.FAIL_OVER:
            return bool(now["replication_state"] == "RECOVERED")
    return bool(now["power"] == "OFF")


@pytest.mark.parametrize(
    ("action", "host", "step"),
    matrix(_CASES, [case for case in _CASES if case[0] is Action.TEST_FAILOVER or case[2] == "sending"]),
    ids=[f"{action.value}, {step}" for action, _, step in _CASES],
)
def test_a_console_killed_at_any_step_of_an_action_leaves_an_account_of_it(
    action: Action, host: str, step: str, ground: PracticeServer, open_fleet: OpenFleet, tmp_path: Path
) -> None:
    killed = subprocess.run(
        [
            sys.executable, "-m", "tests.protocol.fleet.step_worker", str(tmp_path / "ground" / "hosts.yaml"),
            str(tmp_path / "journal"), host, VM, action.value, step,
        ],
        cwd=_TOP, timeout=60, check=False, capture_output=True,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()

    fleet = open_fleet(read_only=True)
    assert len(fleet.journal.read().steps) == (0 if step == "before intent" else 1)
    wait_for(lambda: _settle_all(fleet) == 0, "the action to be settled")
    for entry in fleet.journal.read().steps:
        assert (entry.intent.step.vm, entry.intent.run) == (vm_id(fleet, host), "run-1")
        assert entry.outcome in (Outcome.VERIFIED, Outcome.FAILED)
        assert _is_done(ground, action, host) is (entry.outcome is Outcome.VERIFIED)
        if action is Action.TEST_FAILOVER and entry.outcome is Outcome.VERIFIED:
            made = truth(ground, host, f"{VM} - Test")
            assert entry.ending is not None
            assert made is not None
            assert entry.ending.test_vm == made["id"]
    assert unsettled_steps(fleet.journal.read().steps) == ()
    assert calls(ground, METHODS[action]) == (1 if step in _STEPS[4:] else 0)
