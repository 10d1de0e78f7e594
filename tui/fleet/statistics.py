"""Which VM a host is asked about next, one call a VM, and what it has told so far."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from tui.hyperv.statistics import read_statistics
from tui.model.machine import Inventory
from tui.model.readiness import Statistics
from tui.wsman.client import Client
from tui.wsman.fault import Fault, Malformed


class StatisticsRound:
    """One host's replicas in turn: the selected one first, then whichever was asked about longest ago."""

    def __init__(self, interval_s: float) -> None:
        """`interval_s`: how long what was told counts as fresh."""
        self._fresh = timedelta(seconds=interval_s)
        self._asked: dict[str, datetime] = {}
        self.told: Mapping[str, Statistics] = MappingProxyType({})
        """By VM GUID; another object whenever something new was told."""
        self.selected: str | None = None
        """GUID of the VM that the operator looks at."""
        self._tested: frozenset[str] = frozenset()

    def read(self, inventory: Inventory) -> None:
        """The host was read: what a copy was told to be is stale once a test VM of it has come or gone."""
        tested = frozenset(each.test_of for each in inventory.machines if each.test_of)
        for vm in tested ^ self._tested:
            self._asked.pop(vm, None)
        self._tested = tested

    def due(self, inventory: Inventory | None, now: datetime) -> str | None:
        """GUID of the VM to ask about next; None while all that is known is fresh."""
        copies = [each.id for each in inventory.machines if each.is_recovery_copy] if inventory else []
        stale = [vm for vm in copies if vm not in self._asked or now - self._asked[vm] >= self._fresh]
        never = datetime.min.replace(tzinfo=now.tzinfo)
        return min(stale, key=lambda vm: (vm != self.selected, self._asked.get(vm, never)), default=None)

    def asked(self, vm: str, told: Statistics | None, now: datetime) -> None:
        """Note what was told of a VM; None: nothing, and what was told before is kept."""
        self._asked[vm] = now
        if told is not None:
            self.told = MappingProxyType({**self.told, vm: told})


def ask(client: Client, vm: str, now: datetime) -> Statistics | None:
    """What the host tells of a VM, None where it tells nothing. Raises WSManError for a host that does not answer."""
    try:
        found = read_statistics(client, vm)
    except (Fault, Malformed):
        return None
    return None if found is None else Statistics(found.last_test_failover, found.pending_bytes, now)
