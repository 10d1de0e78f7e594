"""The scenario of the 2012 announcement, from disconnected replicas to addresses that are proved in the guest."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.protocol.running import environment
from tui.drill_report.record import check_record
from tui.practice.scenario.reading import read_scenario
from tui.practice.serve import PracticeServer, ServeOptions

EXAMPLE = Path(__file__).parents[3] / "examples" / "announcement.yaml"
HOST = "recovery-hv-01"
ADDRESSES = ["192.168.1.1", "192.168.1.2"]


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[PracticeServer]:
    with PracticeServer(ServeOptions(read_scenario(EXAMPLE), tmp_path / "ground" / "hosts.yaml")) as server:
        server.administration.speed(10)
        yield server


def _hvr(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tui", *arguments, "--hosts", str(folder / "ground" / "hosts.yaml")],
        capture_output=True,
        text=True,
        env=environment(XDG_STATE_HOME=str(folder / "state")),
        timeout=90,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def _adapter(ground: PracticeServer, vm: str) -> dict[str, Any]:
    (adapter,) = ground.administration.truth(HOST, vm)[HOST][vm]["adapters"].values()
    found: dict[str, Any] = adapter
    return found


def _plan(folder: Path, vm: str) -> Path:
    entry = {
        "host": HOST,
        "vm": vm,
        "adapter": "Network Adapter",
        "connected": True,
        "switch": "Replica Network",
        "test_switch": "Private Test Network",
        "staged": {"addresses": [f"{address}/24" for address in ADDRESSES], "gateways": ["192.168.1.254"], "dns": []},
    }
    path = folder / f"{vm}.yaml"
    path.write_text(yaml.safe_dump({"kind": "plan", "adapters": [entry]}))
    return path


@pytest.mark.parametrize(("vm", "verdict"), [("web01", "verified"), ("web02", "silent")])
def test_two_addresses_are_staged_on_a_disconnected_replica_and_proved_or_the_hosts_log_says_why_not(
    vm: str, verdict: str, ground: PracticeServer, tmp_path: Path
) -> None:
    before = _adapter(ground, vm)
    assert (before["connected"], before["switch"], before["staged"]["ip_addresses"]) == (False, None, [])

    applied = _hvr(tmp_path, "apply", str(_plan(tmp_path, vm)), "--yes", "--reason", "the announcement")
    assert applied.returncode == 0, applied.stderr + applied.stdout
    held = _adapter(ground, vm)
    assert (held["connected"], held["switch"]) == (True, "Replica Network")
    assert (held["staged"]["ip_addresses"], held["test_switch"]) == (ADDRESSES, "Private Test Network")

    report = tmp_path / "evidence"
    drilled = _hvr(
        tmp_path, "drill", "--vm", vm, "--reason", "two addresses", "--patience", "4", "--no-probe", "--json",
        "--report", str(report), "--yes",
    )  # fmt: skip
    assert drilled.returncode == (0 if verdict == "verified" else 1), drilled.stderr
    assert "no staged address is tried from here: --no-probe" in drilled.stderr
    (told,) = json.loads(drilled.stdout)["vms"]
    assert (told["vm"], told["verdict"]) == (vm, verdict)
    (adapter,) = told["adapters"]
    assert adapter["staged"]["addresses"] == [f"{address}/24" for address in ADDRESSES]
    if verdict == "verified":
        assert adapter["reported"]["addresses"] == [f"{address}/24" for address in ADDRESSES]
    else:
        errors = [event for event in told["events"] if "0x80004005" in event["message"]]
        assert [event["channel"] for event in errors] == ["Microsoft-Windows-Hyper-V-Integration-Admin"] * len(errors)
        assert errors
    assert not any(each["mode"] == "TEST_REPLICA" for each in ground.administration.truth(HOST)[HOST].values())
    (record,) = report.glob("*.yaml")
    assert check_record(record)
    assert list(report.glob("*.html"))
