"""The verbs as a script meets them: data on stdout, sentences on stderr, documented exit codes."""

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
from tests.protocol.running import hvr
from tests.scenarios import default_scenario
from tests.waiting import wait_for
from tui.model.plan.cells import read_text
from tui.practice.serve import PracticeServer, ServeOptions


@pytest.fixture(scope="module")
def hosts_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ground") / "hosts.yaml"


@pytest.fixture(scope="module")
def ground(hosts_file: Path) -> Iterator[PracticeServer]:
    with PracticeServer(ServeOptions(default_scenario(), hosts_file)) as server:
        yield server


def test_list_prints_every_vm_of_every_host(ground: PracticeServer, hosts_file: Path) -> None:
    done = hvr("list", "--json", "--hosts", str(hosts_file))
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    truth = ground.administration.truth()
    assert {host["name"]: sorted(vm["name"] for vm in host["vms"]) for host in document["hosts"]} == {
        host: sorted(machines) for host, machines in truth.items()
    }
    modes = {vm["mode"] for host in document["hosts"] for vm in host["vms"]}
    assert {"Replica", "Primary", "None"} <= modes <= {"None", "Primary", "Replica", "TestReplica", "ExtendedReplica"}


def test_list_tells_an_adapter_as_the_host_holds_it(ground: PracticeServer, hosts_file: Path) -> None:
    document = json.loads(hvr("list", "--json", "--hosts", str(hosts_file)).stdout)
    host = next(each for each in document["hosts"] if each["name"] == "dr-hv-02")
    assert host["state"] == "up"
    assert host["stale"] is False
    vm = next(each for each in host["vms"] if each["name"] == "sql02")
    truth = ground.administration.truth("dr-hv-02", "sql02")["dr-hv-02"]["sql02"]["adapters"]
    assert [adapter["name"] for adapter in vm["adapters"]] == sorted(truth)
    for adapter in vm["adapters"]:
        held = truth[adapter["name"]]
        assert adapter["mac"] == held["mac"]
        assert adapter["connected"] is held["connected"]
        assert adapter["test_switch"] == held["test_switch"]
        assert adapter["staged"]["protocol"] == held["staged"]["protocol_if_type"]
        assert [each.partition("/")[0] for each in adapter["staged"]["addresses"]] == held["staged"]["ip_addresses"]
        assert adapter["staged"]["gateways"] == held["staged"]["default_gateways"]
        assert adapter["staged"]["dns"] == held["staged"]["dns_servers"]


def test_a_host_that_cannot_be_read_is_exit_3_and_the_others_are_still_printed(
    ground: PracticeServer, hosts_file: Path, tmp_path: Path
) -> None:
    text = hosts_file.read_text().replace("password_file: ", f"password_file: {hosts_file.parent}/")
    longer = tmp_path / "hosts.yaml"
    longer.write_text(text + "- name: gone\n  address: 127.0.0.1\n  port: 1\n")
    done = hvr("list", "--json", "--hosts", str(longer))
    assert done.returncode == 3
    states = {host["name"]: host["state"] for host in json.loads(done.stdout)["hosts"]}
    assert states == {"dr-hv-01": "up", "dr-hv-02": "up", "prod-hv-01": "up", "gone": "failed"}
    assert done.stderr.startswith("hvr: gone: cannot be reached")


