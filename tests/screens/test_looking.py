"""What a newer look differs in: where it is VMs alone, nothing else is drawn anew."""

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import pytest

from tests.screens.driver import Console, drive
from tests.screens.fakes import NOW, FakeFleet, replica, small_view, stale, up
from tui.fleet.journal import JournalReading
from tui.fleet.judging.assessing import Assessment
from tui.fleet.judging.judgement import Judgement
from tui.fleet.view import FleetView, HostView
from tui.model.readiness import Statistics
from tui.screens.main.looking import Look

VIEW = small_view()
BEFORE = Look(VIEW, Assessment(), ((),))


def with_host(**changes: Any) -> FleetView:
    first, *others = VIEW.hosts
    return replace(VIEW, version=VIEW.version + 1, hosts=(replace(first, **changes), *others))


def other_vm(host: HostView) -> Any:
    assert host.inventory is not None
    _, *machines = host.inventory.machines
    return replace(host.inventory, machines=(replica(99, "new99"), *machines))


@pytest.mark.parametrize(
    "view",
    [
        with_host(inventory=other_vm(VIEW.hosts[0])),
        with_host(as_of=NOW + timedelta(minutes=1), states_as_of=NOW),
        with_host(statistics=MappingProxyType({"VM-1": Statistics(NOW)})),
    ],
    ids=["a VM", "a read", "statistics"],
)
def test_another_vm_and_a_read_are_news_of_vms_alone(view: FleetView) -> None:
    assert Look(view, BEFORE.assessment, BEFORE.besides).differs_in_vms_alone(BEFORE)


def test_another_judgement_is_news_of_vms_alone() -> None:
    judged = replace(BEFORE.assessment, judgement=Judgement(MappingProxyType({})))
    assert Look(VIEW, judged, BEFORE.besides).differs_in_vms_alone(BEFORE)


@pytest.mark.parametrize(
    "look",
    [
        Look(VIEW, BEFORE.assessment, BEFORE.besides),
        Look(with_host(reading=True), BEFORE.assessment, BEFORE.besides),
        Look(with_host(badges=("ntlm over http",)), BEFORE.assessment, BEFORE.besides),
        Look(with_host(inventory=None), BEFORE.assessment, BEFORE.besides),
        Look(replace(VIEW, hosts=(stale(VIEW.hosts[0]), VIEW.hosts[1])), BEFORE.assessment, BEFORE.besides),
        Look(replace(VIEW, hosts=VIEW.hosts[1:]), BEFORE.assessment, BEFORE.besides),
        Look(replace(VIEW, hosts=(*VIEW.hosts, up("dr-hv-09", ()))), BEFORE.assessment, BEFORE.besides),
        Look(replace(VIEW, ticket_ends=NOW), BEFORE.assessment, BEFORE.besides),
        Look(replace(VIEW, events=()), BEFORE.assessment, BEFORE.besides),
        Look(with_host(as_of=NOW), replace(BEFORE.assessment, journal=JournalReading()), BEFORE.besides),
        Look(with_host(as_of=NOW), replace(BEFORE.assessment, trouble="nothing newer"), BEFORE.besides),
        Look(with_host(as_of=NOW), BEFORE.assessment, (("dr-hv-01",),)),
    ],
)
def test_whatever_else_differs_has_everything_drawn(look: Look) -> None:
    assert not look.differs_in_vms_alone(BEFORE)


def test_a_read_that_makes_a_copy_older_shows_in_its_row_and_on_the_status_line() -> None:
    async def procedure(console: Console) -> None:
        await console.select("web01")
        await console.says("42 s behind")
        fleet.view = replace(fleet.view, hosts=tuple(_read_later(host) for host in fleet.view.hosts))
        await console.says("10 min behind")
        await console.sees("10 min")

    fleet = FakeFleet(small_view())
    drive(fleet, procedure, size=(200, 60))


def _read_later(host: HostView) -> HostView:
    return replace(host, as_of=NOW + timedelta(minutes=10))
