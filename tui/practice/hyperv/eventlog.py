"""A host's event channels."""

import threading
from collections.abc import Sequence
from datetime import datetime

from tui.practice.cim import EventRecord

VMMS_ADMIN = "Microsoft-Windows-Hyper-V-VMMS-Admin"
VMMS_NETWORKING = "Microsoft-Windows-Hyper-V-VMMS-Networking"
WORKER_ADMIN = "Microsoft-Windows-Hyper-V-Worker-Admin"
INTEGRATION_ADMIN = "Microsoft-Windows-Hyper-V-Integration-Admin"
SYNTHNIC_ADMIN = "Microsoft-Windows-Hyper-V-SynthNic-Admin"
HIGH_AVAILABILITY_ADMIN = "Microsoft-Windows-Hyper-V-High-Availability-Admin"
CHANNELS = (
    VMMS_ADMIN, VMMS_NETWORKING, WORKER_ADMIN, INTEGRATION_ADMIN, SYNTHNIC_ADMIN, HIGH_AVAILABILITY_ADMIN,
)  # fmt: skip

_PROVIDERS = {
    VMMS_ADMIN: "Microsoft-Windows-Hyper-V-VMMS",
    VMMS_NETWORKING: "Microsoft-Windows-Hyper-V-VMMS",
    WORKER_ADMIN: "Microsoft-Windows-Hyper-V-Worker",
    INTEGRATION_ADMIN: "Microsoft-Windows-Hyper-V-Integration-KvpExchange",
    SYNTHNIC_ADMIN: "Microsoft-Windows-Hyper-V-SynthNic",
    HIGH_AVAILABILITY_ADMIN: "Microsoft-Windows-Hyper-V-High-Availability",
}
_KEPT = 5000


class ChannelLog:
    """The records of all channels. It implements `cim.EventLog`."""

    def __init__(self, channels: Sequence[str] = CHANNELS) -> None:
        self._records: dict[str, list[EventRecord]] = {channel: [] for channel in channels}
        self._newest = dict.fromkeys(channels, 0)
        self._written = threading.Condition()

    def channels(self) -> tuple[str, ...]:
        return tuple(self._records)

    def read(self, channel: str, after: int) -> tuple[EventRecord, ...]:
        with self._written:
            return tuple(record for record in self._records.get(channel, ()) if record.record_id > after)

    def newest(self, channel: str) -> int:
        with self._written:
            return self._newest.get(channel, 0)

    def wait(self, seconds: float) -> bool:
        with self._written:
            return self._written.wait(seconds)

    def write(
        self,
        when: datetime,
        channel: str,
        event_id: int,
        level: int,
        message: str,
        vm_id: str | None = None,
        vm_name: str | None = None,
    ) -> None:
        """Append a record; a channel that the host lacks takes none."""
        with self._written:
            if channel not in self._records:
                return
            self._newest[channel] += 1
            provider = _PROVIDERS.get(channel, channel)
            records = self._records[channel]
            records.append(
                EventRecord(channel, self._newest[channel], when, event_id, level, provider, vm_id, vm_name, message)
            )
            del records[:-_KEPT]
            self._written.notify_all()

    def clear(self, channel: str) -> None:
        """Empty a channel; its record ids begin again."""
        with self._written:
            if channel in self._records:
                self._records[channel].clear()
                self._newest[channel] = 0
                self._written.notify_all()
