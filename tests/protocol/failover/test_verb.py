"""`hvr failover` as a person or a script runs it, in a process of its own without a terminal."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.protocol.failover.conftest import EXAMPLES, OpenFleet, Serve
from tests.protocol.failover.runs import begun, finished, methods, plan_for, truth
from tests.protocol.running import environment, hvr
from tests.waiting import wait_for
from tui.fleet.drill.record import plan_document as drill_document
from tui.fleet.failover.record import plan_document
from tui.fleet.journal import Journal
from tui.model.drill.values import DrillPlan, DrillTarget
from tui.model.failover.deed import Deed
from tui.model.failover.values import FailoverPlan, FailoverTarget, Standing, Tier, Whereabouts
from tui.practice.serve import PracticeServer


@pytest.fixture
def hosts(ground: PracticeServer, tmp_path: Path) -> str:
    return str(tmp_path / "ground" / "hosts.yaml")


def ran(home: Path, hosts: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return hvr("failover", "--hosts", hosts, *arguments, HOME=str(home))


def test_a_vm_is_failed_over_as_planned_when_its_name_is_given(
    ground: PracticeServer, hosts: str, tmp_path: Path
) -> None:
    done = ran(tmp_path, hosts, "--vm", "sql01", "--planned", "--confirm", "sql01", "--reason", "a move", "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    (vm,) = document["vms"]
    assert (vm["name"], vm["standing"], document["reason"]) == ("sql01", "done", "a move")
    assert [stage["stage"] for stage in vm["stages"]][-1] == "verify the addresses"
    assert truth(ground, "dr-hv-02", "sql01")["power"] == "RUNNING"


def test_without_somebody_at_a_terminal_nothing_is_reversed_or_completed(
    ground: PracticeServer, hosts: str, tmp_path: Path
) -> None:
    done = ran(tmp_path, hosts, "--vm", "sql01", "--planned", "--confirm", "sql01")
    assert done.returncode == 0, done.stderr
    assert "replication is not reversed without somebody at a terminal" in done.stdout
    assert not {"ReverseReplicationRelationship", "CommitFailover"} & {method for _, method in methods(ground)}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "name a run book, or one of"),
        (("--planned",), "name the VMs with --vm or --where"),
        (("--planned", "--vm", "sql1"), "no VM of these modes is called sql1"),
        (("--planned", "--vm", "sql01"), 'nobody to ask: give --confirm "sql01"'),
        (("--planned", "--vm", "sql01", "--confirm", "sql"), "not confirmed: that takes sql01"),
        (("--planned", "--vm", "sql01", "--vm", "dc01", "--confirm", "sql01"), "planned failover 2"),
        (("--unplanned", "--vm", "sql01", "--confirm", "sql01"), "1 blocker; nothing was sent\n"),
        (("--planned", "--vm", "sql01", "--recovery-point", "latest"), "--recovery-point is for an unplanned failover"),
        (("--unplanned", "--vm", "sql01", "--recovery-point", "old"), "is not one of latest"),
        (("--continue", "abc", "--confirm", "x"), "no single unfinished failover"),
        (("--planned", "--vm", "sql01", "--waive", "no-such=x", "--confirm", "sql01"), "there is no rule no-such"),
        ((str(EXAMPLES / "cluster.yaml"),), "runbook is missing"),
    ],
)
def test_what_cannot_be_begun_is_said_and_nothing_is_sent(
    arguments: tuple[str, ...], says: str, ground: PracticeServer, hosts: str, tmp_path: Path
) -> None:
    done = ran(tmp_path, hosts, *arguments)
    assert (done.returncode, says in done.stderr) == (2, True), done.stderr
    assert methods(ground) == []


def test_a_run_book_stops_at_its_gate_and_is_continued_by_its_id(
    ground: PracticeServer, hosts: str, tmp_path: Path
) -> None:
    book = str(EXAMPLES / "planned-failover.yaml")
    done = ran(tmp_path, hosts, book, "--confirm", "move the site 3")
    assert done.returncode == 5, done.stderr
    (run,) = re.findall(r"hvr failover --continue (\w+)", done.stdout)
    status = ran(tmp_path, hosts, "--status", "--json")
    assert status.returncode == 1
    (open_run,) = json.loads(status.stdout)["unfinished"]
    assert open_run["id"].startswith(run)
    assert {vm["name"]: vm["left"] for vm in open_run["vms"]}["dc01"] == []
    done = ran(tmp_path, hosts, "--continue", run, "--confirm", "move the site 3")
    assert done.returncode in (0, 1), done.stderr
    assert ran(tmp_path, hosts, "--status").returncode == 0
    order = [host for host, method in methods(ground) if method == "InitiateFailover"]
    assert order == ["dr-hv-01", "dr-hv-02", "dr-hv-01"]


def test_a_run_book_run_again_takes_no_vm_back_that_has_moved_already(
    ground: PracticeServer, open_fleet: OpenFleet, hosts: str, tmp_path: Path
) -> None:
    fleet = open_fleet()
    (machine,) = finished(begun(fleet, plan_for(fleet, Deed.PLANNED, ("app07", "dr-hv-01"))))
    assert machine.standing is Standing.DONE, machine
    before = methods(ground)
    book = EXAMPLES / "planned-failover.yaml"
    again = ran(tmp_path, hosts, str(book))
    assert "left out: app07 is already on dr-hv-01, running" in again.stdout
    assert "  sql01 from prod-hv-01 to dr-hv-02: " in again.stdout
    assert "app07 from" not in again.stdout
    assert 'give --confirm "move the site 2"' in again.stderr
    anywhere = tmp_path / "anywhere.yaml"
    anywhere.write_text("".join(line for line in book.read_text().splitlines(True) if not line.startswith("to:")))
    blocked = ran(tmp_path, hosts, str(anywhere), "--confirm", "move the site 3")
    assert blocked.returncode == 2
    assert "blocker: moves from dr-hv-01 to prod-hv-01, against " in blocked.stdout
    assert methods(ground) == before


def test_beside_a_running_drill_and_against_what_a_book_did_last_nothing_begins(
    ground: PracticeServer, hosts: str, tmp_path: Path
) -> None:
    vm = next(iter(ground.administration.truth("dr-hv-02", "sql01")["dr-hv-02"].values()))["id"]
    journal = Journal(tmp_path / ".local" / "state" / "hvr" / "journal")
    drill = drill_document(DrillPlan((DrillTarget("dr-hv-02", vm, "sql01"),), "a test"))
    journal.run_began("d" * 32, "drill", drill)
    with journal.family("d" * 32):
        done = ran(tmp_path, hosts, "--vm", "sql01", "--planned", "--confirm", "sql01")
    assert done.returncode == 2, done.stdout
    assert "blocker: a drill has it in hand, here or in another console" in done.stdout
    target = FailoverTarget(vm, "sql01", Whereabouts("prod-hv-01"))
    plan = FailoverPlan("move", Deed.PLANNED, (target,), (Tier("all", (vm,)),), is_book=True)
    journal.run_began("e" * 32, "failover", plan_document(plan))
    book = tmp_path / "book.yaml"
    book.write_text("runbook: move\nkind: planned\ntiers:\n- vms: [sql01]\n")
    done = ran(tmp_path, hosts, str(book), "--confirm", "move 1")
    assert done.returncode == 2, done.stdout
    assert "write to: [dr-hv-02] if that is meant, else to: [prod-hv-01]" in done.stderr
    assert methods(ground) == []


def test_an_unfinished_failover_is_taken_back_or_left_as_it_is(
    ground: PracticeServer, hosts: str, tmp_path: Path
) -> None:
    ground.administration.happen("prod-hv-01", "host-down")
    done = ran(tmp_path, hosts, "--vm", "sql01", "--unplanned", "--confirm", "sql01")
    assert done.returncode == 5, done.stderr
    assert "does not answer: make sure that it does not run" in done.stdout
    assert "hvr: prod-hv-01" in done.stderr
    (run,) = re.findall(r"hvr failover --continue (\w+)", done.stdout)
    done = ran(tmp_path, hosts, "--take-back", run, "--confirm", "sql01")
    assert done.returncode == 0, done.stdout
    assert methods(ground) == []
    done = ran(tmp_path, hosts, "--vm", "sql01", "--unplanned", "--confirm", "sql01")
    (run,) = re.findall(r"hvr failover --continue (\w+)", done.stdout)
    assert ran(tmp_path, hosts, "--leave", run).returncode == 0
    assert ran(tmp_path, hosts, "--status").returncode == 0


def test_a_host_that_refuses_is_exit_code_three(ground: PracticeServer, hosts: str, tmp_path: Path) -> None:
    ground.administration.happen("dr-hv-02", "drop-rights", right="write")
    done = ran(tmp_path, hosts, "--vm", "sql01", "--planned", "--confirm", "sql01")
    assert done.returncode == 3, done.stdout
    assert "✗ failed  sql01 · fail over: dr-hv-02: fail over" in done.stdout
    assert "it is not over: hvr failover --continue" in done.stdout


def test_a_host_that_the_hosts_file_makes_read_only_is_refused_before_anything_is_sent(
    ground: PracticeServer, hosts: str, tmp_path: Path
) -> None:
    written = yaml.safe_load(Path(hosts).read_text())
    for host in written["hosts"]:
        host["read_only"] = host["name"] == "prod-hv-01"
    own = Path(hosts).with_name("own.yaml")
    own.write_text(yaml.safe_dump(written))
    done = ran(tmp_path, str(own), "--vm", "sql01", "--planned", "--confirm", "sql01")
    assert done.returncode == 2
    assert "blocker: prod-hv-01 is read-only here" in done.stdout
    assert methods(ground) == []


def test_an_interrupt_stops_after_the_step_on_the_wire_and_says_where_each_vm_stands(
    serve: Serve, tmp_path: Path
) -> None:
    ground = serve()
    ground.administration.speed(2)
    command = [
        sys.executable, "-m", "tui", "failover", "--hosts", str(tmp_path / "ground" / "hosts.yaml"), "--vm", "sql01",
        "--planned", "--confirm", "sql01",
    ]  # fmt: skip
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
        env=environment(HOME=str(tmp_path)),
    ) as process:  # fmt: skip
        wait_for(lambda: methods(ground), "the guest to be asked to shut down")
        process.send_signal(signal.SIGINT)
        out, complaints = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "stopping after the step on the wire" in complaints
    assert "– stopped  sql01" in out
    assert [method for _, method in methods(ground)] == ["InitiateShutdown"]
