"""A pipeline of plans: export, edit, diff, apply by hash, journal, undo, each by exit code, stdout and stderr."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tui.practice.scenario.builtin import default_scenario
from tui.practice.serve import PracticeServer, ServeOptions


@pytest.fixture
def hosts_file(tmp_path: Path) -> Path:
    return tmp_path / "ground" / "hosts.yaml"


@pytest.fixture
def ground(hosts_file: Path) -> Iterator[PracticeServer]:
    with PracticeServer(ServeOptions(default_scenario(), hosts_file)) as server:
        yield server


def _hvr(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tui", *arguments],
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "LANG": "C"},
        timeout=90,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def _held(ground: PracticeServer) -> list[str]:
    truth: dict[str, Any] = ground.administration.truth("dr-hv-01", "app07")["dr-hv-01"]["app07"]
    (adapter,) = truth["adapters"].values()
    return list(adapter["staged"]["ip_addresses"])


def test_a_plan_goes_from_export_to_undo(ground: PracticeServer, hosts_file: Path, tmp_path: Path) -> None:
    plan, hosts = tmp_path / "plan.csv", ("--hosts", str(hosts_file))
    assert _hvr("export", *hosts, "--output", str(plan)).returncode == 0
    unchanged = _hvr("diff", *hosts, str(plan))
    assert (unchanged.returncode, unchanged.stderr) == (0, "")

    plan.write_bytes(plan.read_bytes().replace(b",10.9.20.12,", b",10.9.20.112,"))
    changed = _hvr("diff", *hosts, str(plan))
    assert changed.returncode == 1
    assert "+ 10.9.20.112/24" in changed.stdout
    (plan_hash,) = (line.removeprefix("plan hash ") for line in changed.stdout.splitlines() if "plan hash" in line)

    assert _hvr("apply", *hosts, str(plan)).returncode == 2, "nobody confirmed it"
    assert _hvr("apply", *hosts, str(plan), "--plan-hash", "0" * 64).returncode == 2, "another plan was reviewed"
    assert _held(ground) == ["10.9.20.12"]
    applied = _hvr("apply", *hosts, str(plan), "--plan-hash", plan_hash, "--reason", "renumbering")
    assert (applied.returncode, applied.stderr) == (0, "")
    assert "1 verified" in applied.stdout
    assert _held(ground) == ["10.9.20.112"]

    (line,) = _hvr("journal", "--json").stdout.splitlines()
    entry = json.loads(line)
    assert (entry["outcome"], entry["reason"], entry["vm_name"]) == ("verified", "renumbering", "app07")

    refused = _hvr("undo", *hosts)
    assert refused.returncode == 2
    (undo_hash,) = (each.removeprefix("plan hash ") for each in refused.stdout.splitlines() if "plan hash" in each)
    assert _hvr("undo", *hosts, "--plan-hash", undo_hash).returncode == 0
    assert _held(ground) == ["10.9.20.12"]


def test_a_snapshot_tells_what_another_tool_changed_since(
    ground: PracticeServer, hosts_file: Path, tmp_path: Path
) -> None:
    snapshot, hosts = tmp_path / "before.yaml", ("--hosts", str(hosts_file))
    assert _hvr("export", *hosts, "--snapshot", "--output", str(snapshot)).returncode == 0
    ground.administration.happen("dr-hv-02", "truncate-staged", vm="sql02")
    drifted = _hvr("diff", *hosts, str(snapshot))
    assert drifted.returncode == 1
    assert "sql02" in drifted.stdout


def test_a_plan_that_cannot_be_read_is_exit_2_with_its_line(
    ground: PracticeServer, hosts_file: Path, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text("plan:\n  - colour: red\n")
    done = _hvr("apply", "--hosts", str(hosts_file), str(plan))
    assert done.returncode == 2
    assert str(plan) in done.stderr
    assert ground.administration.executed() == []
