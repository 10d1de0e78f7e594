"""One VM's drill: a plain sequence on one thread, which ends with no test VM left, or with one that is told."""

import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import NoReturn

from tui.fleet.drill.bench import Bench
from tui.fleet.drill.cleaning import Cleaner
from tui.fleet.drill.ground import Desk
from tui.fleet.drill.isolating import confirm_isolation, follow, require_isolated
from tui.fleet.drill.pairing import pair_adapters
from tui.fleet.drill.preflight import Ready, prepare
from tui.fleet.drill.progress import TRIES, Decided, Progress, now, require
from tui.fleet.drill.staging import DrillValues
from tui.fleet.drill.watching import Watch, guest_system, is_decided
from tui.fleet.trouble import described
from tui.model.drill.values import AdapterProof, DrillTarget, DrillVerdict, MachineDrill
from tui.model.drill.verification import verdict_of
from tui.model.event import HostEvent
from tui.model.machine import Machine
from tui.model.result import Outcome
from tui.model.step import Action, Step
from tui.wsman.fault import WSManError

_NEVER = threading.Event()
_MOVES_LIMIT = 3
"""How often a VM that moves on before its test VM is made is followed."""


def drill_machine(bench: Bench, target: DrillTarget, tell: Callable[[MachineDrill], object]) -> MachineDrill:
    """Drill one VM. `tell` gets every newer state. Raises nothing that a host or a disk can cause."""
    return _MachineRun(Progress(bench, target, tell)).carry_out()


