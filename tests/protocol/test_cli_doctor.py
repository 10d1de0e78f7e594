"""`hvr doctor`, `hvr config check` and `hvr locate` as a script meets them."""

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.protocol import schemas
from tests.protocol.running import environment, hvr
from tui.practice.serve import PracticeServer


@pytest.mark.usefixtures("ground")
def test_doctor_prints_one_line_a_check_and_is_0_where_nothing_is_wrong(hosts_file: Path) -> None:
    done = hvr("doctor", "dr-hv-01", "--hosts", str(hosts_file))
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "dr-hv-01:"
    assert [line.split()[0] for line in lines[1:] if "->" not in line] == [
        "name", "port", "certificate", "service", "logon", "identify",
        "namespace", "read", "write", "events", "cluster", "clock", "limits",
    ]  # fmt: skip


def test_doctor_is_1_where_rights_are_missing_and_its_json_holds_the_remedy(
    ground: PracticeServer, hosts_file: Path
) -> None:
    ground.administration.habits("dr-hv-02", visible=False)
    done = hvr("doctor", "--json", "--hosts", str(hosts_file))
    assert done.returncode == 1
    findings = schemas.document(done, "doctor")["findings"]
    assert {each["host"] for each in findings} == {"dr-hv-01", "dr-hv-02", "prod-hv-01"}
    (read,) = (each for each in findings if each["host"] == "dr-hv-02" and each["check"] == "read")
    assert (read["verdict"], read["sentence"]) == ("not permitted", "nothing visible: check Hyper-V Administrators")
    assert "Hyper-V Administrators" in read["remedy"]


def test_doctor_is_3_where_a_host_cannot_be_reached(ground: PracticeServer, hosts_file: Path) -> None:
    ground.administration.stop("dr-hv-01")
    assert hvr("doctor", "dr-hv-01", "dr-hv-02", "--hosts", str(hosts_file)).returncode == 3


@pytest.mark.usefixtures("ground")
def test_doctor_of_a_host_that_the_file_does_not_name_is_a_usage_error(hosts_file: Path) -> None:
    done = hvr("doctor", "sql01", "--hosts", str(hosts_file))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "dr-hv-01" in done.stderr


@pytest.mark.usefixtures("ground")
def test_the_register_is_held_against_hosts_and_the_report_is_ones_own(hosts_file: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    done = hvr("doctor", "--assumptions", "--report", str(report), "--hosts", str(hosts_file))
    assert (done.returncode, done.stderr) == (0, "")
    assert "holds     projection: " in done.stdout
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    document = json.loads(report.read_text())
    schemas.check(document, "assumptions")
    assert len(document["hosts"]) == 3
    assert "dr-hv" not in report.read_text()


def test_a_report_needs_the_register(hosts_file: Path) -> None:
    done = hvr("doctor", "--report", "x", "--hosts", str(hosts_file))
    assert (done.returncode, "--assumptions" in done.stderr) == (2, True)


def test_an_empty_host_that_hides_everything_is_not_told_as_empty(ground: PracticeServer, hosts_file: Path) -> None:
    ground.administration.habits("dr-hv-01", visible=False)
    text = hvr("list", "--hosts", str(hosts_file)).stdout
    assert "  nothing visible: check Hyper-V Administrators\n" in text
    document = json.loads(hvr("list", "--json", "--hosts", str(hosts_file)).stdout)
    assert {host["name"]: host["nothing_visible"] for host in document["hosts"]} == {
        "dr-hv-01": True, "dr-hv-02": False, "prod-hv-01": False,
    }  # fmt: skip


def test_config_check_lists_what_the_file_names_and_asks_nobody(tmp_path: Path) -> None:
    path = tmp_path / "hosts.yaml"
    path.write_text(
        "defaults: {username: x}\n"
        "hosts:\n  - {name: a.example, read_only: true}\n"
        "clusters:\n  - {name: cl.example, nodes: [n1.example]}\n"
    )
    done = hvr("config", "check", "--hosts", str(path))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "a.example: https://a.example:5986/wsman, ntlm, x, read-only",
        "n1.example: https://n1.example:5986/wsman, ntlm, x, node of cl.example",
        "cl.example: failover cluster, nodes n1.example",
    ]


