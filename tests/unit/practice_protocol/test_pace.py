"""What the provider costs in real time, and the OperationTimeout against it (facts/wsman.md 4.1, 4.3)."""

import time

import pytest

from tests.unit.practice_protocol.asking import GET, OPTIMIZED, V2, Asker
from tests.unit.practice_protocol.shelf import GUID
from tui.practice.cim import ClassDecl, Instance, MethodResult
from tui.practice.wsman.options import ServiceOptions

SYSTEM = V2 + "Msvm_ComputerSystem"
SQL01 = {"CreationClassName": "Msvm_ComputerSystem", "Name": f"00000001{GUID[8:]}"}
TIMED_OUT = "2150858793"
SHORT = "PT0.01S"


def slow(seconds: float, class_name: str = "Msvm_ComputerSystem") -> Asker:
    """A host on which the instances of one class cost so much."""

    def cost(decl: ClassDecl) -> float:
        return seconds if decl.name == class_name else 0.0

    return Asker(options=ServiceOptions(instance_cost=cost))


def test_every_instance_of_a_slow_class_takes_its_time_and_others_none() -> None:
    asker = slow(0.03)
    began = time.monotonic()
    assert len(asker.all_of("select * from Msvm_VirtualSystemSettingData", *OPTIMIZED)) > 0
    assert time.monotonic() - began < 0.03
    began = time.monotonic()
    assert len(asker.all_of("select * from Msvm_ComputerSystem where ElementName = 'sql01'", *OPTIMIZED)) == 1
    assert time.monotonic() - began >= 4 * 0.03


def test_a_pull_that_ends_too_soon_is_a_timeout_and_loses_nothing() -> None:
    """facts/wsman.md 3.2, INFERRED: after the fault the old context is good."""
    asker = slow(0.1)
    context = asker.query("select * from Msvm_ComputerSystem").context
    late = asker.pull(context, timeout=SHORT)
    assert (late.status, late.code, late.subcode) == (500, TIMED_OUT, "w:TimedOut")
    names: list[str] = []
    answered = asker.pull(context)
    while True:
        names += answered.names
        if answered.ended:
            break
        answered = asker.pull(answered.context)
    assert names == ["HV1", "sql01", "sql02", "sql03"]


def test_a_get_that_takes_too_long_is_a_timeout() -> None:
    assert slow(0.5).ask(GET, SYSTEM, selectors=SQL01, timeout=SHORT).code == TIMED_OUT


def test_a_method_that_takes_too_long_is_a_timeout_and_has_run_all_the_same() -> None:
    """facts/wsman.md 4.1, INFERRED: the fault does not roll back."""
    asker = slow(0.5)
    state = "<p:RequestedState>2</p:RequestedState>"
    body = f'<p:RequestStateChange_INPUT xmlns:p="{SYSTEM}">{state}</p:RequestStateChange_INPUT>'
    answered = asker.ask(f"{SYSTEM}/RequestStateChange", SYSTEM, body, selectors=SQL01, timeout=SHORT)
    assert (answered.status, answered.code) == (500, TIMED_OUT)
    assert [call.method for call in asker.shelf.calls] == ["RequestStateChange"]


@pytest.mark.parametrize(("cost", "status"), [(0.01, 200), (0.5, 500)])
def test_the_objects_that_a_method_answers_cost_as_much_as_read_ones(cost: float, status: int) -> None:
    asker = slow(cost, "Msvm_SummaryInformation")
    summary = asker.shelf.declaration("root/virtualization/v2", "Msvm_SummaryInformation")
    asker.shelf.results["GetSummaryInformation"] = MethodResult(0, {"SummaryInformation": (Instance(summary),)})
    service = V2 + "Msvm_VirtualSystemManagementService"
    selectors = {"CreationClassName": "Msvm_VirtualSystemManagementService"}
    answered = asker.ask(f"{service}/GetSummaryInformation", service, "", selectors=selectors, timeout="PT0.1S")
    assert answered.status == status
