"""`hvr check` for people, scripts, spreadsheets, monitors and Prometheus."""

import csv
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.protocol.running import environment, hvr
from tests.protocol.schemas import document
from tests.scenarios import default_scenario
from tui.practice.serve import PracticeServer, ServeOptions

NEGATE = Path("/usr/lib/nagios/plugins/negate")
ALERTS = Path(__file__).parents[2] / "examples" / "prometheus" / "hvr-alerts.yml"


@pytest.fixture(scope="module")
def hosts_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ground") / "hosts.yaml"


@pytest.fixture(scope="module")
def ground(hosts_file: Path) -> Iterator[PracticeServer]:
    with PracticeServer(ServeOptions(default_scenario(), hosts_file)) as server:
        yield server


@pytest.fixture
def with_a_dead_host(ground: PracticeServer, hosts_file: Path, tmp_path: Path) -> Path:
    text = hosts_file.read_text().replace("password_file: ", f"password_file: {hosts_file.parent}/")
    path = tmp_path / "hosts.yaml"
    path.write_text(f"{text}- {{name: gone, address: 127.0.0.1, port: 1}}\n")
    return path


@pytest.mark.usefixtures("ground")
def test_findings_are_lines_with_what_mends_them_and_exit_code_1(hosts_file: Path) -> None:
    done = hvr("check", "--hosts", str(hosts_file))
    assert (done.returncode, done.stderr) == (1, "")
    *findings, totals = done.stdout.splitlines()
    assert totals.startswith("21 VMs: ")
    assert totals.endswith(" for unplanned failover")
    assert all(line.split()[0] in ("block", "warn", "info") for line in findings)
    assert any(
        "sql01 / " in line and "not connected: it will wake without a network; connect it" in line for line in findings
    )


@pytest.mark.usefixtures("ground")
def test_a_vm_that_is_ready_is_exit_code_0(hosts_file: Path) -> None:
    ready = document(hvr("check", "--json", "--where", "verdict:ready", "--hosts", str(hosts_file)), "check")
    names = [f"{vm['host']}/{vm['name']}" for vm in ready["vms"]]
    assert names
    done = hvr("check", "--json", "--vm", names[0], "--hosts", str(hosts_file))
    assert (done.returncode, document(done, "check")["exit_codes"]) == (0, [])


@pytest.mark.usefixtures("ground")
def test_json_counts_as_the_rows_do_and_is_dated(hosts_file: Path) -> None:
    done = hvr("check", "--json", "--hosts", str(hosts_file))
    found = document(done, "check")
    for word, count in found["counts"].items():
        assert sum(vm["verdict"] == word for vm in found["vms"]) == count
    assert (done.returncode, found["exit_code"], found["exit_codes"]) == (1, 1, [1])
    assert {vm["mode"] for vm in found["vms"]} <= {"Replica", "ExtendedReplica"}
    assert all(vm["statistics"] is None for vm in found["vms"])
    assert datetime.now(UTC) - datetime.fromisoformat(found["time"]) < timedelta(minutes=2)


@pytest.mark.usefixtures("ground")
def test_statistics_are_waited_for_and_judged(hosts_file: Path) -> None:
    found = document(hvr("check", "--json", "--statistics", "--hosts", str(hosts_file)), "check")
    assert all(vm["statistics"] is not None for vm in found["vms"])
    rules = {finding["rule"] for vm in found["vms"] for finding in vm["findings"]}
    assert rules & {"never-drilled", "drill-overdue"}


@pytest.mark.usefixtures("ground")
def test_an_operation_weighs_the_same_rules_its_own_way(hosts_file: Path) -> None:
    counts = [
        document(hvr("check", "--json", "--operation", word, "--hosts", str(hosts_file)), "check")["counts"]
        for word in ("stage", "unplanned")
    ]
    assert counts[0] != counts[1]


@pytest.mark.usefixtures("ground")
def test_csv_has_a_row_a_finding(hosts_file: Path) -> None:
    done = hvr("check", "--csv", "--vm", "sql01", "--hosts", str(hosts_file))
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    listed = document(hvr("check", "--json", "--vm", "sql01", "--hosts", str(hosts_file)), "check")["vms"][0][
        "findings"
    ]
    assert sorted(row["Rule"] for row in rows) == sorted(finding["rule"] for finding in listed)


def test_a_silent_host_is_exit_code_3_beside_the_findings_of_the_others(with_a_dead_host: Path) -> None:
    done = hvr("check", "--json", "--hosts", str(with_a_dead_host))
    found = document(done, "check")
    assert (done.returncode, found["exit_codes"]) == (3, [1, 3])
    assert "hvr: gone: cannot be reached" in done.stderr


