"""What is read of the practice hosts, against the scenario file that they were made from."""

import ipaddress
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest
import yaml

from tests.protocol.hyperv.conftest import Site, adapter_named, compared, served
from tests.scenarios import default_scenario
from tui.hyperv.adapter import read_adapter
from tui.hyperv.inventory import read_inventory
from tui.hyperv.quick import read_quick, refreshed
from tui.model.machine import Adapter
from tui.model.states import NO_REPLICATION, PRIMARY, REPLICA
from tui.practice.hyperv.values import Health, Mode
from tui.practice.wmi.catalogue import Build
from tui.wsman.client import Call, Client

HOSTS = ("dr-hv-01", "dr-hv-02", "prod-hv-01")


def _scenario() -> Any:
    return yaml.safe_load(files("tui.practice.scenario").joinpath("default.yaml").read_text("utf-8"))


def _planned(host: str) -> Iterator[tuple[Any, Any, Any]]:
    """VM, adapter and this host's view of the adapter, as the scenario file has them."""
    for vm in _scenario()["vms"]:
        for role in ("primary", "replica"):
            if vm.get(role) == host:
                for adapter in vm["adapters"]:
                    yield vm, adapter, adapter.get(role) or {}


def _subnet(prefix: ipaddress.IPv4Interface | ipaddress.IPv6Interface) -> str:
    return str(prefix.netmask) if prefix.version == 4 else str(prefix.network.prefixlen)


def _check_adapter(adapter: Adapter, planned: Any, view: Any) -> None:
    assert adapter.kind == ("legacy" if planned.get("legacy") else "synthetic")
    cable = adapter.connection
    assert (cable is not None) == ("switch" in view)
    if cable is not None:
        assert cable.enabled == view.get("connected", True)
        assert cable.switch_name == (None if view["switch"] == "DR-OLD" else view["switch"])
        assert cable.test_switch == view.get("test_switch")
        vlan = planned.get("vlan")
        if isinstance(vlan, int):
            assert cable.vlan is not None
            assert (cable.vlan.mode, cable.vlan.access_id) == ("access", vlan)
        elif vlan is not None:
            assert cable.vlan is not None
            assert (cable.vlan.mode, cable.vlan.native_id) == ("trunk", vlan["native"])
            assert cable.vlan.allowed_ids == tuple(vlan["trunk"])
        else:
            assert cable.vlan is None
    staged = view.get("staged")
    if staged is not None:
        interfaces = [ipaddress.ip_interface(each) for each in staged["addresses"]]
        assert adapter.staged is not None
        assert adapter.staged.addresses == tuple(str(each.ip) for each in interfaces)
        assert adapter.staged.subnets == tuple(map(_subnet, interfaces))
        assert adapter.staged.gateways == tuple(staged.get("gateways", ()))
        assert adapter.staged.dns == tuple(staged.get("dns", ()))


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_reads_as_its_scenario_has_it(site: Site, host: str) -> None:
    with closing(site.client(host)) as client:
        inventory = read_inventory(client)
    assert inventory.computer_name.casefold() == host
    assert inventory.management_visible
    machines = {machine.name: machine for machine in inventory.machines}
    assert machines.keys() == {vm["name"] for vm, _, _ in _planned(host)}
    for vm, planned, view in _planned(host):
        machine = machines[vm["name"]]
        expected = REPLICA if vm.get("replica") == host else PRIMARY if "replica" in vm else NO_REPLICATION
        assert machine.mode == expected
        assert len(machine.relationships) == (expected != NO_REPLICATION)
        adapter = next(each for each in machine.adapters if each.name == planned.get("name", "Network Adapter"))
        _check_adapter(adapter, planned, view)


def test_replication_reads_as_its_scenario_has_it(client: Client) -> None:
    machines = {machine.name: machine for machine in read_inventory(client).machines}
    sql, web = machines["sql01"].replication, machines["web12"].replication
    assert sql is not None
    assert web is not None
    assert (sql.state, sql.health, sql.primary_host, sql.replica_host) == (9, 3, "prod-hv-01", "dr-hv-02")
    assert (web.state, web.health, web.interval) == (3, 1, 30)
    assert machines["crm01"].relationships[0].last_replication is None
    assert machines["wsus01"].kvp_offered is False
    assert machines["sql01"].kvp_offered is True


