"""Other tools, other people and fate at work on a host; and many clients at once."""

import threading
from datetime import timedelta

import pytest

from tests.unit.practice.bench import SCENARIO, START, Bench, fleet
from tui.practice.administration import Administration
from tui.practice.cim import CIMV2
from tui.practice.hyperv.happenings import Impossible

ADMIN = "Microsoft-Windows-Hyper-V-VMMS-Admin"


@pytest.fixture
def administration(dr: Bench) -> Administration:
    return Administration(dr.fleet, {})


def staged(dr: Bench) -> tuple[str, ...]:
    found = dr.machine("sql01").adapters[0].staged
    assert found is not None
    return found.ip_addresses


def test_microsofts_own_client_leaves_one_address_a_family(dr: Bench, administration: Administration) -> None:
    settings = {
        "ip_addresses": ["10.9.20.1", "10.9.20.2", "2001:db8::1", "2001:db8::2"],
        "subnets": ["255.255.255.0", "255.255.255.0", "64", "64"],
    }
    administration.stage("dr", "sql01", settings)
    administration.happen("dr", "truncate-staged", vm="sql01")
    assert staged(dr) == ("10.9.20.1", "2001:db8::1")


def test_settings_change_behind_the_operators_back_without_a_job(dr: Bench, administration: Administration) -> None:
    administration.happen("dr", "change-staged", vm="sql01", addresses="10.9.20.77, 10.9.20.78")
    assert staged(dr) == ("10.9.20.77", "10.9.20.78")
    assert dr.all("Msvm_ConcreteJob") == []


def test_a_renamed_test_switch_leaves_the_test_machine_unconnected(dr: Bench, administration: Administration) -> None:
    administration.happen("dr", "rename-switch", **{"from": "Isolated", "to": "Renamed"})
    dr.finish(dr.service("Msvm_ReplicationService", "TestReplicaSystem", ComputerSystem=dr.system("sql01")))
    assert dr.machine("sql01 - Test").adapters[0].cable is None


def test_a_cleared_log_begins_again(dr: Bench, administration: Administration) -> None:
    administration.happen("dr", "event", channel=ADMIN, message="one")
    administration.happen("dr", "event", channel=ADMIN, message="two", vm="sql01")
    assert dr.host.events.newest(ADMIN) == 2
    administration.happen("dr", "clear-log", channel=ADMIN)
    assert dr.host.events.newest(ADMIN) == 0
    administration.happen("dr", "event", channel=ADMIN, message="three")
    assert [record.record_id for record in dr.host.events.read(ADMIN, 0)] == [1]


def test_rights_are_dropped_and_given_back(dr: Bench, administration: Administration) -> None:
    administration.happen("dr", "drop-rights", right="write")
    assert dr.on_machine("alone", "RequestStateChange", RequestedState=3).return_value == 32769
    assert dr.all("Msvm_ComputerSystem")
    administration.happen("dr", "drop-rights")
    assert dr.all("Msvm_ComputerSystem") == []
    administration.happen("dr", "give-rights")
    assert dr.on_machine("alone", "RequestStateChange", RequestedState=3).return_value == 4096


def test_a_host_whose_clock_is_moved_dates_its_events_by_it(dr: Bench, administration: Administration) -> None:
    administration.happen("dr", "move-clock", seconds="3600")
    administration.happen("dr", "suspend-replication", vm="sql01")
    (event,) = dr.host.events.read(ADMIN, 0)
    assert event.time == START + timedelta(hours=1)
    (system,) = dr.all("Win32_OperatingSystem", CIMV2)
    assert system.values["LocalDateTime"] == START + timedelta(hours=1)


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        ("dance", {}),
        ("truncate-staged", {}),
        ("truncate-staged", {"vm": "nobody"}),
        ("rename-switch", {"from": "None", "to": "Some"}),
        ("move-vm", {"vm": "sql01", "to": "prod"}),
    ],
)
def test_what_cannot_happen_is_said(administration: Administration, kind: str, arguments: dict[str, str]) -> None:
    with pytest.raises(Impossible):
        administration.happen("dr", kind, **arguments)


def test_every_method_that_ran_is_remembered_with_its_machine(dr: Bench, administration: Administration) -> None:
    dr.stage("sql01", DHCPEnabled=False)
    dr.on_machine("alone", "RequestStateChange", RequestedState=3)
    calls = [(call["method"], call["vm"], call["return_value"]) for call in administration.executed("dr")]
    assert calls == [("SetFailoverNetworkAdapterSettings", "sql01", 4096), ("RequestStateChange", "alone", 4096)]


def test_many_clients_at_once_see_whole_objects() -> None:
    hosts = fleet()
    hosts.clock.set_speed(50)
    hosts.start()
    faults: list[BaseException] = []

    def work(number: int) -> None:
        bench = Bench(hosts, "dr")
        try:
            for turn in range(30):
                address = f"10.9.{number}.{turn + 1}"
                bench.stage("sql01", DHCPEnabled=False, IPAddresses=(address,), Subnets=("255.255.255.0",))
                bench.on_machine("alone", "RequestStateChange", RequestedState=2 + turn % 2)
                for each in bench.all("Msvm_FailoverNetworkAdapterSettingData"):
                    assert len(each.values["IPAddresses"]) == len(each.values["Subnets"])  # type: ignore[arg-type]
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    hosts.stop()
    assert faults == []


def test_a_channel_that_a_host_lacks_takes_no_records() -> None:
    dr = Bench(fleet(SCENARIO.replace("  - name: dr\n", f"  - name: dr\n    missing_channels: [{ADMIN}]\n")), "dr")
    assert ADMIN not in dr.host.events.channels()
    dr.finish(dr.stage("sql01", DHCPEnabled=False))
    assert dr.host.events.read(ADMIN, 0) == ()
