"""A pipeline of plans: export, edit, diff, apply by hash, journal, undo, each by exit code, stdout and stderr."""

import csv
import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from tests.protocol import running, schemas
from tests.protocol.running import environment
from tests.waiting import wait_for
from tui.practice.serve import PracticeServer

hvr = partial(running.hvr, timeout=90)


def _held(ground: PracticeServer) -> list[str]:
    truth: dict[str, Any] = ground.administration.truth("dr-hv-01", "app07")["dr-hv-01"]["app07"]
    (adapter,) = truth["adapters"].values()
    return list(adapter["staged"]["ip_addresses"])


def test_a_plan_goes_from_export_to_undo(ground: PracticeServer, hosts_file: Path, tmp_path: Path) -> None:
    plan, hosts = tmp_path / "plan.csv", ("--hosts", str(hosts_file))
    assert hvr("export", *hosts, "--output", str(plan)).returncode == 0
    unchanged = hvr("diff", *hosts, str(plan))
    assert (unchanged.returncode, unchanged.stderr) == (0, "")

    plan.write_bytes(plan.read_bytes().replace(b",10.9.20.12,", b",10.9.20.112,"))
    changed = hvr("diff", *hosts, str(plan))
    assert changed.returncode == 1
    assert "+ 10.9.20.112/24" in changed.stdout
    assert "1 to change on 1 host, " in changed.stdout
    (plan_hash,) = (line.removeprefix("plan hash ") for line in changed.stdout.splitlines() if "plan hash" in line)

    assert hvr("apply", *hosts, str(plan)).returncode == 2, "nobody confirmed it"
    assert hvr("apply", *hosts, str(plan), "--plan-hash", "0" * 64).returncode == 2, "another plan was reviewed"
    assert _held(ground) == ["10.9.20.12"]
    applied = hvr("apply", *hosts, str(plan), "--plan-hash", plan_hash, "--reason", "renumbering")
    assert (applied.returncode, applied.stderr) == (0, "")
    assert "1 verified" in applied.stdout
    assert _held(ground) == ["10.9.20.112"]

    (line,) = hvr("journal", "--json").stdout.splitlines()
    entry = json.loads(line)
    assert (entry["outcome"], entry["reason"], entry["vm_name"]) == ("verified", "renumbering", "app07")

    refused = hvr("undo", *hosts)
    assert refused.returncode == 2
    (undo_hash,) = (each.removeprefix("plan hash ") for each in refused.stdout.splitlines() if "plan hash" in each)
    assert hvr("undo", *hosts, "--plan-hash", undo_hash).returncode == 0
    assert _held(ground) == ["10.9.20.12"]


def test_a_snapshot_tells_what_another_tool_changed_since(
    ground: PracticeServer, hosts_file: Path, tmp_path: Path
) -> None:
    snapshot, hosts = tmp_path / "before.yaml", ("--hosts", str(hosts_file))
    assert hvr("export", *hosts, "--snapshot", "--output", str(snapshot)).returncode == 0
    ground.administration.happen("dr-hv-02", "truncate-staged", vm="sql02")
    drifted = hvr("diff", *hosts, str(snapshot))
    assert drifted.returncode == 1
    assert "sql02" in drifted.stdout


