"""A console killed at any step of a drill: the next one finds it, says where it stands, and brings it to its end."""

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.matrix import matrix
from tests.protocol.fleet.drilling import Ground, guest_vm, scenario, served
from tests.waiting import wait_for
from tui.fleet.drill import close_finished, leftovers, unfinished_drills
from tui.fleet.fleet import Fleet
from tui.fleet.journal.history import unsettled_steps

_TOP = Path(__file__).parents[3]
_STEPS = (
    "checking", "creating the test VM: comparing", "creating the test VM: sending", "creating the test VM: job",
    "creating the test VM: reading back", "checking its isolation", "starting: comparing", "starting: sending",
    "starting: job", "starting: reading back", "waiting for the guest", "cleaning up: comparing",
    "cleaning up: sending", "cleaning up: job", "cleaning up: reading back", "over",
)  # fmt: skip
_NOT_BEGUN = ("checking",)
_KEPT = ("checking", "creating the test VM: job", "starting: sending", "waiting for the guest", "cleaning up: job")


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    """Jobs that last long enough for a percentage of them to be told."""
    document = scenario([guest_vm(11, "windows", "dr-hv-01"), guest_vm(12, "windows", "dr-hv-01")])
    document["hosts"][0]["habits"] = {"job_seconds": 0.3}
    with served(document, tmp_path) as ground:
        yield ground


def _settle(fleet: Fleet) -> None:
    def settled() -> bool:
        told: list[object] = []
        count = fleet.settle_unknown(lambda entry, result: told.append(entry))
        wait_for(lambda: len(told) == count, "every open step to be looked at")
        return not unsettled_steps(fleet.journal.read().steps)

    wait_for(settled, "every open step to be settled")


def _read_again(fleet: Fleet) -> None:
    fleet.refresh()
    wait_for(lambda: not any(host.reading for host in fleet.view.hosts), "every host to be read again")


@pytest.mark.parametrize("step", matrix(_STEPS, _KEPT))
def test_a_console_killed_at_any_step_leaves_a_drill_that_the_next_one_brings_to_its_end(
    step: str, ground: Ground, tmp_path: Path
) -> None:
    killed = subprocess.run(
        [
            sys.executable, "-m", "tests.protocol.fleet.drill_worker", str(ground.hosts_file),
            str(tmp_path / "journal"), "windows12", step,
        ],
        cwd=_TOP, timeout=60, check=False, capture_output=True,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()

    fleet = ground.fleet()
    _settle(fleet)
    _read_again(fleet)
    (found,) = unfinished_drills(fleet.journal, fleet.view)
    assert not found.running
    first, second = found.machines
    assert (first.noted.vm_name, first.sentence) == ("windows11", "verified; its test VM is gone")
    assert second.noted.vm_name == "windows12"
    assert (second.sentence == "not begun") == (step in _NOT_BEGUN), second.sentence
    assert {(left.host, left.name) for left in found.left} == set(ground.test_vms())
    assert (second.left is not None) == bool(ground.test_vms())
    assert found.is_over == (not ground.test_vms())

    run = fleet.clean(leftovers(fleet.view), "after a crash")
    wait_for(lambda: run.view.done, "the cleaning to end")
    assert all(machine.cleaned for machine in run.view.machines)
    assert ground.test_vms() == []
    _read_again(fleet)
    assert close_finished(unfinished_drills(fleet.journal, fleet.view), fleet.journal) == 1
    assert unfinished_drills(fleet.journal, fleet.view) == ()
    for method in ("TestReplicaSystem", "DestroySystem"):
        assert set(Counter(ground.calls(method)).values()) <= {1}
