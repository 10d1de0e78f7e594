"""VMs as rows."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from tui.fleet.searching import replication_text, state_text
from tui.fleet.view import MachineRow
from tui.model import states
from tui.model.machine import Adapter, Machine
from tui.model.readiness import MachineKey, Verdict
from tui.model.times import duration
from tui.screens.rows_of.findings import VERDICT_SIGNS
from tui.screens.rows_of.hosts import host_age
from tui.screens.rows_of.machine_order import Order
from tui.screens.rows_of.times import passed
from tui.widgets.cells import Cell, Column, Row, Tone

_STAY = 2
"""How many columns stay at the left however far the others are shifted: the sign and the name."""
_LIST_MODES = (states.REPLICA, states.EXTENDED_REPLICA, states.TEST_REPLICA)
_SHORT_MODES: Mapping[int, str] = {
    **states.MODE_WORDS,
    states.TEST_REPLICA: "test",
    states.EXTENDED_REPLICA: "ext. repl.",
}
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


def key_of(row: MachineRow) -> MachineKey:
    return MachineKey(row.host.name, row.machine.id)


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


def is_copy(machine: Machine) -> bool:
    """A replica or a test VM: what is listed where not everything is."""
    return machine.mode in _LIST_MODES


@lru_cache(8)
def columns(names: int, host_names: int, hosts: int, order: Order) -> tuple[Column, ...]:
    """Columns in the order of importance; what leaves first has the lowest `leaves`.

    `names` and `host_names` are the widths that the widest of them need.
    """
    return tuple(
        replace(column, sorted="▼" if order.descending else "▲") if column.title == order.column else column
        for column in (
            Column("", 4),
            Column("VM", min(15, names), names),
            Column("Host", min(10, host_names), host_names, leaves=0 if hosts > 1 else 1),
            Column("State", 12, 38),
            Column("Replication", 15, 27),
            Column("Health", 8, leaves=4),
            Column("Behind", 7, leaves=3, right=True),
            Column("NICs", 6, leaves=5),
            Column("Staged", 6, leaves=6),
            Column("Verdict", 7),
            Column("", 11, leaves=2),
            Column("Addresses", 20, 60, hidden=True),
            Column("Switches", 12, 40, hidden=True),
            Column("Group", 8, 20, hidden=True),
        )
    )


@lru_cache(8)
def wide(columns: tuple[Column, ...], shifted: int) -> tuple[Column, ...]:
    """Every column, from the left as far as there is room; `shifted`: how many behind the VM's name are skipped."""
    shown = [replace(column, hidden=False, leaves=len(columns) - index) for index, column in enumerate(columns)]
    return tuple(
        replace(column, leaves=0) if index < _STAY else replace(column, hidden=index < _STAY + shifted)
        for index, column in enumerate(shown)
    )


def most_shifted(columns: tuple[Column, ...]) -> int:
    """How far `wide` columns can be shifted."""
    return len(columns) - _STAY - 1


def machine_row(
    row: MachineRow, now: datetime, verdict: Verdict | None = None, *, drafted: bool = False, marked: bool = False
) -> Row:
    """A VM in one line; dimmed with its age where its host does not answer now."""
    machine = row.machine
    sign, tone = sign_of(machine, verdict)
    health = machine.replication.health if machine.replication else states.HEALTH_NONE
    replication = machine.replication
    note = passed(host_age(row.host, now), "old") if row.host.stale else ""
    judged = Cell(verdict.word, VERDICT_SIGNS[verdict][1]) if verdict is not None else Cell("")
    cells = (
        Cell(f"{sign}{'◐' if row.host.stale else ''}{'±' if drafted else ''}{'*' if marked else ''}", tone),
        Cell(machine.name, "strong" if marked else ""),
        Cell(row.host.name),
        Cell(state_text(machine), short=_short_state(machine)),
        Cell(replication_text(machine), short=_SHORT_STATES.get(replication.state, "") if replication else ""),
        Cell(states.health_name(health) if replication else "", _HEALTH_TONES.get(health, "dim")),
        Cell(behind(row)),
        _count(machine, machine.connected_count),
        _count(machine, machine.staged_count),
        judged,
        Cell("drafted" if drafted else note, "strong"),
        Cell(", ".join(text for adapter in machine.adapters if adapter.staged for text in adapter.staged.addresses)),
        Cell(", ".join(_switch(adapter) for adapter in machine.adapters)),
        Cell(row.host.group or ""),
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


def _switch(adapter: Adapter) -> str:
    cable = adapter.connection
    return cable.switch_name or "unknown" if cable is not None and cable.enabled else "not connected"