def test_a_plan_that_cannot_be_read_is_exit_2_with_its_line(
    ground: PracticeServer, hosts_file: Path, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text("plan:\n  - colour: red\n")
    done = hvr("apply", "--hosts", str(hosts_file), str(plan))
    assert done.returncode == 2
    assert str(plan) in done.stderr
    assert ground.administration.executed() == []


def _renumbered(ground: PracticeServer, hosts_file: Path, tmp_path: Path) -> Path:
    """A plan that gives app07 another address."""
    plan = tmp_path / "plan.csv"
    assert hvr("export", "--hosts", str(hosts_file), "--vm", "app07", "--output", str(plan)).returncode == 0
    plan.write_bytes(plan.read_bytes().replace(b",10.9.20.12,", b",10.9.20.112,"))
    return plan


def test_an_export_is_narrowed_to_what_is_meant(ground: PracticeServer, hosts_file: Path, tmp_path: Path) -> None:
    rows = _renumbered(ground, hosts_file, tmp_path).read_text("utf-8-sig").splitlines()
    assert [row.split(",")[:2] for row in rows[1:]] == [["dr-hv-01", "app07"]]


def test_a_dry_run_is_a_diff_and_sends_nothing(ground: PracticeServer, hosts_file: Path, tmp_path: Path) -> None:
    plan, hosts = _renumbered(ground, hosts_file, tmp_path), ("--hosts", str(hosts_file))
    shown, dry = hvr("diff", *hosts, str(plan)), hvr("apply", *hosts, str(plan), "--dry-run", "--yes")
    assert (dry.returncode, dry.stdout, dry.stderr) == (1, shown.stdout, "")
    documents = [
        schemas.document(hvr(*words, *hosts, str(plan), "--json"), "plan")
        for words in (("diff",), ("apply", "--dry-run"))
    ]
    first, second = ({name: each for name, each in one.items() if name != "time"} for one in documents)
    assert first == second
    assert [change["outcome"] for change in first["changes"]] == [None]
    assert ground.administration.executed() == []


def test_a_plan_comes_through_a_pipe_as_csv_or_yaml(ground: PracticeServer, hosts_file: Path, tmp_path: Path) -> None:
    plan, hosts = _renumbered(ground, hosts_file, tmp_path), ("--hosts", str(hosts_file))
    piped = hvr("diff", *hosts, "-", stdin=plan.read_text("utf-8"))
    assert (piped.returncode, piped.stdout) == (1, hvr("diff", *hosts, str(plan)).stdout)
    unchanged = hvr("diff", *hosts, "-", stdin=hvr("export", *hosts).stdout)
    assert (unchanged.returncode, unchanged.stderr) == (0, "")
    wrong = hvr("apply", *hosts, "-", "--yes", stdin="plan:\n  - colour: red\n")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr.startswith("hvr: stdin, line 1: plan: unknown key")


def test_yes_sends_what_the_plan_is_now_and_the_reason_is_kept(
    ground: PracticeServer, hosts_file: Path, tmp_path: Path
) -> None:
    plan = _renumbered(ground, hosts_file, tmp_path)
    done = hvr("apply", "--hosts", str(hosts_file), str(plan), "--yes", "--json", "--reason", "a move")
    found = schemas.document(done, "plan")
    assert (done.returncode, found["exit_codes"], done.stderr) == (0, [], "")
    (change,) = found["changes"]
    assert (change["vm"], change["outcome"]) == ("app07", "verified")
    assert change["after"]["staged"]["addresses"] == _held(ground) == ["10.9.20.112"]
    (entry,) = schemas.lines(hvr("journal", "--json"), "journal")
    assert entry["reason"] == "a move"
    (row,) = csv.DictReader(io.StringIO(hvr("journal", "--csv").stdout))
    assert (row["VM Name"], row["Outcome"], row["Reason"]) == ("app07", "verified", "a move")


def test_a_plan_is_narrowed_by_options(ground: PracticeServer, hosts_file: Path, tmp_path: Path) -> None:
    plan, hosts = _renumbered(ground, hosts_file, tmp_path), ("--hosts", str(hosts_file))
    assert hvr("diff", *hosts, "--host", "dr-hv-02", str(plan)).returncode == 0
    assert hvr("apply", *hosts, "--vm", "app08", "--yes", str(plan)).returncode == 0
    assert _held(ground) == ["10.9.20.12"]
    assert hvr("apply", *hosts, "--vm", "app07", "--yes", str(plan)).returncode == 0
    assert _held(ground) == ["10.9.20.112"]


def _confirmed_after(happening: Callable[[], object], hosts_file: Path, plan: Path) -> subprocess.CompletedProcess[str]:
    """Apply with somebody at a terminal, who types the count once something happened behind their back."""
    command = [sys.executable, "-m", "tui", "apply", "--hosts", str(hosts_file), str(plan), "--json"]
    master, slave = pty.openpty()
    with subprocess.Popen(
        command, stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
    ) as process:
        assert process.stderr is not None
        asked = ""
        while "type 1: " not in asked:
            asked += process.stderr.read(1)
        happening()
        os.write(master, b"1\n")
        out, said = process.communicate(timeout=60)
    os.close(slave)
    os.close(master)
    return subprocess.CompletedProcess(command, process.returncode, out, said)


def test_what_another_tool_changed_meanwhile_is_exit_code_4(
    ground: PracticeServer, hosts_file: Path, tmp_path: Path
) -> None:
    plan = _renumbered(ground, hosts_file, tmp_path)
    change = partial(ground.administration.happen, "dr-hv-01", "change-staged", vm="app07", addresses="10.9.20.77")
    done = _confirmed_after(change, hosts_file, plan)
    found = schemas.document(done, "plan")
    assert (done.returncode, found["exit_codes"], found["changes"][0]["outcome"]) == (4, [4], "conflict")
    assert found["changes"][0]["found"]["staged"]["addresses"] == ["10.9.20.77"]
    assert _held(ground) == ["10.9.20.77"]


def test_a_host_that_went_away_meanwhile_is_exit_code_3(
    ground: PracticeServer, hosts_file: Path, tmp_path: Path
) -> None:
    plan = _renumbered(ground, hosts_file, tmp_path)
    done = _confirmed_after(partial(ground.administration.stop, "dr-hv-01"), hosts_file, plan)
    found = schemas.document(done, "plan")
    assert (done.returncode, found["exit_codes"], found["changes"][0]["outcome"]) == (3, [1, 3], "not sent")
    assert _held(ground) == ["10.9.20.12"]


def test_drift_is_a_document_too(ground: PracticeServer, hosts_file: Path, tmp_path: Path) -> None:
    snapshot, hosts = tmp_path / "before.yaml", ("--hosts", str(hosts_file))
    assert hvr("export", *hosts, "--snapshot", "--output", str(snapshot)).returncode == 0
    ground.administration.happen("dr-hv-02", "truncate-staged", vm="sql02")
    done = hvr("diff", *hosts, str(snapshot), "--json")
    found = schemas.document(done, "drift")
    assert (done.returncode, {change["vm"] for change in found["changes"]}) == (1, {"sql02"})


def test_being_told_to_end_finishes_what_is_on_the_wire_and_sends_no_more(
    ground: PracticeServer, hosts_file: Path, tmp_path: Path
) -> None:
    ground.administration.habits("dr-hv-01", job_seconds=2.0)
    plan = tmp_path / "plan.csv"
    assert hvr("export", "--hosts", str(hosts_file), "--host", "dr-hv-01", "--output", str(plan)).returncode == 0
    plan.write_bytes(plan.read_bytes().replace(b"10.9.0.11", b"10.9.0.99"))
    command = [sys.executable, "-m", "tui", "apply", "--hosts", str(hosts_file), str(plan), "--yes", "--json"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
    ) as process:
        wait_for(lambda: ground.administration.executed("dr-hv-01"), "the first write")
        process.terminate()
        out, said = process.communicate(timeout=60)
    found = schemas.document(subprocess.CompletedProcess(command, process.returncode, out), "plan")
    assert (process.returncode, found["exit_codes"]) == (130, [1, 130])
    outcomes = [change["outcome"] for change in found["changes"]]
    assert (outcomes.count("verified"), set(outcomes[1:])) == (1, {"not sent"})
    assert len(ground.administration.executed("dr-hv-01")) == 1
    assert said == "hvr: stopping: what is on the wire is finished, nothing further is sent\n"