def test_a_silent_host_that_is_not_asked_about_does_not_count(with_a_dead_host: Path) -> None:
    assert hvr("check", "--host", "dr-hv-01", "--hosts", str(with_a_dead_host)).returncode == 1


@pytest.mark.usefixtures("ground")
def test_what_fits_nothing_is_exit_code_2_with_one_line(hosts_file: Path) -> None:
    for options, words in (
        (("--vm", "sql01", "--mode", "any"), "sql01 fits several VMs: dr-hv-02/sql01 ("),
        (("--vm", "sql99"), "no VM of these modes is called sql99; did you mean"),
        (("--host", "dr-hv-07"), "there is no host dr-hv-07; did you mean dr-hv-02"),
        (("--where", "verdikt:ready"), "there is no filter word verdikt: did you mean verdict:"),
        (("--where", "verdict:bloked"), "there is no verdict bloked: there are ready, warn, blocked"),
        (("--where", "no-such-vm"), "no VM is meant by these options"),
    ):
        done = hvr("check", *options, "--hosts", str(hosts_file))
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
        assert words in done.stderr


def _silenced(hosts_file: Path, tmp_path: Path, until: str) -> Path:
    """The hosts file with everything but one rule of one VM off, and that one waived."""
    from tui.model.readiness import RULES_BY_ID

    text = hosts_file.read_text().replace("password_file: ", f"password_file: {hosts_file.parent}/")
    off = ", ".join(f"{rule}: 'off'" for rule in RULES_BY_ID if rule != "not-connected")
    path = tmp_path / "waived.yaml"
    waiver = f"{{rule: not-connected, reason: a lab, until: {until}, vms: [sql01]}}"
    path.write_text(text.replace("defaults:\n", f"defaults:\n  rules: {{{off}}}\n  waivers: [{waiver}]\n"))
    return path


@pytest.mark.usefixtures("ground")
def test_a_waiver_of_the_hosts_file_holds_until_its_end(hosts_file: Path, tmp_path: Path) -> None:
    options = ("check", "--json", "--vm", "sql01", "--hosts")
    held = hvr(*options, str(_silenced(hosts_file, tmp_path, "2999-01-01")))
    found = document(held, "check")
    assert (held.returncode, found["vms"][0]["verdict"]) == (0, "ready")
    assert {(each["rule"], each["reason"], each["severity"]) for each in found["vms"][0]["waived"]} == {
        ("not-connected", "a lab", "block")
    }
    over = hvr(*options, str(_silenced(hosts_file, tmp_path, "2020-01-01")))
    assert (over.returncode, document(over, "check")["vms"][0]["verdict"]) == (1, "blocked")


@pytest.mark.usefixtures("ground")
def test_a_plug_in_says_one_line_with_performance_data(hosts_file: Path) -> None:
    done = hvr("check", "--nagios", "--hosts", str(hosts_file))
    assert (done.returncode, done.stdout.count("\n"), done.stderr) == (2, 1, "")
    said, _, performance = done.stdout.partition(" | ")
    assert said.startswith("HVR CRITICAL - 21 VMs: ")
    assert performance.startswith("'ready'=")


def test_a_plug_in_is_unknown_for_a_silent_host_unless_something_is_critical(with_a_dead_host: Path) -> None:
    critical = hvr("check", "--nagios", "--hosts", str(with_a_dead_host))
    assert (critical.returncode, critical.stdout.split(" - ")[0]) == (2, "HVR CRITICAL")
    unknown = hvr("check", "--nagios", "--host", "gone", "--hosts", str(with_a_dead_host))
    assert (unknown.returncode, unknown.stdout.split(" - ")[0]) == (3, "HVR UNKNOWN")
    assert "gone: cannot be reached" in unknown.stdout


def test_a_plug_in_is_unknown_where_it_cannot_even_begin(tmp_path: Path) -> None:
    for options in (("--no-such-option",), ("--hosts", str(tmp_path / "none.yaml")), ("--where", "colour:red")):
        done = hvr("check", "--nagios", *options)
        assert (done.returncode, done.stdout.split(" - ")[0], done.stdout.count("\n")) == (3, "HVR UNKNOWN", 1)


