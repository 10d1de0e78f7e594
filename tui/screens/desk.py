"""What the operator has decided and not yet sent, and the way to send it. A read-only console has no desk."""

from collections.abc import Iterable
from dataclasses import replace

from tui.fleet.fleet import Fleet
from tui.fleet.judging.judgement import Impact
from tui.fleet.judging.weighing import Waived, blockers
from tui.fleet.plans.following import followed, wishes
from tui.fleet.plans.run import ApplyRun, ApplyView
from tui.fleet.session import ReadOnly
from tui.fleet.view import FleetView, HostView
from tui.keys import key_for
from tui.model.change import AdapterKey, AdapterNetwork, Change, Draft
from tui.model.machine import Adapter, Machine
from tui.model.plan.ruleset import RuleSet
from tui.model.plan.values import PlanReading
from tui.model.readiness import Finding
from tui.model.result import ChangeResult, Outcome


class Desk:
    """Holds the draft; everything that changes an adapter goes over it."""

    def __init__(self, fleet: Fleet) -> None:
        """Raises ReadOnly for a fleet that is opened read-only."""
        if fleet.read_only:
            raise ReadOnly("this console is read-only: nothing that can write is built")
        self._fleet = fleet
        self.draft = Draft()
        self.marks: frozenset[AdapterKey] = frozenset()
        """Adapters that the next decision is for."""
        self.rules: RuleSet | None = None
        """Mapping rules that were read in this session."""
        self.waived: tuple[Waived, ...] = ()
        self.reason = ""
        """Why the draft is applied, for the journal."""

    def why_not(self, host: str) -> str | None:
        """Why nothing on a host may be changed, None where it may."""
        if self._fleet.writable(host):
            return None
        return f"{host} is read-only: {key_for('unlock')} lets it be written to for a time"

    def change_for(self, host: HostView, machine: Machine, adapter: Adapter) -> Change:
        return self.draft.change_for(host.name, machine, adapter)

    def has(self, key: AdapterKey) -> bool:
        return key in self.draft.changes

    def keep(self, change: Change) -> None:
        self._draft(self.draft.keep(change))

    def exchange(self, change: Change, again: Change) -> None:
        """Keep a change in another's place, which may be for another node."""
        if again.key != change.key:
            self.draft = self.draft.without(change.key)
        self.keep(again)

    def drop(self, key: AdapterKey) -> None:
        self._draft(self.draft.without(key))

    def _draft(self, draft: Draft) -> None:
        """Reasons and waivers are for one draft, and end with it."""
        self.draft = draft
        if not len(draft):
            self.waived, self.reason = (), ""

    def take(self, reading: PlanReading) -> tuple[int, tuple[str, ...]]:
        """Keep a plan's changes in the draft; how many, and sentences about everything that stands in the way."""
        said = [problem.text for problem in reading.problems]
        kept = 0
        for change in reading.plan:
            why = self.why_not(change.key.host)
            if why is None:
                self.keep(change)
                kept += 1
            else:
                said.append(f"{change.vm_name} / {change.adapter_name}: {why}")
        return kept, (*said, *(note.text for note in reading.notes))

    def waive(self, findings: Iterable[Finding], reason: str) -> None:
        """Go ahead in spite of one rule, in these places and for this reason."""
        self.waived = (*self.waived, Waived.of(findings, reason))

    def blockers(self, impacts: Iterable[Impact]) -> tuple[Finding, ...]:
        """What stops the draft."""
        return blockers(impacts, self.waived)

    def apply(self, impacts: Iterable[Impact]) -> ApplyRun:
        """Send the whole draft; every change stays in it until its verified result is settled here.

        Raises ReadOnly for a host without a writer, and where a blocker is not waived, and JournalError where a waiver
        cannot be recorded; nothing is sent then.
        """
        judged = tuple(impacts)
        in_the_way = self.blockers(judged)
        if in_the_way or len(judged) < len(self.draft):
            raise ReadOnly(f"{len(in_the_way)} blockers are not waived; nothing was sent")
        used = [waiver for waiver in self.waived if any(waiver.covers(f) for impact in judged for f in impact.blockers)]
        return self._fleet.apply(tuple(self.draft), reason=self.reason, waived=used)

    def settle(self, view: ApplyView) -> None:
        """Take what was verified off the desk; all else stays as it was decided."""
        for item in view.items:
            if isinstance(item, ChangeResult) and item.outcome is Outcome.VERIFIED:
                key = item.change.key
                if self.draft.changes.get(key) == item.change:
                    self.drop(key)


def moved_on(change: Change, view: FleetView) -> AdapterNetwork | None:
    """What the host holds now where that is no longer what the change was planned from."""
    found = view.find(change.key)
    if found is None:
        return None
    now = AdapterNetwork.of(found[2], with_guest=change.injects)
    return None if now == change.before else now


def rebased(change: Change, view: FleetView) -> Change | None:
    """The same wishes planned from what the host holds now, or the node of its cluster that the VM has moved to.

    A part that the operator did not touch is taken as it is now. None where the adapter is gone. Raises CannotFollow.
    """
    there = followed(change, view)
    if there is not None:
        return there
    found = view.find(change.key)
    if found is None:
        return None
    _, machine, adapter = found
    now = AdapterNetwork.of(adapter, with_guest=change.injects)
    return replace(change, mode=machine.mode, before=now, after=wishes(change, now, change.after.switch_id))
