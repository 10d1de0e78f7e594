"""A failover: its plan, and what is known of each of its VMs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from types import MappingProxyType

from tui.model.drill.values import AdapterProof
from tui.model.failover.deed import Deed
from tui.model.failover.points import LATEST, PointChoice
from tui.model.failover.stages import Stage
from tui.model.machine import Adapter


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a member of the family is looked for: on a host, or on any node of its failover cluster."""

    host: str
    """In the hosts file, as last seen."""
    cluster: str | None = None


@dataclass(frozen=True, slots=True)
class FailoverTarget:
    """One copy that the deed is for."""

    vm: str
    """GUID, upper case."""
    vm_name: str
    copy: Whereabouts
    primary: Whereabouts | None = None
    """None where the fleet does not have the primary."""
    family: tuple[Whereabouts, ...] = ()
    """Every other member that the fleet has, the primary too."""
    primary_name: str = ""
    """The primary's host as the relationship names it."""
    adapters: tuple[Adapter, ...] = ()
    """The copy's, with what was staged when the deed was decided."""
    last_received: datetime | None = None
    point: PointChoice = LATEST
    ports: tuple[int, ...] = ()
    """TCP ports to connect to on the staged addresses afterwards."""
    reverse: bool = False
    """After a planned failover; never while it is replicated further."""

    @property
    def way(self) -> str:
        """``from prod-hv-01 to dr-hv-01``: which host a failover of it leaves, and which it leads to."""
        left = self.primary.host if self.primary is not None else self.primary_name or "a host outside this fleet"
        return f"from {left} to {self.copy.host}"


@dataclass(frozen=True, slots=True)
class Tier:
    """VMs that are failed over together; the next tier begins when all of them have come up or failed."""

    name: str
    vms: tuple[str, ...]
    """GUIDs."""
    delay: float = 0.0
    """Seconds to wait before it begins."""
    gate: str = ""
    """What a person confirms before it begins; empty: nothing."""


@dataclass(frozen=True, slots=True)
class FailoverPlan:
    """What is to be done, decided by a person."""

    name: str
    """The run book's, or the VM's."""
    deed: Deed
    targets: tuple[FailoverTarget, ...]
    tiers: tuple[Tier, ...]
    reason: str = ""
    is_book: bool = False
    """It comes from a run book."""
    rto: float | None = None
    """Seconds from the beginning until a VM has to be verified."""
    stop_after_failures: int | None = None
    """So many VMs that failed stop everything further."""
    stop_over_rto: bool = False
    shutdown_patience: float = 600.0
    """Seconds to wait for the primary's guest to shut down before a person is asked."""
    guest_patience: float = 600.0
    """Seconds to wait for the guest to report its addresses."""
    at_once: int = 8
    """VMs of a tier that are in hand at a time."""
    waived: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Reasons by the id of a readiness rule."""
    to: tuple[str, ...] = ()
    """Hosts and groups that the run book moves to; empty: it names none."""
    left_out: tuple[str, ...] = ()
    """A sentence for each VM of the run book that is there already."""

    @property
    def to_type(self) -> str:
        """What confirms it: a VM's name, or the name of the run book or of the deed and the count."""
        if len(self.targets) == 1 and not self.is_book:
            return self.targets[0].vm_name
        return f"{self.name} {len(self.targets)}"

    def target(self, vm: str) -> FailoverTarget:
        """Raises KeyError."""
        for target in self.targets:
            if target.vm == vm:
                return target
        raise KeyError(vm)


class Fault(Enum):
    """What kept a VM's failover from its end, where that matters to whoever reads an exit code."""

    UNREACHABLE = "unreachable"
    """A host did not answer, or refused."""
    CONFLICT = "conflict"
    """Somebody else had changed what it was planned from; nothing was sent for that."""


class Standing(Enum):
    """How one VM's failover stands; the value is the word that people and JSON read."""

    WAITING = "waiting"
    UNDER_WAY = "under way"
    ASKS = "asks"
    """A person has to decide."""
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    """By a person, a stop condition or a primary that came back; it can be continued."""


@dataclass(frozen=True, slots=True)
class StageView:
    """One stage of one VM as far as it has come."""

    stage: Stage
    begun: datetime | None = None
    ended: datetime | None = None
    sentence: str = ""
    """What is known, or being done."""
    failed: bool = False


@dataclass(frozen=True, slots=True)
class MachineFailover:
    """One VM."""

    target: FailoverTarget
    stages: tuple[StageView, ...]
    standing: Standing = Standing.WAITING
    sentence: str = ""
    words: str = ""
    """The host's own words, exactly."""
    fault: Fault | None = None
    began: datetime | None = None
    up: datetime | None = None
    """When it was verified, or known to run where nothing is staged; UTC."""
    ended: datetime | None = None
    proofs: tuple[AdapterProof, ...] = ()
    lost: float | None = None
    """Seconds of changes that were lost with an unplanned failover."""

    @property
    def stage(self) -> StageView | None:
        """The last that has begun."""
        return next((view for view in reversed(self.stages) if view.begun is not None), None)


class GateKind(Enum):
    """What a person is asked."""

    TIER = "tier"
    TURN_OFF = "turn off"
    PRIMARY_UNKNOWN = "primary unknown"
    BY_HAND = "by hand"
    """Something has to be done on a host that is not in the fleet."""
    DECIDE = "decide"


@dataclass(frozen=True, slots=True)
class Answer:
    """One way to answer a gate."""

    word: str
    label: str
    typed: str = ""
    """What has to be typed for it; empty: nothing."""
    for_all: str = ""
    """The answer that it gives to every question of its kind in this run; empty: it is for this one alone."""


@dataclass(frozen=True, slots=True)
class Gate:
    """A question that a run waits at."""

    id: str
    """The same after a restart."""
    kind: GateKind
    sentence: str
    answers: tuple[Answer, ...]
    vm: str | None = None
    """GUID; None: it is the whole run's."""


@dataclass(frozen=True, slots=True)
class FailoverView:
    """A failover at one moment."""

    id: str
    """Also the journal's name for it."""
    version: int
    plan: FailoverPlan
    began: datetime
    machines: tuple[MachineFailover, ...]
    """In the plan's order."""
    gates: tuple[Gate, ...] = ()
    tier: int = 0
    """Which tier is in hand, counted from 0."""
    stopping: bool = False
    halted: str = ""
    """Why nothing further starts; empty while it may."""
    ended: datetime | None = None

    @property
    def done(self) -> bool:
        return self.ended is not None
