"""SetFailoverNetworkAdapterSettings, facts/hyperv-wmi.md 2.1 and 5."""

from dataclasses import replace
from typing import Any

import pytest

from tests.unit.practice.bench import SERVICE, Bench, embedded
from tui.practice.hyperv.habits import EmptyArray
from tui.practice.hyperv.happenings import happen
from tui.practice.hyperv.values import Staged

GOOD: dict[str, Any] = {
    "DHCPEnabled": False,
    "ProtocolIFType": 4098,
    "IPAddresses": ("10.9.20.31", "10.9.20.30", "2001:db8::30"),
    "Subnets": ("255.255.255.0", "255.255.255.128", "64"),
    "DefaultGateways": ("10.9.20.1", "2001:db8::1"),
    "DNSServers": ("10.9.0.11", "10.9.0.10", "2001:db8::53"),
}


def held(dr: Bench, vm: str = "sql01", adapter: int = 0) -> Staged:
    staged = dr.machine(vm).adapters[adapter].staged
    assert staged is not None
    return staged


def test_what_was_sent_is_held_in_its_order_when_the_job_has_ended(dr: Bench) -> None:
    before = held(dr)
    result = dr.stage("sql01", **GOOD)
    assert held(dr) == before
    job = dr.finish(result)
    assert (job.values["JobState"], job.values["PercentComplete"], job.values["ErrorCode"]) == (7, 100, 0)
    machine = dr.machine("sql01")
    instance_id = f"Microsoft:FailoverNetworkSetting\\{machine.id}\\{machine.adapters[0].id}"
    found = dr.one("Msvm_FailoverNetworkAdapterSettingData", InstanceID=instance_id)
    assert {name: found.values[name] for name in GOOD} == GOOD


def test_the_change_is_an_event_that_names_the_machine(dr: Bench) -> None:
    dr.finish(dr.stage("sql01", **GOOD))
    (event,) = dr.events()
    assert "'Network Adapter'" in event
    assert dr.machine("sql01").id in event


def test_a_job_is_gone_five_minutes_after_it_ended(dr: Bench) -> None:
    dr.finish(dr.stage("sql01", **GOOD))
    dr.wait(290)
    assert len(dr.all("Msvm_ConcreteJob")) == 1
    dr.wait(20)
    assert dr.all("Msvm_ConcreteJob") == []


@pytest.mark.parametrize(
    ("habit", "explicit", "left_out"),
    [
        ("accepted", (4096, ()), (4096, ("10.9.0.10",))),
        ("refused", (32773, ("10.9.0.10",)), (4096, ())),
        ("unchanged", (4096, ("10.9.0.10",)), (4096, ())),
        ("cleared", (4096, ()), (4096, ())),
    ],
)
def test_how_an_empty_array_counts_is_the_hosts_habit(
    dr: Bench, habit: EmptyArray, explicit: tuple[int, tuple[str, ...]], left_out: tuple[int, tuple[str, ...]]
) -> None:
    dr.host.state.habits = replace(dr.host.state.habits, empty_array=habit)
    addresses: dict[str, Any] = {"DHCPEnabled": False, "IPAddresses": ("10.9.20.11",), "Subnets": ("255.255.255.0",)}
    original = held(dr)
    cases: list[tuple[dict[str, Any], tuple[int, tuple[str, ...]]]] = [({"DNSServers": ()}, explicit), ({}, left_out)]
    for given, expected in cases:
        dr.machine("sql01").adapters[0].staged = original
        result = dr.stage("sql01", **addresses, DefaultGateways=("10.9.20.1",), **given)
        dr.wait(2)
        assert (result.return_value, held(dr).dns_servers) == expected


@pytest.mark.parametrize(
    "wrong",
    [
        {"IPAddresses": ("10.9.20.300", "10.9.20.30", "2001:db8::30")},
        {"Subnets": ("255.255.255.0",)},
        {"Subnets": ("255.0.255.0", "255.255.255.0", "64")},
        {"Subnets": ("255.255.255.0", "255.255.255.0", "129")},
        {"DNSServers": ("dns.example",)},
        {"DefaultGateways": tuple(f"10.9.20.{last}" for last in range(6))},
        {"ProtocolIFType": 4},
    ],
)
def test_settings_that_make_no_sense_are_an_invalid_parameter(dr: Bench, wrong: dict[str, Any]) -> None:
    before = held(dr)
    assert dr.stage("sql01", **{**GOOD, **wrong}).return_value == 32773
    dr.wait(2)
    assert held(dr) == before


def test_a_host_that_does_not_check_takes_junk_as_it_is(dr: Bench) -> None:
    dr.host.state.habits = replace(dr.host.state.habits, checks_addresses=False)
    dr.finish(dr.stage("sql01", **{**GOOD, "IPAddresses": ("not an address",), "Subnets": ()}))
    assert (held(dr).ip_addresses, held(dr).subnets) == (("not an address",), ())


def test_dhcp_enabled_is_mandatory(dr: Bench) -> None:
    assert dr.stage("sql01", **{name: value for name, value in GOOD.items() if name != "DHCPEnabled"}).return_value == (
        32773
    )


def test_a_legacy_adapter_has_no_failover_settings(dr: Bench) -> None:
    assert dr.stage("old01", **GOOD).return_value == 32773
    assert dr.job(dr.stage("old01", 1, **GOOD)).values["JobState"] == 4


def test_a_machine_without_replication_is_not_supported(dr: Bench) -> None:
    assert dr.stage("alone", **GOOD).return_value == 32770


def test_without_the_right_access_is_denied(dr: Bench) -> None:
    dr.host.state.habits = replace(dr.host.state.habits, writable=False)
    assert dr.stage("sql01", **GOOD).return_value == 32769


def test_an_adapter_of_another_machine_is_an_invalid_parameter(dr: Bench) -> None:
    other = dr.machine("old01")
    text = embedded(
        "Msvm_FailoverNetworkAdapterSettingData",
        {**GOOD, "InstanceID": f"Microsoft:FailoverNetworkSetting\\{other.id}\\{other.adapters[1].id}"},
    )
    result = dr.service(
        SERVICE, "SetFailoverNetworkAdapterSettings", ComputerSystem=dr.system("sql01"), NetworkSettings=(text,)
    )
    assert result.return_value == 32773


def test_a_lying_job_says_success_and_changes_nothing(dr: Bench) -> None:
    before = held(dr)
    dr.host.state.habits = replace(dr.host.state.habits, lying_jobs=True)
    assert dr.finish(dr.stage("sql01", **GOOD)).values["JobState"] == 7
    assert held(dr) == before


def test_a_failing_job_ends_in_exception_with_the_hosts_words(dr: Bench) -> None:
    dr.host.state.habits = replace(dr.host.state.habits, failing_jobs="disk full")
    job = dr.finish(dr.stage("sql01", **GOOD))
    assert (job.values["JobState"], job.values["ErrorCode"]) == (10, 32768)
    assert "disk full" in str(job.values["ErrorDescription"])


def test_a_restart_of_the_service_loses_the_jobs_and_their_work(dr: Bench) -> None:
    before = held(dr)
    dr.stage("sql01", **GOOD)
    happen(dr.host.state, "restart-service", {}, dr.fleet.clock.now())
    dr.wait(2)
    assert dr.all("Msvm_ConcreteJob") == []
    assert held(dr) == before
