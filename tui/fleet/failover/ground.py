"""What a failover needs of a fleet and of its hosts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from tui.fleet.journal import Journal
from tui.fleet.view import FleetView
from tui.fleet.writing import Purpose, Report
from tui.model.step import Step, StepResult
from tui.wsman.client import Client

T = TypeVar("T")


class Hands(Protocol):
    """A connection of one thread to one host."""

    def read(self, job: Callable[[Client], T]) -> T:
        """Raises a leaf of WSManError."""

    def carry_out(self, step: Step, purpose: Purpose, report: Report = ...) -> StepResult:
        """Raises nothing of host or disk."""

    def close(self) -> None: ...


class Ground(Protocol):
    """A fleet, as far as a failover knows it."""

    @property
    def view(self) -> FleetView: ...
    @property
    def journal(self) -> Journal: ...
    @property
    def probes(self) -> bool:
        """Whether staged addresses may be tried from this machine."""

    def hands(self, host: str) -> Hands:
        """Raises ReadOnly where nothing may be written, KeyError for a host that is not there."""

    def refresh(self, host: str | None = None) -> None: ...


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds."""

    look: float = 2.0
    """Between two looks at what is waited for."""
    stage: float = 300.0
    """How long a VM may take to reach the end of a stage once its step was taken."""
    connect: float = 120.0
    """How long the ports of a guest that is up are tried."""
    door: float = 3.0
    """How long one TCP connection may take."""


CALM = Pace()
