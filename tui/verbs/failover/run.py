"""`hvr failover`: show the plan, have its name typed, carry it out, ask at its gates, say where each VM stands."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from types import MappingProxyType

from tui.fleet.failover.preflight import obstacles
from tui.fleet.failover.run import FailoverRun, InHand
from tui.fleet.failover.unfinished import (
    Unfinished,
    close_run,
    continued,
    find_unfinished,
    taken_back,
    unfinished_failovers,
    why_no_way_back,
)
from tui.fleet.fleet import Fleet
from tui.fleet.journal import FamilyBusy, JournalError
from tui.fleet.judging.assessing import Assessor
from tui.model.failover.deed import Deed
from tui.model.failover.values import FailoverPlan, FailoverView, Fault, MachineFailover, Standing
from tui.verbs.failover.lines import gate_lines, plan_lines, result_lines, stage_line, stopped_line, unfinished_lines
from tui.verbs.plans.weighing import BadWaiver, read_waivers
from tui.verbs.terms import CONFLICT, DIFFERENT, DONE, GATED, INTERRUPTED, UNREACHABLE, UNUSABLE, Terminal, gravest


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a failover is carried out under."""

    attended: bool
    """Somebody is at the terminal and answers gates."""
    confirm: str = ""
    """What is typed to begin, given beforehand; empty: it is asked for."""
    waive: tuple[str, ...] = ()
    """``RULE=REASON`` each."""
    told: Callable[[FailoverView], object] = lambda view: None
    """Gets the run's view at its end, as for JSON."""


def fail_over(fleet: Fleet, plan: FailoverPlan, terminal: Terminal, conditions: Conditions) -> int:
    """Begin a plan and follow it to its end."""
    try:
        waived = dict(plan.waived) | read_waivers(conditions.waive)
    except BadWaiver as error:
        terminal.complain(str(error))
        return UNUSABLE
    plan = replace(plan, waived=MappingProxyType(waived))
    assessed = Assessor(fleet).assess_now()
    found = obstacles(plan, fleet.view, assessed.judgement, fleet.writable, assessed.in_drill)
    for line in plan_lines(plan, found):
        terminal.out(line)
    if not conditions.attended and plan.deed is Deed.PLANNED:
        terminal.out("replication is not reversed without somebody at a terminal: hvr failover --reverse does it")
    stopping = [each for each in found if each.stops]
    if stopping:
        terminal.complain(stopped_line(stopping))
        return UNUSABLE
    if not _confirmed(plan.to_type, terminal, conditions):
        return UNUSABLE
    return _follow(FailoverRun(fleet, plan, unattended=not conditions.attended), terminal, conditions)


def go_on(fleet: Fleet, beginning: str, terminal: Terminal, conditions: Conditions, *, back: bool = False) -> int:
    """Continue the unfinished failover whose id begins so, or take it back."""
    open_run = _find(fleet, beginning, terminal)
    if open_run is None:
        return UNUSABLE
    for line in unfinished_lines(open_run, fleet.view):
        terminal.out(line)
    if back and (why := why_no_way_back(open_run, fleet.view)):
        terminal.complain(f"{why}; nothing was sent")
        return UNUSABLE
    if not _confirmed(open_run.plan.to_type, terminal, conditions):
        return UNUSABLE
    run = taken_back(fleet, open_run) if back else continued(fleet, open_run, unattended=not conditions.attended)
    return _follow(run, terminal, conditions)


def leave(fleet: Fleet, beginning: str, terminal: Terminal) -> int:
    """Leave an unfinished failover as it is, so that it is not told any more. Sends nothing."""
    open_run = _find(fleet, beginning, terminal)
    if open_run is None:
        return UNUSABLE
    try:
        close_run(fleet.journal, open_run)
    except (FamilyBusy, JournalError) as error:
        terminal.complain(str(error))
        return UNUSABLE
    terminal.out(f"{open_run.plan.name}: left as it is")
    return DONE


