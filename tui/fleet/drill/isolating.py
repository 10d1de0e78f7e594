"""The isolation guard, asked about what a host shows right now."""

from collections.abc import Iterable

from tui.fleet.drill.pairing import as_replica
from tui.fleet.drill.progress import Decided, Progress
from tui.fleet.trouble import described
from tui.hyperv.wires import Wires
from tui.model.drill.isolation import HostWires, IsolationFinding, guard_test_vm, refusals
from tui.model.drill.values import DrillVerdict
from tui.model.machine import Machine
from tui.wsman.fault import WSManError

_CONFIRM_S = 20.0
"""How long a host may be silent when a test VM is judged for the last time."""


def wires_of(progress: Progress, host: str, wires: Wires) -> HostWires:
    return HostWires(host, wires.switches, wires.machines, progress.bench.elsewhere(host))


def refuse_unless_isolated(progress: Progress, findings: Iterable[IsolationFinding]) -> None:
    """Raises Decided where anything speaks against it that no reason waives."""
    against = refusals(findings, progress.bench.plan.waived)
    if against:
        raise Decided(DrillVerdict.REFUSED, "; ".join(f"{each.sentence} ({each.id})" for each in against))


def require_isolated(progress: Progress, replica: Machine) -> Machine:
    """The test VM as it is plugged in now, before it is started. Raises Decided, and a leaf of WSManError."""
    test_vm, findings = _look(progress, replica)
    refuse_unless_isolated(progress, findings)
    for finding in findings:
        if (finding.id, finding.adapter) not in progress.foreseen:
            progress.note(finding.sentence)
    return test_vm


def follow(progress: Progress, replica: Machine) -> None:
    """Find a running test VM again that says nothing; on another node it is judged as before its start.

    Raises Decided for a breach and for a test VM that is gone; a host that does not answer now is asked again later.
    """
    try:
        found = progress.nodes.find(progress.now.test_vm or "", progress.test_host)
        if found is None or found[0].host != progress.test_host:
            _require_still_isolated(progress, replica)
    except WSManError:
        return


def confirm_isolation(progress: Progress, replica: Machine) -> None:
    """Judge a test VM once more before its verdict; where that cannot be read, it is noted.

    Raises Decided for a breach, which lets nothing further begin, and for a test VM that is gone.
    """
    last: list[WSManError] = []

    def once() -> bool | None:
        try:
            _require_still_isolated(progress, replica)
            return True
        except WSManError as error:
            last.append(error)
            return None

    pace = progress.bench.pace
    if not pace.poll(once, min(_CONFIRM_S, pace.clean), progress.bench.stopped):
        _, sentence, _ = described(progress.test_host, last[-1])
        progress.note(f"whether it was isolated to its end could not be read: {sentence}")


def _require_still_isolated(progress: Progress, replica: Machine) -> None:
    """Raises Decided, and a leaf of WSManError."""
    _, findings = _look(progress, replica)
    against = refusals(findings, progress.bench.plan.waived)
    if against:
        progress.bench.halt(f"isolation breach of {progress.target.vm_name}")
        sentence = "; ".join(finding.sentence for finding in against)
        raise Decided(DrillVerdict.ISOLATION_BREACH, f"while it ran: {sentence}")


def _look(progress: Progress, replica: Machine) -> tuple[Machine, tuple[IsolationFinding, ...]]:
    """The test VM, found again wherever its cluster has it now, and what the guard says of it there."""
    test_id, target = progress.now.test_vm, progress.target
    found = progress.nodes.find(test_id, progress.test_host) if test_id is not None else None
    if found is None or test_id is None:
        raise Decided(DrillVerdict.FAILED, "its test VM is gone: somebody else destroyed it")
    desk, _ = found
    if desk.host != progress.test_host:
        progress.note(f"its test VM moved from {progress.test_host} to {desk.host}")
    progress.set(test_host=desk.host)
    wires = desk.wires()
    test_vm, held = wires.machine(test_id), wires.machine(target.vm)
    if test_vm is None:
        raise Decided(DrillVerdict.FAILED, f"{desk.host} does not show the adapters of its test VM")
    if held is None:
        there = progress.nodes.find(target.vm, progress.host)
        where = there[0].host if there else "no node"
        progress.note(f"the replica is on {where} and its test VM on {desk.host}: on different nodes they are parted")
    return test_vm, guard_test_vm(as_replica(replica, test_vm), held or replica, wires_of(progress, desk.host, wires))