def test_a_wrong_password_is_named_for_every_host_and_never_shown(
    ground: PracticeServer, hosts_file: Path, tmp_path: Path
) -> None:
    text = hosts_file.read_text().replace("password_file: hosts.yaml.practice-password", "password_env: WRONG")
    wrong = tmp_path / "hosts.yaml"
    wrong.write_text(text)
    done = hvr("list", "--json", "--hosts", str(wrong), WRONG="Falscher-Hase-77")
    assert done.returncode == 3
    assert {host["error"]["kind"] for host in json.loads(done.stdout)["hosts"]} == {"not authenticated"}
    assert "Falscher-Hase-77" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hosts:\n  - nmae: a\n", "line 2: hosts[0].name is missing"),
        ("hosts:\n  - {name: a, username: x, colour: red}\n", "line 2: hosts[0].colour: unknown key"),
    ],
)
def test_a_wrong_hosts_file_is_exit_2_with_one_line(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "hosts.yaml"
    path.write_text(text)
    done = hvr("list", "--hosts", str(path))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert words in done.stderr


def test_without_a_hosts_file_the_way_on_is_told() -> None:
    done = hvr("list")
    assert done.returncode == 2
    assert "hvr practice" in done.stderr


def test_the_console_refuses_a_pipe_with_a_hint(tmp_path: Path) -> None:
    done = hvr("--hosts", str(tmp_path / "hosts.yaml"))
    assert done.returncode == 2
    assert "hvr list --json" in done.stderr


def test_a_password_cannot_be_asked_for_without_a_terminal(tmp_path: Path) -> None:
    path = tmp_path / "hosts.yaml"
    path.write_text("hosts:\n  - {name: a, username: x}\n")
    done = hvr("list", "--hosts", str(path))
    assert done.returncode == 2
    assert "password_file or password_env" in done.stderr


def test_events_are_one_json_object_a_line_and_end_with_130(
    ground: PracticeServer, hosts_file: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "tui", "events", "--follow", "--json", "--hosts", str(hosts_file)]
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"]}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        wait_for(lambda: _subscribed(ground), "a subscription on every host")
        ground.administration.happen("dr-hv-01", "suspend-replication", vm="app07")
        event = json.loads(process.stdout.readline())
        process.send_signal(2)
        assert process.wait(20) == 130
    assert (event["host"], event["vm"]) == ("dr-hv-01", "app07")
    assert event["channel"].startswith("Microsoft-Windows-Hyper-V-")


def _subscribed(ground: PracticeServer) -> bool:
    return all(
        any(request.action.endswith("/Pull") and request.resource_class == "EventLog" for request in listener.requests)
        for listener in ground.listeners.values()
    )


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [(["--help"], ("textual", "winrm", "requests")), (["list", "--help"], ("textual", "winrm", "requests"))],
)
def test_help_loads_neither_textual_nor_pywinrm(arguments: list[str], absent: tuple[str, ...]) -> None:
    program = (
        "import sys\nfrom tui.__main__ import main\n"
        f"sys.argv = ['hvr', *{arguments!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {absent!r} if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_a_headless_verb_never_loads_textual(ground: PracticeServer, hosts_file: Path) -> None:
    program = (
        "import sys\nfrom tui.__main__ import main\n"
        f"sys.argv = ['hvr', 'list', '--json', '--hosts', {str(hosts_file)!r}]\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert end.code == 0\n"
        "print([name for name in ('textual', 'rich') if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_list_is_valid_by_its_schema_and_dated(ground: PracticeServer, hosts_file: Path) -> None:
    found = schemas.document(hvr("list", "--json", "--hosts", str(hosts_file)), "list")
    assert all(host["as_of"] for host in found["hosts"])
    assert {len(vm["id"]) for host in found["hosts"] for vm in host["vms"]} == {36}


def test_list_is_narrowed_by_host_mode_name_and_filter(ground: PracticeServer, hosts_file: Path) -> None:
    for options, expected in (
        (("--vm", "sql01"), {"dr-hv-02/sql01"}),
        (("--vm", "prod-hv-01/sql01", "--mode", "primary"), {"prod-hv-01/sql01"}),
        (
            ("--where", "vm:sql", "--mode", "any"),
            {"dr-hv-02/sql01", "prod-hv-01/sql01", "dr-hv-02/sql02", "prod-hv-01/sql02"},
        ),
        (("--host", "dr-hv-02", "--where", "sql -vm:sql02"), {"dr-hv-02/sql01"}),
    ):
        done = hvr("list", "--json", *options, "--hosts", str(hosts_file))
        found = schemas.document(done, "list")
        assert {f"{host['name']}/{vm['name']}" for host in found["hosts"] for vm in host["vms"]} == expected


def test_only_the_hosts_that_are_meant_are_asked(ground: PracticeServer, hosts_file: Path, tmp_path: Path) -> None:
    text = hosts_file.read_text().replace("password_file: ", f"password_file: {hosts_file.parent}/")
    longer = tmp_path / "hosts.yaml"
    longer.write_text(text + "- name: gone\n  address: 127.0.0.1\n  port: 1\n")
    done = hvr("list", "--json", "--host", "DR-HV-01", "--hosts", str(longer))
    assert (done.returncode, done.stderr) == (0, "")
    assert [host["name"] for host in json.loads(done.stdout)["hosts"]] == ["dr-hv-01"]


def test_csv_has_a_row_an_adapter_and_marks_what_a_spreadsheet_would_run(
    ground: PracticeServer, hosts_file: Path
) -> None:
    done = hvr("list", "--csv", "--hosts", str(hosts_file))
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    listed = json.loads(hvr("list", "--json", "--hosts", str(hosts_file)).stdout)
    vms = [(host["name"], vm) for host in listed["hosts"] for vm in host["vms"]]
    assert len(rows) == sum(max(1, len(vm["adapters"])) for _, vm in vms)
    assert {(row["Host"], read_text(row["VM Name"])) for row in rows} == {(host, vm["name"]) for host, vm in vms}
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_a_reader_that_leaves_early_is_met_with_silence(ground: PracticeServer, hosts_file: Path) -> None:
    command = f"{sys.executable} -m tui list --json --hosts {hosts_file} | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (141, "")


def test_a_wrong_option_is_one_sentence_with_where_to_look(hosts_file: Path) -> None:
    done = hvr("list", "--hots", str(hosts_file))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith("hvr: ")
    assert "hvr list --help" in done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script_that_askshvr(shell: str) -> None:
    done = hvr("completion", shell)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"_HVR_COMPLETE={shell}_complete" in done.stdout


def test_a_shell_completes_verbs_and_hosts(hosts_file: Path, ground: PracticeServer) -> None:
    for words, number, expected in (
        ("hvr ch", "1", {"plain,check"}),
        (f"hvr check --hosts {hosts_file} --host dr", "5", {"plain,dr-hv-01", "plain,dr-hv-02"}),
    ):
        done = hvr(_HVR_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=number)
        assert set(done.stdout.split()) == expected
