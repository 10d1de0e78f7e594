"""What the hosts file and a call a VM bring to the rules, on practice hosts."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.protocol.fleet.conftest import OpenFleet
from tests.waiting import wait_for
from tui.config import Configuration, read_configuration
from tui.credentials import gather
from tui.fleet.fleet import Fleet
from tui.fleet.journal import Journal
from tui.fleet.judging.judge import Judge
from tui.fleet.view import FleetView
from tui.model.readiness import Finding, Operation, Severity
from tui.practice.serve import PracticeServer

STATISTICS = "GetReplicationStatistics"


def _findings(view: FleetView, rule_id: str) -> list[Finding]:
    return [finding for finding in Judge().judge(view).findings() if finding.rule_id == rule_id]


def _asked(ground: PracticeServer, host: str) -> list[str]:
    """Names of the VMs that the host itself says it was asked about."""
    return [call["vm"] for call in ground.administration.executed(host) if call["method"] == STATISTICS]


def _replicas(view: FleetView, host: str) -> dict[str, str]:
    """Names and GUIDs."""
    rows = (row for row in view.rows() if row.host.name == host and row.machine.is_recovery_copy)
    return {row.machine.name: row.machine.id for row in rows}


def _judged_by(ground: PracticeServer, folder: Path, change: Callable[[dict[str, Any]], object]) -> FleetView:
    """What one reading of the hosts shows with a changed hosts file."""
    file = folder / "ground" / "hosts.yaml"
    written = yaml.safe_load(file.read_text())
    change(written)
    file.write_text(yaml.safe_dump(written))
    configuration = read_configuration(file)
    fleet = Fleet(configuration, gather(configuration, lambda text: ""), Journal(folder / "journal"), keep_up=False)
    try:
        fleet.start()
        fleet.wait_for_first_answers()
        return fleet.view
    finally:
        fleet.close()


def test_defaults_a_group_and_a_host_are_each_judged_as_the_hosts_file_says(
    ground: PracticeServer, tmp_path: Path
) -> None:
    def change(written: dict[str, Any]) -> None:
        written["defaults"]["rules"] = {"test-switch-unset": "block"}
        written["groups"] = {"second": {"rules": {"not-connected": "note"}, "thresholds": {"behind": 100000}}}
        for host in written["hosts"]:
            if host["name"] == "dr-hv-01":
                host["rules"] = {"test-switch-unset": "off"}
            if host["name"] == "dr-hv-02":
                host["group"] = "second"

    usual = _judged_by(ground, tmp_path, lambda written: None)
    own = _judged_by(ground, tmp_path, change)

    def gravest(view: FleetView, rule_id: str, host: str) -> Severity:
        weights = [each.severity(op) for each in _findings(view, rule_id) if each.key.host == host for op in Operation]
        return max(weights, default=Severity.NONE)

    assert gravest(usual, "test-switch-unset", "dr-hv-01") is gravest(usual, "test-switch-unset", "dr-hv-02")
    assert gravest(own, "test-switch-unset", "dr-hv-01") is Severity.NONE
    assert gravest(own, "test-switch-unset", "dr-hv-02") is Severity.BLOCK
    assert gravest(usual, "not-connected", "dr-hv-02") is Severity.BLOCK
    assert gravest(own, "not-connected", "dr-hv-02") is Severity.INFO
    assert "dr-hv-02" in {each.key.host for each in _findings(usual, "behind")}
    assert "dr-hv-02" not in {each.key.host for each in _findings(own, "behind")}


def test_never_drilled_and_overdue_are_found_once_statistics_are_read_and_not_before(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet = open_fleet()
    assert _findings(fleet.view, "never-drilled") == _findings(fleet.view, "drill-overdue") == []
    assert fleet.read_statistics() == ()
    for host in fleet.view.hosts:
        replicas = _replicas(fleet.view, host.name)
        assert sorted(_asked(ground, host.name)) == sorted(replicas)
        assert host.statistics.keys() == set(replicas.values())
    last = {
        (name, machine.id): machine.relationships[0].last_test
        for name, host in ground.fleet.hosts.items()
        for machine in host.state.machines.values()
        if machine.relationships
    }
    now = datetime.now(UTC)
    never = {(each.key.host, each.key.vm) for each in _findings(fleet.view, "never-drilled")}
    overdue = {(each.key.host, each.key.vm) for each in _findings(fleet.view, "drill-overdue")}
    copies = {(host.name, vm) for host in fleet.view.hosts for vm in _replicas(fleet.view, host.name).values()}
    assert never == {key for key in copies if last[key].year == 1601}
    assert overdue == {key for key in copies - never if now - last[key] > timedelta(days=30)}
    assert never
    assert overdue


def test_a_host_that_does_not_answer_is_named_and_the_others_are_read(
    ground: PracticeServer, open_fleet: OpenFleet
) -> None:
    fleet = open_fleet()
    ground.administration.stop("dr-hv-01")
    assert fleet.read_statistics() == ("dr-hv-01",)
    assert fleet.view.host("dr-hv-02").statistics


@pytest.fixture
def watched(configuration: Configuration, tmp_path: Path) -> Iterator[Fleet]:
    settings = replace(configuration.settings, quick_interval=2, full_interval=3600)
    quick = replace(configuration, settings=settings)
    fleet = Fleet(quick, gather(quick, lambda text: ""), Journal(tmp_path / "journal"))
    yield fleet
    fleet.close()


def test_a_console_asks_for_the_selected_vm_first_and_for_the_others_bit_by_bit(
    ground: PracticeServer, watched: Fleet
) -> None:
    chosen = ground.administration.truth("dr-hv-02", "web12")["dr-hv-02"]["web12"]["id"].upper()
    watched.select("dr-hv-02", chosen)
    watched.start()
    wait_for(lambda: watched.view.host("dr-hv-02").statistics.get(chosen), "the selected VM's statistics")
    wait_for(lambda: len(_asked(ground, "dr-hv-02")) > 3, "more of them")
    asked = _asked(ground, "dr-hv-02")
    assert asked[0] == "web12"
    assert len(asked) == len(set(asked))
    assert set(asked) <= _replicas(watched.view, "dr-hv-02").keys()
