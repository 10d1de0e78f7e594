"""`hvr drill` by exit code, stdout and stderr: the drill, what it leaves behind, the cleaning, and the board."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.protocol.fleet.drilling import Ground, guest_vm, scenario, served
from tests.protocol.running import environment
from tests.waiting import wait_for
from tui.fleet.judging.assessing import Assessor
from tui.verbs.drill.run import DrillOptions, drill
from tui.verbs.terms import Terminal


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    vms = [guest_vm(11, "windows", "dr-hv-01"), guest_vm(12, "netman", "dr-hv-01"), guest_vm(13, "noagent", "dr-hv-01")]
    with served(scenario(vms), tmp_path) as ground:
        yield ground


def _command(ground: Ground, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "tui", "drill", "--hosts", str(ground.hosts_file), *arguments]


def _environment(ground: Ground) -> dict[str, str]:
    return environment(XDG_STATE_HOME=str(ground.folder / "state"))


def _hvr(ground: Ground, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        _command(ground, *arguments), capture_output=True, text=True, env=_environment(ground), timeout=90,
        stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip


_DO = ("--reason", "a test", "--no-probe", "--patience", "2", "--yes")


def test_results_are_on_stdout_and_what_is_being_done_on_stderr(ground: Ground) -> None:
    ran = _hvr(ground, "--vm", "windows11", "--vm", "netman12", *_DO)
    assert ran.returncode == 1, ran.stderr
    lines = ran.stdout.splitlines()
    assert "windows11 · dr-hv-01: verified: 1 of 1 address, gateway, dns" in lines
    assert any(line.startswith("netman12 · dr-hv-01: differs: ") for line in lines)
    assert "    Network Adapter: not reported: address 10.9.20.12/24" in "\n".join(lines)
    assert lines[-1] in ("1 verified, 1 differs", "1 differs, 1 verified")
    for step in ("to be drilled: windows11", "windows11 · dr-hv-01: creating the test VM", "cleaning up"):
        assert step in ran.stderr
        assert step not in ran.stdout
    assert ground.test_vms() == []


def test_all_verified_is_exit_code_0_and_the_board_knows_it(ground: Ground) -> None:
    ran = _hvr(ground, "--vm", "windows11", *_DO, "--json")
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["verdicts"] == {"verified": 1}
    board = _hvr(ground, "--board", "--json")
    assert board.returncode == 1, board.stderr
    rows = {row["vm"]: row for row in json.loads(board.stdout)["vms"]}
    assert (rows["windows11"]["days_since_verified"], rows["windows11"]["overdue"]) == (0, False)
    assert (rows["netman12"]["days_since_verified"], rows["netman12"]["overdue"]) == (None, True)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--reason", "x", "--yes"), "say which VMs"),
        (("--vm", "windows11", "--yes"), "needs a --reason"),
        (("--vm", "nobody", *_DO), "no VM of these modes is called nobody"),
        (("--vm", "windows11", "--reason", "x"), "not confirmed; nothing was sent. Where nobody can be asked: --yes"),
        (("--vm", "windows11", "--waive", "no-such-rule=x", *_DO), "there is no rule no-such-rule"),
        (("--vm", "windows11", "--waive", "test-switch-missing", *_DO), "give a rule and a reason"),
        (("--vm", "windows11", "--recovery-point", "yesterday", *_DO), "is not one of latest"),
        (("--vm", "windows11", "--recovery-point", "application-consistent", *_DO), "no recovery point is"),
        (("--vm", "windows11", "--profile", "none.yaml", *_DO), "none.yaml"),
        (("--board", "--clean"), "one of --unfinished, --clean and --board"),
    ],
)
def test_what_cannot_be_used_as_it_is_sends_nothing(arguments: tuple[str, ...], sentence: str, ground: Ground) -> None:
    ran = _hvr(ground, *arguments)
    assert (ran.returncode, ran.stdout) == (2, ""), ran.stderr
    assert sentence in ran.stderr
    assert ground.server.administration.executed() == []


def test_on_a_terminal_the_count_is_typed(ground: Ground) -> None:
    fleet = ground.fleet()
    judgement = Assessor(fleet).assess_now().judgement
    rows = [row for row in fleet.view.rows() if row.machine.name in ("windows11", "netman12")]
    options = DrillOptions("a test", "1", patience=0.5, probe=False)
    asked: list[str] = []
    said: list[str] = []

    def typed(text: str) -> Terminal:
        def ask(question: str) -> str:
            asked.append(question)
            return text

        return Terminal(out=said.append, complain=lambda line: None, ask=ask)

    assert drill(fleet, rows, judgement, options, typed("yes")) == 2
    assert ground.server.administration.executed() == []
    assert drill(fleet, rows, judgement, options, typed("2")) == 1
    assert asked == ["to drill 2 VMs type 2: "] * 2
    assert len(ground.calls("TestReplicaSystem")) == 2


def _interrupted(ground: Ground, times: int) -> subprocess.CompletedProcess[str]:
    """A drill that waits for a silent guest, interrupted once its test VM runs."""
    process = subprocess.Popen(
        _command(ground, "--vm", "noagent13", "--reason", "a test", "--no-probe", "--patience", "600", "--yes"),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=_environment(ground), stdin=subprocess.DEVNULL,
    )  # fmt: skip
    with process:
        wait_for(lambda: _runs(ground), "the test VM to run")
        if times > 1:
            ground.server.administration.habits("dr-hv-01", job_seconds=60.0)
        process.send_signal(signal.SIGINT)
        if times > 1:
            assert process.stderr is not None
            while "stopping: " not in process.stderr.readline():
                assert process.poll() is None
            process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def _runs(ground: Ground) -> bool:
    held = ground.truth("dr-hv-01", "noagent13 - Test")
    return held is not None and held["power"] == "RUNNING"


def test_an_interrupt_stops_and_cleans_up(ground: Ground) -> None:
    ran = _interrupted(ground, 1)
    assert ran.returncode == 130
    assert "stopping: nothing further is begun" in ran.stderr
    assert "noagent13 · dr-hv-01: stopped" in ran.stdout
    assert ground.test_vms() == []
    assert _hvr(ground, "--unfinished").returncode == 0


def test_a_second_interrupt_leaves_at_once_and_the_rest_is_found_and_cleaned_up(ground: Ground) -> None:
    ran = _interrupted(ground, 2)
    assert ran.returncode == 130
    assert "left: " in ran.stderr
    assert "hvr drill --clean" in ran.stderr
    assert ground.test_vms() == [("dr-hv-01", "noagent13 - Test")]
    ground.server.administration.habits("dr-hv-01", job_seconds=0.05)
    ground.server.administration.advance(120)

    told = _hvr(ground, "--unfinished")
    assert told.returncode == 1
    assert "“a test”: interrupted" in told.stdout
    assert "noagent13 - Test · dr-hv-01: test VM of noagent13" in told.stdout
    assert _hvr(ground, "--clean").returncode == 2, "nobody confirmed it"
    assert _hvr(ground, "--clean", "--yes", "--vm", "windows11").returncode == 0, "another VM was meant"
    assert ground.test_vms() != []
    cleaned = _hvr(ground, "--clean", "--yes", "--json", "--vm", "noagent13")
    assert cleaned.returncode == 0, cleaned.stderr
    assert json.loads(cleaned.stdout)["test_vms"] == []
    assert "1 interrupted drill brought to an end" in cleaned.stderr
    assert ground.test_vms() == []
    assert _hvr(ground, "--unfinished").stderr.strip() == "hvr: no drill is unfinished, and no test VM is left"


def test_a_host_that_does_not_answer_is_exit_code_3(tmp_path: Path) -> None:
    vms = [guest_vm(11, "windows", "dr-hv-01"), guest_vm(12, "windows", "dr-hv-02")]
    with served(scenario(vms, ("dr-hv-01", "dr-hv-02")), tmp_path) as ground:
        ground.server.administration.stop("dr-hv-02")
        ran = _hvr(ground, "--vm", "windows12", *_DO)
        assert ran.returncode == 3, ran.stderr
        assert "not every host answered" in ran.stderr
        told = _hvr(ground, "--unfinished")
        assert told.returncode == 3
        assert "dr-hv-02: cannot be reached" in told.stderr


def test_a_vm_that_somebody_changed_meanwhile_is_exit_code_4_and_is_not_drilled(ground: Ground) -> None:
    profile = ground.folder / "drill.yaml"
    entry = {"host": "dr-hv-01", "vm": "windows11", "staged": {"addresses": ["192.168.77.11/24"]}}
    profile.write_text(yaml.safe_dump({"kind": "plan", "adapters": [entry]}))
    fleet = ground.fleet()
    rows = [row for row in fleet.view.rows() if row.machine.name == "windows11"]
    kept = ground.folder / "live.yaml"
    options = DrillOptions("a test", "1", patience=0.5, probe=False, profile=profile, keep_live=kept)
    documents: list[dict[str, Any]] = []

    def confirm_late(question: str) -> str:
        ground.happen("dr-hv-01", "change-staged", vm="windows11", addresses="10.77.0.1", subnets="255.255.0.0")
        return "1"

    terminal = Terminal(lambda line: None, lambda line: None, confirm_late, documents.append)
    assert drill(fleet, rows, Assessor(fleet).assess_now().judgement, options, terminal) == 4
    ((vm,),) = (document["vms"] for document in documents)
    assert (vm["verdict"], vm["conflict"]) == ("refused", True)
    assert ground.calls("TestReplicaSystem") == []


def test_a_profile_is_drilled_and_the_live_values_are_back_afterwards(ground: Ground) -> None:
    profile, kept = ground.folder / "drill.yaml", ground.folder / "live.yaml"
    entry = {
        "host": "dr-hv-01",
        "vm": "windows11",
        "adapter": "Network Adapter",
        "staged": {"addresses": ["192.168.77.11/24"], "gateways": ["192.168.77.1"], "dns": []},
    }
    profile.write_text(yaml.safe_dump({"kind": "plan", "adapters": [entry]}))
    refused = _hvr(ground, "--vm", "windows11", *_DO, "--profile", str(profile))
    assert refused.returncode == 2
    assert "second place" in refused.stderr
    ran = _hvr(ground, "--vm", "windows11", *_DO, "--profile", str(profile), "--keep-live", str(kept), "--json")
    assert ran.returncode == 0, ran.stderr
    (told,) = json.loads(ran.stdout)["vms"]
    assert told["adapters"][0]["reported"]["addresses"] == ["192.168.77.11/24"]
    held = ground.truth("dr-hv-01", "windows11")
    assert held is not None
    (adapter,) = held["adapters"].values()
    assert adapter["staged"]["ip_addresses"] == ["10.9.20.11"]
    assert yaml.safe_load(kept.read_text())["adapters"][0]["staged"]["addresses"] == ["10.9.20.11/24"]
