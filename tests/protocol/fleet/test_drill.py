"""A drill of replicas: each verdict and cause is right, everything is cleaned up, and the journal tells it all."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.protocol.fleet.drilling import KINDS, Ground, begin, drill, finish, guest_vm, scenario, served, targets_of
from tests.waiting import wait_for
from tui.fleet.drill import reach
from tui.fleet.session import ReadOnly
from tui.model.drill.values import DrillPlan, DrillVerdict
from tui.model.machine import GuestReported

HOSTS = ("dr-hv-01", "dr-hv-02", "dr-hv-03")
WAIVED = {"kvp-not-offered": "known", "legacy-adapter": "known"}


def _every_kind() -> dict[str, Any]:
    vms = [guest_vm(number, kind, HOSTS[number % 3]) for number, kind in enumerate(KINDS, 11)]
    bare = guest_vm(30, "windows", "dr-hv-01", name="bare")
    bare["adapters"][0]["replica"].pop("staged")
    dhcp = guest_vm(31, "linux", "dr-hv-02", name="sixonly")
    dhcp["adapters"][0]["replica"]["staged"] = {"addresses": ["2001:db8:20::31/64"]}
    legacy = guest_vm(32, "windows", "dr-hv-03", name="legacy", generation=1)
    legacy["adapters"][0] |= {"legacy": True, "replica": {"switch": "DR-LAN"}}
    loose = guest_vm(33, "windows", "dr-hv-01", name="loose")
    loose["adapters"][0]["replica"].pop("test_switch")
    return scenario([*vms, bare, dhcp, legacy, loose], HOSTS)


@pytest.fixture(scope="module")
def every_kind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with served(_every_kind(), tmp_path_factory.mktemp("kinds")) as ground:
        yield ground


def test_guests_of_every_kind_have_their_verdict_and_cause(every_kind: Ground) -> None:
    ended = drill(every_kind.fleet(), waived=WAIVED, guest_patience=4.0)
    told = {name: (machine.verdict, machine.adapters[0].cause) for name, machine in ended.items()}
    expected = {f"{kind}{number:02}": outcome for number, (kind, (_, *outcome)) in enumerate(KINDS.items(), 11)}
    assert {name: list(outcome) for name, outcome in told.items()} == expected | {
        "bare": [DrillVerdict.NOTHING_STAGED, "nothing-staged"],
        "sixonly": [DrillVerdict.DIFFERS, "linux-dhcp"],
        "legacy": [DrillVerdict.NOTHING_STAGED, "legacy-adapter"],
        "loose": [DrillVerdict.VERIFIED, None],
    }
    assert all(machine.cleaned for machine in ended.values())
    assert every_kind.test_vms() == []
    (adapter,) = ended["windows11"].adapters
    assert adapter.reported == GuestReported(
        4096, False, ("10.9.20.11",), ("255.255.255.0",), ("10.9.20.1",), ("10.9.0.10",)
    )
    assert any("no network reaches the guest" in note for note in ended["loose"].notes)


def test_the_hosts_own_words_stand_beside_a_verdict(every_kind: Ground) -> None:
    ended = drill(every_kind.fleet(), "broken16", "windows11", guest_patience=2.0)
    broken = ended["broken16"]
    assert any("0x80004005" in event.message and event.vm_id == broken.test_vm for event in broken.events)
    vms = {broken.target.vm, broken.test_vm}
    assert {event.vm_id for event in broken.events} <= vms
    assert {event.channel.rpartition("-V-")[2] for event in broken.events} >= {"VMMS-Admin", "Worker-Admin"}
    assert all(event.host == "dr-hv-02" for event in broken.events)
    assert not any(event.level == 2 for event in ended["windows11"].events)


def test_each_vm_is_asked_for_one_test_vm_and_no_replica_is_ever_started(tmp_path: Path) -> None:
    vms = [guest_vm(number, "windows", HOSTS[number % 2]) for number in range(11, 17)]
    with served(scenario(vms, HOSTS[:2]), tmp_path) as ground:
        fleet = ground.fleet()
        ended = drill(fleet)
        tests = Counter(f"{name} - Test" for name in ended)
        assert Counter(ground.calls("TestReplicaSystem")) == Counter(ended.keys())
        assert Counter(ground.calls("DestroySystem")) == tests
        assert Counter(ground.calls("RequestStateChange")) == tests + tests
        for machine in ended.values():
            held = ground.truth(machine.target.host, machine.target.vm)
            assert held is not None
            assert (held["mode"], held["power"], held["replication_state"]) == ("REPLICA", "OFF", "REPLICATING")
            assert machine.data_behind is not None
            moments = [_moment(each) for each in (machine.began, machine.running, machine.verified, machine.ended)]
            assert moments == sorted(moments)


def test_no_more_than_so_many_vms_of_a_host_and_no_wave_before_the_one_before_it_has_ended(tmp_path: Path) -> None:
    vms = [guest_vm(number, "windows", HOSTS[number % 2]) for number in range(11, 21)]
    with served(scenario(vms, HOSTS[:2]), tmp_path) as ground:
        run = begin(ground.fleet(), at_once=2, wave=5)
        ended = list(finish(run).values())
        assert run.view.waves == 2
        assert all(machine.verdict is DrillVerdict.VERIFIED for machine in ended)
        first, second = ended[:5], ended[5:]
        assert max(_moment(machine.ended) for machine in first) <= min(_moment(machine.began) for machine in second)
        for host in HOSTS[:2]:
            here = [machine for machine in ended if machine.target.host == host]
            for moment in (_moment(machine.began) for machine in here):
                assert sum(_moment(each.began) <= moment < _moment(each.ended) for each in here) <= 2


def _moment(moment: datetime | None) -> datetime:
    assert moment is not None
    return moment


def test_a_stopped_drill_begins_nothing_further_and_cleans_up_what_it_began(tmp_path: Path) -> None:
    vms = [guest_vm(number, "noagent", "dr-hv-01") for number in range(11, 15)]
    with served(scenario(vms), tmp_path) as ground:
        run = begin(ground.fleet(), at_once=2, guest_patience=60.0)
        wait_for(lambda: sum(each.running is not None for each in run.view.machines) == 2, "two test VMs to run")
        run.stop()
        ended = finish(run)
        assert {machine.verdict for machine in ended.values()} == {DrillVerdict.STOPPED}
        assert all(machine.cleaned for machine in ended.values())
        assert len(ground.calls("TestReplicaSystem")) == 2
        assert ground.test_vms() == []


def test_the_journal_holds_the_drill_its_steps_and_every_verdict(tmp_path: Path) -> None:
    vms = [guest_vm(11, "windows", "dr-hv-01"), guest_vm(12, "netman", "dr-hv-01")]
    with served(scenario(vms), tmp_path) as ground:
        fleet = ground.fleet()
        run = begin(fleet, guest_patience=1.5)
        ended = finish(run)
        (told,) = fleet.journal.read().runs
        assert (told.id, told.kind, told.ended is not None) == (run.view.id, "drill", True)
        assert told.documents[0]["reason"] == "a test"
        assert [target["vm_name"] for target in told.documents[0]["targets"]] == ["netman12", "windows11"]
        verdicts = {each["vm_name"]: each["verdict"] for each in told.documents if each.get("note") == "verdict"}
        assert verdicts == {"windows11": "verified", "netman12": "differs"}
        assert told.documents[-1]["verdicts"] == {"differs": 1, "verified": 1}
        actions = Counter((step.intent.step.action.value, step.outcome.value) for step in told.steps)
        assert actions == {
            (action, "verified"): 2 for action in ("test failover", "start", "turn off", "destroy test VM")
        }
        assert {step.intent.reason for step in told.steps} == {"a test"}
        assert all(machine.cleaned for machine in ended.values())


def test_a_read_only_console_drills_nothing(tmp_path: Path) -> None:
    with served(scenario([guest_vm(11, "windows", "dr-hv-01")]), tmp_path) as ground:
        fleet = ground.fleet(read_only=True)
        with pytest.raises(ReadOnly, match="dr-hv-01 is read-only here"):
            begin(fleet)
        assert fleet.journal.read().runs == ()
        assert ground.server.administration.executed() == []


def test_a_vm_that_is_not_ready_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    suspended = guest_vm(11, "windows", "dr-hv-01", name="late", replication={"state": "waiting-for-resync"})
    production = guest_vm(12, "windows", "dr-hv-01", name="prod")
    production["adapters"][0]["replica"]["test_switch"] = "DR-LAN"
    with served(scenario([suspended, production, guest_vm(13, "windows", "dr-hv-01")]), tmp_path) as ground:
        ended = drill(ground.fleet())
        assert {name: machine.verdict for name, machine in ended.items()} == {
            "late": DrillVerdict.REFUSED,
            "prod": DrillVerdict.REFUSED,
            "windows13": DrillVerdict.VERIFIED,
        }
        assert "(resynchronisation)" in ended["late"].sentence
        assert "(test-switch-production)" in ended["prod"].sentence
        assert ground.calls("TestReplicaSystem") == ["windows13"]


def test_a_waived_rule_is_noted_and_the_drill_goes_on(tmp_path: Path) -> None:
    production = guest_vm(12, "windows", "dr-hv-01")
    production["adapters"][0]["replica"]["test_switch"] = "DR-LAN"
    reasons = {"test-switch-production": "the primary is off", "test-switch-not-isolated": "the primary is off"}
    with served(scenario([production]), tmp_path) as ground:
        (machine,) = drill(ground.fleet(), waived=reasons).values()
        assert machine.verdict is DrillVerdict.VERIFIED
        assert any(note.startswith("waived, the primary is off: ") for note in machine.notes)


def test_a_test_vm_waits_until_another_has_made_room_in_memory_and_one_that_never_fits_is_refused(
    tmp_path: Path,
) -> None:
    vms = [guest_vm(number, "windows", "dr-hv-01", memory_mb=20480) for number in range(11, 14)]
    vms.append(guest_vm(14, "windows", "dr-hv-01", name="big", memory_mb=131072))
    with served(scenario(vms), tmp_path) as ground:
        ended = drill(ground.fleet(), at_once=4)
        assert ended.pop("big").verdict is DrillVerdict.REFUSED
        assert {machine.verdict for machine in ended.values()} == {DrillVerdict.VERIFIED}


def test_a_chosen_recovery_point_is_the_one_that_is_tested(tmp_path: Path) -> None:
    with served(scenario([guest_vm(11, "windows", "dr-hv-01")]), tmp_path) as ground:
        fleet = ground.fleet()
        state = ground.server.fleet.hosts["dr-hv-01"].state
        (held,) = state.machines.values()
        chosen = f"Microsoft:{held.recovery_points[0].id}"
        (target,) = begin(fleet, wave=None).view.plan.targets
        wait_for(lambda: not ground.test_vms() and ground.calls("DestroySystem"), "the first drill to end")
        run = fleet.drill(DrillPlan((replace(target, recovery_point=chosen),), "a chosen point", probe=False))
        (machine,) = finish(run).values()
        assert machine.verdict is DrillVerdict.VERIFIED
        target = replace(target, recovery_point="Microsoft:NONE")
        wrong = fleet.drill(DrillPlan((target,), "a wrong point", probe=False))
        (machine,) = finish(wrong).values()
        assert machine.verdict is DrillVerdict.FAILED
        assert "invalid parameter" in machine.sentence
        assert ground.test_vms() == []


@pytest.mark.parametrize(("probe", "tried"), [(False, set()), (True, {"10.9.20.11"})])
def test_staged_addresses_are_tried_from_here_only_where_the_hosts_file_lets_them_be(
    probe: bool, tried: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    knocked: set[str] = set()
    monkeypatch.setattr(reach, "_knock", lambda address, *rest: knocked.add(address))
    with served(scenario([guest_vm(11, "windows", "dr-hv-01")]), tmp_path) as ground:
        fleet = ground.fleet(probe=probe)
        run = fleet.drill(DrillPlan(targets_of(fleet), "a test"))
        wait_for(lambda: run.view.done, "the drill to end", 30.0)
    assert [machine.verdict for machine in run.view.machines] == [DrillVerdict.VERIFIED]
    assert knocked == tried
