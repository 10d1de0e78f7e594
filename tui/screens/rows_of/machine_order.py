"""In which orders VMs can be listed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from types import MappingProxyType
from typing import Self

from tui.fleet.searching import replication_text, state_text
from tui.fleet.view import MachineRow
from tui.model import states
from tui.model.readiness import Verdict

SortKey = str | float
_Sorter = Callable[[MachineRow, Verdict | None], SortKey]


def _behind(row: MachineRow, verdict: Verdict | None) -> float:
    replication = row.machine.replication
    if replication is None or not row.machine.is_recovery_copy or row.host.as_of is None:
        return -1.0
    if replication.last_replication is None:
        return timedelta.max.total_seconds()
    return (row.host.as_of - replication.last_replication).total_seconds()


def _gravity(row: MachineRow, verdict: Verdict | None) -> float:
    return -1.0 if verdict is None else float(list(Verdict).index(verdict))


def _health(row: MachineRow, verdict: Verdict | None) -> float:
    return float(row.machine.replication.health) if row.machine.replication else float(states.HEALTH_NONE)


_SORTERS: Mapping[str, tuple[_Sorter, bool]] = MappingProxyType(
    {
        "VM": (lambda row, verdict: "", False),
        "Host": (lambda row, verdict: row.host.name.casefold(), False),
        "State": (lambda row, verdict: state_text(row.machine), False),
        "Replication": (lambda row, verdict: replication_text(row.machine), False),
        "Health": (_health, True),
        "Behind": (_behind, True),
        "NICs": (lambda row, verdict: float(len(row.machine.adapters) - row.machine.connected_count), True),
        "Staged": (lambda row, verdict: float(len(row.machine.adapters) - row.machine.staged_count), True),
        "Verdict": (_gravity, True),
    }
)
"""A column's title, what its rows are sorted by besides their names, and whether what matters has the most of it."""


ORDERS = tuple(_SORTERS)
"""The columns that VMs can be sorted by."""


@dataclass(frozen=True, slots=True)
class Order:
    """By a column, what matters most in it first or last; equal rows by name and host."""

    column: str = "VM"
    """One of ORDERS."""
    turned: bool = False

    @property
    def descending(self) -> bool:
        return _SORTERS[self.column][1] is not self.turned

    @property
    def words(self) -> str:
        """How the rows are sorted, as a sentence."""
        name = "their names" if self.column == "VM" else self.column
        return f"sorted by {name}, {'falling' if self.descending else 'rising'}"

    def key(self, row: MachineRow, verdict: Verdict | None) -> SortKey:
        return _SORTERS[self.column][0](row, verdict)

    def after(self, steps: int) -> Self:
        """By a column further on, in its natural direction."""
        return replace(self, column=ORDERS[(ORDERS.index(self.column) + steps) % len(ORDERS)], turned=False)
