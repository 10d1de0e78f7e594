"""Actions on VMs sent to practice hosts of every build, and what is read to decide on them."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest

from tests.protocol.hyperv.conftest import Site, served
from tui.hyperv import power, replication_service, testvms
from tui.hyperv.guests import read_guest, read_services
from tui.hyperv.jobs import wait
from tui.hyperv.memory import free_memory, startup_memory
from tui.hyperv.moment import acted_on, read_moment
from tui.hyperv.recoverypoints import recovery_points
from tui.hyperv.returncodes import MethodRefused, Submitted
from tui.model import states
from tui.model.machine import GuestReported
from tui.model.step import Moment
from tui.practice.scenario.reading import parse_scenario
from tui.wsman.client import Client

_SCENARIO = """
seed: 3
hosts:
  - {name: prod, build: "2019", memory_gb: 64, switches: [LAN]}
  - {name: dr, build: "BUILD", memory_gb: 64, switches: [LAN, {name: Isolated, kind: private}]}
  - {name: far, build: "2019", memory_gb: 64, switches: [LAN]}
vms:
  - name: sql01
    primary: prod
    replica: dr
    extended: far
    memory_mb: 8192
    replication: {behind: 30 s, recovery_points: 4}
    adapters:
      - {guest: {addresses: [10.0.0.5/24], gateways: [10.0.0.1]}, primary: {switch: LAN}, replica: {switch: LAN}}
"""
_BUILDS = ("2012R2", "2019", "23H2")


@dataclass(frozen=True)
class Trio:
    """A VM on its primary, its replica and its extended replica."""

    site: Site
    vm: str
    prod: Client
    dr: Client
    far: Client


@pytest.fixture(params=_BUILDS)
def trio(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trio]:
    scenario = parse_scenario(_SCENARIO.replace("BUILD", request.param), "trio.yaml")
    with served(scenario, tmp_path_factory) as site:
        (vm,) = site.state("dr").machines
        with (
            closing(site.client("prod")) as prod,
            closing(site.client("dr")) as dr,
            closing(site.client("far")) as far,
        ):
            yield Trio(site, vm, prod, dr, far)


def _done(client: Client, submitted: Submitted) -> None:
    assert wait(client, submitted, 20.0).ok is True


def test_the_moment_of_each_copy_is_that_of_the_relationship_that_is_acted_on(trio: Trio) -> None:
    assert read_moment(trio.prod, trio.vm) == Moment(states.PRIMARY, states.RUNNING, states.REPLICATING)
    assert read_moment(trio.dr, trio.vm) == Moment(states.REPLICA, states.OFF, states.REPLICATING)
    assert read_moment(trio.far, trio.vm) == Moment(states.EXTENDED_REPLICA, states.OFF, states.REPLICATING)
    indexes = [each and each.index for each in (acted_on(client, trio.vm) for client in (trio.dr, trio.far))]
    assert indexes == [0, 1]
    assert read_moment(trio.dr, "00000000-0000-4000-8000-000000000000") is None


def test_an_extended_replica_is_suspended_by_its_own_relationship(trio: Trio) -> None:
    submitted = replication_service.request_replication_state(trio.far, trio.vm, replication_service.SUSPEND, 1)
    _done(trio.far, submitted)
    assert read_moment(trio.far, trio.vm) == Moment(states.EXTENDED_REPLICA, states.OFF, states.SUSPENDED)
    assert read_moment(trio.dr, trio.vm) == Moment(states.REPLICA, states.OFF, states.REPLICATING)
    with pytest.raises(MethodRefused, match="invalid parameter"):
        replication_service.request_replication_state(trio.prod, trio.vm, replication_service.SUSPEND, 1)


def test_nothing_is_reversed_while_it_is_extended(trio: Trio) -> None:
    _done(trio.prod, power.turn_off(trio.prod, trio.vm))
    prepared = replication_service.request_replication_state(trio.prod, trio.vm, replication_service.PREPARE)
    _done(trio.prod, prepared)
    _done(trio.dr, replication_service.fail_over(trio.dr, trio.vm))
    settings = replication_service.reversed_settings(trio.dr, trio.vm)
    assert settings is not None
    with pytest.raises(MethodRefused, match="invalid state"):
        replication_service.reverse(trio.dr, trio.vm, settings)


def test_a_test_vm_is_made_from_a_chosen_point_named_by_the_association_and_destroyed(trio: Trio) -> None:
    points = recovery_points(trio.dr, trio.vm)
    assert [point.kind for point in points] == ["standard"] * 4
    assert testvms.test_vm_of(trio.dr, trio.vm) is None
    _done(trio.dr, replication_service.make_test_vm(trio.dr, trio.vm, points[2].id))
    test_vm = testvms.test_vm_of(trio.dr, trio.vm)
    assert test_vm is not None
    assert test_vm != trio.vm
    assert testvms.replica_of(trio.dr, test_vm) == trio.vm
    assert read_moment(trio.dr, test_vm) == Moment(states.TEST_REPLICA, states.OFF, None)
    with pytest.raises(MethodRefused, match="invalid state"):
        replication_service.make_test_vm(trio.dr, trio.vm)
    _done(trio.dr, testvms.destroy(trio.dr, test_vm))
    assert testvms.test_vm_of(trio.dr, trio.vm) is None
    assert read_moment(trio.dr, test_vm) is None


def test_a_guest_that_boots_is_seen_to_come_up(trio: Trio) -> None:
    _done(trio.dr, replication_service.make_test_vm(trio.dr, trio.vm))
    test_vm = testvms.test_vm_of(trio.dr, trio.vm)
    assert test_vm is not None
    off = read_services(trio.dr, test_vm)
    assert (off.kvp_offered, off.speaks, off.heartbeat) == (True, False, None)
    _done(trio.dr, power.start(trio.dr, test_vm))
    assert not read_services(trio.dr, test_vm).beats
    assert read_guest(trio.dr, test_vm) == {}
    trio.site.server.administration.advance(120)
    up = read_services(trio.dr, test_vm)
    assert (up.beats, up.system) == (True, "Windows Server 2019 Datacenter")
    (reported,) = read_guest(trio.dr, test_vm).values()
    assert reported == GuestReported(4096, False, ("10.0.0.5",), ("255.255.255.0",), ("10.0.0.1",))


def test_the_memory_of_a_host_shrinks_by_what_a_vm_takes(trio: Trio) -> None:
    needed = startup_memory(trio.dr, trio.vm)
    free = free_memory(trio.dr)
    assert needed == 8192
    assert free is not None
    _done(trio.dr, replication_service.make_test_vm(trio.dr, trio.vm))
    test_vm = testvms.test_vm_of(trio.dr, trio.vm)
    assert test_vm is not None
    _done(trio.dr, power.start(trio.dr, test_vm))
    assert free_memory(trio.dr) == free - needed


def test_a_running_guest_is_asked_to_shut_down_and_one_that_is_off_cannot_be(trio: Trio) -> None:
    assert power.shutdown_component(trio.dr, trio.vm) is None
    component = power.shutdown_component(trio.prod, trio.vm)
    assert component is not None
    assert power.shut_down(trio.prod, component, "a test") == Submitted(None)
    trio.site.server.administration.advance(30)
    assert read_moment(trio.prod, trio.vm) == Moment(states.PRIMARY, states.OFF, states.REPLICATING)
