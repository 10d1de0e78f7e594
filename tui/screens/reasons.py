"""Why a command is not for this adapter: one sentence, or None where it is."""

from tui.model import states
from tui.model.machine import Adapter, Machine


def why_not_stage(machine: Machine, adapter: Adapter) -> str | None:
    """Staging needs a failover object, which neither legacy adapters nor unreplicated VMs have."""
    if adapter.kind == "legacy":
        return f"{adapter.name} is a legacy adapter: nothing can be injected into it"
    if machine.mode == states.TEST_REPLICA:
        return f"{machine.name} is a test VM: it takes its settings from its replica"
    if adapter.staged is None:
        return f"its host holds no failover settings for {adapter.name}: nothing to stage"
    return None


def why_not_test_switch(machine: Machine, adapter: Adapter) -> str | None:
    if not machine.is_recovery_copy:
        return f"{machine.name} is no replica: only test failovers use a test switch"
    return None


def why_not_connect(machine: Machine, adapter: Adapter) -> str | None:
    """The cable of a VM in production is not changed from a console for replicas."""
    if machine.is_recovery_copy or machine.mode == states.TEST_REPLICA:
        return None
    return f"{machine.name} is no replica: its connection is not changed from here"
