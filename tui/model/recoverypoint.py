"""The moments of a replica that a failover may go back to (facts/hyperv-wmi.md 1.2)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

RecoveryPointKind = Literal["standard", "application consistent", "planned failover", "other"]


@dataclass(frozen=True, slots=True)
class RecoveryPoint:
    """One recovery point of a replica VM."""

    id: str
    """InstanceID of its settings, in the host's spelling: what a failover names."""
    time: datetime | None
    """When it was made, UTC; None where the host did not tell."""
    kind: RecoveryPointKind
    name: str = ""
    """The host's own name for it."""
