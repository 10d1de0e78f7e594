"""Msvm_ConcreteJob: work that takes practice time and vanishes five minutes after it ended."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum

from tui.practice.cim import Reference
from tui.practice.clock import Clock
from tui.practice.hyperv.lock import StateLock
from tui.practice.hyperv.paths import new_id

TIME_BEFORE_REMOVAL = timedelta(minutes=5)


class JobState(IntEnum):
    """JobState, facts/hyperv-wmi.md 1.15."""

    RUNNING = 4
    COMPLETED = 7
    TERMINATED = 8
    EXCEPTION = 10


class JobType(IntEnum):
    """JobType of what this host does; the types without a documented number carry Modify's."""

    MODIFY_VM = 2
    DESTROY_VM = 3
    START = 12
    POWER_OFF = 13
    SAVE = 14
    SHUT_DOWN = 16
    ADD_RESOURCES = 30
    MODIFY_RESOURCES = 31
    REPLICATION_STATE_CHANGE = 96
    INITIATE_FAILOVER = 97
    REVERT_FAILOVER = 98
    COMMIT_FAILOVER = 99
    TEST_REPLICA = 102
    REVERSE_REPLICATION = 104
    RESYNCHRONIZING = 107


class JobFailure(Exception):
    """What a job's work raises to end it as failed, with the return code of its method family and a sentence."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.code = code
        self.description = description


@dataclass(slots=True)
class Job:
    """One job."""

    id: str
    job_type: int
    caption: str
    owner: str
    affected: tuple[Reference, ...]
    submitted: datetime
    duration: timedelta
    state: JobState = JobState.RUNNING
    ended: datetime | None = None
    error_code: int = 0
    error_description: str = ""
    created: list[Reference] = field(default_factory=list)
    """What it made, named by Msvm_AffectedJobElement once it has ended, facts/real-host.md 5."""

    def percent(self, now: datetime) -> int:
        if self.state is JobState.COMPLETED:
            return 100
        until = self.ended or now
        return min(99, int(100 * (until - self.submitted) / self.duration)) if self.duration else 99


Work = Callable[[Job, datetime], None]
"""What a job does at its end; raises JobFailure."""


class JobList:
    """The jobs of one host. Guarded by the host's lock."""

    def __init__(self, clock: Clock, seed: str, lock: StateLock) -> None:
        self._clock = clock
        self._lock = lock
        self._seed = seed
        self._numbers = itertools.count(1)
        self._jobs: dict[str, Job] = {}

    def __iter__(self) -> Iterator[Job]:
        return iter(tuple(self._jobs.values()))

    def get(self, job_id: str) -> Job | None:
        return self._jobs.get(job_id.upper())

    def start(
        self,
        job_type: int,
        caption: str,
        owner: str,
        affected: tuple[Reference, ...],
        seconds: float,
        finish: Callable[[Job, datetime], None],
    ) -> Job:
        """A new running job; `finish` is called with it when its time has passed, unless the list was emptied."""
        now = self._clock.now()
        job = Job(
            new_id(self._seed, "job", next(self._numbers)), job_type, caption, owner, affected, now,
            timedelta(seconds=seconds),
        )  # fmt: skip
        self._jobs[job.id] = job
        self._clock.at(now + job.duration, lambda when: finish(job, when))
        return job

    def run(self, job: Job, work: Work, when: datetime) -> None:
        """Do a job's work and end it; nothing when the job was lost or terminated meanwhile."""
        if self._jobs.get(job.id) is not job or job.state is not JobState.RUNNING:
            return
        try:
            work(job, when)
        except JobFailure as failure:
            job.state, job.error_code, job.error_description = (
                JobState.EXCEPTION, failure.code, failure.description,
            )  # fmt: skip
        else:
            job.state = JobState.COMPLETED
        job.ended = when
        self._clock.at(when + TIME_BEFORE_REMOVAL, lambda _: self._forget(job))

    def terminate(self, job: Job, when: datetime) -> None:
        job.state, job.ended = JobState.TERMINATED, when
        self._clock.at(when + TIME_BEFORE_REMOVAL, lambda _: self._forget(job))

    def lose_all(self) -> None:
        """What a restart of the service does: the jobs are gone and their work is not done."""
        self._jobs.clear()

    def busy(self, affected: Reference) -> bool:
        """Whether a running job affects the object."""
        return any(job.state is JobState.RUNNING and affected in job.affected for job in self._jobs.values())

    def _forget(self, job: Job) -> None:
        with self._lock:
            self._jobs.pop(job.id, None)
