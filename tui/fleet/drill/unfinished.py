"""Drills that never came to their end: after a quit, a crash or a dead link, found by anyone who shares the journal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tui.fleet.drill.leftovers import LeftOver, leftovers
from tui.fleet.drill.record import Noted, end_document, read_targets
from tui.fleet.drill.stillstaged import still_staged
from tui.fleet.journal import FamilyBusy, Journal, JournalReading, Operator, RunEntry
from tui.fleet.journal.steps import StepEntry
from tui.fleet.view import FleetView, HostState
from tui.model.result import Outcome
from tui.model.step import Action


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one VM of an unfinished drill stands."""

    noted: Noted
    sentence: str
    """Where the drill was, and what is there now."""
    left: LeftOver | None = None
    """Its test VM, where the fleet shows it."""
    is_over: bool = False
    """Nothing of it is left, as far as the hosts show."""


@dataclass(frozen=True, slots=True)
class UnfinishedDrill:
    """A drill without an end in the journal."""

    id: str
    began: datetime
    operator: Operator
    reason: str
    machines: tuple[Standing, ...]
    running: str = ""
    """The user, process and console that it runs in now; empty: it was interrupted."""

    @property
    def is_over(self) -> bool:
        """Interrupted, and nothing of it is left: only its end is missing."""
        return not self.running and all(machine.is_over for machine in self.machines)

    @property
    def left(self) -> tuple[LeftOver, ...]:
        return tuple(machine.left for machine in self.machines if machine.left is not None)


def unfinished_drills(journal: Journal, view: FleetView) -> tuple[UnfinishedDrill, ...]:
    """Every drill without an end, the oldest first, and where it stands by the journal and the view.

    Raises JournalError where the journal cannot be read.
    """
    return unfinished_in(journal.read(), journal, view)


def unfinished_in(reading: JournalReading, journal: Journal, view: FleetView) -> tuple[UnfinishedDrill, ...]:
    """The same of a journal that was read; raises JournalError where a lock cannot be looked at."""
    open_runs = [run for run in reading.runs if run.kind == "drill" and run.ended is None]
    return tuple(_unfinished(run, journal, view) for run in open_runs)


def live_drills(runs: Iterable[RunEntry], journal: Journal) -> frozenset[str]:
    """Ids of the drills that run now, here or in another console. Raises JournalError."""
    return frozenset(run.id for run in runs if run.kind == "drill" and run.ended is None and _holder(run.id, journal))


def busy_replicas(drills: Iterable[UnfinishedDrill]) -> frozenset[str]:
    """GUIDs of the replicas that drills have in hand which run now, here or in another console."""
    return frozenset(machine.noted.vm for drill in drills if drill.running for machine in drill.machines)


def close_finished(drills: Iterable[UnfinishedDrill], journal: Journal) -> int:
    """Write the end of every interrupted drill of which nothing is left, no test VM and no value of its own.

    Returns how many. Raises JournalError.
    """
    over = [drill for drill in drills if drill.is_over]
    if over:
        reading = journal.read()
        standing = {still.run for still in still_staged(reading.entries, reading.runs)}
        over = [drill for drill in over if drill.id not in standing]
    for drill in over:
        verdicts = (machine.noted.verdict for machine in drill.machines)
        journal.run_ended(drill.id, end_document(verdicts, cleaned_later=True))
    return len(over)


def _unfinished(run: RunEntry, journal: Journal, view: FleetView) -> UnfinishedDrill:
    by_replica = {left.replica: left for left in leftovers(view)}
    by_id = {left.test_vm: left for left in leftovers(view)}
    machines = []
    for noted in read_targets(run.documents).values():
        steps = [step for step in run.steps if noted.vm in (step.intent.step.vm, step.intent.step.test_of)]
        left = by_id.get(noted.test_vm or "") or (by_replica.get(noted.vm) if _may_be_made(steps) else None)
        machines.append(_standing(noted, steps, left, view))
    reason = str(run.documents[0].get("reason", ""))
    return UnfinishedDrill(run.id, run.began, run.operator, reason, tuple(machines), _holder(run.id, journal))


def _holder(run: str, journal: Journal) -> str:
    """A drill's console holds the lock of its id for as long as it lives."""
    try:
        with journal.family(run, patience=0.0):
            return ""
    except FamilyBusy as error:
        return error.holder


def _was_asked(steps: list[StepEntry]) -> bool:
    return any(step.intent.step.action is Action.TEST_FAILOVER and step.sent for step in steps)


def _may_be_made(steps: list[StepEntry]) -> bool:
    """A test VM that is there may be the drill's: a host that refused to make one shows another's."""
    asked = [step for step in steps if step.intent.step.action is Action.TEST_FAILOVER and step.sent]
    return any(step.outcome is not Outcome.FAILED for step in asked)


def _standing(noted: Noted, steps: list[StepEntry], left: LeftOver | None, view: FleetView) -> Standing:
    last = steps[-1] if steps else None
    if left is not None:
        state = "runs" if left.running else "is off"
        where = f"its test VM {left.name} is left on {left.host} and {state}"
        return Standing(noted, f"{_where(last, noted)}; {where}", left)
    if not _was_asked(steps):
        return Standing(noted, "not begun", is_over=True)
    if noted.cleaned or (last is not None and _destroyed(last)):
        return Standing(noted, f"{_where(last, noted)}; its test VM is gone", is_over=True)
    if any(step.outcome is Outcome.UNKNOWN for step in steps):
        return Standing(noted, f"{_where(last, noted)}; what became of it has to be settled by reading")
    if not _is_whole(noted.host, view):
        return Standing(noted, f"{_where(last, noted)}; {noted.host} does not tell whether a test VM is left")
    return Standing(noted, f"{_where(last, noted)}; no test VM of it is there", is_over=True)


def _is_whole(host: str, view: FleetView) -> bool:
    """Every node on which the host's VMs may be answers, and shows its VMs."""
    cluster = next((each.cluster for each in view.hosts if each.name == host), None)
    nodes = [each for each in view.hosts if each.name == host or (cluster is not None and each.cluster == cluster)]
    return bool(nodes) and all(each.state is HostState.UP and not each.nothing_visible for each in nodes)


def _destroyed(step: StepEntry) -> bool:
    return step.intent.step.action is Action.DESTROY_TEST_VM and step.outcome is Outcome.VERIFIED


def _where(last: StepEntry | None, noted: Noted) -> str:
    if noted.verdict is not None:
        return noted.verdict.value
    if last is None:
        return "not begun"
    action = last.intent.step.action.value
    return f"ended while: {action}" if last.ending is None else f"ended after: {action}, {last.outcome.value}"
