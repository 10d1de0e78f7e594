"""A lane runs one host's jobs in order and delays nobody else."""

import queue
import threading
from collections.abc import Iterator

import pytest

from tui.fleet.lane import Lane, Outcome

TIMEOUT = 10.0


@pytest.fixture
def lane() -> Iterator[Lane]:
    lane = Lane("dr-hv-01")
    yield lane
    lane.close()


def test_jobs_run_in_order_and_report_value_or_error(lane: Lane) -> None:
    outcomes: queue.Queue[Outcome] = queue.Queue()

    def fail() -> None:
        raise ValueError("no")

    first = lane.submit(lambda: 1, outcomes.put)
    second = lane.submit(fail, outcomes.put)
    one, two = outcomes.get(timeout=TIMEOUT), outcomes.get(timeout=TIMEOUT)
    assert (one.ticket, one.value, one.error) == (first, 1, None)
    assert two.ticket == second
    assert isinstance(two.error, ValueError)


def test_a_write_goes_before_the_reads_that_wait(lane: Lane) -> None:
    gate = threading.Event()
    outcomes: queue.Queue[Outcome] = queue.Queue()
    lane.submit(lambda: gate.wait(TIMEOUT), lambda outcome: None)
    lane.submit(lambda: "read", outcomes.put)
    lane.submit(lambda: lane.writing, outcomes.put, write=True)
    gate.set()
    assert outcomes.get(timeout=TIMEOUT).value is True
    assert outcomes.get(timeout=TIMEOUT).value == "read"
    assert not lane.writing


def test_a_lane_that_hangs_leaves_another_alone(lane: Lane) -> None:
    gate = threading.Event()
    other = Lane("dr-hv-02")
    answers: queue.Queue[Outcome] = queue.Queue()
    lane.submit(lambda: gate.wait(TIMEOUT), lambda outcome: None)
    other.submit(lambda: "answered", answers.put)
    assert answers.get(timeout=TIMEOUT).value == "answered"
    gate.set()
    other.close()


def test_a_job_that_is_due_runs_when_nothing_else_does_and_only_the_last_one(lane: Lane) -> None:
    outcomes: queue.Queue[Outcome] = queue.Queue()
    lane.submit_after(3600, lambda: "never", outcomes.put)
    lane.submit_after(0, lambda: "now", outcomes.put)
    assert outcomes.get(timeout=TIMEOUT).value == "now"
    lane.submit(lambda: "after", outcomes.put)
    assert outcomes.get(timeout=TIMEOUT).value == "after"


def test_a_closed_lane_begins_nothing_and_does_not_wait_for_a_read() -> None:
    lane = Lane("dr-hv-03")
    gate, running = threading.Event(), threading.Event()
    reported: list[Outcome] = []

    def read() -> None:
        running.set()
        gate.wait(TIMEOUT)

    lane.submit(read, reported.append)
    lane.submit(lambda: "later", reported.append)
    assert running.wait(TIMEOUT)
    lane.close()
    gate.set()
    lane._thread.join(TIMEOUT)
    assert not lane._thread.is_alive()
    assert reported == []
