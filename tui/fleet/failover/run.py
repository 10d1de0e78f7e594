"""A failover on its way: tiers in their order, VMs of a tier beside each other, gates, and the ways to stop."""

import threading
import uuid
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime

from tui.fleet.failover import gates
from tui.fleet.failover.board import Board
from tui.fleet.failover.conduct import Conduct, Ends
from tui.fleet.failover.ground import CALM, Ground, Pace
from tui.fleet.failover.machine import MachineRun
from tui.fleet.failover.record import FAILOVER, end_document, hold_of, plan_document
from tui.fleet.journal import FamilyBusy, JournalError
from tui.model.failover.stages import Stage, stages_of, way_back
from tui.model.failover.values import (
    FailoverPlan,
    FailoverTarget,
    FailoverView,
    MachineFailover,
    Standing,
    Tier,
)
from tui.model.times import duration


class InHand(Exception):
    """A run has one of the VMs in hand; the message is a sentence."""


class FailoverRun:
    """Begun by `begin`, or by `go_on` after a stop or a crash. Thread-safe."""

    def __init__(
        self,
        ground: Ground,
        plan: FailoverPlan,
        *,
        run: str = "",
        began: datetime | None = None,
        ended: Mapping[str, frozenset[Stage]] | None = None,
        passed: frozenset[str] = frozenset(),
        back: bool = False,
        unattended: bool = False,
        pace: Pace = CALM,
    ) -> None:
        """`run` and `began` are those of a run that is continued, or undone with `back`.

        `ended` are the stages by VM GUID, and `passed` the gates, that were over before.
        """
        self.id = run or uuid.uuid4().hex
        self._ground = ground
        self._is_new = not run
        self._back = back
        self._stages = {target.vm: _stages(plan, target, back=back) for target in plan.targets}
        self._ended = {} if back else dict(ended or {})
        machines = tuple(MachineFailover(target, ()) for target in plan.targets)
        self._board = Board(FailoverView(self.id, 0, plan, began or _now(), machines))
        for vm, stages in self._stages.items():
            self._board.set_stages(vm, stages, self._ended.get(vm, frozenset()))
        self._conduct = Conduct(self.id, ground, pace, self._board, unattended=unattended, passed=passed)
        self._over = threading.Event()
        self._held = ExitStack()

    @property
    def view(self) -> FailoverView:
        return self._board.view

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener`, from a thread of the run, whenever the view moved on."""
        self._board.listen(listener)

    def begin(self) -> None:
        """Hold the run and its VMs against other runs and let it go. Raises InHand, JournalError."""
        with ExitStack() as held:
            for target in self.view.plan.targets:
                self._hold(held, hold_of(target.vm), f"a failover of {target.vm_name} is under way")
            self._hold(held, hold_of(self.id), f"{self.view.plan.name} is under way")
            if self._is_new:
                self._ground.journal.run_began(self.id, FAILOVER, plan_document(self.view.plan))
            else:
                self._conduct.note(back=True) if self._back else self._conduct.note(continued=True)
            self._held = held.pop_all()
        threading.Thread(target=self._run, name=f"failover {self.id[:8]}", daemon=True).start()

    def stop(self) -> None:
        """Begin nothing further; the step on the wire is finished and reported."""
        self._conduct.stop()

    def answer(self, gate: str, word: str, typed: str = "") -> str:
        """Answer an open gate; a sentence that says why not, empty where it was taken."""
        return self._board.answer(gate, word, typed)

    def wait(self, seconds: float | None = None) -> bool:
        """Block until the run is over, or for so long; whether it is over."""
        return self._over.wait(seconds)

    def _hold(self, held: ExitStack, name: str, sentence: str) -> None:
        try:
            held.enter_context(self._ground.journal.family(name, 0))
        except FamilyBusy:
            raise InHand(f"{sentence}, here or in another console") from None

    def _run(self) -> None:
        plan = self.view.plan
        try:
            for number, tier in enumerate(plan.tiers):
                self._board.set(tier=number)
                self._enter(number, tier)
                self._beside(tier.vms, plan.at_once, self._before_decision)
            waiting = tuple(machine.target.vm for machine in self.view.machines if self._waits_for_decision(machine))
            self._beside(waiting, len(waiting), lambda vm: (Stage.DECIDE,))
        except Ends as end:
            self._leave(end)
        except JournalError as error:
            self._leave(Ends(Standing.STOPPED, f"{error}; nothing further was sent"))
        finally:
            self._finish()

    def _enter(self, number: int, tier: Tier) -> None:
        """Wait the tier's delay, and ask before it where the book or the tier before says so. Raises Ends."""
        if all(set(self._before_decision(vm)) <= self._ended.get(vm, frozenset()) for vm in tier.vms):
            return
        if tier.delay and not self._back:
            self._conduct.wait(tier.delay)
        self._conduct.check()
        sentences = [tier.gate] if tier.gate and not self._back else []
        failed = self._board.failed()
        if failed and number:
            sentences.append(f"{failed} of {len(self._stages)} VMs have failed so far")
        if sentences:
            gate = gates.tier_gate(number, tier, f"before {tier.name}: {'; '.join(sentences)}")
            if self._conduct.ask(gate, yes=gates.GO_ON) != gates.GO_ON:
                raise Ends(Standing.STOPPED, f"stopped by a person before {tier.name}")
        self._conduct.check()

    def _beside(self, vms: tuple[str, ...], at_once: int, stages: Callable[[str], tuple[Stage, ...]]) -> None:
        """VMs beside each other, so many at a time; returns when each has come to an end."""
        room = threading.Semaphore(max(1, at_once))

        def go(vm: str) -> None:
            with room:
                self._machine(vm, stages(vm))

        # Daemons: whoever leaves the console does not wait for a guest to shut down.
        name = f"failover {self.id[:8]}"
        threads = [threading.Thread(target=go, args=(vm,), name=name, daemon=True) for vm in vms]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _machine(self, vm: str, stages: tuple[Stage, ...]) -> None:
        if set(self._stages[vm]) <= self._ended.get(vm, frozenset()):
            self._board.set_machine(vm, standing=Standing.DONE, sentence="done before")
            return
        is_last = Stage.DECIDE not in self._stages[vm] or Stage.DECIDE in stages
        machine = MachineRun(self._conduct, self.view.plan.target(vm), self._ended.get(vm, frozenset()))
        machine.go(stages, is_last=is_last)
        self._look_at_stop_conditions(vm)

    def _look_at_stop_conditions(self, vm: str) -> None:
        plan, board = self.view.plan, self._board
        limit, machine = plan.stop_after_failures, board.machine(vm)
        try:
            if limit is not None and board.failed() >= limit:
                self._conduct.halt(f"{board.failed()} failed, and the run book stops at {limit}")
            took = ((machine.up or machine.ended or _now()) - self.view.began).total_seconds()
            if plan.stop_over_rto and plan.rto is not None and took > plan.rto:
                self._conduct.halt(f"{machine.target.vm_name} took {duration(took)}, longer than the RTO allows")
        except JournalError:
            self._conduct.stop()

    def _before_decision(self, vm: str) -> tuple[Stage, ...]:
        return tuple(stage for stage in self._stages[vm] if stage is not Stage.DECIDE)

    def _waits_for_decision(self, machine: MachineFailover) -> bool:
        return machine.standing is Standing.UNDER_WAY and Stage.DECIDE in self._stages[machine.target.vm]

    def _leave(self, end: Ends) -> None:
        """What has not begun, and what is up but not decided, says why nothing further comes."""
        for machine in self.view.machines:
            if machine.standing in (Standing.WAITING, Standing.UNDER_WAY):
                self._board.set_machine(machine.target.vm, standing=end.standing, sentence=str(end))

    def _finish(self) -> None:
        """A failover that not all of its VMs have come through stays open in the journal: it can be continued."""
        view = self.view
        try:
            if not view.plan.deed.fails_over or all(each.standing is Standing.DONE for each in view.machines):
                self._ground.journal.run_ended(self.id, end_document(view))
        except JournalError as error:
            self._board.set(halted=str(error))
        self._held.close()
        for host in {each.copy.host for each in view.plan.targets}:
            self._ground.refresh(host)
        self._board.set(ended=_now())
        self._over.set()


def _stages(plan: FailoverPlan, target: FailoverTarget, *, back: bool) -> tuple[Stage, ...]:
    if back:
        return way_back(plan.deed)
    return stages_of(plan.deed, reverse=target.reverse, connect=bool(target.ports))


def _now() -> datetime:
    return datetime.now(UTC)
