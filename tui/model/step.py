"""One thing done to a VM, and what became of it: start it, fail it over, test-fail it over, destroy its test VM."""

from dataclasses import dataclass
from enum import Enum

from tui.model.result import Outcome


class Action(Enum):
    """What is done (facts/hyperv-wmi.md 2.4); the value is the word that people, the journal and JSON read."""

    TEST_FAILOVER = "test failover"
    """Makes a test VM of a replica; it is off."""
    DESTROY_TEST_VM = "destroy test VM"
    START = "start"
    SHUT_DOWN = "shut down"
    """Asks the guest; nothing is forced."""
    TURN_OFF = "turn off"
    PREPARE = "prepare planned failover"
    """On the primary, which is off: the last changes are sent and the VM is kept from starting."""
    FAIL_OVER = "fail over"
    CANCEL = "cancel failover"
    COMPLETE = "complete failover"
    """Cannot be taken back: the recovery points are merged."""
    REVERSE = "reverse replication"
    SUSPEND = "suspend replication"
    RESUME = "resume replication"
    RESYNCHRONIZE = "resynchronize"


@dataclass(frozen=True, slots=True)
class Moment:
    """What of a VM decides which actions it takes."""

    mode: int
    """ReplicationMode."""
    enabled_state: int
    replication_state: int | None
    """Of the relationship that is acted on; None without one."""


@dataclass(frozen=True, slots=True)
class Step:
    """One action on one VM of one host, as it was decided."""

    action: Action
    host: str
    """The host's name in the hosts file."""
    vm: str
    """VM GUID, upper case."""
    vm_name: str
    before: Moment
    """What was read when the step was decided: checked again before anything is sent."""
    recovery_point: str | None = None
    """InstanceID of the recovery point, exactly as the host spells it; None: the newest."""
    test_of: str | None = None
    """For a test VM, the GUID of its replica, upper case: the host's association must still name it. None for one that
    was parted from its replica and is told by its mode alone."""
    patience: float | None = None
    """Seconds that the wanted end may take once the host accepted the step, as a guest's own shutdown does; None: the
    action's own."""

    @property
    def title(self) -> str:
        """What is done where, in exact text: made printable where drawn."""
        return f"{self.action.value}: {self.vm_name} · {self.host}"

    @property
    def family(self) -> str:
        """GUID that the VM shares with its copies; a test VM belongs to its replica."""
        return self.test_of or self.vm


@dataclass(frozen=True, slots=True)
class StepResult:
    """The end of one step."""

    step: Step
    outcome: Outcome
    sentence: str
    """What is known, for the operator; empty for a plain verified."""
    words: str = ""
    """The host's own words, exactly."""
    found: Moment | None = None
    """The VM now, where it could be read; None also where it is gone."""
    test_vm: str | None = None
    """After TEST_FAILOVER: GUID of the test VM, by the host's association, upper case."""
    seconds: float = 0.0
    sent: bool = False
    """Anything may have reached the host."""
    window: float | None = None
    """Seconds from the beginning of the comparison to the host's answer to the call; None: nothing sent."""

    @property
    def title(self) -> str:
        return self.step.title
