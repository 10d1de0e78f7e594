"""What one call a VM tells (facts/hyperv-wmi.md 1.12, 2.1)."""

from datetime import UTC, datetime

import pytest

from tests.unit.hyperv.scripted import ScriptedClient, output
from tests.unit.hyperv.site import SQL
from tui.hyperv.statistics import ReplicationStatistics, read_statistics
from tui.wsman.fault import Malformed


def _period(last_test: str, pending: str = "1048576") -> str:
    return (
        '<INSTANCE CLASSNAME="Msvm_ReplicationStatistics">'
        f'<PROPERTY NAME="LastTestFailoverTime" TYPE="datetime"><VALUE>{last_test}</VALUE></PROPERTY>'
        f'<PROPERTY NAME="PendingReplicationSize" TYPE="uint64"><VALUE>{pending}</VALUE></PROPERTY></INSTANCE>'
    )


def test_the_last_element_is_the_current_period() -> None:
    periods = (_period("20240101120000.000000+000", "7"), _period("20240301120000.000000+060", "9"))
    client = ScriptedClient(outcomes=[output(0, ReplicationStatistics=periods)])
    found = read_statistics(client, SQL)
    assert found == ReplicationStatistics(datetime(2024, 3, 1, 11, 0, tzinfo=UTC), 9)
    (sent,) = client.invocations
    assert (sent.class_name, sent.method) == ("Msvm_ReplicationService", "GetReplicationStatistics")
    machine = sent.parameters["ComputerSystem"]
    assert getattr(machine, "selectors", {})["Name"] == SQL


def test_1601_is_never_and_one_element_alone_looks_like_a_text() -> None:
    client = ScriptedClient(outcomes=[output(0, ReplicationStatistics=_period("16010101000000.000000+000"))])
    assert read_statistics(client, SQL) == ReplicationStatistics(None, 1048576)


@pytest.mark.parametrize("answer", [output(32770), output(0), output(4096)])
def test_a_host_that_tells_none_is_no_fault(answer: object) -> None:
    client = ScriptedClient(outcomes=[answer])  # type: ignore[list-item]
    assert read_statistics(client, SQL) is None


@pytest.mark.parametrize("text", ["<INSTANCE CLASSNAME='X'/>", _period("soon"), _period("", "many"), "no XML"])
def test_an_answer_that_does_not_tell_is_malformed(text: str) -> None:
    client = ScriptedClient(outcomes=[output(0, ReplicationStatistics=(text,))])
    with pytest.raises(Malformed):
        read_statistics(client, SQL)
