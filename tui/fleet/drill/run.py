"""A drill on its way: waves over all hosts, so many VMs at a time on each, and the ways to stop."""

import threading
import uuid
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial

from tui.fleet.drill.bench import Bench
from tui.fleet.drill.followed import Followed
from tui.fleet.drill.ground import Ground, require_writable
from tui.fleet.drill.live import Live
from tui.fleet.drill.machine import drill_machine
from tui.fleet.drill.pace import Pace
from tui.fleet.drill.progress import now
from tui.fleet.drill.reach import Reach, answering
from tui.fleet.drill.record import end_document, made_document, plan_document, verdict_document
from tui.fleet.drill.waves import waves_of, work_through
from tui.fleet.journal import JournalError
from tui.fleet.session import ReadOnly
from tui.fleet.writing import Purpose
from tui.model.drill.profile import Profile
from tui.model.drill.values import DrillPlan, DrillTarget, DrillVerdict, DrillView, MachineDrill
from tui.model.readiness import Evidence, MachineKey
from tui.wsman.fault import WSManError


class DrillRun(Followed):
    """One drill; what was begun when it is stopped is turned off and destroyed, and has the verdict stopped."""

    def __init__(
        self,
        ground: Ground,
        plan: DrillPlan,
        evidence: Mapping[MachineKey, Evidence],
        finished: Callable[[frozenset[str]], object],
        *,
        profile: Profile | None = None,
        pace: Pace | None = None,
        reach: Reach = answering,
    ) -> None:
        """`finished` gets the names of the hosts when everything is over; `evidence` is what the journal tells."""
        self._ground = ground
        self._plan = plan
        self._finished = finished
        self._waves = waves_of(tuple(enumerate(plan.targets)), plan.wave)
        machines = tuple(MachineDrill(target, "waiting") for target in plan.targets)
        live = Live(DrillView(uuid.uuid4().hex, 0, plan, now(), machines, waves=len(self._waves)))
        purpose = Purpose(plan.reason, run=live.view.id)
        super().__init__(live, Bench(ground, plan, purpose, evidence, profile, pace or Pace(), reach))
        self._bench.note_test_vm = lambda machine: self._journal(made_document(machine))

    def begin(self) -> None:
        """Raises ReadOnly where a host takes no changes from here, and JournalError; nothing is sent then.

        The lock of the drill's id tells others that it is not interrupted: it ends with this process.
        """
        require_writable(self._ground, {target.host for target in self._plan.targets})
        profile = self._bench.profile.name if self._bench.profile else ""
        with ExitStack() as stack:
            stack.enter_context(self._ground.journal.family(self.view.id, patience=0.0))
            self._ground.journal.run_began(self.view.id, "drill", plan_document(self._plan, profile))
            held = stack.pop_all()
        threading.Thread(target=self._carry_out, args=(held,), name=f"drill {self.view.id}", daemon=True).start()

    def _carry_out(self, held: ExitStack) -> None:
        with held:
            self._work()
        self._live.update(ended=now())
        self._finished(frozenset(target.host for target in self._plan.targets))

    def _work(self) -> None:
        for number, wave in enumerate(self._waves, 1):
            self._live.update(wave=number)
            work_through(wave, self._plan.at_once, lambda item: item[1].host, self._read, lambda item: self._one(*item))
        machines = self.view.machines
        if all(machine.cleaned and not machine.banner for machine in machines):
            try:
                self._ground.journal.run_ended(self.view.id, end_document(machine.verdict for machine in machines))
            except JournalError as error:
                for index, _ in enumerate(machines):
                    self._live.note(index, _lacking(error))

    def _read(self, host: str) -> None:
        """A host that does not answer is found out again by each of its VMs, which say so."""
        if self._bench.no_more.is_set():
            return
        try:
            desk = self._bench.open(host)
        except (ReadOnly, KeyError):
            return
        try:
            self._bench.fold(host, desk.inventory())
        except WSManError:
            return
        finally:
            desk.close()

    def _one(self, index: int, target: DrillTarget) -> None:
        if self._bench.no_more.is_set():
            why = self._bench.why
            self._live.change(index, step="over", verdict=DrillVerdict.STOPPED, sentence=why, ended=now())
        else:
            drill_machine(self._bench, target, partial(self._live.set, index))
        trouble = self._journal(verdict_document(self.view.machines[index]))
        if trouble:
            self._live.note(index, trouble)

    def _journal(self, document: Mapping[str, object]) -> str:
        """What is the matter with the journal, a sentence; empty where nothing is."""
        try:
            self._ground.journal.run_noted(self.view.id, document)
        except JournalError as error:
            return _lacking(error)
        return ""


def _lacking(error: JournalError) -> str:
    return f"the journal lacks this: {error}"
