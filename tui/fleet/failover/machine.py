"""One VM's way through its stages. It knows nothing of the other VMs."""

from datetime import UTC, datetime

from tui.fleet.failover import gates
from tui.fleet.failover.acting import Actor
from tui.fleet.failover.conduct import Conduct, Ends
from tui.fleet.failover.looking import Looker, told_loss
from tui.fleet.failover.sides import NotFound, Sides
from tui.fleet.journal import JournalError
from tui.fleet.session import ReadOnly
from tui.model.failover.deed import Deed
from tui.model.failover.stages import Place, Side, Stage, place_in
from tui.model.failover.values import FailoverTarget, Fault, Standing
from tui.wsman.fault import WSManError


class MachineRun:
    """One VM of a run; used by one thread at a time."""

    def __init__(self, conduct: Conduct, target: FailoverTarget, ended: frozenset[Stage] = frozenset()) -> None:
        """`ended` are the stages that were over before."""
        self._conduct = conduct
        self._target = target
        self._ended = ended
        self._sides = Sides(conduct.ground, target)
        self._act = Actor(conduct, self._sides, target)
        self._look = Looker(conduct, self._sides, target)

    def go(self, stages: tuple[Stage, ...], *, is_last: bool = True) -> None:
        """Through these stages, one after the other, until one of them ends it. Raises nothing of host or disk.

        `is_last`: with them the VM's part is done; else a decision waits for the other VMs.
        """
        board, vm = self._conduct.board, self._target.vm
        board.set_machine(vm, standing=Standing.UNDER_WAY, began=board.machine(vm).began or _now())
        try:
            for stage in stages:
                if stage not in self._ended:
                    self._stage(stage)
            if is_last:
                self._end(Standing.DONE, "")
            else:
                board.set_machine(vm, sentence="up; completing or cancelling is decided once all are")
        except Ends as end:
            self._end(end.standing, str(end), end.words, end.fault)
        except NotFound as error:
            fault = Fault.UNREACHABLE if error.silent else Fault.CONFLICT
            self._end(Standing.FAILED, str(error), error.words, fault)
        except (JournalError, ReadOnly) as error:
            self._end(Standing.FAILED, f"{error}; nothing further was sent")
        except WSManError as error:
            self._end(Standing.FAILED, f"{error}", error.words, Fault.UNREACHABLE)
        except Exception as error:
            self._end(Standing.FAILED, f"stopped by a fault of this program ({type(error).__name__})")
        finally:
            self._sides.close()

    def _end(self, standing: Standing, sentence: str, words: str = "", fault: Fault | None = None) -> None:
        board, vm = self._conduct.board, self._target.vm
        stage = board.machine(vm).stage
        if standing is not Standing.DONE and stage is not None and stage.ended is None:
            board.set_stage(vm, stage.stage, ended=_now(), failed=standing is Standing.FAILED, sentence=sentence)
        try:
            self._conduct.note(vm=vm, standing=standing.value, sentence=sentence)
        except JournalError as error:
            sentence = f"{sentence} The journal lacks this: {error}".strip()
        board.set_machine(vm, standing=standing, sentence=sentence, words=words, fault=fault, ended=_now())

    def _stage(self, stage: Stage) -> None:
        conduct, board, vm = self._conduct, self._conduct.board, self._target.vm
        conduct.check()
        board.set_stage(vm, stage, begun=_now(), sentence="")
        conduct.note(vm=vm, stage=stage.value, begun=True)
        sentence = self._carry(stage)
        board.set_stage(vm, stage, ended=_now(), sentence=sentence)
        conduct.note(vm=vm, stage=stage.value, ended=True, sentence=sentence)

    def _carry(self, stage: Stage) -> str:
        """Raises Ends, NotFound, JournalError, ReadOnly, WSManError."""
        unplanned = self._conduct.plan.deed is Deed.UNPLANNED
        match stage:
            case Stage.CHECK_PRIMARY:
                return self._look.check_primary()
            case Stage.SHUT_DOWN:
                return self._shut_down()
            case Stage.PREPARE if self._target.primary is None:
                return "by hand, as said before"
            case Stage.FAIL_OVER:
                return self._fail_over()
            case Stage.TURN_OFF:
                return self._act.turn_copy_off()
            case Stage.VERIFY:
                sentence = self._look.verify(watched=unplanned)
                self._conduct.board.set_machine(self._target.vm, up=_now())
                return sentence
            case Stage.CONNECT:
                return self._look.connect()
            case Stage.DECIDE:
                return self._decide()
            case Stage.CANCEL_PREPARED | Stage.START_PRIMARY if self._target.primary is None:
                return f"to be done on {self._target.primary_name or 'its host'}, which is not in this fleet"
        if unplanned and stage in (Stage.RESUME_FIRST, Stage.START):
            self._look.watch_primary()
        return self._act.carry(stage)

    def _shut_down(self) -> str:
        """A person does it, and prepares the failover, where the fleet does not have the primary."""
        self._look.require_copy()
        return self._look.by_hand() if self._target.primary is None else self._act.shut_down()

    def _fail_over(self) -> str:
        if place_in(Stage.FAIL_OVER, self._sides.find(Side.COPY).moment) is not Place.READY:
            return self._act.carry(Stage.FAIL_OVER)
        if self._conduct.plan.deed is Deed.PLANNED:
            self._look.require_prepared()
            return self._act.carry(Stage.FAIL_OVER)
        self._look.watch_primary()
        said = self._act.carry(Stage.FAIL_OVER, self._look.recovery_point())
        return said or told_loss(self._conduct.board.machine(self._target.vm).lost)

    def _decide(self) -> str:
        """A person completes or cancels, now or later; what was decided elsewhere meanwhile is seen."""
        target = self._target
        found = self._sides.find(Side.COPY)
        if found.moment.replication_state != 5:
            return f"decided already: {found.host} shows no failover that waits for completion"
        sentence = f"{target.vm_name} runs on {found.host}: complete or cancel its failover"
        word = self._conduct.ask(gates.decide(self._conduct.plan, target, sentence), yes=gates.LATER)
        if word == gates.COMPLETE:
            self._act.carry(Stage.COMPLETE)
            return "completed"
        if word == gates.CANCEL:
            # The answer that was typed for this speaks of turning it off.
            self._act.carry(Stage.TURN_OFF)
            self._act.carry(Stage.CANCEL)
            return "cancelled"
        return "left to be completed or cancelled later"


def _now() -> datetime:
    return datetime.now(UTC)
