"""What `hvr events --csv` prints: a row an event."""

from tui.fleet.reports.document import time_text
from tui.model.event import HostEvent
from tui.model.plan.cells import csv_rows, text_cells

COLUMNS = (
    "Time", "Host", "Level", "Event", "Channel", "Record", "Provider", "VM Name", "VM GUID", "Message",
)  # fmt: skip


def events_csv_head() -> str:
    """The row of titles."""
    return csv_rows([COLUMNS])


def event_csv(event: HostEvent) -> str:
    """One event's row, by the host's own clock in UTC; texts come back exactly through `read_text`."""
    cells = text_cells(
        time_text(event.time), event.host, event.level_name, str(event.event_id), event.channel, str(event.record_id),
        event.provider, event.vm_name, event.vm_id, event.message,
    )  # fmt: skip
    return csv_rows([cells])
