"""Which VMs are listed, and in which order."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tui.model.readiness import Verdict
from tui.model.selection import Selection, SelectionFault, read_selection
from tui.screens.rows_of.listed import Listed
from tui.screens.rows_of.machine_order import Order
from tui.screens.rows_of.machines import is_copy


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What an operator wants to see of all VMs."""

    everything: bool = False
    """Primaries and VMs without replication, too."""
    needle: str = ""
    """A filter of `model.selection`."""
    faults_only: bool = False
    """Only VMs that are not ready."""
    order: Order = field(default_factory=Order)


class Sieve:
    """A narrowing at work."""

    def __init__(self, narrowing: Narrowing) -> None:
        self.narrowing = narrowing
        self.fault = ""
        """Why the filter means nothing; it lets no VM through then."""
        self._selection = Selection()
        try:
            self._selection = read_selection(narrowing.needle)
        except SelectionFault as fault:
            self.fault = str(fault)

    def place(self, each: Listed) -> bool:
        """Give a VM its place, or none; whether it is another than before."""
        before = each.place
        each.place = (self.narrowing.order.key(each.row, each.verdict), each.name) if self._lets(each) else None
        return each.place != before

    def sorted(self, listed: Iterable[Listed]) -> list[Listed]:
        """Those that have a place, in their order."""
        order = self.narrowing.order
        shown = sorted((each for each in listed if each.place is not None), key=_by_name)
        if order.column != "VM":
            shown.sort(key=_by_column, reverse=order.descending)
        elif order.descending:
            shown.reverse()
        return shown

    def _lets(self, each: Listed) -> bool:
        return (
            not self.fault
            and (self.narrowing.everything or is_copy(each.machine))
            and not (self.narrowing.faults_only and each.verdict in (None, Verdict.READY))
            and (not self._selection.terms or self._selection.finds(each.searchable))
        )


def _by_name(each: Listed) -> tuple[str, str, str]:
    return each.name, each.key.host, each.key.vm


def _by_column(each: Listed) -> Any:
    """All of one column are of one type."""
    return each.place[0] if each.place is not None else None
