"""One record of a host's event log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

LEVEL_NAMES: Mapping[int, str] = MappingProxyType(
    {0: "Information", 1: "Critical", 2: "Error", 3: "Warning", 4: "Information", 5: "Verbose"}
)


@dataclass(frozen=True, slots=True)
class HostEvent:
    """An event as the host rendered it."""

    host: str
    """The host's name in the hosts file."""
    channel: str
    record_id: int
    time: datetime | None
    """UTC, by the host's own clock."""
    level: int
    event_id: int
    provider: str
    vm_id: str | None
    """GUID, upper case, where the event names a VM."""
    vm_name: str | None
    message: str

    @property
    def level_name(self) -> str:
        return LEVEL_NAMES.get(self.level, f"Level {self.level}")
