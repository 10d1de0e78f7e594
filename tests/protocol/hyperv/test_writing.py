"""Changes sent to practice hosts and read back."""

from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.protocol.hyperv.conftest import Site, adapter_named, compared
from tui.hyperv import gate
from tui.hyperv.adapter import read_adapter
from tui.hyperv.failover import stage
from tui.hyperv.jobs import JobEnd, wait
from tui.hyperv.networking import rewire, wire
from tui.hyperv.returncodes import MethodRefused, Submitted
from tui.hyperv.running import has_running_job
from tui.model.machine import Adapter, Connection, Machine
from tui.model.staged import CLEARED, StagedRaw
from tui.wsman.client import Client
from tui.wsman.fault import Refused

_NEW = StagedRaw(
    4098,
    False,
    ("10.9.20.12", "10.9.20.11", "2001:db8:20::11", "10.9.20.13", "2001:DB8:20:0::12"),
    ("255.255.255.0", "255.255.255.128", "64", "255.255.255.0", "48"),
    ("10.9.20.1", "2001:db8:20::1"),
    ("10.9.0.11", "10.9.0.10", "2001:db8::53"),
)


def _end(client: Client, submitted: Submitted) -> JobEnd:
    return wait(client, submitted, 20.0)


def _again(client: Client, machine: Machine, adapter: Adapter) -> Adapter:
    found = read_adapter(client, machine.id, adapter.id).adapter
    assert found is not None
    return found


def _cable(adapter: Adapter) -> Connection:
    assert adapter.connection is not None
    return adapter.connection


def test_staged_settings_arrive_in_their_order_and_change_nothing_else(client: Client) -> None:
    machine, adapter = adapter_named(client, "sql01")
    assert adapter.staged_id is not None
    assert _end(client, stage(client, machine.id, adapter.staged_id, _NEW)).ok is True
    assert _again(client, machine, adapter) == replace(compared(adapter), staged=_NEW)


def test_cleared_settings_are_empty_afterwards(client: Client) -> None:
    machine, adapter = adapter_named(client, "sql01")
    assert adapter.staged_id is not None
    assert _end(client, stage(client, machine.id, adapter.staged_id, CLEARED)).ok is True
    assert _again(client, machine, adapter).staged == CLEARED


def test_a_host_that_refuses_empty_arrays_takes_them_left_out(site: Site, client: Client) -> None:
    state = site.state("dr-hv-02")
    state.habits = replace(state.habits, empty_array="refused")
    machine, adapter = adapter_named(client, "sql01")
    assert adapter.staged_id is not None
    with pytest.raises(MethodRefused, match="invalid parameter"):
        stage(client, machine.id, adapter.staged_id, CLEARED)
    submitted = stage(client, machine.id, adapter.staged_id, CLEARED, send_empty_arrays=False)
    assert _end(client, submitted).ok is True
    assert _again(client, machine, adapter).staged == CLEARED


_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=20)
_ARRAY = st.lists(_TEXT, max_size=4).map(tuple)
_PROTOCOL = st.sampled_from((0, 1, 4096, 4097, 4098))


def test_text_of_any_kind_goes_to_the_host_and_back_unchanged(site: Site, client: Client) -> None:
    state = site.state("dr-hv-02")
    state.habits = replace(state.habits, checks_addresses=False, job_seconds=0.0)
    machine, adapter = adapter_named(client, "sql01")

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.builds(StagedRaw, _PROTOCOL, st.booleans(), _ARRAY, _ARRAY, _ARRAY, _ARRAY))
    def survives(raw: StagedRaw) -> None:
        assert adapter.staged_id is not None
        assert _end(client, stage(client, machine.id, adapter.staged_id, raw)).ok is True
        assert _again(client, machine, adapter).staged == raw

    survives()


def test_a_test_switch_is_set_and_taken_away(client: Client) -> None:
    machine, adapter = adapter_named(client, "branch-dc01")
    cable = _cable(adapter)
    assert cable.test_switch is None
    assert _end(client, rewire(client, cable.id, "dr-hv-02", test_switch="Private Test Network")).ok is True
    assert _cable(_again(client, machine, adapter)) == replace(
        _cable(compared(adapter)), test_switch="Private Test Network"
    )
    assert _end(client, rewire(client, cable.id, "dr-hv-02", test_switch=None)).ok is True
    assert _again(client, machine, adapter) == compared(adapter)


