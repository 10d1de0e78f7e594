"""A drill profile on practice hosts: staged for the drill alone, and given back whatever happens in between."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.protocol.fleet.drilling import Ground, drill, guest_vm, scenario, served, targets_of
from tests.waiting import wait_for
from tui.fleet.drill.profile import ProfileRefused, keep_live, read_profile, restore, stage_profile
from tui.fleet.drill.putting_back import put_back
from tui.fleet.drill.stillstaged import StillStaged, still_staged
from tui.fleet.fleet import Fleet
from tui.fleet.judging.assessing import Assessor
from tui.fleet.plans.building import build_plan
from tui.fleet.session import ReadOnly
from tui.fleet.writing import Purpose
from tui.model.drill.profile import Profile
from tui.model.drill.values import DrillVerdict
from tui.model.readiness import Operation, Verdict
from tui.model.result import Outcome
from tui.yamlfile import FileError

HOST = "dr-hv-01"
NOW = datetime(2026, 11, 20, tzinfo=UTC)


def two_vms(folder: Path) -> Any:
    return served(scenario([guest_vm(11, "windows", HOST), guest_vm(12, "linux", HOST)]), folder)


def write_profile(folder: Path, *numbers: int, **more: Any) -> Path:
    names = {11: "windows11", 12: "linux12"}
    staged = [
        {"vm": names[number], "staged": {"addresses": [f"10.66.20.{number}/24"], "gateways": ["10.66.20.1"]}, **more}
        for number in numbers
    ]
    path = folder / "drill.yaml"
    path.write_text(yaml.safe_dump({"kind": "plan", "adapters": staged}))
    return path


def profile_for(fleet: Fleet, folder: Path, *numbers: int) -> Profile:
    return read_profile(write_profile(folder, *numbers), fleet.view, targets_of(fleet))


def staged_on(ground: Ground, vm: str) -> list[str]:
    truth = ground.truth(HOST, vm)
    assert truth is not None
    (adapter,) = truth["adapters"].values()
    addresses: list[str] = adapter["staged"]["ip_addresses"]
    return addresses


def left_standing(fleet: Fleet) -> tuple[StillStaged, ...]:
    reading = fleet.journal.read()
    return still_staged(reading.entries, reading.runs)


def stage_and_die(ground: Ground, folder: Path, *numbers: int) -> None:
    """A console that stages a profile for a drill and never comes to its end."""
    fleet = ground.fleet()
    profile, run = profile_for(fleet, folder, *numbers), uuid.uuid4().hex
    fleet.journal.run_began(run, "drill", {"targets": [], "reason": "a test"})
    hands = fleet.hands(HOST)
    results = stage_profile(hands, profile.changes, Purpose("a test", run=run))
    assert [result.outcome for result in results] == [Outcome.VERIFIED] * len(numbers)
    hands.close()
    fleet.close()


def verdicts_for(fleet: Fleet, operation: Operation) -> Mapping[str, Verdict]:
    assessor = Assessor(fleet)
    try:
        judgement = assessor.assess_now().judgement
    finally:
        assessor.close()
    return {
        row.machine.name: judgement.machine_verdict(row.host.name, row.machine.id, operation)
        for row in fleet.view.rows()
        if row.machine.is_recovery_copy
    }


def test_a_vm_is_proved_with_the_drills_addresses_and_holds_its_own_again_afterwards(tmp_path: Path) -> None:
    with two_vms(tmp_path) as ground:
        fleet = ground.fleet()
        profile = profile_for(fleet, tmp_path, 11)
        keep_live(profile, fleet.journal, fleet.view, tmp_path / "live.yaml", NOW)
        ended = drill(fleet, profile=profile)
        assert {name: machine.verdict for name, machine in ended.items()} == {
            "windows11": DrillVerdict.VERIFIED,
            "linux12": DrillVerdict.VERIFIED,
        }
        proved = {name: machine.adapters[0].reported for name, machine in ended.items()}
        assert proved["windows11"] is not None
        assert proved["windows11"].addresses == ("10.66.20.11",)
        assert proved["linux12"] is not None
        assert proved["linux12"].addresses == ("10.9.20.12",)
        assert staged_on(ground, "windows11") == ["10.9.20.11"]
        assert ended["windows11"].banner == ""
        assert left_standing(fleet) == ()


def test_the_file_that_the_live_values_were_kept_in_is_a_plan_that_stages_them_again(tmp_path: Path) -> None:
    with two_vms(tmp_path) as ground:
        fleet = ground.fleet()
        profile = profile_for(fleet, tmp_path, 11, 12)
        keep_live(profile, fleet.journal, fleet.view, tmp_path / "live.yaml", NOW)
        with pytest.raises(FileError, match="is there already"):
            keep_live(profile, fleet.journal, fleet.view, tmp_path / "live.yaml", NOW)
        stage_and_die(ground, tmp_path, 11, 12)
        later = ground.fleet()
        plan = build_plan(tmp_path / "live.yaml", later.view).plan
        assert {change.after.staged.addresses for change in plan if change.after.staged} == {
            ("10.9.20.11",),
            ("10.9.20.12",),
        }


def test_a_journal_of_ones_own_is_no_second_place(tmp_path: Path) -> None:
    with two_vms(tmp_path) as ground:
        fleet = ground.fleet()
        with pytest.raises(ProfileRefused, match="share the journal, or name a file"):
            keep_live(profile_for(fleet, tmp_path, 11), fleet.journal, fleet.view, None, NOW)


def test_drill_values_that_a_crash_left_are_seen_by_the_next_console_and_block_a_failover(tmp_path: Path) -> None:
    with two_vms(tmp_path) as ground:
        stage_and_die(ground, tmp_path, 11)
        assert staged_on(ground, "windows11") == ["10.66.20.11"]
        fleet = ground.fleet()
        (still,) = left_standing(fleet)
        assert (still.change.vm_name, still.certain) == ("windows11", True)
        for operation in (Operation.DRILL, Operation.PLANNED, Operation.UNPLANNED):
            verdicts = verdicts_for(fleet, operation)
            assert verdicts["windows11"] is Verdict.BLOCKED
            assert verdicts["linux12"] is not Verdict.BLOCKED
        other = {"vm": "windows11", "staged": {"addresses": ["10.88.0.1/16"]}}
        (tmp_path / "other.yaml").write_text(yaml.safe_dump({"adapters": [other]}))
        profile = read_profile(tmp_path / "other.yaml", fleet.view, targets_of(fleet))
        with pytest.raises(ProfileRefused, match="values of an earlier drill"):
            keep_live(profile, fleet.journal, fleet.view, tmp_path / "live.yaml", NOW)


def test_what_a_crash_left_is_taken_back_by_the_next_console(tmp_path: Path) -> None:
    with two_vms(tmp_path) as ground:
        stage_and_die(ground, tmp_path, 11, 12)
        fleet = ground.fleet()
        results = put_back(fleet, left_standing(fleet), "a test")
        assert [result.outcome for result in results] == [Outcome.VERIFIED, Outcome.VERIFIED]
        assert (staged_on(ground, "windows11"), staged_on(ground, "linux12")) == (["10.9.20.11"], ["10.9.20.12"])
        assert left_standing(fleet) == ()
        fleet.refresh()
        wait_for(
            lambda: verdicts_for(fleet, Operation.UNPLANNED)["windows11"] is Verdict.READY, "windows11 to be ready"
        )


def test_what_somebody_staged_since_is_left_as_it_is(tmp_path: Path) -> None:
    with two_vms(tmp_path) as ground:
        stage_and_die(ground, tmp_path, 11)
        ground.happen(HOST, "change-staged", vm="windows11", addresses="10.77.0.1", subnets="255.255.0.0")
        fleet = ground.fleet()
        (result,) = put_back(fleet, left_standing(fleet), "a test")
        assert result.outcome is Outcome.VERIFIED
        assert staged_on(ground, "windows11") == ["10.77.0.1"]
        assert left_standing(fleet) == ()


def test_live_values_that_somebody_put_back_by_hand_are_found_and_nothing_is_sent(tmp_path: Path) -> None:
    with two_vms(tmp_path) as ground:
        stage_and_die(ground, tmp_path, 11)
        fleet = ground.fleet()
        still = left_standing(fleet)
        hands = fleet.hands(HOST)
        live = [each.change for each in still]
        assert [each.outcome for each in restore(hands, live, Purpose("by hand"))] == [Outcome.VERIFIED]
        assert left_standing(fleet) == ()
        sent = len(ground.calls("SetFailoverNetworkAdapterSettings"))
        (again,) = restore(hands, live, Purpose("again", run=still[0].run))
        assert (again.outcome, again.sent) == (Outcome.VERIFIED, False)
        assert len(ground.calls("SetFailoverNetworkAdapterSettings")) == sent
        assert left_standing(fleet) == ()
        hands.close()


def test_a_host_that_takes_nothing_back_leaves_the_values_standing(tmp_path: Path) -> None:
    with two_vms(tmp_path) as ground:
        stage_and_die(ground, tmp_path, 11)
        fleet = ground.fleet()
        ground.happen(HOST, "drop-rights", right="write")
        (result,) = put_back(fleet, left_standing(fleet), "a test")
        assert result.outcome is not Outcome.VERIFIED
        assert len(left_standing(fleet)) == 1
        read_only = ground.fleet(read_only=True)
        with pytest.raises(ReadOnly):
            put_back(read_only, left_standing(read_only), "a test")


def test_one_adapter_that_cannot_be_staged_puts_the_others_back(tmp_path: Path) -> None:
    with two_vms(tmp_path) as ground:
        fleet = ground.fleet()
        profile = profile_for(fleet, tmp_path, 12, 11)
        ground.happen(HOST, "change-staged", vm="linux12", addresses="10.77.0.1", subnets="255.255.0.0")
        ordered = sorted(profile.changes, key=lambda change: change.vm_name == "linux12")
        hands = fleet.hands(HOST)
        results = stage_profile(hands, ordered, Purpose("a test", run="r"))
        hands.close()
        assert [result.outcome for result in results] == [Outcome.VERIFIED, Outcome.CONFLICT]
        assert (staged_on(ground, "windows11"), staged_on(ground, "linux12")) == (["10.9.20.11"], ["10.77.0.1"])


def test_a_profile_stages_addresses_alone_and_says_whom_it_leaves_out(tmp_path: Path) -> None:
    with two_vms(tmp_path) as ground:
        fleet = ground.fleet()
        path = write_profile(tmp_path, 11, test_switch="DR-LAN")
        refused = read_profile(path, fleet.view, targets_of(fleet))
        assert refused.changes == ()
        assert "stages addresses alone" in refused.problems[0]
        profile = profile_for(fleet, tmp_path, 11)
        assert [key.vm for key in profile.without] == [target.vm for target in targets_of(fleet, "linux12")]
        only = read_profile(write_profile(tmp_path, 11, 12), fleet.view, targets_of(fleet, "linux12"))
        assert [change.vm_name for change in only.changes] == ["linux12"]
        with pytest.raises(FileError):
            read_profile(tmp_path / "gone.yaml", fleet.view, targets_of(fleet))
