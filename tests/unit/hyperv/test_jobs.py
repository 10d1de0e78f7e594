"""Waiting for a job."""

from collections.abc import Callable

import pytest

from tests.unit.hyperv.scripted import ScriptedClient, output
from tui.hyperv.jobs import JobEnd, wait
from tui.hyperv.returncodes import Submitted
from tui.wsman.fault import NotAuthenticated, QuotaExceeded, TimedOut, Unreachable, WSManError
from tui.wsman.instance import EndpointReference, Instance, Value
from tui.wsman.naming import ClassRef

_V2 = "root/virtualization/v2"
_JOB = EndpointReference(ClassRef(_V2, "Msvm_StorageJob").uri, {"InstanceID": "6D"})


class _Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def _job(state: int, **properties: Value) -> Callable[[], Instance]:
    return lambda: Instance("Msvm_StorageJob", _V2, {"JobState": str(state), **properties})


def _failing(error: WSManError) -> Callable[[], Instance]:
    def fail() -> Instance:
        raise error

    return fail


def _wait(client: ScriptedClient, deadline: float = 60.0) -> tuple[JobEnd, list[int], _Time]:
    time, progress = _Time(), list[int]()
    end = wait(client, Submitted(_JOB), deadline, progress.append, sleep=time.sleep, clock=lambda: time.now)
    return end, progress, time


def test_what_completed_at_once_has_nothing_to_wait_for() -> None:
    assert wait(ScriptedClient(), Submitted(None), 60.0).ok is True


def test_a_job_is_polled_ever_more_slowly_until_it_completes() -> None:
    running = [_job(4, PercentComplete=str(percent)) for percent in range(0, 100, 10)]
    client = ScriptedClient(gets=[_job(2), *running, _job(7, ErrorCode="0", ErrorDescription="")])
    end, progress, time = _wait(client)
    assert end == JobEnd(True, 0)
    assert progress == [0, *range(0, 100, 10)]
    assert time.slept[0] == pytest.approx(0.1)
    assert time.slept[-1] == pytest.approx(1.0)
    assert time.slept == sorted(time.slept)


def test_completed_with_warnings_is_done_and_keeps_the_words() -> None:
    client = ScriptedClient(gets=[_job(32768, ErrorCode="32768", ErrorDescription="partly")])
    assert _wait(client)[0] == JobEnd(True, 32768, "partly")


@pytest.mark.parametrize("state", [8, 9, 10])
def test_a_failed_job_tells_its_code_and_the_hosts_words(state: int) -> None:
    client = ScriptedClient(gets=[_job(state, ErrorCode="32773", ErrorDescription="パラメーター", JobStatus="x")])
    assert _wait(client)[0] == JobEnd(False, 32773, "パラメーター")


def test_a_completed_job_with_an_error_code_did_not_succeed() -> None:
    client = ScriptedClient(gets=[_job(7, ErrorCode="32768", ErrorSummaryDescription="no")])
    assert _wait(client)[0] == JobEnd(False, 32768, "no")


def test_a_job_without_a_description_is_asked_for_its_errors() -> None:
    error = (
        '<INSTANCE CLASSNAME="Msvm_Error"><PROPERTY NAME="Message" TYPE="string"><VALUE>disk &amp; net</VALUE>'
        '</PROPERTY><PROPERTY NAME="ErrorSource" TYPE="string"></PROPERTY></INSTANCE>'
    )
    client = ScriptedClient(
        gets=[_job(10, ErrorCode="32768", ErrorDescription="")], outcomes=[output(0, Errors=(error, error))]
    )
    assert _wait(client)[0].words == "disk & net\ndisk & net"
    assert (client.invocations[0].class_name, client.invocations[0].method) == ("Msvm_StorageJob", "GetErrorEx")


@pytest.mark.parametrize("outcome", [output(0, Errors=("<no xml",)), TimedOut("late", delivered=True)])
def test_errors_that_the_host_will_not_tell_do_not_hide_the_failure(outcome: object) -> None:
    client = ScriptedClient(gets=[_job(10, ErrorCode="32768", JobStatus="Exception")])
    client.outcomes = [outcome]  # type: ignore[list-item]
    assert _wait(client)[0] == JobEnd(False, 32768, "Exception")


def test_a_job_that_is_gone_is_neither_done_nor_failed() -> None:
    end = _wait(ScriptedClient(gets=[_job(4)]))[0]
    assert (end.ok, end.words) == (None, "gone")
    assert end.sentence


def test_a_job_that_outlasts_the_deadline_is_neither_done_nor_failed() -> None:
    end, _, time = _wait(ScriptedClient(gets=[_job(4)] * 100), deadline=5.0)
    assert end == JobEnd(None, sentence="The job was still running after 5 s.")
    assert time.now <= 5.0


@pytest.mark.parametrize("leaf", [TimedOut, Unreachable, QuotaExceeded])
def test_a_few_polls_may_stay_unanswered(leaf: type[WSManError]) -> None:
    late = _failing(leaf("late", delivered=True))
    assert _wait(ScriptedClient(gets=[late] * 4 + [_job(4)] + [late] * 4 + [_job(7)]))[0].ok is True
    assert _wait(ScriptedClient(gets=[late] * 5 + [_job(7)]))[0].ok is None


def test_rejected_credentials_are_not_tried_again() -> None:
    client = ScriptedClient(gets=[_failing(NotAuthenticated("expired", delivered=False)), _job(7)])
    end = _wait(client)[0]
    assert (end.ok, end.words) == (None, "expired")
    assert len(client.gets) == 1


def test_an_unnamed_job_is_neither_done_nor_failed() -> None:
    assert wait(ScriptedClient(), Submitted(None, job_unnamed=True), 60.0).ok is None
