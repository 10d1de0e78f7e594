"""Questions to a journal that was read: who changed this, what was the last apply, what is not settled."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tui.fleet.journal.records import Entry
from tui.fleet.journal.steps import StepEntry
from tui.model.change import AdapterKey, AdapterNetwork
from tui.model.plan.comparing import means_the_same
from tui.model.result import Outcome
from tui.model.staged import StagedRaw
from tui.model.text import printable


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where an adapter's settings come from, as far as the journal tells."""

    by: Literal["hvr", "another", "nobody"]
    """hvr: they are as a change with hvr left them. another: something changed them after that. nobody: the journal
    holds no finished change of the adapter."""
    user: str = ""
    """Who made the last change with hvr."""
    time: datetime | None = None
    """When, UTC."""

    @property
    def text(self) -> str:
        """One sentence, printable; empty where the journal knows nothing."""
        if self.time is None:
            return ""
        when = self.time.strftime("%Y-%m-%d %H:%M:%SZ")
        if self.by == "hvr":
            return f"changed by {printable(self.user)} with hvr, {when}"
        return f"changed since, not by hvr; before that by {printable(self.user)} with hvr, {when}"


def last_changes(entries: Iterable[Entry]) -> Mapping[AdapterKey, Entry]:
    """The last change of each adapter whose end is known and that sent something."""
    found: dict[AdapterKey, Entry] = {}
    for entry in entries:
        if entry.sent and entry.left is not None:
            found[entry.intent.change.key] = entry
    return found


def provenance(last: Entry | None, now: AdapterNetwork) -> Provenance:
    """Who is behind what an adapter holds `now`, by the last change of it that the journal knows."""
    if last is None or last.left is None:
        return Provenance("nobody")
    by: Literal["hvr", "another"] = "hvr" if means_the_same(last.left, now) else "another"
    return Provenance(by, last.intent.operator.user, last.intent.time)


def proved_staging(entries: Iterable[Entry]) -> Mapping[AdapterKey, StagedRaw]:
    """What was last proved to be staged on each adapter."""
    return {
        key: entry.left.staged
        for key, entry in last_changes(entries).items()
        if entry.outcome is Outcome.VERIFIED and entry.left is not None and entry.left.staged is not None
    }


def unsettled(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Changes of which nobody knows what became: a crash between intent and outcome, or an answer that was lost."""
    return tuple(entry for entry in entries if entry.outcome is Outcome.UNKNOWN)


def unsettled_steps(steps: Iterable[StepEntry]) -> tuple[StepEntry, ...]:
    """Actions of which nobody knows what became, for the same reasons."""
    return tuple(step for step in steps if step.outcome is Outcome.UNKNOWN)


def last_apply(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The changes of the apply that sent something last, in their order; a drill takes its own back."""
    every = tuple(entry for entry in entries if not entry.intent.run)
    last = next((entry.intent.apply for entry in reversed(every) if entry.sent), None)
    return tuple(entry for entry in every if entry.intent.apply == last)


def find_entries(entries: Iterable[Entry], wanted: str) -> tuple[Entry, ...]:
    """The changes of an apply, or the one change, whose id begins with `wanted`."""
    every = tuple(entries)
    of_apply = {entry.intent.apply for entry in every if entry.intent.apply.startswith(wanted)}
    if len(of_apply) == 1:
        return tuple(entry for entry in every if entry.intent.apply in of_apply)
    return tuple(entry for entry in every if entry.intent.id.startswith(wanted))
