"""Whether a VM that is to be started finds room on its host (facts/hyperv-wmi.md 1.0, 1.17)."""

from tui.hyperv import schema
from tui.hyperv.reading import rows
from tui.hyperv.wql import begins_with
from tui.wsman.client import Client

_MIB = "byte * 2^20"


def free_memory(client: Client) -> int | None:
    """Free memory of the host in MiB; None where it may not be read. Raises what ``Client.enumerate`` raises."""
    row = next(iter(rows(client, schema.FREE_MEMORY)), None)
    kibibytes = None if row is None else row.integer("FreePhysicalMemory")
    return None if kibibytes is None else kibibytes // 1024


def startup_memory(client: Client, vm_id: str) -> int | None:
    """Memory that a VM gets when it starts, in MiB; None where the host does not tell it in that unit.

    Raises what ``Client.enumerate`` raises.
    """
    for row in rows(client, schema.MEMORY, begins_with("InstanceID", f"Microsoft:{vm_id}\\")):
        if row.text("AllocationUnits") == _MIB:
            return row.integer("VirtualQuantity")
    return None
