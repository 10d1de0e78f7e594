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

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.yaml"))
SCENARIOS = [path for path in EXAMPLES if "vms" in yaml.safe_load(path.read_text("utf-8"))]
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


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda path: path.stem)
def test_a_scenario_is_served_and_listed(scenario: Path, tmp_path: Path) -> None:
    hosts_file = tmp_path / "hosts.yaml"
    with served(scenario, hosts_file):
        ran = subprocess.run(
            [sys.executable, "-m", "tui", "list", "--json", "--hosts", str(hosts_file)],
            capture_output=True,
            text=True,
            timeout=DEADLINE_SECONDS,
            env={name: value for name, value in os.environ.items() if not name.casefold().endswith("_proxy")},
            check=False,
        )
    assert ran.returncode == 0, ran.stderr
    written = yaml.safe_load(scenario.read_text("utf-8"))
    listed = {host["name"]: host for host in json.loads(ran.stdout)["hosts"]}
    assert set(listed) == {host["name"] for host in written["hosts"]}
    seen = {vm["name"] for host in listed.values() for vm in host["vms"]}
    assert seen == {vm["name"] for vm in written["vms"]}


def test_every_example_is_a_scenario_or_a_hosts_file() -> None:
    for path in EXAMPLES:
        assert "hosts" in yaml.safe_load(path.read_text("utf-8")), path.name
