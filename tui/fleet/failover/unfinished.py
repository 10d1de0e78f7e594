"""Failovers that a crash, a stop or a gate left open: where they stand by what the hosts say, and the ways on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from tui.fleet.failover.acting import told
from tui.fleet.failover.ground import Ground
from tui.fleet.failover.planning import family_of, moment_of, row_of
from tui.fleet.failover.record import FAILOVER, Told, hold_of, read_notes, read_plan
from tui.fleet.failover.run import FailoverRun
from tui.fleet.journal import FamilyBusy, Journal, JournalError
from tui.fleet.journal.runs import RunEntry
from tui.fleet.view import FleetView
from tui.model import states
from tui.model.failover.stages import Stage, stages_of
from tui.model.failover.values import FailoverPlan, FailoverTarget


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A failover whose end is not in the journal."""

    id: str
    plan: FailoverPlan
    began: datetime
    """UTC."""
    user: str
    """Who began it."""
    told: Told
    in_hand: bool
    """A console has it now."""

    def left(self, target: FailoverTarget) -> tuple[Stage, ...]:
        """The stages that are not known to be over."""
        every = stages_of(self.plan.deed, reverse=target.reverse, connect=bool(target.ports))
        over = self.told.ended.get(target.vm, frozenset())
        return tuple(stage for stage in every if stage not in over)

    def stands(self, target: FailoverTarget, view: FleetView) -> str:
        """Where one VM stands: what the journal knows last, and what the hosts say now."""
        last = self.told.last.get(target.vm, "nothing was begun")
        return f"{last}; now {'; '.join(_now(target, view))}"


def unfinished_failovers(journal: Journal) -> tuple[Unfinished, ...]:
    """Oldest first. Raises JournalError where the journal cannot be read."""
    return tuple(_unfinished(journal, journal.read().runs))


def find_unfinished(journal: Journal, beginning: str) -> Unfinished | None:
    """The one whose id begins so; None where there is none, or more than one. Raises JournalError."""
    found = [each for each in unfinished_failovers(journal) if beginning and each.id.startswith(beginning)]
    return found[0] if len(found) == 1 else None


def continued(ground: Ground, open_run: Unfinished, *, unattended: bool = False) -> FailoverRun:
    """The same run once more, from what the hosts say now; where it was being taken back, further back.

    Continuing says yes to the gates that it stopped at, other than those that turn something off or decide.
    """
    return FailoverRun(
        ground,
        open_run.plan,
        run=open_run.id,
        began=open_run.began,
        ended=open_run.told.ended,
        passed=frozenset(gate for gate in open_run.told.asked if gate.startswith(("tier ", "primary ", "by hand "))),
        back=open_run.told.back,
        unattended=unattended,
    )


def taken_back(ground: Ground, open_run: Unfinished) -> FailoverRun:
    """The way back of an unfinished failover, as far as there is one."""
    return FailoverRun(ground, open_run.plan, run=open_run.id, began=open_run.began, back=True)


def why_no_way_back(open_run: Unfinished, view: FleetView) -> str:
    """A sentence where a VM has gone too far to be taken back; empty where none has."""
    for target in open_run.plan.targets:
        row = row_of(view, target)
        if row is None:
            continue
        if row.machine.mode == states.PRIMARY:
            return f"{target.vm_name} is reversed: the way back is a planned failover from {row.host.name}"
        if moment_of(row.machine).replication_state == 6:
            return f"{target.vm_name} is completed: reverse its replication and plan the way back"
    return ""


def close_run(journal: Journal, open_run: Unfinished) -> None:
    """A person leaves it as it is: it is not told any more. Raises FamilyBusy while a console has it, JournalError."""
    with journal.family(hold_of(open_run.id), 0):
        journal.run_ended(open_run.id, {"left": "as it is, by a person"})


def _unfinished(journal: Journal, runs: tuple[RunEntry, ...]) -> Iterator[Unfinished]:
    for run in runs:
        if run.kind != FAILOVER or run.ended is not None:
            continue
        try:
            plan = read_plan(run.documents[0])
        except (KeyError, TypeError, ValueError):
            continue
        in_hand = _is_held(journal, run.id)
        yield Unfinished(run.id, plan, run.began, run.operator.user, read_notes(run.documents[1:]), in_hand)


def _is_held(journal: Journal, run: str) -> bool:
    try:
        with journal.family(hold_of(run), 0):
            return False
    except FamilyBusy:
        return True
    except JournalError:
        return False


def _now(target: FailoverTarget, view: FleetView) -> Iterator[str]:
    row = row_of(view, target)
    if row is None:
        yield f"not seen on {target.copy.cluster or target.copy.host}"
        return
    for each in (row, *family_of(view, row)):
        age = "" if not each.host.stale else ", as last seen"
        mode = states.mode_name(each.machine.mode)
        yield f"{mode} on {each.host.name}: {told(moment_of(each.machine))}{age}"