def test_the_kinds_of_switches_are_told(site: Site) -> None:
    planned = next(host["switches"] for host in _scenario()["hosts"] if host["name"] == "dr-hv-01")
    expected = {each: "external" for each in planned if isinstance(each, str)}
    expected |= {each["name"]: each["kind"] for each in planned if isinstance(each, dict)}
    with closing(site.client("dr-hv-01")) as client:
        assert {switch.name: switch.kind for switch in read_inventory(client).switches} == expected


def test_what_rules_judge_is_told_of_replicas_and_of_running_guests(site: Site) -> None:
    with closing(site.client("dr-hv-01")) as recovery, closing(site.client("prod-hv-01")) as production:
        replicas = {each.name: each for each in read_inventory(recovery).machines}
        primaries = {each.name: each for each in read_inventory(production).machines}
    planned = {each.name: each for each in site.state("dr-hv-01").machines.values()}
    assert {name: (each.generation, each.recovery_points) for name, each in replicas.items()} == {
        name: (each.generation, len(each.recovery_points)) for name, each in planned.items()
    }
    assert not any(each.is_external for machine in replicas.values() for each in machine.relationships)
    assert "Linux" in (primaries["lin01"].guest_system or "")
    assert "Windows" in (primaries["app07"].guest_system or "")
    assert (primaries["app07"].services_state, replicas["app07"].guest_system) == (1, None)


def test_a_test_vm_is_known_by_its_replica(site: Site) -> None:
    state = site.state("dr-hv-01")
    replica = next(each for each in state.machines.values() if each.name == "app07")
    test_id = replica.id[:-4] + "7E57"
    state.machines[test_id] = replace(
        replica,
        id=test_id,
        name="app07 - Test",
        mode=Mode.TEST_REPLICA,
        relationships=[],
        adapters=[],
        test_of=replica.id,
    )
    with closing(site.client("dr-hv-01")) as client:
        machines = {each.id: each for each in read_inventory(client).machines}
    assert machines[test_id].test_of == replica.id
    assert machines[replica.id].test_of is None


def test_a_read_costs_two_requests_a_class_and_a_quick_one_four(site: Site) -> None:
    calls: list[Call] = []
    with closing(site.client("dr-hv-02", calls=calls)) as client:
        read_inventory(client)
        assert len(calls) <= 2 * 16
        calls.clear()
        read_quick(client)
        assert len(calls) == 4


def test_every_adapter_reads_alone_as_it_does_in_the_full_read(client: Client) -> None:
    for machine in read_inventory(client).machines:
        for adapter in machine.adapters:
            reading = read_adapter(client, machine.id.lower(), adapter.id.lower())
            assert (reading.mode, reading.enabled_state) == (machine.mode, machine.enabled_state)
            assert reading.adapter == compared(adapter)


def test_an_older_build_reads_without_the_properties_that_it_lacks(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    scenario = default_scenario()
    hosts = tuple(replace(host, build=Build.WS2012R2) for host in scenario.hosts)
    calls: list[Call] = []
    with (
        served(replace(scenario, hosts=hosts), tmp_path_factory) as site,
        closing(site.client("dr-hv-02", calls=calls)) as client,
    ):
        machine, adapter = adapter_named(client, "sql02")
    assert machine.replication is not None
    assert machine.replication.interval == 300
    assert adapter.connection is not None
    assert (adapter.connection.switch_name, adapter.connection.last_known_switch) == ("DR-LAN", None)
    assert [call.result for call in calls if call.result != "ok"] == ["Fault"]


def test_a_quick_read_brings_newer_health(site: Site, client: Client) -> None:
    inventory = read_inventory(client)
    state = site.state("dr-hv-02")
    with state.lock:
        machine = next(each for each in state.machines.values() if each.name == "web12")
        machine.relationships[0].health = Health.CRITICAL
    newer = refreshed(inventory, read_quick(client))
    assert newer is not None
    relationship = next(each for each in newer.machines if each.name == "web12").replication
    assert relationship is not None
    assert (relationship.health, relationship.interval) == (3, 30)


def test_a_caller_without_rights_is_told_apart_from_an_empty_host(site: Site, client: Client) -> None:
    state = site.state("dr-hv-02")
    state.habits = replace(state.habits, visible=False)
    inventory = read_inventory(client)
    assert (inventory.machines, inventory.management_visible) == ((), False)
