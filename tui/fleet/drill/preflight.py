"""Everything that is asked of a replica before anything is done with it."""

from dataclasses import dataclass

from tui.fleet.drill.bench import blockers, warnings
from tui.fleet.drill.ground import Desk
from tui.fleet.drill.isolating import refuse_unless_isolated, wires_of
from tui.fleet.drill.progress import Decided, Progress, now
from tui.fleet.drill.room import NoRoom
from tui.fleet.drill.staging import DrillValues
from tui.fleet.drill.watching import probed_addresses, staged_machine
from tui.model import states
from tui.model.drill.isolation import guard_replica
from tui.model.drill.values import DrillVerdict
from tui.model.machine import Machine
from tui.model.readiness.rule import RECOVERY_COPIES
from tui.model.step import Moment


@dataclass(frozen=True, slots=True)
class Ready:
    """A replica that may be test-failed-over."""

    desk: Desk
    moment: Moment
    replica: Machine
    """Its adapters as they are plugged in and staged now."""
    quiet: frozenset[str]
    """Staged addresses that nothing answers at, and that nothing must answer at until the drill is over."""


def prepare(progress: Progress, values: DrillValues) -> Ready:
    """Also stages the profile. Raises Decided where the drill is not to begin, and a leaf of WSManError."""
    progress.stop_if_asked()
    desk, moment = _locate(progress)
    if moment.mode not in RECOVERY_COPIES:
        raise Decided(DrillVerdict.REFUSED, f"it is {states.MODE_WORDS.get(moment.mode, 'unknown')} and no replica")
    _ask_the_rules(progress)
    vm = progress.target.vm
    wires = desk.wires()
    replica = wires.machine(vm)
    if replica is None:
        raise Decided(DrillVerdict.REFUSED, f"{desk.host} does not show its adapters")
    findings = guard_replica(replica, wires_of(progress, desk.host, wires))
    refuse_unless_isolated(progress, findings)
    progress.foreseen = frozenset((finding.id, finding.adapter) for finding in findings)
    for finding in findings:
        reason = progress.bench.plan.waived.get(finding.id, "") if finding.blocks else ""
        progress.note(f"waived, {reason}: {finding.sentence}" if reason else finding.sentence)
    _take_room(progress, desk)
    values.stage(desk)
    replica = staged_machine(replica, desk.staged(vm))
    progress.set(data_behind=_data_behind(progress))
    return Ready(desk, moment, replica, _quiet_addresses(progress, replica))


def _locate(progress: Progress) -> tuple[Desk, Moment]:
    found = progress.nodes.find(progress.target.vm, progress.host)
    if found is None:
        sentence = f"{progress.host} does not have it any more, and no other node does"
        raise Decided(DrillVerdict.REFUSED, sentence, conflict=True)
    desk, moment = found
    if desk.host != progress.host:
        progress.note(f"it moved from {progress.host} to {desk.host}")
        progress.host = desk.host
    told = desk.time()
    if told is not None:
        progress.host_times.setdefault(desk.host, told)
    if not progress.bench.has_read(desk.host, progress.target.vm):
        progress.bench.fold(desk.host, desk.inventory())
    return desk, moment


def _ask_the_rules(progress: Progress) -> None:
    found = progress.bench.findings(progress.host, progress.target.vm)
    stopping = blockers(found)
    if stopping:
        raise Decided(DrillVerdict.REFUSED, "; ".join(f"{each.sentence} ({each.rule_id})" for each in stopping))
    for warning in warnings(found):
        progress.note(warning.sentence)
    for finding in found:
        if finding.waiver is not None:
            progress.note(f"waived, {finding.waiver.reason}: {finding.sentence}")


def _take_room(progress: Progress, desk: Desk) -> None:
    needed = desk.startup_memory(progress.target.vm)
    if needed is None:
        progress.note(f"{desk.host} does not tell how much memory it needs: whether it fits was not checked")
        return
    room = progress.bench.room(desk.host)
    try:
        room.take(progress.target.vm, needed, desk.free_memory, progress.bench.no_more)
    except NoRoom as error:
        raise Decided(DrillVerdict.REFUSED, str(error)) from None
    progress.stop_if_asked()


def _quiet_addresses(progress: Progress, replica: Machine) -> frozenset[str]:
    bench = progress.bench
    if not bench.plan.probe:
        return frozenset()
    watched = probed_addresses(replica, bench.view())
    answering = bench.reach(watched, bench.pace.probe)
    for address in sorted(answering):
        progress.note(f"{address} answers already, before there is a test VM: it tells nothing of its isolation")
    return watched - answering


def _data_behind(progress: Progress) -> float | None:
    """Seconds since the last replication, by the host's clock."""
    inventory = progress.bench.view().host(progress.host).inventory
    if inventory is None:
        return None
    machine = next((each for each in inventory.machines if each.id == progress.target.vm), None)
    last = machine.replication.last_replication if machine and machine.replication else None
    if last is None:
        return None
    there = now() + inventory.clock_ahead if inventory.clock_ahead is not None else now()
    return max(0.0, (there - last).total_seconds())
