"""Whether a job is still at work on a VM."""

import pytest

from tests.unit.hyperv.scripted import ScriptedClient
from tests.unit.hyperv.site import SQL, WEB
from tui.hyperv.running import has_running_job
from tui.wsman.instance import EndpointReference


def _jobs(states: dict[str, str], affected: dict[str, str]) -> ScriptedClient:
    """Jobs with their states, and the VM that a job affects."""
    return ScriptedClient(
        tables={
            "Msvm_ConcreteJob": [{"InstanceID": job, "JobState": state} for job, state in states.items()],
            "Msvm_AffectedJobElement": [
                {"AffectingElement": EndpointReference("", {"InstanceID": job}),
                 "AffectedElement": EndpointReference("", {"CreationClassName": "Msvm_ComputerSystem", "Name": vm})}
                for job, vm in affected.items()
            ],
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("states", "affected", "running"),
    [
        ({}, {}, False),
        ({"1": "7", "2": "10"}, {"1": SQL}, False),
        ({"1": "4"}, {"1": SQL.lower()}, True),
        ({"1": "4", "2": "7"}, {"1": WEB, "2": SQL}, False),
        ({"1": "4"}, {}, True),
    ],
)
def test_only_a_running_job_of_the_vm_or_of_nobody_counts(
    states: dict[str, str], affected: dict[str, str], running: bool
) -> None:
    assert has_running_job(_jobs(states, affected), SQL) is running
