"""The state of one practice host and of its cluster, and what every service needs: jobs, events, texts, partners."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tui.practice.cim import VIRTUALIZATION, Instance, Reference, Value
from tui.practice.clock import Clock
from tui.practice.hyperv import codes
from tui.practice.hyperv.eventlog import ChannelLog
from tui.practice.hyperv.habits import Habits
from tui.practice.hyperv.jobs import Job, JobFailure, JobList, JobState, Work
from tui.practice.hyperv.lock import StateLock
from tui.practice.hyperv.machine import Adapter, Machine
from tui.practice.hyperv.texts import EVENTS, Texts
from tui.practice.hyperv.values import Mode, Power
from tui.practice.scenario.plan import SwitchKind
from tui.practice.wmi.catalogue import Build, Catalogue

HOST_RESERVE_MB = 4096
_REMEMBERED = 10_000


@dataclass(slots=True)
class Switch:
    """A virtual switch."""

    id: str
    name: str
    kind: SwitchKind


@dataclass(frozen=True, slots=True)
class Executed:
    """A method that a client ran, for tests."""

    time: datetime
    host: str
    class_name: str
    method: str
    vm: str | None
    return_value: int


@dataclass(slots=True)
class Hypervisor:
    """One host. Whatever reads or changes it holds `lock`; the clock's actions take it themselves."""

    name: str
    catalogue: Catalogue
    language: str
    memory_mb: int
    clock: Clock
    habits: Habits
    started: datetime
    find_partner: Callable[[str, str], "Hypervisor | None"]
    """The host that a name of a host, a cluster or its broker leads to for the machine of a GUID."""
    answer: Callable[[bool], None] = lambda answering: None
    """Lets whatever serves this host answer, or not."""
    down: bool = False
    """The host has lost its power: its machines are off and its partners do not reach it."""
    cluster: "Cluster | None" = None
    machines: dict[str, Machine] = field(default_factory=dict)
    """By upper-case GUID."""
    switches: dict[str, Switch] = field(default_factory=dict)
    """By upper-case GUID."""
    executed: deque[Executed] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    clock_error: timedelta = timedelta(0)
    lock: StateLock = field(default_factory=StateLock)
    events: ChannelLog = field(default_factory=ChannelLog)
    jobs: JobList = field(init=False)
    texts: Texts = field(init=False)

    def __post_init__(self) -> None:
        self.jobs = JobList(self.clock, self.name, self.lock)
        self.texts = Texts(self.language)

    @property
    def build(self) -> Build:
        return self.catalogue.build

    def instance(self, class_name: str, values: Mapping[str, Value]) -> Instance:
        """An object of root/virtualization/v2 that is answered as a value."""
        return Instance(self.catalogue.declaration(VIRTUALIZATION, class_name), values)

    @property
    def owner(self) -> str:
        """The account in whose name jobs run."""
        return f"{self.name.upper()}\\operator"

    def now(self) -> datetime:
        """The host's own time, which a scenario may set wrong."""
        return self.clock.now() + self.clock_error

    def machine(self, machine_id: str) -> Machine | None:
        return self.machines.get(machine_id.upper())

    def switch_named(self, name: str) -> Switch | None:
        wanted = name.casefold()
        return next((switch for switch in self.switches.values() if switch.name.casefold() == wanted), None)

    def memory_in_use_mb(self) -> int:
        awake = (machine for machine in self.machines.values() if machine.power not in (Power.OFF, Power.SAVED))
        return HOST_RESERVE_MB + sum(machine.memory_mb for machine in awake)

    def test_machine_of(self, machine: Machine) -> Machine | None:
        return next((each for each in self.machines.values() if each.test_of == machine.id), None)

    def log(
        self,
        key: str,
        machine: Machine | None,
        when: datetime,
        adapter: Adapter | None = None,
        channel: str | None = None,
        **fields: object,
    ) -> None:
        """Write the event `key` about a machine, in another channel than its usual one if given."""
        kind = EVENTS[key]
        if machine is not None:
            fields |= {"vm": machine.name, "id": machine.id}
        if adapter is not None:
            fields["adapter"] = adapter.name
        self.events.write(
            when + self.clock_error, channel or kind.channel, kind.event_id, kind.level, self.texts.say(key, **fields),
            machine.id if machine else None, machine.name if machine else None,
        )  # fmt: skip

    def start_job(
        self, job_type: int, caption_key: str, machine: Machine, work: Work, seconds: float | None = None
    ) -> Reference:
        """Start a job for a machine; its work runs under the lock, or fails as the host's habits want."""
        duration = self.habits.job_seconds if seconds is None else seconds

        def finish(job: Job, when: datetime) -> None:
            with self.lock:
                self.jobs.run(job, self._habitual(work, machine), when)
                if job.state is JobState.EXCEPTION:
                    self.log("operation-failed", machine, when, reason=job.error_description)

        job = self.jobs.start(
            job_type, self.texts.say(caption_key), self.owner, (self.machine_reference(machine.id),), duration, finish
        )
        return self.job_reference(job)

    def machine_reference(self, machine_id: str) -> Reference:
        keys = (("CreationClassName", "Msvm_ComputerSystem"), ("Name", machine_id))
        return Reference(VIRTUALIZATION, "Msvm_ComputerSystem", keys)

    def job_reference(self, job: Job) -> Reference:
        return Reference(VIRTUALIZATION, "Msvm_ConcreteJob", (("InstanceID", job.id),))

    def _habitual(self, work: Work, machine: Machine) -> Work:
        habits = self.habits
        if habits.failing_jobs:

            def fail(job: Job, when: datetime) -> None:
                raise JobFailure(codes.FAILED, self.texts.say("failed", vm=machine.name, reason=habits.failing_jobs))

            return fail
        if habits.lying_jobs:
            return lambda job, when: None
        return work


@dataclass(slots=True)
class Cluster:
    """The state that all nodes tell of alike."""

    name: str
    broker: str | None
    readable: bool
    nodes: list[Hypervisor] = field(default_factory=list)
    down: set[str] = field(default_factory=set)
    """Names of nodes."""

    def machines(self) -> Iterator[tuple[Hypervisor, Machine]]:
        """Every clustered machine with its owner; a test machine is not clustered, facts/hyperv-wmi.md 2.4."""
        for node in self.nodes:
            for machine in list(node.machines.values()):
                if machine.mode is not Mode.TEST_REPLICA:
                    yield node, machine

    def next_node(self, leaving: Hypervisor) -> Hypervisor | None:
        """A node that is up and not the one that is left."""
        return next((node for node in self.nodes if node is not leaving and node.name not in self.down), None)
