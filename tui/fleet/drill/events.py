"""What a host wrote of some VMs, read back from every channel."""

from collections.abc import Collection
from contextlib import closing
from datetime import UTC, datetime

from tui.hyperv.events import EventTail
from tui.model.event import HostEvent
from tui.wsman.client import Client

_NEVER = datetime.min.replace(tzinfo=UTC)
_QUIET_S = 0.5
_PULLS_LIMIT = 40
_SLACK_S = 2.0


def read_events(
    client: Client, host: str, channels: tuple[str, ...], vms: Collection[str], seconds: float
) -> tuple[HostEvent, ...]:
    """The events of the last ``seconds`` that name one of the VMs by GUID, oldest first, by the host's own clock.

    Occupies the client until the host has told everything. Raises what ``EventTail.pull`` raises.
    """
    found: list[HostEvent] = []
    with closing(EventTail(client, host, channels, lookback_s=seconds + _SLACK_S)) as tail:
        for _ in range(_PULLS_LIMIT):
            told = tail.pull(_QUIET_S)
            found += [event for event in told if event.vm_id in vms]
            if not told:
                break
    return tuple(sorted(found, key=lambda event: event.time or _NEVER))
