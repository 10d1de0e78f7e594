"""A plan is sent host by host, one change at a time on each, and can be stopped."""

import os
import signal
import threading
from collections.abc import Callable

from tests.samples import staging_change
from tui.fleet.plans.run import ApplyRun
from tui.model.change import Change
from tui.model.result import ChangeProgress, ChangeResult, Outcome
from tui.verbs.plans.apply import wait_for_end
from tui.verbs.terms import Terminal

Done = Callable[[ChangeResult], object]


class _Lanes:
    """Stands in for the hosts' lanes: holds what was sent until a test lets it end."""

    def __init__(self) -> None:
        self.sent: list[tuple[Change, Callable[[str], object], Done]] = []

    def write(self, change: Change, report: Callable[[str], object], done: Done) -> None:
        self.sent.append((change, report, done))

    def end(self, index: int) -> None:
        change, _, done = self.sent[index]
        done(ChangeResult(change, Outcome.VERIFIED, ""))


def test_hosts_run_side_by_side_and_each_host_one_change_at_a_time() -> None:
    plan = [staging_change("a", "1"), staging_change("a", "2"), staging_change("b", "3")]
    lanes = _Lanes()
    finished: list[frozenset[str]] = []
    run = ApplyRun(plan, finished.append)
    run.begin(lanes.write)
    assert [change.key.adapter for change, _, _ in lanes.sent] == ["1", "3"]
    lanes.end(0)
    assert [change.key.adapter for change, _, _ in lanes.sent] == ["1", "3", "2"]
    lanes.end(1)
    assert not run.view.done
    lanes.end(2)
    assert run.view.done
    assert finished == [frozenset({"a", "b"})]


def test_a_step_is_seen_in_the_plans_order() -> None:
    lanes = _Lanes()
    run = ApplyRun([staging_change("a", "1"), staging_change("a", "2")], lambda hosts: None)
    heard: list[int] = []
    run.listen(lambda: heard.append(run.view.version))
    run.begin(lanes.write)
    lanes.sent[0][1]("job 40 %")
    steps = [item.step for item in run.view.items if isinstance(item, ChangeProgress)]
    assert steps == ["job 40 %", "waiting"]
    assert heard == [1]


def test_a_stop_lets_what_is_on_the_wire_end_and_sends_nothing_more() -> None:
    lanes = _Lanes()
    run = ApplyRun([staging_change("a", "1"), staging_change("a", "2"), staging_change("a", "3")], lambda hosts: None)
    run.begin(lanes.write)
    run.stop()
    lanes.end(0)
    outcomes = [item.outcome for item in run.view.items if isinstance(item, ChangeResult)]
    assert outcomes == [Outcome.VERIFIED, Outcome.NOT_SENT, Outcome.NOT_SENT]
    assert run.view.done
    assert len(lanes.sent) == 1


def test_a_pause_begins_nothing_until_it_is_resumed() -> None:
    plan = [staging_change("a", "1"), staging_change("a", "2"), staging_change("b", "3"), staging_change("b", "4")]
    lanes = _Lanes()
    run = ApplyRun(plan, lambda hosts: None)
    run.begin(lanes.write)
    run.pause()
    assert run.view.paused
    lanes.end(0)
    lanes.end(1)
    assert len(lanes.sent) == 2
    run.resume()
    assert [change.key.adapter for change, _, _ in lanes.sent] == ["1", "3", "2", "4"]
    lanes.end(2)
    lanes.end(3)
    assert run.view.done


def test_a_stop_while_it_is_paused_ends_everything_that_waits() -> None:
    lanes = _Lanes()
    run = ApplyRun([staging_change("a", "1"), staging_change("a", "2")], lambda hosts: None)
    run.begin(lanes.write)
    run.pause()
    lanes.end(0)
    run.stop()
    assert run.view.done
    assert run.view.counts == {Outcome.VERIFIED: 1, Outcome.NOT_SENT: 1}
    assert [change.key.adapter for change in run.view.left] == ["2"]


def test_a_plan_of_nothing_is_over_at_once() -> None:
    finished: list[frozenset[str]] = []
    run = ApplyRun([], finished.append)
    run.begin(_Lanes().write)
    assert run.view.done
    assert finished == [frozenset()]


def test_an_interrupt_stops_after_what_is_on_the_wire() -> None:
    lanes = _Lanes()
    run = ApplyRun([staging_change("a", "1"), staging_change("a", "2")], lambda hosts: None)
    run.begin(lanes.write)
    complaints: list[str] = []

    def complain(line: str) -> None:
        complaints.append(line)
        lanes.end(0)

    threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT)).start()
    view = wait_for_end(run, Terminal(complaints.append, complain, lambda question: ""))
    assert [result.outcome for result in view.results] == [Outcome.VERIFIED, Outcome.NOT_SENT]
    assert complaints == ["stopping: what is on the wire is finished, nothing further is sent"]