@pytest.mark.usefixtures("ground")
@pytest.mark.skipif(not NEGATE.exists(), reason="apt install monitoring-plugins-basic")
def test_a_tool_of_the_monitoring_plugins_takes_the_plug_in_for_one(hosts_file: Path) -> None:
    plugin = [sys.executable, "-m", "tui", "check", "--nagios", "--hosts", str(hosts_file)]
    done = subprocess.run(
        [str(NEGATE), "--substitute", "--critical=OK", *plugin],
        capture_output=True, text=True, env=environment(), check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout.split(" - ")[0]) == (0, "HVR OK")


def _textfile(hosts_file: Path, path: Path, *options: str) -> str:
    done = hvr("check", "--prometheus", str(path), *options, "--hosts", str(hosts_file))
    assert done.returncode in (1, 3), done.stderr
    return path.read_text()


def test_the_textfile_tells_what_the_host_holds(ground: PracticeServer, hosts_file: Path, tmp_path: Path) -> None:
    text = _textfile(hosts_file, tmp_path / "hvr.prom", "--statistics")
    families = {family.name: family for family in text_string_to_metric_families(text)}
    truth = ground.administration.truth("dr-hv-02")["dr-hv-02"]
    staged = {
        sample.labels["vm"]: sample.value
        for sample in families["hvr_vm_staged_adapters"].samples
        if sample.labels["host"] == "dr-hv-02"
    }
    assert staged["sql02"] == sum(bool(each["staged"]["ip_addresses"]) for each in truth["sql02"]["adapters"].values())
    assert {sample.value for sample in families["hvr_host_reachable"].samples} == {1.0}
    assert {len(families[f"hvr_vm_{name}"].samples) for name in ("verdict", "replication_health", "adapters")} == {21}
    assert len(families["hvr_vm_since_drill_seconds"].samples) == 21
    assert set(families["hvr_vm_verdict"].samples[0].labels) == {"host", "vm", "vm_id"}
    assert [path.name for path in tmp_path.iterdir()] == ["hvr.prom"]


def test_a_silent_host_is_in_the_textfile_without_vms(with_a_dead_host: Path, tmp_path: Path) -> None:
    text = _textfile(with_a_dead_host, tmp_path / "hvr.prom")
    assert 'hvr_host_reachable{host="gone"} 0.0' in text
    assert 'host="gone",vm=' not in text


@pytest.mark.usefixtures("ground")
def test_a_textfile_that_cannot_be_written_is_exit_code_2(hosts_file: Path, tmp_path: Path) -> None:
    done = hvr("check", "--prometheus", str(tmp_path / "no" / "x.prom"), "--hosts", str(hosts_file))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "cannot be written" in done.stderr


@pytest.mark.usefixtures("ground")
@pytest.mark.skipif(shutil.which("promtool") is None, reason="apt install prometheus")
def test_promtool_takes_the_textfile_and_the_alert_rules(hosts_file: Path, tmp_path: Path) -> None:
    text = _textfile(hosts_file, tmp_path / "hvr.prom", "--statistics")
    metrics = subprocess.run(
        ["promtool", "check", "metrics"], input=text, capture_output=True, text=True, check=False, timeout=60
    )
    assert (metrics.returncode, metrics.stdout + metrics.stderr) == (0, "")
    rules = subprocess.run(
        ["promtool", "check", "rules", str(ALERTS)], capture_output=True, text=True, check=False, timeout=60
    )
    assert rules.returncode == 0, rules.stdout + rules.stderr
    used = {word for word in ALERTS.read_text().replace("(", " ").replace("{", " ").split() if word.startswith("hvr_")}
    assert used <= {line.split()[2] for line in text.splitlines() if line.startswith("# TYPE ")}


@pytest.mark.usefixtures("ground")
def test_a_check_never_loads_textual(hosts_file: Path) -> None:
    program = (
        "import sys\nfrom tui.__main__ import main\n"
        f"sys.argv = ['hvr', 'check', '--host', 'dr-hv-01', '--hosts', {str(hosts_file)!r}]\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert end.code == 1\n"
        "print([name for name in ('textual', 'rich', 'prometheus_client') if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment(), timeout=60
    )
    assert done.stderr.strip() == "[]"


@pytest.mark.usefixtures("ground")
def test_it_runs_from_cron_without_a_home_or_a_language(hosts_file: Path) -> None:
    command = [sys.executable, "-m", "tui", "check", "--hosts", str(hosts_file)]
    for bare in ({}, {"LC_ALL": "C"}, {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"}):
        done = subprocess.run(
            command, capture_output=True, env={"PATH": os.environ["PATH"], **bare}, check=False, timeout=60,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (1, b"")
