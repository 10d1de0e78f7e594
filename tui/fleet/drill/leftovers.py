"""Test VMs that are still there: found by the host's association and by their mode, never by a name."""

from collections.abc import Collection
from dataclasses import dataclass

from tui.fleet.view import FleetView
from tui.model import states


@dataclass(frozen=True, slots=True)
class LeftOver:
    """A test VM somewhere in the fleet that no running drill has in hand."""

    host: str
    test_vm: str
    """GUID, upper case."""
    name: str
    """The test VM's own."""
    replica: str | None
    """GUID of its replica; None where the host's association names none any more: they are on different nodes."""
    replica_name: str
    """Empty where the replica is not known."""
    running: bool = False


def leftovers(view: FleetView, busy: Collection[str] = ()) -> tuple[LeftOver, ...]:
    """Every test VM in the view, by host and name. ``busy`` are the GUIDs of replicas that running drills have."""
    names = {row.machine.id: row.machine.name for row in view.rows() if row.machine.is_recovery_copy}
    found = [
        LeftOver(
            row.host.name,
            row.machine.id,
            row.machine.name,
            row.machine.test_of,
            names.get(row.machine.test_of or "", ""),
            row.machine.enabled_state != states.OFF,
        )
        for row in view.rows()
        if row.machine.mode == states.TEST_REPLICA and row.machine.test_of not in busy
    ]
    return tuple(sorted(found, key=lambda left: (left.host, left.name.casefold(), left.test_vm)))
