"""VMs as rows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tui.fleet.judgement import Judgement
from tui.fleet.view import FleetView, MachineRow
from tui.model import states
from tui.model.machine import Machine
from tui.model.readiness import MachineKey, Verdict
from tui.model.selection import SelectionFault, read_selection
from tui.screens.rows_of.findings import VERDICT_SIGNS
from tui.screens.rows_of.hosts import host_age
from tui.screens.rows_of.times import duration
from tui.widgets.cells import Cell, Column, Row, Tone, widest

_LIST_MODES = (states.REPLICA, states.EXTENDED_REPLICA, states.TEST_REPLICA)
_MODE_WORDS: Mapping[int, str] = {
    states.NO_REPLICATION: "not replicated",
    states.PRIMARY: "primary",
    states.REPLICA: "replica",
    states.TEST_REPLICA: "test VM",
    states.EXTENDED_REPLICA: "extended replica",
}
_SHORT_MODES: Mapping[int, str] = {**_MODE_WORDS, states.TEST_REPLICA: "test", states.EXTENDED_REPLICA: "ext. repl."}
_SHORT_STATES: Mapping[int, str] = {
    1: "Initial copy ready",
    2: "Initial copy",
    4: "Planned, prepared",
    5: "Failed over",
    6: "Failover complete",
    9: "Resync required",
    11: "Resync suspended",
    15: "Disk update",
    16: "Disk update crit.",
    18: "Repurposing",
    19: "Sync prepared",
    20: "Reverse prepared",
    21: "Test failover",
}
_HEALTH_TONES: Mapping[int, Tone] = {
    states.HEALTH_NORMAL: "ok",
    states.HEALTH_WARNING: "warn",
    states.HEALTH_CRITICAL: "bad",
}


@dataclass(frozen=True, slots=True)
class Listing:
    """The VMs that a filter lets through."""

    rows: tuple[MachineRow, ...]
    of: int
    """How many there are of the kinds that are shown."""
    hidden: int
    """Primaries and VMs without replication that are not shown."""
    fault: str = ""
    """Why the filter means nothing; no VM is let through then."""


def key_of(row: MachineRow) -> MachineKey:
    return MachineKey(row.host.name, row.machine.id)


def listing(
    view: FleetView,
    *,
    everything: bool,
    needle: str = "",
    judgement: Judgement | None = None,
    faults_only: bool = False,
) -> Listing:
    """Replicas and test VMs, or all VMs, by name and host; `needle` is a filter of `model.selection`."""
    every = list(view.rows())
    kinds = [row for row in every if everything or row.machine.mode in _LIST_MODES]
    try:
        selection = read_selection(needle)
    except SelectionFault as fault:
        return Listing((), len(kinds), len(every) - len(kinds), str(fault))
    found = [row for row in kinds if not selection.terms or selection.means(_searched(row, judgement))]
    if faults_only:
        found = [row for row in found if verdict_of(row, judgement) not in (None, Verdict.READY)]
    found.sort(key=lambda row: (row.machine.name.casefold(), row.host.name, row.machine.id))
    return Listing(tuple(found), len(kinds), len(every) - len(kinds))


def verdict_of(row: MachineRow, judgement: Judgement | None) -> Verdict | None:
    """None for what is no recovery copy and has nothing wrong, and while nothing was judged."""
    if judgement is None or key_of(row) not in judgement.standings:
        return None
    verdict = judgement.machine_verdict(*key_of(row))
    return verdict if row.machine.is_recovery_copy or verdict is not Verdict.READY else None


def _searched(row: MachineRow, judgement: Judgement | None) -> dict[str, list[str]]:
    machine = row.machine
    cables = [adapter.connection for adapter in machine.adapters if adapter.connection is not None]
    verdict = verdict_of(row, judgement)
    findings = judgement.of_machine(*key_of(row)) if judgement else ()
    return {
        "vm": [machine.name],
        "host": [row.host.name],
        "group": [row.host.group or ""],
        "state": [state_text(machine), replication_text(machine)],
        "health": [states.health_name(machine.replication.health)] if machine.replication else [],
        "verdict": [verdict.word] if verdict is not None else [],
        "switch": [name for cable in cables for name in (cable.switch_name, cable.test_switch) if name],
        "address": [text for adapter in machine.adapters if adapter.staged for text in adapter.staged.addresses],
        "rule": [finding.rule_id for finding in findings],
    }


def state_text(machine: Machine) -> str:
    """What kind of copy it is and whether it runs."""
    kind = _MODE_WORDS.get(machine.mode, f"mode {machine.mode}")
    if machine.is_recovery_copy and machine.enabled_state == states.OFF:
        return f"{kind}, starts only by failover"
    return f"{kind}, {states.enabled_state_name(machine.enabled_state).lower()}"


def replication_text(machine: Machine) -> str:
    replication = machine.replication
    return "" if replication is None else states.replication_state_name(replication.state)


def sign_of(machine: Machine, verdict: Verdict | None) -> tuple[str, Tone]:
    """The worst of what the columns say in words."""
    health = machine.replication.health if machine.replication else states.HEALTH_NONE
    if health == states.HEALTH_CRITICAL:
        return "✗", "bad"
    if verdict is not None and verdict is not Verdict.READY:
        return VERDICT_SIGNS[verdict]
    if health == states.HEALTH_WARNING:
        return "!", "warn"
    return VERDICT_SIGNS[verdict] if verdict is not None else ("·", "dim")


def behind(row: MachineRow) -> str:
    """How far a copy was behind when it was read; nothing for what does not receive."""
    replication = row.machine.replication
    if replication is None or not row.machine.is_recovery_copy:
        return ""
    if replication.last_replication is None:
        return "never"
    if row.host.as_of is None:
        return ""
    return duration((row.host.as_of - replication.last_replication).total_seconds())


def columns(rows: Sequence[MachineRow], hosts: int) -> tuple[Column, ...]:
    """Columns in the order of importance; what leaves first has the lowest `leaves`."""
    names = widest((row.machine.name for row in rows), 12, 60)
    host_names = widest((row.host.name for row in rows), 8, 40)
    host = Column("Host", min(10, host_names), host_names, leaves=0 if hosts > 1 else 1)
    return (
        Column("", 4),
        Column("VM", min(15, names), names),
        host,
        Column("State", 12, 38),
        Column("Replication", 15, 27),
        Column("Health", 8, leaves=4),
        Column("Behind", 7, leaves=3, right=True),
        Column("NICs", 6, leaves=5),
        Column("Staged", 6, leaves=6),
        Column("Verdict", 7),
        Column("", 11, leaves=2),
    )


def machine_row(
    row: MachineRow,
    now: datetime,
    drafted: Collection[MachineKey] = (),
    judgement: Judgement | None = None,
    marked: Collection[MachineKey] = (),
) -> Row:
    """A VM in one line; dimmed with its age where its host does not answer now."""
    machine = row.machine
    verdict = verdict_of(row, judgement)
    sign, tone = sign_of(machine, verdict)
    health = machine.replication.health if machine.replication else states.HEALTH_NONE
    replication = machine.replication
    note = f"{host_age(row.host, now)} old" if row.host.stale else ""
    is_drafted, is_marked = key_of(row) in drafted, key_of(row) in marked
    judged = Cell(verdict.word, VERDICT_SIGNS[verdict][1]) if verdict is not None else Cell("")
    cells = (
        Cell(f"{sign}{'◐' if row.host.stale else ''}{'±' if is_drafted else ''}{'*' if is_marked else ''}", tone),
        Cell(machine.name, "strong" if is_marked else ""),
        Cell(row.host.name),
        Cell(state_text(machine), short=_short_state(machine)),
        Cell(replication_text(machine), short=_SHORT_STATES.get(replication.state, "") if replication else ""),
        Cell(states.health_name(health) if replication else "", _HEALTH_TONES.get(health, "dim")),
        Cell(behind(row)),
        _count(machine, machine.connected_count),
        _count(machine, machine.staged_count),
        judged,
        Cell("drafted" if is_drafted else note, "strong"),
    )
    return Row(key_of(row), cells, tone="dim" if row.host.stale else "")


def _short_state(machine: Machine) -> str:
    kind = _SHORT_MODES.get(machine.mode, f"mode {machine.mode}")
    runs = "runs" if machine.enabled_state == states.RUNNING else states.enabled_state_name(machine.enabled_state)
    return f"{kind}, {runs.lower()}"


def _count(machine: Machine, some: int) -> Cell:
    total = len(machine.adapters)
    if not total:
        return Cell("none", "dim")
    return Cell(f"{some} of {total}", "warn" if machine.is_recovery_copy and some < total else "")