def test_disconnecting_remembers_the_switch_and_connecting_takes_it_up(client: Client) -> None:
    machine, adapter = adapter_named(client, "sql02")
    cable = _cable(adapter)
    assert _end(client, rewire(client, cable.id, "dr-hv-02", connected=False)).ok is True
    off = _again(client, machine, adapter)
    assert (off.connected, _cable(off).switch_id) == (False, cable.switch_id)
    assert _end(client, rewire(client, cable.id, "dr-hv-02", connected=True)).ok is True
    assert _again(client, machine, adapter) == compared(adapter)


def test_an_adapter_is_moved_to_another_switch(client: Client) -> None:
    machine, adapter = adapter_named(client, "file03")
    assert not adapter.connected
    switches = {switch.name: switch.id for switch in read_adapter(client, machine.id, adapter.id).switches}
    cable = _cable(adapter)
    assert _end(client, rewire(client, cable.id, "dr-hv-02", connected=True, switch_id=switches["DR-LAN"])).ok is True
    moved = _again(client, machine, adapter)
    assert (moved.connected, _cable(moved).switch_name) == (True, "DR-LAN")
    assert _cable(moved).test_switch == cable.test_switch


def test_an_adapter_that_was_never_connected_gets_a_connection(client: Client) -> None:
    machine, adapter = adapter_named(client, "mail01", "Heartbeat")
    assert adapter.connection is None
    switches = {switch.name: switch.id for switch in read_adapter(client, machine.id, adapter.id).switches}
    submitted = wire(
        client, adapter.port_id, adapter.kind, "dr-hv-02",
        switch_id=switches["DR-BACKUP"], connected=True, test_switch="Private Test Network",
    )  # fmt: skip
    assert _end(client, submitted).ok is True
    cable = _cable(_again(client, machine, adapter))
    assert (cable.enabled, cable.switch_name, cable.test_switch) == (True, "DR-BACKUP", "Private Test Network")


def test_a_switch_that_the_host_lacks_fails_in_the_hosts_own_words(client: Client) -> None:
    machine, adapter = adapter_named(client, "sql02")
    nowhere = "00000000-0000-4000-8000-000000000000"
    end = _end(client, rewire(client, _cable(adapter).id, "dr-hv-02", connected=True, switch_id=nowhere))
    assert (end.ok, end.code) == (False, 32773)
    assert "sql02" in end.words
    assert _again(client, machine, adapter) == compared(adapter)


def test_a_job_that_fails_is_told_and_changes_nothing(site: Site, client: Client) -> None:
    state = site.state("dr-hv-02")
    state.habits = replace(state.habits, failing_jobs="the disk is on fire")
    machine, adapter = adapter_named(client, "sql01")
    assert adapter.staged_id is not None
    end = _end(client, stage(client, machine.id, adapter.staged_id, _NEW))
    assert end.ok is False
    assert "the disk is on fire" in end.words
    assert _again(client, machine, adapter) == compared(adapter)


def test_a_running_job_of_the_vm_is_seen_and_another_vms_is_not(site: Site, client: Client) -> None:
    state = site.state("dr-hv-02")
    state.habits = replace(state.habits, job_seconds=1.0)
    machine, adapter = adapter_named(client, "sql01")
    other, _ = adapter_named(client, "sql02")
    assert adapter.staged_id is not None
    submitted = stage(client, machine.id, adapter.staged_id, _NEW)
    assert has_running_job(client, machine.id)
    assert not has_running_job(client, other.id)
    progress: list[int] = []
    assert wait(client, submitted, 20.0, progress.append).ok is True
    assert progress
    assert not has_running_job(client, machine.id)


def test_a_vm_without_replication_is_refused_by_name(client: Client) -> None:
    machine, adapter = adapter_named(client, "dr-mgmt01")
    assert adapter.staged_id is not None
    with pytest.raises(MethodRefused, match="not supported"):
        stage(client, machine.id, adapter.staged_id, _NEW)


def test_a_reader_writes_nothing_at_all(site: Site) -> None:
    with closing(site.client("dr-hv-02", gate.may_read)) as reader:
        machine, adapter = adapter_named(reader, "sql01")
        assert adapter.staged_id is not None
        with pytest.raises(Refused):
            stage(reader, machine.id, adapter.staged_id, _NEW)
        with pytest.raises(Refused):
            rewire(reader, _cable(adapter).id, "dr-hv-02", connected=True)
        assert _again(reader, machine, adapter) == compared(adapter)
    assert not site.state("dr-hv-02").executed