def status(fleet: Fleet, terminal: Terminal) -> tuple[int, tuple[Unfinished, ...]]:
    """The failovers that are not over, and where each VM stands."""
    try:
        found = unfinished_failovers(fleet.journal)
    except JournalError as error:
        terminal.complain(str(error))
        return UNUSABLE, ()
    for open_run in found:
        for line in unfinished_lines(open_run, fleet.view):
            terminal.out(line)
    if not found:
        terminal.out("no failover is unfinished")
    return (DIFFERENT if found else DONE), found


def exit_code(view: FailoverView) -> int:
    """By how its VMs stand and what their guests report."""
    return gravest(_code(machine) for machine in view.machines)


def _code(machine: MachineFailover) -> int:
    if machine.standing is Standing.DONE:
        return DIFFERENT if any(proof.missing for proof in machine.proofs) else DONE
    if machine.standing is Standing.ASKS:
        return GATED
    return {Fault.UNREACHABLE: UNREACHABLE, Fault.CONFLICT: CONFLICT, None: DIFFERENT}[machine.fault]


def _find(fleet: Fleet, beginning: str, terminal: Terminal) -> Unfinished | None:
    try:
        found = find_unfinished(fleet.journal, beginning)
    except JournalError as error:
        terminal.complain(str(error))
        return None
    if found is None:
        terminal.complain(f"no single unfinished failover has an id that begins with {beginning}; --status lists them")
    return found


def _confirmed(wanted: str, terminal: Terminal, conditions: Conditions) -> bool:
    if conditions.confirm:
        typed = conditions.confirm
    elif conditions.attended:
        typed = terminal.ask(f"to begin type {wanted}: ").strip()
    else:
        terminal.complain(f'nobody to ask: give --confirm "{wanted}"; nothing was sent')
        return False
    if typed != wanted:
        terminal.complain(f"not confirmed: that takes {wanted}; nothing was sent")
        return False
    return True


def _follow(run: FailoverRun, terminal: Terminal, conditions: Conditions) -> int:
    try:
        run.begin()
    except (InHand, JournalError) as error:
        terminal.complain(f"{error}; nothing was sent")
        return UNUSABLE
    interrupted = _follow_to_end(run, terminal)
    view = run.view
    for line in result_lines(view):
        terminal.out(line)
    if view.plan.deed.fails_over and any(machine.standing is not Standing.DONE for machine in view.machines):
        terminal.out(f"it is not over: hvr failover --continue {view.id[:8]}; or --take-back, or --leave")
    conditions.told(view)
    return INTERRUPTED if interrupted else exit_code(view)


def _follow_to_end(run: FailoverRun, terminal: Terminal) -> bool:
    """Tell each stage as it ends, and ask at gates; whether it was interrupted. A second interrupt leaves at once."""
    moved = threading.Event()
    run.listen(moved.set)
    stopping, said = False, _Said(terminal)
    while not run.view.done:
        try:
            moved.wait()
            moved.clear()
            said.tell(run.view)
            if not stopping:
                _answer_gates(run, terminal)
        except KeyboardInterrupt:
            if stopping:
                raise
            stopping = True
            run.stop()
            terminal.complain("stopping after the step on the wire; once more leaves at once")
    said.tell(run.view)
    return stopping


def _answer_gates(run: FailoverRun, terminal: Terminal) -> None:
    for gate in run.view.gates:
        for line in gate_lines(gate):
            terminal.out(line)
        while gate in run.view.gates:
            word = terminal.ask("answer: ").strip()
            answer = next((each for each in gate.answers if each.word == word), None)
            typed = terminal.ask(f"to {word} type {answer.typed}: ").strip() if answer and answer.typed else ""
            if why := run.answer(gate.id, word, typed):
                terminal.complain(why)


class _Said:
    """Tells what is new of a run, a line a stage."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._told: set[tuple[str, str]] = set()

    def tell(self, view: FailoverView) -> None:
        for machine in view.machines:
            for stage in machine.stages:
                key = (machine.target.vm, stage.stage.value)
                if stage.ended is not None and stage.sentence != "before" and key not in self._told:
                    self._told.add(key)
                    self._terminal.out(stage_line(machine, stage, view))
