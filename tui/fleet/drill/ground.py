"""What a drill needs of a fleet, and how it works with one of its hosts."""

import time
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Protocol, TypeVar

from tui.fleet.drill.events import read_events
from tui.fleet.hands import Hands
from tui.fleet.journal import Journal
from tui.fleet.session import ReadOnly
from tui.fleet.view import FleetView
from tui.fleet.writing import Purpose, Report
from tui.hyperv.guests import read_guest, read_services
from tui.hyperv.hosttime import read_time
from tui.hyperv.inventory import read_inventory
from tui.hyperv.memory import free_memory, startup_memory
from tui.hyperv.moment import read_moment
from tui.hyperv.testvms import test_vm_of
from tui.hyperv.wires import Wires, read_staged_of, read_wires
from tui.model.event import HostEvent
from tui.model.guest import GuestServices
from tui.model.machine import GuestReported, Inventory
from tui.model.staged import StagedRaw
from tui.model.step import Moment, Step, StepResult
from tui.wsman.client import Client
from tui.wsman.fault import QuotaExceeded, Unreachable

T = TypeVar("T")
_PAUSES_S = (0.5, 1.5)
"""Before a host that could not be reached, or was too busy, is asked again."""


class Ground(Protocol):
    """What is asked of a fleet."""

    @property
    def view(self) -> FleetView: ...
    @property
    def journal(self) -> Journal: ...
    @property
    def channels(self) -> tuple[str, ...]:
        """The event channels that are followed."""
        ...

    def writable(self, host: str) -> bool: ...
    def hands(self, host: str) -> Hands:
        """Raises ReadOnly, and KeyError for a host that is not there."""
        ...


def require_writable(ground: Ground, hosts: Collection[str]) -> None:
    """Raises ReadOnly where one of the hosts is gone from the fleet, or takes no changes from here."""
    known = {host.name for host in ground.view.hosts}
    for host in sorted(hosts):
        if host not in known:
            raise ReadOnly(f"{host} is not in this fleet any more; nothing was sent")
        if not ground.writable(host):
            raise ReadOnly(f"{host} is read-only here; nothing was sent")


class Desk:
    """One host, as one thread of a drill works with it. What reads raises a leaf of WSManError."""

    def __init__(self, host: str, hands: Hands, channels: tuple[str, ...]) -> None:
        self.host = host
        self.hands = hands
        self._channels = channels

    def _read(self, job: Callable[[Client], T]) -> T:
        """Reading is safe to be repeated: what a line drops for a moment fails no drill."""
        for pause in _PAUSES_S:
            try:
                return self.hands.read(job)
            except (Unreachable, QuotaExceeded):
                time.sleep(pause)
        return self.hands.read(job)

    def inventory(self) -> Inventory:
        return self._read(read_inventory)

    def wires(self) -> Wires:
        return self._read(read_wires)

    def moment(self, vm: str) -> Moment | None:
        return self._read(lambda client: read_moment(client, vm))

    def staged(self, vm: str) -> Mapping[str, StagedRaw]:
        return self._read(lambda client: read_staged_of(client, vm))

    def reported(self, vm: str) -> Mapping[str, GuestReported]:
        return self._read(lambda client: read_guest(client, vm))

    def services(self, vm: str) -> GuestServices:
        return self._read(lambda client: read_services(client, vm))

    def test_vm_of(self, replica: str) -> str | None:
        return self._read(lambda client: test_vm_of(client, replica))

    def free_memory(self) -> int | None:
        return self._read(free_memory)

    def startup_memory(self, vm: str) -> int | None:
        return self._read(lambda client: startup_memory(client, vm))

    def time(self) -> datetime | None:
        """By the host's own clock, UTC; None where it does not tell."""
        return self._read(read_time)

    def events(self, vms: Collection[str], seconds: float) -> tuple[HostEvent, ...]:
        return self._read(lambda client: read_events(client, self.host, self._channels, vms, seconds))

    def carry_out(self, step: Step, purpose: Purpose, report: Report) -> StepResult:
        """Raises nothing that a host or a disk can cause."""
        return self.hands.carry_out(step, purpose, report)

    def close(self) -> None:
        self.hands.close()
