"""A drill: its plan, and what is known of each of its VMs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from types import MappingProxyType

from tui.model.event import HostEvent
from tui.model.machine import GuestReported
from tui.model.staged import StagedRaw


@dataclass(frozen=True, slots=True)
class DrillTarget:
    """One replica VM to be test-failed-over."""

    host: str
    vm: str
    """VM GUID, upper case."""
    vm_name: str
    recovery_point: str | None = None
    """InstanceID; None: the newest."""


@dataclass(frozen=True, slots=True)
class DrillPlan:
    """What is to be drilled, decided by a person."""

    targets: tuple[DrillTarget, ...]
    reason: str
    at_once: int = 4
    """VMs at a time on each host."""
    wave: int | None = None
    """VMs a wave over all hosts; a wave begins once the one before it has ended. None: one wave."""
    guest_patience: float = 600.0
    """Seconds to wait for a guest to report before the verdict is what is known by then."""
    waived: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Reasons by the id of a rule of readiness or isolation."""
    probe: bool = True
    """Look from here whether a running test VM's addresses answer, which would be a breach of isolation."""


class DrillVerdict(Enum):
    """What a drill proved of one VM; the value is the word that people and JSON read."""

    VERIFIED = "verified"
    """The guest reports everything that was staged."""
    DIFFERS = "differs"
    """The guest reports something else; the cause says what is suspected."""
    SILENT = "silent"
    """The guest never reported."""
    NOTHING_STAGED = "nothing staged"
    REFUSED = "refused"
    """Not begun: a rule or the isolation guard said no."""
    FAILED = "failed"
    """The host refused a step or its job failed."""
    STOPPED = "stopped"
    """Stopped by a person or by a stop condition."""
    ISOLATION_BREACH = "isolation breach"
    """The test VM could be reached from outside its isolated network."""


@dataclass(frozen=True, slots=True)
class AdapterProof:
    """What was staged for an adapter of the replica, and what the test VM's guest reported."""

    adapter: str
    """Adapter GUID, upper case: the same on replica and test VM."""
    name: str
    staged: StagedRaw | None
    reported: GuestReported | None
    missing: tuple[str, ...] = ()
    """What was staged and is not reported: ``address 10.9.20.11/24``, ``subnet …``, ``gateway …``, ``dns …``."""
    extra: tuple[str, ...] = ()
    """IPv4 addresses that are reported and were not staged, each as ``10.1.20.11/16``; link-local ones aside."""
    cause: str | None = None
    """One of the ids of ``model.drill.causes``; None where the guest reports exactly what was staged."""


@dataclass(frozen=True, slots=True)
class MachineDrill:
    """One VM's drill as far as it has come."""

    target: DrillTarget
    step: str
    """What is being done, in the operator's words: waiting, creating the test VM, starting, waiting for the guest …"""
    verdict: DrillVerdict | None = None
    """None until it is known."""
    sentence: str = ""
    words: str = ""
    """The host's own words, exactly."""
    adapters: tuple[AdapterProof, ...] = ()
    test_vm: str | None = None
    """GUID of the test VM, once it is known."""
    test_host: str | None = None
    """Where the test VM was last seen."""
    cleaned: bool = True
    """No test VM of this drill is left."""
    began: datetime | None = None
    running: datetime | None = None
    """When the test VM ran, UTC."""
    verified: datetime | None = None
    """When the guest reported everything, UTC."""
    ended: datetime | None = None
    data_behind: float | None = None
    """Seconds between the last replication and the drill's beginning."""
    events: tuple[HostEvent, ...] = ()
    """The host's own, of the replica and its test VM, from every channel."""
    notes: tuple[str, ...] = ()
    """What is worth knowing beside the verdict, a sentence each: warnings of the rules, a move to another node …"""
    banner: str = ""
    """A warning of lasting effect: drill values that are still staged."""
    conflict: bool = False
    """Somebody else had changed what it was planned from; nothing was sent for that."""


@dataclass(frozen=True, slots=True)
class DrillView:
    """A drill at one moment."""

    id: str
    """Also the journal's name for it."""
    version: int
    plan: DrillPlan
    began: datetime
    machines: tuple[MachineDrill, ...]
    """In the plan's order."""
    wave: int = 1
    waves: int = 1
    stopping: bool = False
    ended: datetime | None = None
    """When every VM had its verdict and every test VM was gone or given up, UTC."""

    @property
    def done(self) -> bool:
        return self.ended is not None
