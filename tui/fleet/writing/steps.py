"""Actions on VMs: what has to be so before, what is sent, and what it came to (facts/hyperv-wmi.md 2.4)."""

from dataclasses import dataclass, replace

from tui.fleet.journal import Journal
from tui.fleet.writing.ends import LAG, MOVING, PATIENCE, describe, is_reached
from tui.fleet.writing.work import Send, Work
from tui.hyperv import power, replication_service, testvms
from tui.hyperv.moment import acted_on, read_moment
from tui.model import states
from tui.model.result import Outcome
from tui.model.step import Action, Moment, Step, StepResult
from tui.wsman.client import Client

_REASON = "hvr"
"""What the guest's own log is told of a shutdown."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a host holds of a step's VM."""

    moment: Moment | None
    """None where the host has no such VM."""
    test_vm: str | None = None
    """GUID of its test VM, where the step is to make one."""
    test_of: str | None = None
    """GUID of its replica, where the step takes it for a test VM."""


class StepWork(Work[Standing, StepResult]):
    """One action on one VM."""

    job_patience = 3600.0
    settling_patience = 600.0

    def __init__(self, step: Step) -> None:
        self.step = step
        if step.action is Action.RESYNCHRONIZE:
            self.job_patience, self.job_may_outlast = LAG, True
        if step.action is Action.SHUT_DOWN:
            self.waiting = "waiting for the guest to shut down"

    @property
    def vm(self) -> str:
        return self.step.vm

    @property
    def family(self) -> str:
        return self.step.family

    def record_intent(self, journal: Journal, principal: str, reason: str, apply: str, run: str) -> str:
        return journal.step_intent(self.step, reason, principal=principal, run=run)

    def record_end(self, journal: Journal, entry: str, result: StepResult, *, settled: bool = False) -> None:
        (journal.step_settled if settled else journal.step_outcome)(entry, result)

    def compare(self, client: Client) -> StepResult | tuple[Send, ...]:
        """What a call needs is read first, then the association, and last the VM itself, whose state moves.

        Only a VM in the mode of a test VM is destroyed, and only for the replica that the host's association names; for
        none where it names none any more, because one of them is on another node.
        """
        step = self.step
        call = self._call(client)
        found = self.read(client)
        moment = found.moment
        if moment is None:
            if step.action is Action.DESTROY_TEST_VM:
                return self.result(Outcome.VERIFIED, "the test VM is gone already; nothing was sent", found=found)
            return self.result(Outcome.CONFLICT, "the host no longer has this VM; nothing was sent", found=found)
        if found.test_of != step.test_of:
            sentence = "the host does not name it as the test VM of that replica; nothing was sent"
            return self.result(Outcome.CONFLICT, sentence, found=found)
        if step.action is Action.DESTROY_TEST_VM and moment.mode != states.TEST_REPLICA:
            return self.result(Outcome.CONFLICT, "it is no test VM; nothing was sent", found=found)
        if step.action is Action.TEST_FAILOVER and found.test_vm is not None:
            return self.result(Outcome.CONFLICT, "the replica has a test VM already; nothing was sent", found=found)
        if is_reached(step, found.moment, found.test_vm):
            return self.result(Outcome.VERIFIED, f"it is so already: {describe(moment)}; nothing was sent", found=found)
        if moment != step.before:
            sentence = f"the VM was {describe(step.before)} and is {describe(moment)} now; nothing was sent"
            return self.result(Outcome.CONFLICT, sentence, found=found)
        if isinstance(call, str):
            return self.result(Outcome.NOT_SENT, f"{call}; nothing was sent", found=found)
        return (call,)

    def read(self, client: Client) -> Standing:
        vm, action = self.step.vm, self.step.action
        test_vm = testvms.test_vm_of(client, vm) if action is Action.TEST_FAILOVER else None
        is_test_vm = self.step.test_of is not None or action is Action.DESTROY_TEST_VM
        test_of = testvms.replica_of(client, vm) if is_test_vm else None
        return Standing(read_moment(client, vm), test_vm, test_of)

    def judge(self, found: Standing, *, lost: str = "", words: str = "") -> StepResult:
        step, moment = self.step, found.moment
        prefix = f"{lost}; " if lost else ""
        if is_reached(step, moment, found.test_vm):
            sentence = f"{prefix}{'the VM is gone' if moment is None else describe(moment)}" if lost else ""
            return self.result(Outcome.VERIFIED, sentence, words, found)
        if moment is None:
            return self.result(Outcome.DIFFERS, f"{prefix}the host no longer has this VM", words, found)
        if moment == step.before:
            accepted = "" if lost else "the host accepted it, and "
            if step.action is Action.SHUT_DOWN and not lost:
                accepted = "its guest was asked, and "
            sentence = f"{prefix}{accepted}the VM is as it was: {describe(moment)}"
            return self.result(Outcome.FAILED, sentence, words, found)
        return self.result(Outcome.DIFFERS, f"{prefix}the VM is {describe(moment)} now", words, found)

    def after_refusal(self, found: Standing) -> str:
        if found.moment is None or found.moment == self.step.before:
            return ""
        return f"the VM is {describe(found.moment)} now"

    def result(self, outcome: Outcome, sentence: str, words: str = "", found: Standing | None = None) -> StepResult:
        result = StepResult(self.step, outcome, sentence, words, found.moment if found else None)
        if found is not None and self.step.action is Action.TEST_FAILOVER:
            return replace(result, test_vm=found.test_vm)
        return result

    def is_moving(self, found: Standing) -> bool:
        return found.moment is not None and found.moment.enabled_state in MOVING

    def allowance(self, found: Standing) -> float:
        patience = self.step.patience
        longest = PATIENCE.get(self.step.action, LAG) if patience is None else patience
        if self.is_moving(found) or self.step.action is Action.SHUT_DOWN:
            return longest
        return min(longest, LAG)

    def _call(self, client: Client) -> Send | str:
        """What to send, or why it cannot be sent. Raises a leaf of WSManError."""
        vm, point = self.step.vm, self.step.recovery_point
        match self.step.action:
            case Action.TEST_FAILOVER:
                return lambda client: replication_service.make_test_vm(client, vm, point)
            case Action.DESTROY_TEST_VM:
                return lambda client: testvms.destroy(client, vm)
            case Action.START:
                return lambda client: power.start(client, vm)
            case Action.TURN_OFF:
                return lambda client: power.turn_off(client, vm)
            case Action.SHUT_DOWN:
                component = power.shutdown_component(client, vm)
                if component is None:
                    return "the VM offers no way to ask its guest to shut down"
                return lambda client: power.shut_down(client, component, _REASON)
            case Action.FAIL_OVER:
                return lambda client: replication_service.fail_over(client, vm, point)
            case Action.CANCEL:
                return lambda client: replication_service.cancel(client, vm)
            case Action.COMPLETE:
                return lambda client: replication_service.complete(client, vm)
            case Action.REVERSE:
                settings = replication_service.reversed_settings(client, vm)
                if settings is None:
                    return "the host has no replication settings of the VM"
                return lambda client: replication_service.reverse(client, vm, settings)
            case Action.RESYNCHRONIZE:
                return lambda client: replication_service.resynchronize(client, vm)
            case Action.PREPARE | Action.SUSPEND | Action.RESUME:
                return self._state_change(client)

    def _state_change(self, client: Client) -> Send:
        relationship = acted_on(client, self.step.vm)
        index = 0 if relationship is None else relationship.index
        state = _REQUESTED[self.step.action]
        return lambda client: replication_service.request_replication_state(client, self.step.vm, state, index)


_REQUESTED = {
    Action.PREPARE: replication_service.PREPARE,
    Action.SUSPEND: replication_service.SUSPEND,
    Action.RESUME: replication_service.RESUME,
}
