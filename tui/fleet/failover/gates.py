"""The questions of a run, with their answers and what has to be typed for them."""

from tui.model.failover.values import Answer, FailoverPlan, FailoverTarget, Gate, GateKind, Tier

GO_ON, STOP, WAIT, TURN_OFF, COMPLETE, CANCEL, LATER = (
    "go on", "stop", "wait", "turn off", "complete", "cancel", "later",
)  # fmt: skip
ALL, ALL_LATER = "go on for all", "all later"

_STOP_VM = Answer(STOP, "nothing further for this VM")


def tier_gate(number: int, tier: Tier, sentence: str) -> Gate:
    """Before a tier begins."""
    answers = (Answer(GO_ON, f"begin {tier.name}"), Answer(STOP, "nothing further is started"))
    return Gate(f"tier {number}", GateKind.TIER, sentence, answers)


def unknown_primary(plan: FailoverPlan, target: FailoverTarget, sentence: str) -> Gate:
    """Whether the primary runs cannot be told; of a whole lost site that may be said once."""
    count = len(plan.targets)
    answers = (
        Answer(GO_ON, "it does not run, fail over", typed=target.vm_name),
        *_for_several(plan, Answer(ALL, f"none of the {count} primaries runs, fail over", plan.to_type, GO_ON)),
        _STOP_VM,
    )
    return Gate(f"primary {target.vm}", GateKind.PRIMARY_UNKNOWN, sentence, answers, target.vm)


def by_hand(target: FailoverTarget, sentence: str) -> Gate:
    """Something that only a person can do, on a host that is not in the fleet."""
    answers = (Answer(GO_ON, "it is done", typed=target.vm_name), _STOP_VM)
    return Gate(f"by hand {target.vm}", GateKind.BY_HAND, sentence, answers, target.vm)


def turn_off(target: FailoverTarget, host: str, sentence: str, *, waits: bool = False) -> Gate:
    """Pull the plug: never without the VM's name typed for just that. `waits`: its guest was asked to shut down."""
    answers = (
        Answer(TURN_OFF, f"on {host}: what its guest has not written is lost", typed=target.vm_name),
        *((Answer(WAIT, "wait for the guest once more"),) if waits else ()),
        _STOP_VM,
    )
    return Gate(f"turn off {target.vm}", GateKind.TURN_OFF, sentence, answers, target.vm)


def decide(plan: FailoverPlan, target: FailoverTarget, sentence: str) -> Gate:
    """What becomes of a copy that was failed over and runs."""
    answers = (
        Answer(COMPLETE, "for good, the recovery points are merged", typed=target.vm_name),
        Answer(CANCEL, "turn it off, give up what it has done", typed=target.vm_name),
        Answer(LATER, "it stays as it is"),
        *_for_several(plan, Answer(ALL_LATER, "all that are left stay as they are", for_all=LATER)),
    )
    return Gate(f"decide {target.vm}", GateKind.DECIDE, sentence, answers, target.vm)


def _for_several(plan: FailoverPlan, answer: Answer) -> tuple[Answer, ...]:
    return (answer,) if len(plan.targets) > 1 else ()
