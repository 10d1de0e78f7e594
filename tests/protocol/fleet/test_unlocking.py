"""A read-only host is written to for a time, for a reason that is journalled, and never in a read-only process."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.protocol.fleet.plans import finish, replica_changes, writes
from tests.waiting import wait_for
from tui.config import Configuration
from tui.credentials import gather
from tui.fleet.fleet import Fleet
from tui.fleet.journal import Journal, JournalError
from tui.fleet.session import ReadOnly
from tui.model.result import Outcome
from tui.practice.serve import PracticeServer

HOST = "dr-hv-01"
HOUR = timedelta(hours=1)
OpenLocked = Callable[..., Fleet]


@pytest.fixture
def open_locked(configuration: Configuration, tmp_path: Path) -> Iterator[OpenLocked]:
    """Opens a fleet on the practice hosts with all of them read-only by the hosts file."""
    locked = replace(configuration, hosts=tuple(replace(host, read_only=True) for host in configuration.hosts))
    with ExitStack() as stack:

        def build(*, read_only: bool = False) -> Fleet:
            secrets = gather(locked, lambda text: pytest.fail(f"asked: {text}"))
            fleet = Fleet(locked, secrets, Journal(tmp_path / "journal"), read_only=read_only, keep_up=False)
            stack.callback(fleet.close)
            fleet.start()
            fleet.wait_for_first_answers()
            return fleet

        yield build


def test_an_unlocked_host_takes_changes_and_the_others_do_not(ground: PracticeServer, open_locked: OpenLocked) -> None:
    fleet = open_locked()
    here, there = replica_changes(fleet, HOST, 1)[0], replica_changes(fleet, "dr-hv-02", 1)[0]
    with pytest.raises(ReadOnly):
        fleet.apply([here])
    until = fleet.unlock([HOST], "the failover of Friday", HOUR)
    assert fleet.view.host(HOST).unlocked_until == until
    assert fleet.view.host("dr-hv-02").unlocked_until is None
    with pytest.raises(ReadOnly):
        fleet.apply([here, there])
    assert finish(fleet.apply([here]))[0].outcome is Outcome.VERIFIED
    (note,) = fleet.journal.read().notes
    assert (note["kind"], note["hosts"], note["reason"]) == ("unlock", [HOST], "the failover of Friday")


def test_the_writer_is_dropped_when_the_time_is_over(ground: PracticeServer, open_locked: OpenLocked) -> None:
    fleet = open_locked()
    (change,) = replica_changes(fleet, HOST, 1)
    fleet.unlock([HOST], "for a moment", timedelta(milliseconds=50))
    wait_for(lambda: not fleet.writable(HOST), "the host to be locked again")
    assert fleet.view.host(HOST).unlocked_until is None
    with pytest.raises(ReadOnly):
        fleet.apply([change])
    wait_for(lambda: [note["kind"] for note in fleet.journal.read().notes] == ["unlock", "lock"], "both notes")
    assert writes(ground) == []


def test_a_lock_in_the_middle_of_a_plan_leaves_the_rest_unsent(ground: PracticeServer, open_locked: OpenLocked) -> None:
    fleet = open_locked()
    plan = replica_changes(fleet, HOST, 3)
    fleet.unlock([HOST], "half of it", HOUR)
    run = fleet.apply(plan)
    run.listen(lambda: fleet.lock([HOST]) if run.view.results else None)
    outcomes = [result.outcome for result in finish(run)]
    assert outcomes[0] is Outcome.VERIFIED
    assert outcomes[-1] is Outcome.NOT_SENT
    assert "read-only" in run.view.results[-1].sentence


def test_a_process_that_was_started_read_only_cannot_be_unlocked(open_locked: OpenLocked) -> None:
    fleet = open_locked(read_only=True)
    with pytest.raises(ReadOnly, match="started read-only"):
        fleet.unlock([HOST], "please", HOUR)
    assert not fleet.writable(HOST)


@pytest.mark.parametrize(("reason", "duration"), [("  ", HOUR), ("why", timedelta(days=1)), ("why", timedelta(0))])
def test_an_unlock_needs_a_reason_and_an_end(open_locked: OpenLocked, reason: str, duration: timedelta) -> None:
    fleet = open_locked()
    with pytest.raises(ReadOnly):
        fleet.unlock([HOST], reason, duration)
    assert not fleet.writable(HOST)


def test_what_cannot_be_journalled_is_not_unlocked(open_locked: OpenLocked, tmp_path: Path) -> None:
    fleet = open_locked()
    (tmp_path / "journal").write_text("in the way")
    with pytest.raises(JournalError):
        fleet.unlock([HOST], "why", HOUR)
    assert not fleet.writable(HOST)
