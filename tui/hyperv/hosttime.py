"""The time by a host's own clock, by which its events are dated."""

from datetime import datetime

from tui.hyperv import schema
from tui.hyperv.reading import rows
from tui.wsman.client import Client
from tui.wsman.fault import Fault, Malformed, NotAuthorised


def read_time(client: Client) -> datetime | None:
    """UTC; None where the host does not tell it: rights on root/cimv2 are rights of their own.

    Raises what ``Client.enumerate`` raises but for a fault and a refusal.
    """
    try:
        return next((row.datetime("LocalDateTime") for row in rows(client, schema.SYSTEM_TIME)), None)
    except (Fault, NotAuthorised, Malformed):
        return None
