"""What all VMs of one drill share: the decisions, the ways to stop, and each host's room."""

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from tui.fleet.drill.ground import Desk, Ground
from tui.fleet.drill.pace import Pace
from tui.fleet.drill.reach import Reach
from tui.fleet.drill.room import Room
from tui.fleet.judging.judge import Judge
from tui.fleet.view import FleetView, HostState
from tui.fleet.writing import Purpose
from tui.model.drill.isolation import GUARDED_RULES
from tui.model.drill.profile import Profile
from tui.model.drill.values import DrillPlan, MachineDrill
from tui.model.machine import Inventory, Machine
from tui.model.readiness import Evidence, Finding, MachineKey, Operation, Severity, Waiver, waive


class Bench:
    """Thread-safe."""

    def __init__(
        self,
        ground: Ground,
        plan: DrillPlan,
        purpose: Purpose,
        evidence: Mapping[MachineKey, Evidence],
        profile: Profile | None,
        pace: Pace,
        reach: Reach,
    ) -> None:
        """`evidence` is what the journal tells the rules."""
        self.ground = ground
        self.plan = plan
        self.purpose = purpose
        self.profile = profile
        self.pace = pace
        self.reach = reach
        self.stopped = threading.Event()
        """A person stopped it: waits end, and what was begun is cleaned up."""
        self.no_more = threading.Event()
        """Nothing further is begun or started."""
        self.why = ""
        self._rooms: dict[str, Room] = {}
        self._ears: dict[str, threading.Lock] = {}
        self._evidence = evidence
        self._lock = threading.Lock()
        self._judge = Judge()
        self._fresh: dict[str, tuple[Inventory, datetime]] = {}
        self.note_test_vm: Callable[[MachineDrill], object] = lambda machine: None
        """Gets every VM whose test VM has just become known."""

    def open(self, host: str) -> Desk:
        """A desk of the calling thread's own. Raises ReadOnly, KeyError."""
        return Desk(host, self.ground.hands(host), self.ground.channels)

    def room(self, host: str) -> Room:
        """The host's memory among the VMs of this drill."""
        with self._lock:
            return self._rooms.setdefault(host, Room())

    def leave_rooms(self, vm: str) -> None:
        """The VM takes memory on no host any more."""
        with self._lock:
            rooms = tuple(self._rooms.values())
        for room in rooms:
            room.leave(vm)

    def ear(self, host: str) -> threading.Lock:
        """To be held while the host's events are read: a host gives few subscriptions to one account."""
        with self._lock:
            return self._ears.setdefault(host, threading.Lock())

    def halt(self, why: str) -> None:
        """Begin nothing further."""
        self.why = self.why or why
        self.no_more.set()

    def stop(self) -> None:
        """Begin nothing further and wait for nothing more; what was begun is cleaned up."""
        self.halt("stopped before its turn")
        self.stopped.set()

    def fold(self, host: str, inventory: Inventory) -> None:
        """Judge this host by what was just read of it, and not by what the console last showed."""
        with self._lock:
            self._fresh[host] = inventory, datetime.now(UTC)

    def has_read(self, host: str, vm: str) -> bool:
        """Whether this drill has read the host, and the VM on it."""
        with self._lock:
            inventory, _ = self._fresh.get(host, (None, None))
        return inventory is not None and any(machine.id == vm for machine in inventory.machines)

    def view(self) -> FleetView:
        """The fleet, with what this drill has read since in its place."""
        view = self.ground.view
        with self._lock:
            fresh = dict(self._fresh)
        hosts = []
        for host in view.hosts:
            inventory, at = fresh.get(host.name, (None, None))
            if inventory is not None and at is not None and (host.as_of is None or at > host.as_of):
                host = replace(host, inventory=inventory, as_of=at, states_as_of=at, state=HostState.UP, trouble=None)
            hosts.append(host)
        return replace(view, hosts=tuple(hosts))

    def findings(self, host: str, vm: str) -> tuple[Finding, ...]:
        """What the rules say of a drill of the VM, the waived marked; without what the isolation guard asks better."""
        judgement = self._judge.judge(self.view(), self._evidence)
        waivers = [Waiver(rule, reason) for rule, reason in self.plan.waived.items()]
        found = waive(judgement.of_machine(host, vm), waivers, datetime.now(UTC))
        return tuple(each for each in found if each.rule_id not in GUARDED_RULES)

    def elsewhere(self, host: str) -> tuple[Machine, ...]:
        """The VMs of all other hosts, as last read."""
        return tuple(row.machine for row in self.view().rows() if row.host.name != host)


def blockers(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """What stops a drill."""
    return tuple(each for each in findings if each.severity(Operation.DRILL) is Severity.BLOCK)


def warnings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(each for each in findings if each.severity(Operation.DRILL) is Severity.WARN)
