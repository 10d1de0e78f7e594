"""How well one VM was replicated, and when it was last test-failed-over: one call a VM (facts/hyperv-wmi.md 1.12)."""

from dataclasses import dataclass
from datetime import datetime

from tui.hyperv import schema
from tui.hyperv.returncodes import COMPLETED
from tui.hyperv.service import invoke
from tui.wsman.cimxml import EmbeddedInstance, read_embedded
from tui.wsman.client import Client
from tui.wsman.fault import Malformed
from tui.wsman.instance import Ref
from tui.wsman.timetext import read_datetime


@dataclass(frozen=True, slots=True)
class ReplicationStatistics:
    """The current monitoring period of one VM."""

    last_test_failover: datetime | None
    """UTC; None: never."""
    pending_bytes: int | None
    """PendingReplicationSize, None where the host left it out."""


def read_statistics(client: Client, vm_id: str) -> ReplicationStatistics | None:
    """The VM's statistics; None where the host refuses to tell any, or started a job for them (assumption
    ``statistics-at-once``).

    The last element of the answer is the current monitoring period (facts/hyperv-wmi.md 1.12). Raises what
    ``Client.invoke`` raises, Malformed for an answer that does not tell when a test failover was.
    """
    machine = Ref(
        schema.class_ref(schema.COMPUTER_SYSTEM).uri, {"CreationClassName": schema.COMPUTER_SYSTEM, "Name": vm_id}
    )
    output = invoke(client, schema.REPLICATION_SERVICE, "GetReplicationStatistics", {"ComputerSystem": machine})
    periods = output.outputs.array("ReplicationStatistics")
    if output.return_value != COMPLETED or not periods:
        return None
    return _read(read_embedded(periods[-1]))


def _read(period: EmbeddedInstance) -> ReplicationStatistics:
    told = {each.name: each.value for each in period.properties}
    when, pending = told.get("LastTestFailoverTime"), told.get("PendingReplicationSize")
    if not isinstance(when, str):
        raise Malformed(f"{period.class_name}.LastTestFailoverTime is missing", delivered=True)
    try:
        return ReplicationStatistics(read_datetime(when), int(pending) if isinstance(pending, str) else None)
    except (ValueError, OverflowError):
        raise Malformed(f"{period.class_name} is not readable: {when!r}, {pending!r}", delivered=True) from None
