"""The one write path, from a plan to what a practice host really holds."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.protocol.fleet.conftest import OpenFleet
from tests.protocol.fleet.plans import holdable, put
from tests.unit.model.test_form import raws
from tests.waiting import wait_for
from tui.fleet.fleet import Fleet
from tui.fleet.session import ReadOnly
from tui.model.change import AdapterNetwork, Change
from tui.model.form import StagedForm, form_for, read_form
from tui.model.machine import Adapter, Machine
from tui.model.result import ChangeResult, Outcome
from tui.model.staged import BOTH, CLEARED, IPV4, PROTOCOL_NAMES, StagedRaw
from tui.practice.serve import PracticeServer

HOST, VM = "dr-hv-01", "app07"
STAGED = StagedRaw(
    BOTH,
    False,
    ("10.9.20.41", "10.9.20.42", "10.9.20.43", "2001:db8:20::41", "2001:db8:20::42"),
    ("255.255.255.0", "255.255.255.0", "255.255.255.128", "64", "64"),
    ("10.9.20.1", "2001:db8:20::1"),
    ("10.9.0.11", "10.9.0.10", "2001:db8::53"),
)


def _find(fleet: Fleet, host: str = HOST, vm: str = VM) -> tuple[Machine, Adapter]:
    row = next(row for row in fleet.view.rows() if row.host.name == host and row.machine.name == vm)
    return row.machine, row.machine.adapters[0]


def _change(fleet: Fleet, after: AdapterNetwork | StagedRaw, host: str = HOST, vm: str = VM) -> Change:
    change = Change.begin(host, *_find(fleet, host, vm))
    if isinstance(after, StagedRaw):
        after = replace(change.before, staged=after)
    return replace(change, after=after)


def _apply(fleet: Fleet, *plan: Change) -> tuple[ChangeResult, ...]:
    run = fleet.apply(plan, reason="a test")
    wait_for(lambda: run.view.done, "the plan to end")
    return tuple(item for item in run.view.items if isinstance(item, ChangeResult))


def _truth(ground: PracticeServer, host: str = HOST, vm: str = VM) -> dict[str, Any]:
    machine = ground.administration.truth(host, vm)[host][vm]
    adapters: dict[str, Any] = machine["adapters"]
    return dict(next(iter(adapters.values())))


def _held(ground: PracticeServer) -> StagedRaw:
    staged = _truth(ground)["staged"]
    return StagedRaw(
        staged["protocol_if_type"],
        staged["dhcp_enabled"],
        tuple(staged["ip_addresses"]),
        tuple(staged["subnets"]),
        tuple(staged["default_gateways"]),
        tuple(staged["dns_servers"]),
    )


def _journal(tmp_path: Path) -> list[dict[str, Any]]:
    return [
        json.loads(line) for path in (tmp_path / "journal").glob("*.jsonl") for line in path.read_text().splitlines()
    ]


def test_staged_settings_reach_the_host_in_their_order_and_are_verified(
    ground: PracticeServer, open_fleet: OpenFleet, tmp_path: Path
) -> None:
    fleet = open_fleet()
    (result,) = _apply(fleet, _change(fleet, STAGED))
    assert (result.outcome, result.sentence) == (Outcome.VERIFIED, "")
    assert _held(ground) == STAGED
    wait_for(lambda: _find(fleet)[1].staged == STAGED, "the view to hold what was written")
    intent, outcome = _journal(tmp_path)
    assert (intent["kind"], intent["reason"], outcome["outcome"]) == ("intent", "a test", "verified")


def test_clearing_takes_everything_away(ground: PracticeServer, open_fleet: OpenFleet) -> None:
    fleet = open_fleet()
    assert _apply(fleet, _change(fleet, STAGED))[0].outcome is Outcome.VERIFIED
    wait_for(lambda: _find(fleet)[1].staged == STAGED, "the view to hold what was written")
    (result,) = _apply(fleet, _change(fleet, CLEARED))
    assert result.outcome is Outcome.VERIFIED
    assert _held(ground) == CLEARED


def test_a_test_switch_and_a_connection_are_changed_and_verified(ground: PracticeServer, open_fleet: OpenFleet) -> None:
    fleet = open_fleet()
    switches = fleet.view.host(HOST).inventory
    assert switches is not None
    switch = next(each for each in switches.switches if each.name == "DR-LAN")
    before = AdapterNetwork.of(_find(fleet)[1])
    after = replace(before, test_switch="Private Test Network", connected=not before.connected, switch_id=switch.id)
    (result,) = _apply(fleet, _change(fleet, after))
    assert (result.outcome, result.sentence, result.words) == (Outcome.VERIFIED, "", "")
    truth = _truth(ground)
    assert truth["test_switch"] == "Private Test Network"
    assert truth["connected"] is after.connected


def test_adapters_of_several_vms_are_connected_in_one_go_those_too_that_never_were(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet, host = open_fleet(), "dr-hv-02"
    inventory = fleet.view.host(host).inventory
    assert inventory is not None
    switch = next(each for each in inventory.switches if each.name == "DR-LAN")
    plan = [
        Change.begin(host, machine, adapter)
        for machine in inventory.machines
        if machine.is_recovery_copy
        for adapter in machine.adapters
        if not adapter.connected
    ]
    assert len({change.key.vm for change in plan}) > 1
    assert any(change.before.switch_id is None for change in plan)
    plan = [replace(each, after=replace(each.before, connected=True, switch_id=switch.id)) for each in plan]
    assert {result.outcome for result in _apply(fleet, *plan)} == {Outcome.VERIFIED}
    now = ground.administration.truth(host)[host]
    for change in plan:
        (adapter,) = (
            each for each in now[change.vm_name]["adapters"].values() if each["id"].upper() == change.key.adapter
        )
        assert (adapter["connected"], adapter["switch"]) == (True, "DR-LAN")


def test_what_another_tool_changed_meanwhile_is_a_conflict_and_nothing_is_sent(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet = open_fleet()
    change = _change(fleet, STAGED)
    theirs = StagedRaw(IPV4, False, ("10.9.20.99",), ("255.255.255.0",))
    put(ground, HOST, VM, theirs)
    (result,) = _apply(fleet, change)
    assert result.outcome is Outcome.CONFLICT
    assert result.found is not None
    assert result.found.staged == theirs
    assert ground.administration.executed(HOST) == []


def test_a_host_that_says_done_and_changes_nothing_is_found_out(ground: PracticeServer, open_fleet: OpenFleet) -> None:
    fleet = open_fleet()
    ground.administration.habits(HOST, lying_jobs=True)
    (result,) = _apply(fleet, _change(fleet, STAGED))
    assert result.outcome is Outcome.FAILED
    assert "holds what was there before" in result.sentence


def test_a_failed_job_is_told_in_the_hosts_own_words(ground: PracticeServer, open_fleet: OpenFleet) -> None:
    fleet = open_fleet()
    ground.administration.habits(HOST, failing_jobs="The disk is full [/b].")
    (result,) = _apply(fleet, _change(fleet, STAGED))
    assert result.outcome is Outcome.FAILED
    assert "The disk is full [/b]." in result.words


def test_without_the_right_to_write_the_refusal_is_named(ground: PracticeServer, open_fleet: OpenFleet) -> None:
    fleet = open_fleet()
    ground.administration.habits(HOST, writable=False)
    (result,) = _apply(fleet, _change(fleet, STAGED))
    assert result.outcome is Outcome.FAILED
    assert "access denied" in result.sentence


def test_a_host_that_is_gone_gets_nothing_and_the_others_go_on(ground: PracticeServer, open_fleet: OpenFleet) -> None:
    fleet = open_fleet()
    here, there = _change(fleet, STAGED), _change(fleet, STAGED, "dr-hv-02", "sql02")
    ground.administration.stop(HOST)
    dead, alive = _apply(fleet, here, there)
    assert (dead.outcome, alive.outcome) == (Outcome.NOT_SENT, Outcome.VERIFIED)


def test_nothing_is_sent_when_the_journal_cannot_be_written(
    ground: PracticeServer, open_fleet: OpenFleet, tmp_path: Path
) -> None:
    fleet = open_fleet()
    (tmp_path / "journal").write_text("in the way")
    (result,) = _apply(fleet, _change(fleet, STAGED))
    assert result.outcome is Outcome.NOT_SENT
    assert "journal" in result.sentence
    assert ground.administration.executed(HOST) == []


def test_a_read_only_fleet_has_no_way_to_write(ground: PracticeServer, open_fleet: OpenFleet) -> None:
    fleet = open_fleet(read_only=True)
    change = _change(fleet, STAGED)
    with pytest.raises(ReadOnly):
        fleet.apply([change])
    assert ground.administration.executed() == []


_protocols = st.sampled_from(sorted(PROTOCOL_NAMES))
_edits = st.one_of(
    st.tuples(st.just("gateways"), st.lists(st.ip_addresses().map(str), max_size=3)),
    st.tuples(st.just("dns"), st.lists(st.ip_addresses().map(str), max_size=3)),
    st.tuples(st.just("protocol"), _protocols),
    st.tuples(st.just("dhcp"), st.booleans()),
)


def _edited(form: StagedForm, field: str, value: Any) -> StagedForm:
    if isinstance(value, list):
        return replace(form, **{field: "\n".join(value)})  # type: ignore[arg-type]
    return replace(form, **{field: value})


@pytest.fixture
def fleet_of_any_text(ground: PracticeServer, open_fleet: OpenFleet) -> Fleet:
    """On hosts of which one takes any text at once; every example uses it."""
    ground.administration.habits(HOST, checks_addresses=False, job_seconds=0.0)
    return open_fleet()


@pytest.mark.timeout(300)
@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(raw=st.builds(holdable, raws, _protocols), edit=_edits)
def test_an_edit_of_one_field_leaves_the_rest_of_any_settings_unchanged(
    ground: PracticeServer, fleet_of_any_text: Fleet, raw: StagedRaw, edit: tuple[str, Any]
) -> None:
    fleet = fleet_of_any_text
    put(ground, HOST, VM, raw)
    fleet.refresh(HOST)
    wait_for(lambda: _find(fleet)[1].staged == raw, "the settings to be read")
    held = _find(fleet)[1].staged
    assert held == raw
    field, value = edit
    reading = read_form(_edited(form_for(held), field, value), held)
    assert reading.faults == ()
    (result,) = _apply(fleet, _change(fleet, reading.staged))
    assert result.outcome is Outcome.VERIFIED, (result.sentence, result.words)
    wanted = asdict(raw) | {field: tuple(value) if isinstance(value, list) else value}
    assert asdict(_held(ground)) == wanted
