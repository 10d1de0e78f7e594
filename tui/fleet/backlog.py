"""What a host has written since a time, read once."""

from contextlib import closing
from datetime import datetime

from tui.hyperv.events import EventTail
from tui.model.event import HostEvent
from tui.wsman.client import Client

_QUIET_S = 1.0
"""How long a host may have nothing more to tell before everything counts as told."""


def read_backlog(
    client: Client, host: str, channels: tuple[str, ...], seconds: float, until: datetime
) -> tuple[HostEvent, ...]:
    """The events of the last ``seconds``, in the host's order; a host that goes on writing is left at ``until``.

    Both by the host's own clock. Raises what ``EventTail.pull`` raises.
    """
    found: list[HostEvent] = []
    with closing(EventTail(client, host, channels, lookback_s=seconds)) as tail:
        while told := tail.pull(_QUIET_S):
            found += told
            if all(event.time is not None and event.time > until for event in told):
                break
    return tuple(found)
