"""Every file in examples/ is served and read as an operator would do it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from tui.cli import hvr
from tui.practice.scenario.builtin import default_scenario
from tui.practice.serve import PracticeServer, ServeOptions

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.yaml"))
RUN_BOOKS = [path for path in EXAMPLES if "runbook" in yaml.safe_load(path.read_text("utf-8"))]
SCENARIOS = [path for path in EXAMPLES if "vms" in yaml.safe_load(path.read_text("utf-8"))]
PIPELINE = EXAMPLES[0].parent / "pipeline" / "renumber.sh"
REPOSITORY = EXAMPLES[0].parents[1]
DEADLINE_SECONDS = 60


@contextmanager
def served(scenario: Path, hosts_file: Path) -> Iterator[None]:
    command = [sys.executable, "-m", "tui.practice", "--serve", "--write-hosts", str(hosts_file), str(scenario)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("practice: ")
            yield
        finally:
            process.terminate()
            _, complaints = process.communicate(timeout=DEADLINE_SECONDS)
    assert (process.returncode, complaints) == (0, "")


def _without_proxies() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.casefold().endswith("_proxy")}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda path: path.stem)
def test_a_scenario_is_served_and_listed(scenario: Path, tmp_path: Path) -> None:
    hosts_file = tmp_path / "hosts.yaml"
    with served(scenario, hosts_file):
        ran = subprocess.run(
            [sys.executable, "-m", "tui", "list", "--json", "--hosts", str(hosts_file)],
            capture_output=True,
            text=True,
            timeout=DEADLINE_SECONDS,
            env=_without_proxies(),
            check=False,
        )
    assert ran.returncode == 0, ran.stderr
    written = yaml.safe_load(scenario.read_text("utf-8"))
    listed = {host["name"]: host for host in json.loads(ran.stdout)["hosts"]}
    assert set(listed) == {host["name"] for host in written["hosts"]}
    seen = {vm["name"] for host in listed.values() for vm in host["vms"]}
    assert seen == {vm["name"] for vm in written["vms"]}


@pytest.mark.parametrize("book", RUN_BOOKS, ids=lambda path: path.stem)
def test_a_run_book_names_vms_of_the_scenario_beside_it_and_asks_before_it_begins(book: Path, tmp_path: Path) -> None:
    hosts_file = tmp_path / "hosts.yaml"
    with served(book.with_name("site-failover.yaml"), hosts_file):
        ran = subprocess.run(
            [sys.executable, "-m", "tui", "failover", "--hosts", str(hosts_file), str(book)],
            capture_output=True,
            text=True,
            timeout=DEADLINE_SECONDS,
            env={**_without_proxies(), "HOME": str(tmp_path)},
            stdin=subprocess.DEVNULL,
            check=False,
        )
    assert ran.returncode == 2
    assert "nothing was sent" in ran.stderr
    written = yaml.safe_load(book.read_text("utf-8"))
    assert ran.stdout.startswith(f"{written['runbook']}: {written['kind']} failover of 3 VMs")
    assert all(f"{name} from " in ran.stdout for name in ("dc01", "sql01", "app07"))


def test_every_example_is_a_scenario_a_hosts_file_or_a_run_book() -> None:
    for path in EXAMPLES:
        assert {"hosts", "runbook"} & yaml.safe_load(path.read_text("utf-8")).keys(), path.name


def _pipeline(hosts_file: Path, proof: Path, review: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(PIPELINE), str(hosts_file), str(proof), "dr-hv-01/app08"],
        capture_output=True,
        text=True,
        timeout=DEADLINE_SECONDS * 2,
        cwd=hosts_file.parent,
        env={**os.environ, "HVR": f"{sys.executable} -m tui", "REVIEW": review, "PYTHONPATH": str(REPOSITORY)},
        check=False,
    )


def test_the_pipeline_goes_from_export_to_proof(tmp_path: Path) -> None:
    """Each step by the real command, against hosts whose guests start in seconds."""
    hosts_file, proof = tmp_path / "ground" / "hosts.yaml", tmp_path / "proof"
    with PracticeServer(ServeOptions(default_scenario(), hosts_file)) as ground:
        ground.administration.speed(60)
        machines = set(ground.administration.truth("dr-hv-01")["dr-hv-01"])
        ran = _pipeline(hosts_file, proof, "cp")
        truth = ground.administration.truth("dr-hv-01")["dr-hv-01"]
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.splitlines()[0] == "verified: app08 / Network Adapter on dr-hv-01"
    plan = json.loads((proof / "plan.json").read_text())
    assert (hosts_file.parent / plan["plan_hash"]).read_text() == (proof / "plan.json").read_text(), "it was reviewed"
    (adapter,) = truth["app08"]["adapters"].values()
    assert adapter["staged"]["ip_addresses"] == ["10.9.20.118"]
    assert set(truth) == machines, "the test VM is gone"
    assert {path.suffix for path in (proof / "evidence").iterdir()} == {".yaml", ".html"}
    assert "renumber dr-hv-01/app08" in (proof / "journal.csv").read_text("utf-8")


def test_the_pipeline_sends_nothing_that_was_not_approved(tmp_path: Path) -> None:
    hosts_file, proof = tmp_path / "ground" / "hosts.yaml", tmp_path / "proof"
    with PracticeServer(ServeOptions(default_scenario(), hosts_file)) as ground:
        ran = _pipeline(hosts_file, proof, "false")
        assert ground.administration.executed() == []
    assert (ran.returncode, ran.stdout) == (1, "")


def test_the_unit_runs_a_check_that_exists_and_writes_where_it_may() -> None:
    unit = (EXAMPLES[0].parent / "systemd" / "hvr-check.service").read_text("ascii")
    (line,) = (line.partition("=")[2] for line in unit.splitlines() if line.startswith("ExecStart="))
    command = line.split()
    context = hvr.commands["check"].make_context("check", command[command.index("check") + 1 :])
    textfile = context.params["textfile"]
    assert f"ReadWritePaths={textfile.parent}" in unit
