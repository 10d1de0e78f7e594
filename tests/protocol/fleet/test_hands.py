"""Actions on VMs, taken by a run's own hands on practice hosts and held against what is really so there."""

import json
from collections.abc import Iterator
from importlib.resources import files

import jsonschema
import pytest

from tests.protocol.fleet.conftest import OpenFleet
from tests.protocol.fleet.stepping import (
    DRILL,
    METHODS,
    PRIMARY_HOST,
    REPLICA_HOST,
    calls,
    decide,
    done,
    made_test_vm,
    take,
    truth,
    vm_id,
)
from tests.waiting import wait_for
from tui.fleet.fleet import Fleet
from tui.fleet.hands import Hands
from tui.fleet.session import ReadOnly
from tui.hyperv.recoverypoints import recovery_points
from tui.model.result import Outcome
from tui.model.step import Action, Step
from tui.practice.serve import PracticeServer
from tui.verbs.journal import show_journal
from tui.verbs.terms import DIFFERENT, Terminal


@pytest.fixture(autouse=True)
def quick(ground: PracticeServer) -> None:
    for host in (REPLICA_HOST, PRIMARY_HOST, "dr-hv-02"):
        ground.administration.habits(host, job_seconds=0.05)


@pytest.fixture
def fleet(open_fleet: OpenFleet) -> Fleet:
    return open_fleet()


@pytest.fixture
def replica(fleet: Fleet) -> Iterator[Hands]:
    """Hands on the host of the replica."""
    hands = fleet.hands(REPLICA_HOST)
    yield hands
    hands.close()


@pytest.fixture
def primary(fleet: Fleet) -> Iterator[Hands]:
    hands = fleet.hands(PRIMARY_HOST)
    yield hands
    hands.close()


def test_a_test_failover_makes_a_test_vm_that_is_off_and_the_host_names_it(
    ground: PracticeServer, fleet: Fleet, replica: Hands
) -> None:
    test_vm = made_test_vm(replica, vm_id(fleet))
    made = truth(ground, REPLICA_HOST, test_vm)
    assert made is not None
    assert (made["mode"], made["power"], made["test_of"]) == ("TEST_REPLICA", "OFF", vm_id(fleet))
    entry = fleet.journal.read().steps[-1]
    assert (entry.intent.run, entry.intent.reason) == ("run-1", "a test")
    assert entry.ending is not None
    assert (entry.outcome, entry.ending.test_vm) == (Outcome.VERIFIED, test_vm)


def test_a_test_vm_is_started_turned_off_and_destroyed(ground: PracticeServer, fleet: Fleet, replica: Hands) -> None:
    of = vm_id(fleet)
    test_vm = made_test_vm(replica, of)
    done(replica, Action.START, test_vm, test_of=of)
    assert (truth(ground, REPLICA_HOST, test_vm) or {})["power"] == "RUNNING"
    done(replica, Action.TURN_OFF, test_vm, test_of=of)
    result = done(replica, Action.DESTROY_TEST_VM, test_vm, test_of=of)
    assert result.found is None
    assert truth(ground, REPLICA_HOST, test_vm) is None
    assert truth(ground, REPLICA_HOST, of) is not None


def test_a_test_failover_takes_the_recovery_point_that_was_chosen(
    ground: PracticeServer, fleet: Fleet, replica: Hands
) -> None:
    vm = vm_id(fleet)
    points = replica.read(lambda client: recovery_points(client, vm))
    assert len(points) == 3
    assert [point.time for point in points] == sorted((point.time for point in points if point.time), reverse=True)
    moment = decide(replica, Action.TEST_FAILOVER, vm).before
    chosen = Step(Action.TEST_FAILOVER, REPLICA_HOST, vm, "app07", moment, recovery_point=points[-1].id)
    assert replica.carry_out(chosen, DRILL).outcome is Outcome.VERIFIED


def test_a_recovery_point_that_is_gone_is_refused_in_the_hosts_words(fleet: Fleet, replica: Hands) -> None:
    vm = vm_id(fleet)
    moment = decide(replica, Action.FAIL_OVER, vm).before
    gone = "Microsoft:00000000-0000-4000-8000-000000000000"
    result = replica.carry_out(Step(Action.FAIL_OVER, REPLICA_HOST, vm, "app07", moment, recovery_point=gone), DRILL)
    assert result.outcome is Outcome.FAILED
    assert "invalid parameter (32773)" in result.sentence
    assert result.found == moment


def test_a_planned_failover_goes_all_the_way_and_back_into_replication(
    ground: PracticeServer, fleet: Fleet, replica: Hands, primary: Hands
) -> None:
    vm = vm_id(fleet)
    ground.administration.speed(20)
    steps: list[str] = []
    assert take(primary, Action.SHUT_DOWN, vm, steps.append).outcome is Outcome.VERIFIED
    assert "waiting for the guest to shut down" in steps
    done(primary, Action.PREPARE, vm)
    done(replica, Action.FAIL_OVER, vm)
    done(replica, Action.REVERSE, vm)
    done(replica, Action.START, vm)
    new_primary, new_replica = truth(ground, REPLICA_HOST, vm), truth(ground, PRIMARY_HOST, vm)
    assert new_primary is not None
    assert new_replica is not None
    assert (new_primary["mode"], new_primary["power"]) == ("PRIMARY", "RUNNING")
    assert (new_replica["mode"], new_replica["replication_state"]) == ("REPLICA", "REPLICATING")


