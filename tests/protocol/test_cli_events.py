"""`hvr events`: what is there since a time, and what comes, each once, whatever happens to the hosts meanwhile."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.protocol import schemas
from tests.protocol.running import environment, hvr
from tests.waiting import wait_for
from tui.model.plan.cells import read_text
from tui.practice.serve import PracticeServer

VMMS = "Microsoft-Windows-Hyper-V-VMMS-Admin"
WORKER = "Microsoft-Windows-Hyper-V-Worker-Admin"


def _write(ground: PracticeServer, host: str, message: str, **more: str) -> None:
    ground.administration.happen(host, "event", **{"channel": VMMS, "message": message, **more})


def test_what_is_there_is_told_oldest_first_and_that_is_all(ground: PracticeServer, hosts_file: Path) -> None:
    _write(ground, "dr-hv-02", "first")
    _write(ground, "dr-hv-01", "second")
    done = hvr("events", "--json", "--since", "1h", "--hosts", str(hosts_file))
    assert (done.returncode, done.stderr) == (0, "")
    told = schemas.lines(done, "event")
    ours = [(each["host"], each["message"]) for each in told if each["message"] in ("first", "second")]
    assert sorted(ours) == [("dr-hv-01", "second"), ("dr-hv-02", "first")]
    assert [each["time"] for each in told] == sorted(each["time"] for each in told)


def test_events_are_rows_too_and_a_message_that_a_spreadsheet_would_run_is_marked(
    ground: PracticeServer, hosts_file: Path
) -> None:
    _write(ground, "dr-hv-01", "=1+1", level="2", vm="app07")
    _write(ground, "dr-hv-02", 'two, "lines"\nof it', level="2")
    done = hvr("events", "--csv", "--since", "1h", "--level", "error", "--hosts", str(hosts_file))
    assert (done.returncode, done.stderr) == (0, "")
    rows = [row for row in csv.DictReader(io.StringIO(done.stdout)) if row["Channel"] == VMMS]
    told = schemas.lines(
        hvr("events", "--json", "--since", "1h", "--level", "error", "--hosts", str(hosts_file)), "event"
    )
    exact = {(each["host"], each["time"], each["vm"], each["message"]) for each in told if each["channel"] == VMMS}
    assert {(row["Host"], row["Time"], row["VM Name"] or None, read_text(row["Message"])) for row in rows} == exact
    assert {"=1+1", 'two, "lines"\nof it'} <= {message for _, _, _, message in exact}
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_events_are_chosen_by_level_channel_vm_and_host(ground: PracticeServer, hosts_file: Path) -> None:
    _write(ground, "dr-hv-01", "an error", level="2", vm="app07")
    _write(ground, "dr-hv-01", "a warning", level="3")
    _write(ground, "dr-hv-01", "a worker", level="2", channel=WORKER)
    _write(ground, "dr-hv-02", "elsewhere", level="2")
    for options, expected in (
        (("--level", "error"), {"an error", "a worker", "elsewhere"}),
        (("--level", "warning", "--channel", "vmms-admin"), {"an error", "a warning", "elsewhere"}),
        (("--channel", "worker"), {"a worker"}),
        (("--vm", "app07"), {"an error"}),
        (("--host", "dr-hv-02"), {"elsewhere"}),
        (("--where", "vm:app07"), {"an error"}),
    ):
        done = hvr("events", "--json", "--since", "1h", *options, "--hosts", str(hosts_file))
        told = {json.loads(line)["message"] for line in done.stdout.splitlines()}
        assert told & {"an error", "a warning", "a worker", "elsewhere"} == expected, options


def test_a_silent_host_is_exit_code_3_beside_the_others_events(ground: PracticeServer, hosts_file: Path) -> None:
    _write(ground, "dr-hv-02", "still told")
    ground.administration.stop("dr-hv-01")
    done = hvr("events", "--since", "1h", "--hosts", str(hosts_file))
    assert done.returncode == 3
    assert "still told" in done.stdout
    assert "dr-hv-01: cannot be reached" in done.stderr


@pytest.mark.parametrize("wrong", [("--since", "soon"), ("--since", "2999-01-01T00:00:00Z"), ("--channel", "kitchen")])
def test_what_cannot_be_meant_is_exit_code_2(hosts_file: Path, ground: PracticeServer, wrong: tuple[str, str]) -> None:
    done = hvr("events", *wrong, "--hosts", str(hosts_file))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


class _Following:
    """`hvr events --follow --json` as a process, a line at a time."""

    def __init__(self, hosts_file: Path, *options: str) -> None:
        command = [sys.executable, "-m", "tui", "events", "--follow", "--json", *options, "--hosts", str(hosts_file)]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
        )

    def message(self) -> str:
        assert self.process.stdout is not None
        found: str = json.loads(self.process.stdout.readline())["message"]
        return found

    def end(self) -> tuple[int, str]:
        self.process.send_signal(2)
        rest, _ = self.process.communicate(timeout=20)
        return self.process.returncode, rest


@pytest.fixture
def following(hosts_file: Path, ground: PracticeServer) -> Iterator[_Following]:
    run = _Following(hosts_file, "--host", "dr-hv-01", "--channel", "vmms-admin")
    try:
        wait_for(lambda: _pulls(ground) > 0, "a subscription")
        yield run
    finally:
        run.process.kill()
        run.process.communicate()


def _pulls(ground: PracticeServer) -> int:
    return sum(
        request.action.endswith("/Pull") and request.resource_class == "EventLog"
        for request in ground.listeners["dr-hv-01"].requests
    )


def test_nothing_is_lost_or_told_twice_while_a_host_is_down(ground: PracticeServer, following: _Following) -> None:
    _write(ground, "dr-hv-01", "before")
    assert following.message() == "before"
    ground.administration.stop("dr-hv-01")
    _write(ground, "dr-hv-01", "meanwhile")
    ground.administration.start("dr-hv-01")
    assert following.message() == "meanwhile"
    _write(ground, "dr-hv-01", "after")
    assert following.message() == "after"
    assert following.end() == (130, "")


def test_a_host_that_comes_up_later_tells_what_it_wrote_since_the_start(
    ground: PracticeServer, hosts_file: Path
) -> None:
    ground.administration.stop("dr-hv-01")
    run = _Following(hosts_file, "--channel", "vmms-admin")
    try:
        assert run.process.stderr is not None
        assert "dr-hv-01: cannot be reached" in run.process.stderr.readline()
        _write(ground, "dr-hv-01", "while nobody could read it")
        ground.administration.start("dr-hv-01")
        assert run.message() == "while nobody could read it"
    finally:
        run.process.kill()
        run.process.communicate()


def test_a_reader_that_leaves_ends_it_quietly(ground: PracticeServer, hosts_file: Path) -> None:
    _write(ground, "dr-hv-01", "one")
    _write(ground, "dr-hv-01", "two")
    hvr_command = f"{sys.executable} -m tui events --since 1h --hosts {hosts_file}"
    done = subprocess.run(
        ["bash", "-c", f"{hvr_command} | head -1; exit ${{PIPESTATUS[0]}}"],
        capture_output=True, text=True, env=environment(), check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode in (0, 141), done.stderr, done.stdout.count("\n")) == (True, "", 1)


def test_following_ends_under_timeout(hosts_file: Path, ground: PracticeServer) -> None:
    command = ["timeout", "3", sys.executable, "-m", "tui", "events", "--follow", "--hosts", str(hosts_file)]
    done = subprocess.run(
        command, capture_output=True, text=True, env={**environment(), "PATH": os.environ["PATH"]}, check=False,
        timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (124, "")
