"""Actions on VMs of practice hosts: decided from what is read now, and held against what is really so."""

from collections.abc import Callable
from typing import Any

from tui.fleet.fleet import Fleet
from tui.fleet.hands import Hands, silent
from tui.fleet.writing import Purpose, Report
from tui.hyperv.moment import read_moment
from tui.hyperv.testvms import test_vm_of as named_test_vm
from tui.model.result import Outcome
from tui.model.step import Action, Step, StepResult
from tui.practice.serve import PracticeServer

REPLICA_HOST, PRIMARY_HOST = "dr-hv-01", "prod-hv-01"
VM = "app07"
DRILL = Purpose("a test", run="run-1")

METHODS = {
    Action.TEST_FAILOVER: "TestReplicaSystem",
    Action.DESTROY_TEST_VM: "DestroySystem",
    Action.START: "RequestStateChange",
    Action.TURN_OFF: "RequestStateChange",
    Action.SHUT_DOWN: "InitiateShutdown",
    Action.PREPARE: "RequestReplicationStateChangeEx",
    Action.FAIL_OVER: "InitiateFailover",
    Action.CANCEL: "RevertFailover",
    Action.COMPLETE: "CommitFailover",
    Action.REVERSE: "ReverseReplicationRelationship",
    Action.SUSPEND: "RequestReplicationStateChangeEx",
    Action.RESUME: "RequestReplicationStateChangeEx",
    Action.RESYNCHRONIZE: "Resynchronize",
}
"""As facts/hyperv-wmi.md 2.4 has them."""


def vm_id(fleet: Fleet, host: str = REPLICA_HOST, vm: str = VM) -> str:
    return next(row.machine.id for row in fleet.view.rows() if row.host.name == host and row.machine.name == vm)


def decide(
    hands: Hands, action: Action, vm: str, *, name: str = VM, test_of: str | None = None, patience: float | None = None
) -> Step:
    """The step with what is so now."""
    moment = hands.read(lambda client: read_moment(client, vm))
    assert moment is not None
    return Step(action, hands.host, vm, name, moment, test_of=test_of, patience=patience)


def take(hands: Hands, action: Action, vm: str, report: Report = silent, **more: Any) -> StepResult:
    return hands.carry_out(decide(hands, action, vm, **more), DRILL, report)


def done(hands: Hands, action: Action, vm: str, **more: Any) -> StepResult:
    """Take it, and see it verified."""
    result = take(hands, action, vm, **more)
    assert result.outcome is Outcome.VERIFIED, (action, result.sentence, result.words)
    return result


def made_test_vm(hands: Hands, replica: str) -> str:
    """Make a test VM; its GUID, as the host's association names it."""
    result = done(hands, Action.TEST_FAILOVER, replica)
    named = hands.read(lambda client: named_test_vm(client, replica))
    assert named is not None
    assert result.test_vm == named
    return named


def truth(ground: PracticeServer, host: str, vm: str) -> dict[str, Any] | None:
    """What is really so of a VM by name or GUID, None where the host has none."""
    return next(iter(ground.administration.truth(host, vm)[host].values()), None)


def calls(ground: PracticeServer, method: str, host: str | None = None) -> int:
    """How often a method was run, refused ones too."""
    return sum(call["method"] == method for call in ground.administration.executed(host))


def once(step: str, deed: Callable[[], object]) -> Report:
    """Lets something happen when a step of the path begins for the first time."""
    seen: list[str] = []

    def report(now: str) -> None:
        if now.startswith(step) and not seen:
            seen.append(now)
            deed()

    return report
