"""The stages that send something: find the owner, look where it stands, take the step, wait until the host shows it."""

import time
from functools import partial

from tui.fleet.failover import gates
from tui.fleet.failover.conduct import Conduct, Ends
from tui.fleet.failover.sides import Found, NotFound, Sides
from tui.fleet.session import ReadOnly
from tui.model import states
from tui.model.failover.stages import ACTS, Place, Side, Stage, place_in
from tui.model.failover.values import FailoverTarget, Fault, Standing
from tui.model.result import Outcome
from tui.model.step import Action, Moment, Step
from tui.model.times import duration


class Actor:
    """One VM's; used by one thread. Its methods raise Ends, NotFound and JournalError."""

    def __init__(self, conduct: Conduct, sides: Sides, target: FailoverTarget) -> None:
        self._conduct = conduct
        self._sides = sides
        self._target = target

    def carry(self, stage: Stage, recovery_point: str | None = None) -> str:
        """Bring a stage to its end; a sentence where there is something to say."""
        side = ACTS[stage].side
        found = self._sides.find(side)
        match place_in(stage, found.moment):
            case Place.ENDED:
                return f"so already on {found.host}"
            case Place.ELSEWHERE:
                sentence = f"{found.host}: it is {told(found.moment)}: {stage.value} is not possible"
                raise Ends(Standing.FAILED, sentence, fault=Fault.CONFLICT)
            case Place.READY:
                self._conduct.check()
                self.take(stage, ACTS[stage].action, found, recovery_point)
        self.await_end(stage)
        return ""

    def take(
        self,
        stage: Stage,
        action: Action,
        found: Found,
        recovery_point: str | None = None,
        patience: float | None = None,
    ) -> None:
        """Send one step where the VM was found. Only an end that is known not to be good raises Ends."""
        target, conduct = self._target, self._conduct
        try:
            hands = self._sides.hands(found.host)
        except ReadOnly as error:
            raise Ends(Standing.FAILED, f"{error}; nothing was sent") from None
        step = Step(action, found.host, target.vm, target.vm_name, found.moment, recovery_point, patience=patience)
        result = hands.carry_out(step, conduct.purpose, partial(self._report, stage))
        if result.outcome not in (Outcome.VERIFIED, Outcome.UNKNOWN):
            sentence = f"{found.host}: {action.value}: {result.sentence or result.outcome.value}"
            if place_in(stage, self._sides.find(ACTS[stage].side).moment) is not Place.ENDED:
                fault = Fault.CONFLICT if result.outcome is Outcome.CONFLICT else Fault.UNREACHABLE
                raise Ends(Standing.FAILED, sentence, result.words, fault)

    def await_end(self, stage: Stage, patience: float | None = None) -> None:
        """Look until the host shows the end of a stage. Raises Ends after `patience` seconds."""
        if self.shows_end(stage, self._conduct.pace.stage if patience is None else patience):
            return
        found = self._sides.find(ACTS[stage].side)
        raise Ends(Standing.FAILED, f"{found.host}: not at the end of “{stage.value}”: it is {told(found.moment)}")

    def shows_end(self, stage: Stage, patience: float, *, breaks_off: bool = False) -> bool:
        """Whether the end of a stage was seen in time; a host that does not answer for a moment is asked again.

        `breaks_off`: nothing of ours is on the wire, so a stop ends the waiting.
        """
        end = time.monotonic() + patience
        while True:
            try:
                if place_in(stage, self._sides.find(ACTS[stage].side).moment) is Place.ENDED:
                    return True
            except NotFound as error:
                if not error.silent or time.monotonic() >= end:
                    raise
            if time.monotonic() >= end:
                return False
            pause = min(self._conduct.pace.look, max(0.0, end - time.monotonic()))
            if not breaks_off:
                time.sleep(pause)
            elif self._conduct.wait(pause):
                self._conduct.check()

    def shut_down(self) -> str:
        """The primary's guest is asked; a person decides where it does not go down in time."""
        target, stage = self._target, Stage.SHUT_DOWN
        while True:
            found = self._sides.find(Side.PRIMARY)
            if place_in(stage, found.moment) is Place.ENDED:
                return f"off on {found.host}"
            why = self._await_guest(stage, found)
            if not why:
                continue
            gate = gates.turn_off(target, found.host, f"{target.vm_name} on {found.host}: {why}", waits=True)
            word = self._conduct.ask(gate, yes=gates.WAIT)
            if word == gates.STOP:
                raise Ends(Standing.STOPPED, f"{found.host}: {why}; stopped by a person")
            if word == gates.TURN_OFF:
                self._conduct.check()
                self.take(stage, Action.TURN_OFF, self._sides.find(Side.PRIMARY))
                self.await_end(stage)
                return f"turned off on {found.host}"

    def _await_guest(self, stage: Stage, found: Found) -> str:
        """Ask the guest to shut down and wait; why it is not off then, empty where it is."""
        patience = self._conduct.plan.shutdown_patience
        place = place_in(stage, found.moment)
        if place is Place.ON_ITS_WAY:
            is_off = self.shows_end(stage, patience, breaks_off=True)
            return "" if is_off else f"its guest is not down after {duration(patience)}"
        if place is Place.ELSEWHERE:
            return f"it is {told(found.moment)}"
        self._conduct.check()
        self._report(stage, f"asking the guest on {found.host}")
        try:
            self.take(stage, Action.SHUT_DOWN, found, patience=patience)
        except Ends as end:
            return f"{end}{f' ({end.words})' if end.words else ''}"
        return "" if self.shows_end(stage, 0.0) else "what became of the request to shut down is not known"

    def turn_copy_off(self) -> str:
        """Before a failover is taken back; typed for just that."""
        target = self._target
        found = self._sides.find(Side.COPY)
        if place_in(Stage.TURN_OFF, found.moment) is Place.ENDED:
            return f"off already on {found.host}"
        sentence = f"{target.vm_name} runs on {found.host}; what it has done since the failover is given up with it"
        word = self._conduct.ask(gates.turn_off(target, found.host, sentence), yes=gates.STOP)
        if word != gates.TURN_OFF:
            raise Ends(Standing.STOPPED, f"{found.host}: {target.vm_name} runs on; nothing was taken back")
        self._conduct.check()
        return self.carry(Stage.TURN_OFF)

    def _report(self, stage: Stage, sentence: str) -> None:
        self._conduct.board.set_stage(self._target.vm, stage, sentence=sentence)


def told(moment: Moment) -> str:
    """How a VM stands, in words."""
    power = states.enabled_state_name(moment.enabled_state).lower()
    if moment.replication_state is None:
        return power
    return f"{power}, {states.replication_state_name(moment.replication_state).lower()}"
