"""Running failovers in tests: plans for VMs by name, and waiting for what happens."""

from collections.abc import Sequence
from typing import Any

from tests.waiting import wait_for
from tui.fleet.failover.ground import Pace
from tui.fleet.failover.planning import plan_of, standing_of, target_of
from tui.fleet.failover.run import FailoverRun
from tui.fleet.failover.unfinished import Unfinished
from tui.fleet.fleet import Fleet
from tui.fleet.view import MachineRow
from tui.model.failover.deed import Deed
from tui.model.failover.offers import offer
from tui.model.failover.points import LATEST, PointChoice
from tui.model.failover.stages import Stage
from tui.model.failover.values import FailoverPlan, Gate, MachineFailover
from tui.practice.serve import PracticeServer

QUICK = Pace(look=0.05, stage=20.0, connect=0.5, door=0.2)


def row_of(fleet: Fleet, vm: str, host: str) -> MachineRow:
    return next(row for row in fleet.view.rows() if row.machine.name == vm and row.host.name == host)


def why_not(fleet: Fleet, deed: Deed, vm: str, host: str) -> str:
    """Why a deed is not offered for a VM; empty where it is."""
    return offer(deed, standing_of(fleet.view, row_of(fleet, vm, host))).why_not


def plan_for(
    fleet: Fleet, deed: Deed, *places: tuple[str, str], reverse: bool = True, point: PointChoice = LATEST
) -> FailoverPlan:
    """`places` are names of VMs with their hosts."""
    rows = [row_of(fleet, vm, host) for vm, host in places]
    targets = [target_of(fleet.view, row, deed, reverse=reverse, point=point) for row in rows]
    return plan_of(deed, targets, "a test")


def begun(fleet: Fleet, plan: FailoverPlan, **more: Any) -> FailoverRun:
    run = FailoverRun(fleet, plan, pace=QUICK, **more)
    run.begin()
    return run


def again(fleet: Fleet, left: Unfinished, **more: Any) -> FailoverRun:
    """An unfinished run once more, as a new console continues it."""
    run = FailoverRun(fleet, left.plan, run=left.id, began=left.began, ended=left.told.ended, pace=QUICK, **more)
    run.begin()
    return run


def wait_for_stage(run: FailoverRun, stage: Stage) -> None:
    """Until the run's first VM has begun a stage."""
    wait_for(
        lambda: any(view.stage is stage and view.begun for view in run.view.machines[0].stages), f"“{stage.value}”"
    )


def finished(run: FailoverRun) -> tuple[MachineFailover, ...]:
    wait_for(lambda: run.view.done, "the run to be over", 60.0)
    return run.view.machines


def gate_of(run: FailoverRun) -> Gate:
    """The first gate that opens."""
    wait_for(lambda: run.view.gates or run.view.done, "a gate", 60.0)
    assert run.view.gates, run.view.machines
    return run.view.gates[0]


def methods(ground: PracticeServer) -> Sequence[tuple[str, str]]:
    """Hosts and the methods that changed something there, in their order."""
    reading = ("GetReplicationStatistics", "GetReplicationStatisticsEx", "GetErrorEx", "GetSummaryInformation")
    return [
        (call["host"], call["method"]) for call in ground.administration.executed() if call["method"] not in reading
    ]


def truth(ground: PracticeServer, host: str, vm: str) -> dict[str, Any]:
    found: dict[str, Any] = ground.administration.truth(host, vm)[host][vm]
    return found