class _MachineRun:
    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._bench = progress.bench
        self._target = progress.target
        changes = self._bench.profile.of(self._target.host, self._target.vm) if self._bench.profile else ()
        self._values = DrillValues(progress, changes)
        self._began = time.monotonic()
        self._asked = False
        """The host was asked for a test VM."""
        self._made = False
        """There may be one."""
        self._suspects: frozenset[str] = frozenset()
        """Addresses that answered while the test VM ran."""

    def carry_out(self) -> MachineDrill:
        progress = self._progress
        progress.set(step="checking", began=now())
        try:
            self._drill()
        except Decided as end:
            progress.set(verdict=end.verdict, sentence=end.sentence, words=end.words, conflict=end.conflict)
        except WSManError as error:
            _, sentence, words = described(progress.test_host, error)
            progress.set(verdict=DrillVerdict.FAILED, sentence=sentence, words=words)
        except Exception as error:
            sentence = f"stopped by a fault of this program ({type(error).__name__}: {error})"
            progress.set(verdict=DrillVerdict.FAILED, sentence=sentence)
        try:
            self._clean()
            self._values.restore()
            self._settle_suspicion()
            self._collect_events()
        except Exception as error:
            progress.note(f"stopped by a fault of this program while cleaning up ({type(error).__name__}: {error})")
        finally:
            self._bench.leave_rooms(self._target.vm)
            progress.nodes.close()
        progress.set(step="over", ended=now())
        return progress.now

    def _drill(self) -> NoReturn:
        for _ in range(_MOVES_LIMIT):
            ready = prepare(self._progress, self._values)
            if self._make(ready):
                break
        else:
            raise Decided(DrillVerdict.FAILED, "it moves from node to node; nothing was started")
        self._watch(ready, self._start(ready))

    def _make(self, ready: Ready) -> bool:
        """Make the test VM; False where the replica has moved meanwhile and nothing was sent."""
        progress, target, desk = self._progress, self._target, ready.desk
        progress.stop_if_asked()
        progress.set(step="creating the test VM")
        self._made = True
        result = progress.carry_out(
            desk,
            Step(
                Action.TEST_FAILOVER, desk.host, target.vm, target.vm_name, ready.moment,
                recovery_point=target.recovery_point,
            ),
        )  # fmt: skip
        self._asked, self._made = result.sent, result.sent and result.outcome is not Outcome.FAILED
        if result.test_vm is not None and not self._made:
            sentence = "a test VM of it is there already, and not of this drill"
            raise Decided(DrillVerdict.REFUSED, sentence, result.words, conflict=True)
        if not result.sent:
            found = progress.nodes.find(target.vm, desk.host) if result.outcome is Outcome.CONFLICT else None
            if found is not None and found[0].host != desk.host:
                return False
        elif result.test_vm is not None:
            progress.set(test_vm=result.test_vm, test_host=desk.host, cleaned=False)
            self._bench.note_test_vm(progress.now)
        require(result)
        return True

    def _start(self, ready: Ready) -> Machine:
        """The test VM, which runs; its isolation is looked at right before every try to start it."""
        progress, target = self._progress, self._target
        for left in reversed(range(TRIES)):
            progress.stop_if_asked()
            progress.set(step="checking its isolation")
            test_vm = require_isolated(progress, ready.replica)
            desk = progress.nodes.desk(progress.test_host)
            self._values.restore_if_carried(desk, ready.replica, test_vm)
            progress.stop_if_asked()
            progress.set(step="starting")
            moment = desk.moment(test_vm.id)
            if moment is None:
                raise Decided(DrillVerdict.FAILED, f"its test VM left {desk.host} just before it was started")
            step = Step(Action.START, desk.host, test_vm.id, target.vm_name, moment, test_of=target.vm)
            result = progress.carry_out_once(desk, step)
            if not (left and progress.may_try_again(result)):
                break
        require(result)
        self._bench.room(progress.host).runs(target.vm)
        progress.set(running=now(), step="waiting for the guest")
        return test_vm

    def _watch(self, ready: Ready, test_vm: Machine) -> NoReturn:
        progress, bench = self._progress, self._bench
        system = guest_system(bench.view(), self._target.vm)
        twins = pair_adapters(ready.replica, test_vm)
        decided: list[datetime] = []
        watch = Watch(bench, progress.nodes, test_vm.id, ready.replica, twins, system, ready.quiet)

        def look() -> tuple[AdapterProof, ...] | None:
            proofs = watch.look(progress.test_host)
            progress.set(adapters=proofs)
            self._act_on_answers(watch.answering)
            if watch.is_silent:
                follow(progress, ready.replica)
            if not is_decided(proofs):
                return None
            decided.append(now())
            return proofs

        found = bench.pace.poll(look, bench.plan.guest_patience, bench.stopped)
        confirm_isolation(progress, ready.replica)
        if found is None and bench.stopped.is_set():
            raise Decided(DrillVerdict.STOPPED, "stopped while it waited for the guest")
        proofs = found or watch.proofs(waited=True)
        progress.set(adapters=proofs)
        verdict, sentence = verdict_of(proofs)
        if watch.trouble is not None and verdict is not DrillVerdict.VERIFIED:
            raise watch.trouble
        if verdict is DrillVerdict.VERIFIED:
            progress.set(verified=decided[0] if decided else now())
        raise Decided(verdict or DrillVerdict.SILENT, sentence)

    def _act_on_answers(self, answering: frozenset[str]) -> None:
        if answering:
            self._suspects = answering
            self._bench.halt(f"isolation breach of {self._target.vm_name}")
            sentence = f"{', '.join(sorted(answering))} answered from here while the test VM ran, and not before"
            raise Decided(DrillVerdict.ISOLATION_BREACH, sentence)

    def _settle_suspicion(self) -> None:
        """An address that still answers when the test VM is off is another's."""
        if self._suspects and self._progress.now.cleaned:
            still = self._bench.reach(self._suspects, self._bench.pace.probe)
            if still == self._suspects:
                sentence = f"{', '.join(sorted(still))} answers without the test VM, too: something else took it"
                self._progress.set(verdict=DrillVerdict.STOPPED, sentence=sentence)

    def _clean(self) -> None:
        if not self._made:
            return
        progress, target, pace = self._progress, self._target, self._bench.pace
        progress.set(step="cleaning up", cleaned=False)
        cleaner = Cleaner(progress.nodes, target.vm, target.vm_name, self._bench.purpose, progress.report)
        gone = pace.poll(lambda: cleaner.clean(progress.now.test_vm, progress.test_host) or None, pace.clean, _NEVER)
        progress.set(test_vm=progress.now.test_vm or cleaner.found, cleaned=bool(gone))
        if gone and progress.now.test_vm is None:
            progress.note("whether a test VM was made was never told; none is there")
        elif not gone:
            which = progress.now.test_vm or "a test VM"
            progress.note(f"{which} is left on {progress.test_host}: {cleaner.why} {cleaner.words}".strip())

    def _collect_events(self) -> None:
        """What the hosts wrote of the replica and of its test VM since this began."""
        if not self._asked:
            return
        progress = self._progress
        vms = [vm for vm in (self._target.vm, progress.now.test_vm) if vm]
        found: list[HostEvent] = []
        for desk in progress.nodes.opened():
            try:
                with self._bench.ear(desk.host):
                    found += desk.events(vms, self._seconds_by(desk))
            except WSManError as error:
                progress.note(f"its events could not be read: {described(desk.host, error)[1]}")
        progress.set(events=tuple(found))

    def _seconds_by(self, desk: Desk) -> float:
        """How long this has taken by the host's clock, which dates its events and may have been set meanwhile."""
        here = time.monotonic() - self._began
        began, ended = self._progress.host_times.get(desk.host), desk.time()
        there = (ended - began).total_seconds() if began is not None and ended is not None else 0.0
        return max(here, there)
