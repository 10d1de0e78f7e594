"""What a person may do with a copy that is replicated."""

from enum import Enum

from tui.model.readiness import Operation


class Deed(Enum):
    """What is decided for a VM (facts/hyperv-wmi.md 2.4); the value is the word that people, the journal and JSON
    read."""

    PLANNED = "planned failover"
    """The primary's guest is shut down first: nothing is lost."""
    UNPLANNED = "unplanned failover"
    """The primary is lost: what was not replicated is lost with it."""
    CANCEL = "cancel failover"
    COMPLETE = "complete failover"
    REVERSE = "reverse replication"
    SUSPEND = "suspend replication"
    RESUME = "resume replication"
    RESYNCHRONIZE = "resynchronize"

    @property
    def fails_over(self) -> bool:
        return self in (Deed.PLANNED, Deed.UNPLANNED)

    @property
    def warning(self) -> str:
        """What everybody has to read who decides it; empty where it can be taken back."""
        return "cannot be taken back: the other recovery points are merged" if self is Deed.COMPLETE else ""

    @property
    def operation(self) -> Operation | None:
        """What the readiness rules are asked about before it; None where they are not."""
        return {Deed.PLANNED: Operation.PLANNED, Deed.UNPLANNED: Operation.UNPLANNED}.get(self)
