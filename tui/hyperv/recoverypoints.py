"""The recovery points of a replica (facts/hyperv-wmi.md 1.2)."""

from collections.abc import Mapping
from datetime import UTC, datetime

from tui.hyperv import schema
from tui.hyperv.reading import rows
from tui.hyperv.wql import equals
from tui.model.recoverypoint import RecoveryPoint, RecoveryPointKind
from tui.wsman.client import Client

RECOVERY_POINT = "Microsoft:Hyper-V:Snapshot:Replica:"
"""How the VirtualSystemType of a recovery point begins."""

_KINDS: Mapping[str, RecoveryPointKind] = {
    "Standard": "standard",
    "ApplicationConsistent": "application consistent",
    "PlannedFailover": "planned failover",
}
_NEVER = datetime.min.replace(tzinfo=UTC)


def recovery_points(client: Client, vm_id: str) -> tuple[RecoveryPoint, ...]:
    """What a failover of the VM may name, newest first. One query. Raises what ``Client.enumerate`` raises."""
    found = [
        RecoveryPoint(
            row.text("InstanceID") or "",
            row.datetime("CreationTime"),
            _KINDS.get(kind.removeprefix(RECOVERY_POINT), "other"),
            row.text("ElementName") or "",
        )
        for row in rows(client, schema.RECOVERY_POINTS, equals("VirtualSystemIdentifier", vm_id))
        if (kind := row.text("VirtualSystemType") or "").startswith(RECOVERY_POINT)
    ]
    return tuple(sorted(found, key=lambda point: point.time or _NEVER, reverse=True))
