"""A plan is sent host by host, one change at a time on each, and can be stopped."""

from collections.abc import Callable

from tests.samples import staging_change
from tui.fleet.run import ApplyRun
from tui.model.change import Change
from tui.model.result import ChangeProgress, ChangeResult, Outcome

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
