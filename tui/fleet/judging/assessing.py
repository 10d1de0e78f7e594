"""Judges every newer view and every plan under review, on a lane of its own: no screen waits for a rule."""

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import is_
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from tui.fleet.drill.unfinished import live_drills
from tui.fleet.journal import Journal, JournalError, JournalReading, Written
from tui.fleet.journal.history import unsettled, unsettled_steps
from tui.fleet.judging.evidence import evidence_of
from tui.fleet.judging.guests import default_file, noticed, read_guests, remember
from tui.fleet.judging.judge import Judge
from tui.fleet.judging.judgement import NOBODY_JUDGED, Impact, Judgement
from tui.fleet.lane import Job, Lane, Outcome
from tui.fleet.plans.drift import foreign_changes
from tui.fleet.view import FleetView
from tui.model.change import AdapterKey, Change
from tui.model.readiness import Evidence, MachineKey
from tui.yamlfile import FileError


class Watched(Protocol):
    """What is asked of a fleet."""

    @property
    def view(self) -> FleetView: ...
    @property
    def journal(self) -> Journal: ...
    def listen(self, listener: Callable[[], None]) -> None: ...


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the rules and the journal say of one view."""

    judgement: Judgement = NOBODY_JUDGED
    journal: JournalReading = field(default_factory=JournalReading)
    journal_trouble: str = ""
    """Why the journal cannot be read; empty where it can."""
    foreign: frozenset[AdapterKey] = frozenset()
    """Adapters that hold something else than the last change with this program left there."""
    plan: tuple[Change, ...] = ()
    impacts: Mapping[AdapterKey, Impact] = field(default_factory=lambda: MappingProxyType({}))
    """What each change of `plan` breaks and mends once all of it is carried out."""
    trouble: str = ""
    """Why nothing newer could be judged."""
    in_drill: frozenset[MachineKey] = frozenset()
    """Replicas that drills have in hand which run now, here or in another console."""

    @property
    def unsettled(self) -> tuple[Written, ...]:
        """Changes and actions of which nobody knows what became."""
        return (*unsettled(self.journal.entries), *unsettled_steps(self.journal.steps))

    def impacts_of(self, plan: Sequence[Change]) -> Mapping[AdapterKey, Impact] | None:
        """None while this plan has not been judged."""
        return self.impacts if self.plan == tuple(plan) else None


class Assessor:
    """Keeps an Assessment of the newest view. Thread-safe."""

    def __init__(
        self,
        fleet: Watched,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        guests_file: Path | None = None,
    ) -> None:
        """`guests_file`: where guests are remembered; None: at the usual place."""
        self._fleet = fleet
        self._now = now
        self._judge = Judge()
        self._guests_file = guests_file or default_file()
        self._guests = self._kept_guests = read_guests(self._guests_file)
        self._lane = Lane("assessment")
        self._lock = threading.Lock()
        self._queued = False
        self._plan: tuple[Change, ...] = ()
        self._listeners: list[Callable[[], None]] = []
        self._stamp: object = None
        self._live: frozenset[str] = frozenset()
        """Ids of the drills that run now."""
        self._evidence: Mapping[MachineKey, Evidence] = MappingProxyType({})
        self._in_drill: frozenset[MachineKey] = frozenset()
        self._looked_at: tuple[object, ...] = ()
        """What the last assessment was made from, told apart by identity: events alone change nothing."""
        self._assessment = Assessment()

    @property
    def assessment(self) -> Assessment:
        return self._assessment

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener`, from the lane's thread, whenever there is a newer assessment."""
        self._listeners.append(listener)

    def start(self) -> None:
        self._fleet.listen(self.look)
        self.look()

    def look(self) -> None:
        """Assess the newest view and journal soon; a burst of these becomes one."""
        with self._lock:
            if self._queued:
                return
            self._queued = True
        self._lane.submit(self._assess, self._told)

    def assess_now(self) -> Assessment:
        """Assess the newest view on the caller's own thread, for a verb that reads the fleet once."""
        return self._assess()

    def consider(self, plan: Sequence[Change]) -> None:
        """Judge this plan in place of an earlier one, and again with every newer view."""
        with self._lock:
            self._plan = tuple(plan)
        self.look()

    def ask(self, job: Job, done: Callable[[Outcome], object]) -> None:
        """Run other work that a screen must not wait for; `done` gets its outcome on the lane's thread."""
        self._lane.submit(job, done)

    def close(self) -> None:
        self._lane.close()

    def _assess(self) -> Assessment:
        with self._lock:
            self._queued = False
            plan = self._plan
        view, known = self._fleet.view, self._assessment
        reading, trouble = self._journal(known)
        self._notice_guests(view)
        judgement = self._judge.judge(view, self._evidence, self._now().astimezone(UTC), self._guests)
        looked_at = (*(host.inventory for host in view.hosts), *(host.state for host in view.hosts), reading)
        same = len(looked_at) == len(self._looked_at) and all(map(is_, looked_at, self._looked_at))
        self._looked_at = looked_at
        impacts, foreign = known.impacts, known.foreign
        if not same:
            foreign = foreign_changes(view, reading.entries)
        if not same or plan is not known.plan:
            impacts = MappingProxyType({impact.change.key: impact for impact in self._judge.impact(plan)})
        return Assessment(judgement, reading, trouble, foreign, plan, impacts, in_drill=self._in_drill)

    def _notice_guests(self, view: FleetView) -> None:
        """A guest that cannot be kept is known in this session alone."""
        self._guests = noticed(view, self._guests)
        if self._guests is not self._kept_guests:
            with suppress(FileError):
                self._guests = remember(self._guests_file, self._guests)
            self._kept_guests = self._guests

    def _journal(self, known: Assessment) -> tuple[JournalReading, str]:
        """Read again only when a file changed; another console may write to it, too, and drills end with theirs."""
        try:
            stamp = self._journal_stamp()
            reading = known.journal if stamp == self._stamp else self._fleet.journal.read()
            live = live_drills(reading.runs, self._fleet.journal)
        except (JournalError, OSError) as error:
            return known.journal, str(error)
        if (stamp, live) != (self._stamp, self._live):
            self._stamp, self._live = stamp, live
            self._evidence = evidence_of(reading.entries, reading.runs, live)
            self._in_drill = frozenset(key for key, known in self._evidence.items() if known.drill_runs)
        return reading, ""

    def _journal_stamp(self) -> object:
        files = self._fleet.journal.folder.files()
        return tuple((path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files)

    def _told(self, outcome: Outcome) -> None:
        if outcome.error is None:
            changed = outcome.value != self._assessment
            self._assessment = outcome.value
        else:
            sentence = f"nothing newer could be judged: {type(outcome.error).__name__} in this program"
            changed = self._assessment.trouble != sentence
            self._assessment = Assessment(trouble=sentence)
        if changed:
            for listener in self._listeners:
                listener()
