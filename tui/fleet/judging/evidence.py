"""What the journal knows of VMs, for the rules."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType

from tui.fleet.drill.board import drilled
from tui.fleet.drill.record import read_targets
from tui.fleet.drill.stillstaged import still_staged
from tui.fleet.journal import Entry, RunEntry
from tui.fleet.journal.history import proved_staging
from tui.model.drill.values import DrillVerdict
from tui.model.readiness import Evidence, MachineKey
from tui.model.staged import StagedRaw


def evidence_of(
    entries: Iterable[Entry], runs: Iterable[RunEntry] = (), live: Collection[str] = ()
) -> Mapping[MachineKey, Evidence]:
    """By VM: what was last proved to be staged, and from drills what was proved in guests and what still stands.

    `entries` and `runs` are those of the whole journal; without `runs` nothing is known of drills. `live` are the ids
    of the drills that run now.
    """
    journal, drills = tuple(entries), tuple(runs)
    staged: dict[MachineKey, dict[str, StagedRaw]] = defaultdict(dict)
    for adapter, settings in proved_staging(journal).items():
        staged[MachineKey(adapter.host, adapter.vm)][adapter.adapter] = settings
    standing: dict[MachineKey, set[str]] = defaultdict(set)
    for still in still_staged(journal, drills):
        standing[MachineKey(still.change.key.host, still.change.key.vm)].add(still.change.key.adapter)
    proved: dict[MachineKey, datetime] = {
        key: end.ended for key, end in drilled(drills) if end.verdict is DrillVerdict.VERIFIED
    }
    busy = {key for run in drills if run.id in live for key in _in_hand(run)}
    return MappingProxyType(
        {
            key: Evidence(
                proved=proved.get(key),
                journalled=MappingProxyType(dict(staged.get(key, {}))),
                drill_runs=key in busy,
                drill_values=frozenset(standing.get(key, ())) if drills else None,
            )
            for key in {*staged, *standing, *proved, *busy}
        }
    )


def _in_hand(run: RunEntry) -> Iterator[MachineKey]:
    """The replicas of a drill whose test VMs are not told to be gone, where they were and where their test VMs are."""
    for noted in read_targets(run.documents).values():
        if not noted.cleaned:
            yield MachineKey(noted.host, noted.vm)
            yield MachineKey(noted.test_host or noted.host, noted.vm)