def test_an_unplanned_failover_is_cancelled_and_another_one_completed(
    ground: PracticeServer, fleet: Fleet, replica: Hands
) -> None:
    vm = vm_id(fleet)
    ground.administration.happen(PRIMARY_HOST, "host-down")
    done(replica, Action.FAIL_OVER, vm)
    done(replica, Action.CANCEL, vm)
    assert (truth(ground, REPLICA_HOST, vm) or {})["replication_state"] == "REPLICATING"
    done(replica, Action.FAIL_OVER, vm)
    done(replica, Action.START, vm)
    done(replica, Action.COMPLETE, vm)
    now = truth(ground, REPLICA_HOST, vm)
    assert now is not None
    assert (now["replication_state"], now["power"]) == ("COMMITTED", "RUNNING")


def test_a_primary_that_was_prepared_is_let_go_again(ground: PracticeServer, fleet: Fleet, primary: Hands) -> None:
    vm = vm_id(fleet)
    done(primary, Action.TURN_OFF, vm)
    done(primary, Action.PREPARE, vm)
    assert take(primary, Action.START, vm).outcome is Outcome.FAILED
    done(primary, Action.CANCEL, vm)
    done(primary, Action.START, vm)


def test_replication_is_suspended_resumed_and_resynchronized(
    ground: PracticeServer, fleet: Fleet, primary: Hands
) -> None:
    vm, broken = vm_id(fleet), vm_id(fleet, PRIMARY_HOST, "sql01")
    done(primary, Action.SUSPEND, vm)
    done(primary, Action.RESUME, vm)
    assert (truth(ground, PRIMARY_HOST, vm) or {})["replication_state"] == "REPLICATING"
    result = done(primary, Action.RESYNCHRONIZE, broken, name="sql01")
    assert result.found is not None
    wait_for(
        lambda: (truth(ground, PRIMARY_HOST, broken) or {})["replication_state"] == "REPLICATING",
        "the resynchronization",
    )


def test_what_is_so_already_is_verified_and_nothing_is_sent(
    ground: PracticeServer, fleet: Fleet, replica: Hands
) -> None:
    vm = vm_id(fleet)
    result = take(replica, Action.TURN_OFF, vm)
    assert (result.outcome, result.sent) == (Outcome.VERIFIED, False)
    assert "it is so already" in result.sentence
    assert calls(ground, METHODS[Action.TURN_OFF]) == 0


def test_a_guest_that_does_not_go_down_is_waited_for_no_longer_than_was_allowed(
    ground: PracticeServer, fleet: Fleet, primary: Hands
) -> None:
    vm = vm_id(fleet)
    ground.administration.speed(0.001)
    result = take(primary, Action.SHUT_DOWN, vm, patience=0.3)
    assert result.outcome is Outcome.DIFFERS
    assert "Shutting down" in result.sentence
    assert result.seconds < 5


def test_a_host_without_a_writer_gives_out_no_hands(open_fleet: OpenFleet) -> None:
    with pytest.raises(ReadOnly, match="read-only"):
        open_fleet(read_only=True).hands(REPLICA_HOST)
    with pytest.raises(KeyError):
        open_fleet().hands("nowhere")


def test_hands_work_while_the_hosts_reading_lane_hangs(ground: PracticeServer, fleet: Fleet, replica: Hands) -> None:
    vm = vm_id(fleet)
    ground.administration.misbehave(REPLICA_HOST, hang=True, only="Msvm_SummaryInformation")
    fleet.refresh(REPLICA_HOST)
    assert made_test_vm(replica, vm)
    assert fleet.view.host(REPLICA_HOST).reading


def test_a_write_of_hands_is_seen_by_who_quits_and_the_host_is_read_after_them(
    ground: PracticeServer, fleet: Fleet
) -> None:
    hands = fleet.hands(REPLICA_HOST)
    seen: list[tuple[str, ...]] = []
    result = hands.carry_out(
        decide(hands, Action.TEST_FAILOVER, vm_id(fleet)), DRILL, lambda step: seen.append(fleet.writing())
    )
    assert set(seen) == {(REPLICA_HOST,)}
    assert fleet.writing() == ()
    hands.close()
    wait_for(
        lambda: any(row.machine.id == result.test_vm for row in fleet.view.rows()), "the test VM to be in the view"
    )


def test_the_journal_lists_actions_with_their_ends_for_people_and_for_programs(fleet: Fleet, replica: Hands) -> None:
    test_vm = made_test_vm(replica, vm_id(fleet))
    fleet.journal.step_intent(decide(replica, Action.START, test_vm, test_of=vm_id(fleet)), "a crash")
    lines: list[str] = []
    terminal = Terminal(lines.append, lines.append, lambda question: "")
    assert show_journal(fleet.journal, terminal) == DIFFERENT
    assert "test failover: app07 · dr-hv-01 verified (a test)" in lines[0]
    assert "start: app07 · dr-hv-01 unknown (a crash)" in lines[1]
    lines.clear()
    show_journal(fleet.journal, terminal, as_json=True)
    schema = json.loads(files("tui").joinpath("schemas", "journal.json").read_text("utf-8"))
    documents = [json.loads(line) for line in lines]
    for document in documents:
        jsonschema.validate(document, schema, format_checker=jsonschema.FormatChecker())
    assert [(each["action"], each["outcome"], each["test_vm"]) for each in documents] == [
        ("test failover", "verified", test_vm),
        ("start", "unknown", None),
    ]
