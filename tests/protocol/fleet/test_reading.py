"""Many hosts are read side by side; what is wrong with one stays with it."""

from dataclasses import replace
from pathlib import Path

from tests.protocol.fleet.conftest import OpenFleet
from tests.waiting import wait_for
from tui.config import Configuration
from tui.credentials import gather
from tui.fleet.fleet import Fleet
from tui.fleet.journal import Journal
from tui.fleet.view import HostState
from tui.practice.serve import PracticeServer


def test_a_host_that_goes_away_keeps_its_last_rows_with_their_age_and_comes_back(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet = open_fleet(keep_up=True)
    before = fleet.view.host("dr-hv-01")
    ground.administration.stop("dr-hv-01")
    wait_for(lambda: fleet.view.host("dr-hv-01").state is HostState.STALE, "the host to go stale")
    stale = fleet.view.host("dr-hv-01")
    assert stale.inventory == before.inventory
    assert stale.as_of == before.as_of
    assert stale.trouble is not None
    assert stale.trouble.kind == "unreachable"
    assert stale.next_try is not None
    assert fleet.view.host("dr-hv-02").state is HostState.UP
    ground.administration.start("dr-hv-01")
    fleet.refresh("dr-hv-01")
    wait_for(lambda: fleet.view.host("dr-hv-01").state is HostState.UP, "the host to come back")


def test_events_of_every_host_arrive_once_and_name_their_vm(ground: PracticeServer, open_fleet: OpenFleet) -> None:
    fleet = open_fleet(keep_up=True)
    wait_for(lambda: _tails(ground), "a subscription on every host")
    ground.administration.happen("dr-hv-01", "suspend-replication", vm="app07")
    ground.administration.happen("dr-hv-02", "suspend-replication", vm="sql02")
    wait_for(lambda: len(fleet.view.events) >= 2, "two events")
    seen = {(event.host, event.vm_name) for event in fleet.view.events}
    assert {("dr-hv-01", "app07"), ("dr-hv-02", "sql02")} <= seen
    keys = [(event.host, event.channel, event.record_id) for event in fleet.view.events]
    assert len(keys) == len(set(keys))


def test_a_host_without_the_right_to_see_shows_that_and_not_an_empty_house(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    ground.administration.habits("dr-hv-01", visible=False)
    inventory = open_fleet().view.host("dr-hv-01").inventory
    assert inventory is not None
    assert inventory.machines == ()
    assert not inventory.management_visible


def test_a_change_of_state_is_seen_by_a_quick_read_without_a_full_one(
    ground: PracticeServer, configuration: Configuration, tmp_path: Path
) -> None:
    quick = replace(configuration, settings=replace(configuration.settings, quick_interval=1, full_interval=3600))
    fleet = Fleet(quick, gather(quick, lambda text: ""), Journal(tmp_path / "journal"))
    try:
        fleet.start()
        first = wait_for(lambda: fleet.view.host("dr-hv-01").as_of, "the first reading")
        ground.administration.happen("dr-hv-01", "suspend-replication", vm="app07")
        wait_for(lambda: _replication_state(fleet, "app07") == 7, "the suspended state")
        assert fleet.view.host("dr-hv-01").as_of == first
    finally:
        fleet.close()


def _replication_state(fleet: Fleet, vm: str) -> int | None:
    inventory = fleet.view.host("dr-hv-01").inventory
    assert inventory is not None
    (machine,) = (each for each in inventory.machines if each.name == vm)
    return machine.replication.state if machine.replication else None


def _tails(ground: PracticeServer) -> bool:
    return all(
        any(request.action.endswith("/Pull") and request.resource_class == "EventLog" for request in listener.requests)
        for listener in ground.listeners.values()
    )
