"""Screens that a small fleet does not come to with a key or two, opened on values as they could be.

Every text that a host or a person may have given is `text`, which a golden has plain and a hostile test has not.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from tests.drills import every_verdict
from tests.screens.driver import Console
from tests.screens.fakes import NOW, STAGED, event, small_view
from tui.fleet.drill.record import plan_document
from tui.fleet.journal import Journal
from tui.fleet.journal.history import Provenance
from tui.fleet.plans.drift import Drift, DriftReading
from tui.fleet.view import FleetView
from tui.model.change import AdapterKey, Change
from tui.model.drill.values import DrillPlan, DrillTarget, DrillView
from tui.model.failover.deed import Deed
from tui.model.failover.stages import Stage, stages_of
from tui.model.failover.values import (
    Answer,
    FailoverPlan,
    FailoverTarget,
    FailoverView,
    Gate,
    GateKind,
    MachineFailover,
    StageView,
    Standing,
    Tier,
    Whereabouts,
)
from tui.model.plan.values import PlanProblem, Where
from tui.screens.drift import DriftScreen
from tui.screens.drill.progress import DrillingScreen
from tui.screens.failover.plan import FailoverPlanScreen
from tui.screens.failover.run import FailoverRunScreen

View = DrillView | FailoverView
_BEGAN = NOW - timedelta(minutes=4, seconds=12)


@dataclass(frozen=True, slots=True)
class StillRun:
    """A run that stays where it is."""

    view: View

    @property
    def id(self) -> str:
        return self.view.id

    def listen(self, listener: Callable[[], None]) -> None:
        return

    def stop(self) -> None:
        return


def failover_plan(text: str) -> FailoverPlan:
    """A run book of three VMs."""
    machines = {row.machine.name: row.machine for row in small_view().rows()}
    names = {"sql01": text, "app07": "app07", "web01": "web01"}
    targets = tuple(
        FailoverTarget(
            machines[name].id, shown, Whereabouts("dr-hv-01"), primary_name="prod-hv-01",
            adapters=machines[name].adapters, last_received=NOW - timedelta(minutes=2),
        )
        for name, shown in names.items()
    )  # fmt: skip
    tiers = (
        Tier("databases", (targets[0].vm,), gate=f"Has {text} been told?"),
        Tier("the rest", tuple(each.vm for each in targets[1:]), delay=90.0),
    )
    return FailoverPlan("move the site", Deed.PLANNED, targets, tiers, is_book=True, rto=900.0, left_out=(text,))


def failover(text: str, *, over: bool = False) -> FailoverView:
    """Two VMs of the three have gone their way; the third waits, or was stopped."""
    plan = failover_plan(text)
    done, failed, third = plan.targets
    stages = stages_of(plan.deed, reverse=False, connect=False)
    whole = tuple(
        StageView(stage, _BEGAN + timedelta(seconds=20 * number), _BEGAN + timedelta(seconds=20 * number + 14))
        for number, stage in enumerate(stages)
    )
    refused = StageView(Stage.SHUT_DOWN, _BEGAN, _BEGAN + timedelta(seconds=31), text, failed=True)
    machines = (
        MachineFailover(done, whole, Standing.DONE, began=_BEGAN, up=_BEGAN + timedelta(seconds=130)),
        MachineFailover(
            failed, (refused, *map(StageView, stages[1:])), Standing.FAILED, "the primary did not shut down", text,
            began=_BEGAN, ended=_BEGAN + timedelta(seconds=31),
        ),
        MachineFailover(third, tuple(map(StageView, stages)), Standing.STOPPED if over else Standing.WAITING),
    )  # fmt: skip
    answers = (Answer("continue", "begin the tier"), Answer("stop", "begin nothing further"))
    gate = Gate("tier 2", GateKind.TIER, f"before the rest: has {text} been told?", answers)
    view = FailoverView("0f1e2d3c4b5a", 1, plan, _BEGAN, machines, tier=1)
    return replace(view, ended=NOW) if over else replace(view, gates=(gate,))


def drill(text: str, *, over: bool) -> DrillView:
    """Of every verdict one; on the way the first three VMs are, and the others wait."""
    view = every_verdict()
    named = replace(view.machines[1], words=text, events=(event(9, text),), notes=(text,))
    machines = (view.machines[0], named, *view.machines[2:-1])
    if over:
        return replace(view, machines=machines)
    under_way = tuple(
        replace(each, step="waiting for the guest", verdict=None, sentence="", began=_BEGAN, ended=None)
        for each in machines[1:3]
    )
    waiting = tuple(replace(each, step="waiting", verdict=None, sentence="", began=None) for each in machines[3:6])
    return replace(view, began=_BEGAN, ended=None, waves=4, machines=(machines[0], *under_way, *waiting))


def drift(text: str, view: FleetView) -> DriftReading:
    """One adapter that another tool changed, one that this console changed, a new one, and one that is not there."""
    (mine, foreign, new) = (row for row in view.rows() if row.machine.name in ("web01", "app07", "web21"))
    changes = [Change.begin(row.host.name, row.machine, row.machine.adapters[0]) for row in (foreign, mine, new)]
    moved = replace(STAGED, addresses=(text, *STAGED.addresses[1:]))
    then = [replace(change, before=replace(change.before, staged=moved)) for change in changes]
    named = replace(then[0], vm_name=text, adapter_name=text)
    drifts = (Drift(named, Provenance("nobody")), Drift(then[1], Provenance("hvr", "operator", _BEGAN)))
    problem = PlanProblem(f"{text} is on no host of this fleet", Where(Path("then.yaml"), 7))
    return DriftReading(drifts, (problem,), (changes[2],))


async def open_failover_plan(console: Console, text: str) -> None:
    app = console.app
    app.push_screen(FailoverPlanScreen(app.fleet, app.assessor, app.clock, failover_plan(text)))
    await console.sees("To begin type move the site 3")


async def open_failover(console: Console, text: str, *, over: bool) -> None:
    app = console.app
    run = StillRun(failover(text, over=over))
    app.push_screen(FailoverRunScreen(run, app.fleet, app.clock))  # type: ignore[arg-type]
    await console.sees("Ended · " if over else "Under way · ")


async def open_drill(console: Console, text: str, *, over: bool) -> None:
    app = console.app
    run = StillRun(drill(text, over=over))
    app.push_screen(DrillingScreen(run, app.fleet, app.clock, None, networks=[text]))  # type: ignore[arg-type]
    await console.sees("Drill, over · " if over else "Drill · ")


async def open_drift(console: Console, text: str) -> None:
    app = console.app
    app.push_screen(DriftScreen("then.yaml", drift(text, small_view()), small_view()))
    await console.sees("Drift since then.yaml")


def interrupted_drill(journal: Journal, text: str) -> None:
    """A drill without an end, whose own addresses may stand on one adapter."""
    (row,) = (row for row in small_view().rows() if row.machine.name == "web01")
    target = DrillTarget(row.host.name, row.machine.id, text)
    journal.run_began("d" * 32, "drill", plan_document(DrillPlan((target,), text)))
    change = Change.begin(row.host.name, row.machine, row.machine.adapters[0])
    staged = replace(change, vm_name=text, after=replace(change.after, staged=replace(STAGED, addresses=(text,))))
    journal.intent(replace(staged, key=AdapterKey(row.host.name, row.machine.id, "ADAPTER-4")), text, run="d" * 32)
