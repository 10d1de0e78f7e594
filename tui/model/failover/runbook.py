"""A run book: which VMs are failed over in which order, with what care, as a person wrote it down beforehand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from tui.model.failover.deed import Deed
from tui.model.failover.points import LATEST, PointChoice


@dataclass(frozen=True, slots=True)
class BookVM:
    """One VM as the run book names it."""

    name: str
    """A name, HOST/NAME or a GUID."""
    line: int
    """In the file."""
    ports: tuple[int, ...] = ()
    point: PointChoice = LATEST


@dataclass(frozen=True, slots=True)
class BookTier:
    """VMs that are failed over together."""

    name: str
    vms: tuple[BookVM, ...]
    delay: float = 0.0
    """Seconds to wait before it begins."""
    gate: str = ""
    """What a person confirms before it begins; empty: nothing."""


@dataclass(frozen=True, slots=True)
class RunBook:
    """The file as values; whether its VMs exist is not known yet."""

    path: Path
    name: str
    deed: Deed
    """PLANNED or UNPLANNED."""
    tiers: tuple[BookTier, ...]
    rto: float | None = None
    reverse: bool = True
    stop_after_failures: int | None = None
    stop_over_rto: bool = False
    shutdown_patience: float = 600.0
    guest_patience: float = 600.0
    waived: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Reasons by the id of a readiness rule."""
    to: tuple[str, ...] = ()
    """Hosts, failover clusters or groups that it moves to; empty: wherever each copy is now."""
    to_line: int | None = None
    """In the file."""

    @property
    def count(self) -> int:
        """How many VMs it is for."""
        return sum(len(tier.vms) for tier in self.tiers)
