"""Guests: booting, reporting, and what becomes of injected settings, facts/hyperv-wmi.md 5.3."""

import pytest

from tests.unit.practice.bench import MANAGEMENT, SCENARIO, SERVICE, Bench, embedded, fleet
from tui.practice.hyperv.values import GuestNetwork, Power, Staged

INTEGRATION = "Microsoft-Windows-Hyper-V-Integration-Admin"


def bench(guest: str) -> Bench:
    """A host whose sql01 has the guest."""
    text = SCENARIO.replace("    memory_mb: 8192\n", f"    memory_mb: 8192\n    guest: {{{guest}}}\n")
    return Bench(fleet(text), "dr")


def wake_test_machine(dr: Bench) -> GuestNetwork:
    """Start a test machine of sql01 and let it boot; what its first adapter reports."""
    dr.finish(dr.service(SERVICE, "TestReplicaSystem", ComputerSystem=dr.system("sql01")))
    dr.finish(dr.on_machine("sql01 - Test", "RequestStateChange", RequestedState=2))
    dr.wait(60)
    return dr.machine("sql01 - Test").adapters[0].guest


def test_a_windows_guest_wakes_with_the_staged_addresses() -> None:
    guest = wake_test_machine(bench("system: windows"))
    assert guest.ip_addresses == ("10.9.20.11", "2001:db8::11")
    assert guest.subnets == ("255.255.255.0", "64")
    assert guest.ip_address_origins == (2, 2)


@pytest.mark.parametrize("system", ["linux-without-helper", "linux-networkmanager"])
def test_a_linux_guest_may_say_success_and_keep_what_it_had(system: str) -> None:
    assert wake_test_machine(bench(f"system: {system}")).ip_addresses == ("10.1.20.11",)


def test_a_guest_without_data_exchange_reports_nothing_and_the_host_says_so() -> None:
    dr = bench("kvp: false")
    assert wake_test_machine(dr) == GuestNetwork()
    assert "Data Exchange" in dr.events(INTEGRATION)[-1]


def test_a_broken_guest_leaves_an_event_in_the_channel_of_the_scenario() -> None:
    dr = bench("broken: true")
    assert wake_test_machine(dr) == GuestNetwork()
    assert "0x80004005" in dr.events()[-1]


def test_a_guest_reports_only_after_its_boot(dr: Bench) -> None:
    dr.finish(dr.service(SERVICE, "TestReplicaSystem", ComputerSystem=dr.system("sql01")))
    dr.finish(dr.on_machine("sql01 - Test", "RequestStateChange", RequestedState=2))
    dr.wait(20)
    assert dr.machine("sql01 - Test").adapters[0].guest == GuestNetwork()
    dr.wait(20)
    assert dr.machine("sql01 - Test").booted


def test_a_guest_that_was_turned_off_while_booting_never_comes_up(dr: Bench) -> None:
    dr.finish(dr.service(SERVICE, "TestReplicaSystem", ComputerSystem=dr.system("sql01")))
    dr.finish(dr.on_machine("sql01 - Test", "RequestStateChange", RequestedState=2))
    dr.finish(dr.on_machine("sql01 - Test", "RequestStateChange", RequestedState=3))
    dr.wait(60)
    assert not dr.machine("sql01 - Test").booted


def test_the_replica_wakes_as_staged_after_a_failover(dr: Bench) -> None:
    dr.finish(dr.service(SERVICE, "InitiateFailover", ComputerSystem=dr.system("sql01")))
    dr.finish(dr.on_machine("sql01", "RequestStateChange", RequestedState=2))
    dr.wait(60)
    assert dr.machine("sql01").adapters[0].guest.ip_addresses == ("10.9.20.11", "2001:db8::11")


def test_a_cleared_staging_leaves_what_the_primary_had(dr: Bench) -> None:
    dr.finish(dr.stage("sql01", DHCPEnabled=True, ProtocolIFType=0, IPAddresses=(), Subnets=(), DefaultGateways=(),
                       DNSServers=()))  # fmt: skip
    assert wake_test_machine(dr).ip_addresses == ("10.1.20.11",)


def test_a_running_guest_takes_settings_at_once(prod: Bench) -> None:
    machine = prod.machine("sql01")
    text = embedded(
        "Msvm_GuestNetworkAdapterConfiguration",
        {"InstanceID": f"Microsoft:GuestNetwork\\{machine.id}\\{machine.adapters[0].id}", "DHCPEnabled": False,
         "ProtocolIFType": 4096, "IPAddresses": ("10.1.20.99",), "Subnets": ("255.255.255.0",)},
    )  # fmt: skip
    prod.finish(
        prod.service(
            MANAGEMENT, "SetGuestNetworkAdapterConfiguration", ComputerSystem=prod.system("sql01"),
            NetworkConfiguration=(text,),
        )
    )  # fmt: skip
    assert machine.adapters[0].guest.ip_addresses == ("10.1.20.99",)


def test_a_guest_shuts_down_when_asked(prod: Bench) -> None:
    keys = {"SystemName": prod.machine("sql01").id}
    result = prod.host.invoke(
        "root/virtualization/v2", "Msvm_ShutdownComponent", keys, "InitiateShutdown", {"Force": False, "Reason": "x"}
    )
    assert result.return_value == 0
    assert prod.machine("sql01").power is Power.STOPPING
    prod.wait(10)
    assert prod.machine("sql01").power is Power.OFF


def test_a_machine_that_does_not_fit_into_memory_does_not_start(dr: Bench) -> None:
    dr.host.state.memory_mb = 8192
    dr.finish(dr.service(SERVICE, "TestReplicaSystem", ComputerSystem=dr.system("sql01")))
    job = dr.finish(dr.on_machine("sql01 - Test", "RequestStateChange", RequestedState=2))
    assert (job.values["JobState"], job.values["ErrorCode"]) == (10, 32778)
    assert dr.machine("sql01 - Test").power is Power.OFF


def test_a_machine_whose_switch_is_gone_does_not_start(dr: Bench) -> None:
    dr.finish(dr.service(SERVICE, "InitiateFailover", ComputerSystem=dr.system("old01")))
    job = dr.finish(dr.on_machine("old01", "RequestStateChange", RequestedState=2))
    assert job.values["JobState"] == 10


def test_a_guest_takes_no_junk_and_says_so(dr: Bench) -> None:
    adapter = dr.machine("sql01").adapters[0]
    adapter.staged = Staged(4096, False, ("10.9.20.300",), ("255.255.255.0",))
    assert wake_test_machine(dr).ip_addresses == ("10.1.20.11",)
    assert "0x80070057" in dr.events()[-1]