def test_config_check_is_a_document_too(tmp_path: Path) -> None:
    path = tmp_path / "hosts.yaml"
    path.write_text(
        "defaults:\n  username: x\n  waivers: [{rule: never-drilled, reason: later, until: 2020-01-01T12:00:00Z}]\n"
        "hosts:\n  - {name: a.example, production: true}\n"
        "clusters:\n  - {name: cl.example, nodes: [n1.example]}\n  - {name: other.example}\n"
    )
    done = hvr("config", "check", "--json", "--hosts", str(path))
    assert (done.returncode, done.stderr.count("\n")) == (0, 1)
    document = schemas.document(done, "config-check")
    assert document["path"] == str(path)
    assert [(host["name"], host["production"], host["cluster"]) for host in document["hosts"]] == [
        ("a.example", True, None),
        ("n1.example", False, "cl.example"),
    ]
    assert document["clusters"] == [
        {"name": "cl.example", "nodes": ["n1.example"]},
        {"name": "other.example", "nodes": None},
    ]
    assert document["waivers_over"] == [{"rule": "never-drilled", "until": "2020-01-01T12:00:00Z"}]
    path.write_text("hosts: 1\n")
    assert (hvr("config", "check", "--json", "--hosts", str(path)).stdout) == ""


def test_config_check_tells_waivers_that_are_over(tmp_path: Path) -> None:
    path = tmp_path / "hosts.yaml"
    path.write_text(
        "defaults:\n  username: x\n  waivers:\n"
        "    - {rule: never-drilled, reason: later, until: 2020-01-01T12:00:00Z}\n"
        "    - {rule: dns-missing, reason: an appliance, until: 2999-01-01}\n"
        "hosts: [a, b]\n"
    )
    done = hvr("config", "check", "--hosts", str(path))
    assert done.returncode == 0
    assert done.stderr == f"hvr: {path}: the waiver of never-drilled is over since 2020-01-01 12:00 UTC\n"


def test_config_check_names_what_of_an_inventory_was_not_understood(tmp_path: Path) -> None:
    path = tmp_path / "inventory.yml"
    path.write_text(
        "hv:\n  hosts:\n    a:\n      ansible_winrm_tricks: 1\n"
        "  vars: {ansible_connection: winrm, ansible_user: x, ansible_winrm_transport: kerberos}\n"
    )
    done = hvr("config", "check", "--hosts", str(path))
    assert done.returncode == 0
    assert done.stdout == "a: https://a:5986/wsman, kerberos, x, group hv\n"
    assert done.stderr == f"hvr: {path}: ansible_winrm_tricks: not understood (a)\n"


def test_a_hosts_file_that_others_may_write_is_exit_2_with_the_chmod(tmp_path: Path) -> None:
    path = tmp_path / "hosts.yaml"
    path.write_text("hosts: [{name: a, username: x}]\n")
    path.chmod(0o666)
    done = hvr("config", "check", "--hosts", str(path))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert f"chmod go-w {path}" in done.stderr


def test_locate_says_where_files_lie_and_whether_they_are_there(tmp_path: Path) -> None:
    lines = hvr("locate").stdout.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["hosts file", "journal", "JSON schemas"]
    assert [line.endswith(" (not there)") for line in lines] == [True, True, False]
    assert hvr("locate", "--hosts", str(tmp_path)).stdout.splitlines()[0] == f"hosts file: {tmp_path}"


def test_where_files_lie_is_a_document_too() -> None:
    files = schemas.document(hvr("locate", "--json"), "locate")["files"]
    assert [(each["what"], each["there"]) for each in files] == [
        ("hosts file", False),
        ("journal", False),
        ("JSON schemas", True),
    ]


def test_the_consoles_keys_are_a_document_too(tmp_path: Path) -> None:
    own = tmp_path / "keys.yaml"
    own.write_text("keys:\n  review: [d, f8]\n")
    commands = schemas.document(hvr("keys", "--json", "--keys", str(own)), "keys")["commands"]
    (review,) = [each for each in commands if each["id"] == "review"]
    assert (review["place"], review["keys"], review["leads_to_a_write"]) == ("Panes", ["d", "F8"], True)
    rows = [line for line in hvr("keys").stdout.splitlines() if "`" in line]
    assert len(commands) == len(rows)


@pytest.mark.usefixtures("ground")
def test_the_doctor_never_loads_textual(hosts_file: Path) -> None:
    program = (
        "import sys\nfrom tui.__main__ import main\n"
        f"sys.argv = ['hvr', 'doctor', '--json', '--hosts', {str(hosts_file)!r}]\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert end.code == 0\n"
        "print([name for name in ('textual', 'rich') if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment()
    )
    assert done.stderr.strip() == "[]"
