"""Drill values that still stand, by the journal: after a crash, or on a host that did not take the live ones."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tui.fleet.journal import Entry, RunEntry
from tui.model.change import AdapterKey, Change
from tui.model.drill.profile import means
from tui.model.result import Outcome


@dataclass(frozen=True, slots=True)
class StillStaged:
    """An adapter on which a drill's values stand, or may stand."""

    run: str
    """The drill's id."""
    change: Change
    """From the live values to the drill's, as it was staged."""
    certain: bool
    """False: what became of the last change of it is not known."""

    @property
    def adapter(self) -> AdapterKey:
        """Without the host: in a cluster another node than the one that staged it may have the VM now."""
        return replace(self.change.key, host="")


def still_staged(entries: Iterable[Entry], runs: Iterable[RunEntry]) -> tuple[StillStaged, ...]:
    """Every adapter whose last change belongs to a drill and left, or may have left, the drill's values there.

    `entries` and `runs` are those of the whole journal.
    """
    last: dict[AdapterKey, Entry] = {}
    for entry in entries:
        if (entry.sent and entry.intent.change.stages) or entry.intent.run:
            last[_adapter(entry)] = entry
    found = []
    for run in runs:
        staged: dict[AdapterKey, Entry] = {}
        for entry in run.changes if run.kind == "drill" else ():
            staged.setdefault(_adapter(entry), entry)
        for key, first in staged.items():
            latest = last[key]
            if latest.intent.run == run.id and not _is_live(latest, first.intent.change):
                certain = latest.outcome is not Outcome.UNKNOWN
                found.append(StillStaged(run.id, first.intent.change, certain))
    return tuple(found)


def _is_live(latest: Entry, staging: Change) -> bool:
    """Whether the drill's values are known not to stand any more."""
    if not latest.sent and latest.intent.change == staging:
        return True
    return latest.left is not None and not means(latest.left.staged, staging.after.staged)


def _adapter(entry: Entry) -> AdapterKey:
    return replace(entry.intent.change.key, host="")
