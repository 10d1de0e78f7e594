"""`python -m tui.practice`: the hosts file, the password beside it, the door, and leaving nothing behind."""

import json
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from tests.serving import ServedHosts
from tui.practice.hosts_file import HostsFileError
from tui.practice.scenario.builtin import generated_scenario
from tui.practice.scenario.reading import parse_scenario
from tui.practice.serve import PracticeServer, ServeOptions

DEADLINE_SECONDS = 20.0


@pytest.fixture
def served(tmp_path: Path) -> Iterator[ServedHosts]:
    with ServedHosts(tmp_path, "--hosts", "2", "--vms", "3") as server:
        yield server


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_it_says_one_line_when_it_is_ready(served: ServedHosts) -> None:
    assert served.ready == f"practice: 2 hosts, hosts file {served.hosts_file}\n"


def test_the_hosts_file_names_every_host_and_the_password_file(served: ServedHosts) -> None:
    content = yaml.safe_load(served.hosts_file.read_text("utf-8"))
    assert content["defaults"] == {
        "auth": "ntlm",
        "scheme": "http",
        "username": "practice\\operator",
        "password_file": "hosts.yaml.practice-password",
    }
    assert content["settings"] == {"probe": False}
    assert [host["name"] for host in content["hosts"]] == ["dr-hv-01", "dr-hv-02"]
    for host in content["hosts"]:
        socket.create_connection((host["address"], host["port"]), timeout=DEADLINE_SECONDS).close()


def test_only_this_user_may_read_the_password_or_open_the_door(served: ServedHosts) -> None:
    assert served.password_file.stat().st_mode & 0o777 == 0o600
    assert served.door.stat().st_mode & 0o777 == 0o600
    assert len(served.password_file.read_text("utf-8").strip()) >= 20


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_it_and_nothing_is_left_behind(served: ServedHosts, number: int) -> None:
    assert served.end(number) == 0
    assert list(served.hosts_file.parent.iterdir()) == []


def test_the_door_stages_and_tells_the_truth(served: ServedHosts) -> None:
    vm = next(iter(served.ask(do="truth", host="dr-hv-01")["dr-hv-01"]))
    served.ask(do="stage", host="dr-hv-01", vm=vm, settings={"ip_addresses": ["junk", ""], "protocol_if_type": 7})
    adapters = served.ask(do="truth", host="dr-hv-01", vm=vm)["dr-hv-01"][vm]["adapters"]
    staged = adapters["Network Adapter"]["staged"]
    assert (staged["ip_addresses"], staged["protocol_if_type"]) == (["junk", ""], 7)


def test_the_door_moves_practice_time(served: ServedHosts) -> None:
    first = served.ask(do="advance", seconds=0)
    assert served.ask(do="advance", seconds=86400)[:10] > first[:10]


def test_the_door_closes_and_opens_a_host(served: ServedHosts) -> None:
    host = yaml.safe_load(served.hosts_file.read_text("utf-8"))["hosts"][0]

    def answers() -> bool:
        try:
            socket.create_connection((host["address"], host["port"]), timeout=DEADLINE_SECONDS).close()
        except ConnectionError:
            return False
        return True

    served.ask(do="stop", host="dr-hv-01")
    assert not answers()
    served.ask(do="start", host="dr-hv-01")
    assert answers()
    served.ask(do="happen", host="dr-hv-01", kind="host-down")
    wait_until(lambda: not answers())


@pytest.mark.parametrize(
    "line",
    ['{"do": "nothing"}', '{"do": "__init__"}', "no json", "[]", '{"do": "advance"}', '{"do": "truth", "host": 1}'],
)
def test_the_door_answers_a_wrong_line_and_stays_open(served: ServedHosts, line: str) -> None:
    with socket.socket(socket.AF_UNIX) as visitor:
        visitor.connect(str(served.door))
        visitor.sendall(line.encode() + b'\n{"do": "executed"}\n')
        answers = visitor.makefile("rb")
        assert json.loads(answers.readline())["ok"] is False
        assert json.loads(answers.readline()) == {"ok": True, "result": []}


def test_it_ends_with_its_parent(tmp_path: Path) -> None:
    """A shell starts it and is killed."""
    hosts_file = tmp_path / "hosts.yaml"
    command = (
        f"{sys.executable} -m tui.practice --serve --with-parent --write-hosts {hosts_file} --hosts 1 --vms 1 & wait"
    )
    shell = subprocess.Popen(["/bin/sh", "-c", command], stdout=subprocess.DEVNULL)
    wait_until(hosts_file.exists)
    shell.kill()
    shell.wait(DEADLINE_SECONDS)
    wait_until(lambda: not hosts_file.exists())


def test_an_https_host_is_trusted_through_the_authority_beside_the_hosts_file(tmp_path: Path) -> None:
    hosts_file = tmp_path / "hosts.yaml"
    scenario = parse_scenario("hosts: [{name: plain}, {name: secured, https: true, basic: true}]\n", "x.yaml")
    with PracticeServer(ServeOptions(scenario, hosts_file)):
        plain, secured = yaml.safe_load(hosts_file.read_text("utf-8"))["hosts"]
        assert set(plain) == {"name", "address", "port"}
        assert (secured["scheme"], secured["auth"]) == ("https", "basic")
        trust = ssl.create_default_context(cafile=str(tmp_path / secured["ca"]))
        with (
            socket.create_connection((secured["address"], secured["port"]), timeout=DEADLINE_SECONDS) as raw,
            trust.wrap_socket(raw, server_hostname=secured["address"]) as line,
        ):
            assert line.version()
    assert list(tmp_path.iterdir()) == []


def test_two_fleets_in_one_folder_leave_each_other_their_passwords_and_certificates(tmp_path: Path) -> None:
    scenario = parse_scenario("hosts: [{name: dr, https: true, client_certificates: true}]\n", "x.yaml")
    with PracticeServer(ServeOptions(scenario, tmp_path / "one.yaml")):
        before = {path: path.read_bytes() for path in tmp_path.iterdir()}
        with PracticeServer(ServeOptions(scenario, tmp_path / "two.yaml")):
            assert len(list(tmp_path.iterdir())) == 2 * len(before)
        assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_second_fleet_is_refused_the_hosts_file_of_one_that_is_served_now(served: ServedHosts) -> None:
    folder = served.hosts_file.parent
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    second = subprocess.run(
        [sys.executable, "-m", "tui.practice", "--serve", "--write-hosts", str(served.hosts_file)],
        capture_output=True,
        text=True,
        check=False,
        timeout=DEADLINE_SECONDS,
    )
    assert (second.returncode, second.stdout) == (2, "")
    assert second.stderr == (
        f"{served.hosts_file} is the hosts file of practice hosts that are served now: choose another name\n"
    )
    assert {path: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before
    assert served.ask(do="executed") == []


def test_what_a_killed_fleet_left_behind_is_taken_over(served: ServedHosts) -> None:
    served.end(signal.SIGKILL)
    left = served.password_file.read_bytes()
    with PracticeServer(ServeOptions(generated_scenario(1, 1, 1), served.hosts_file)):
        assert served.password_file.read_bytes() != left
    assert not served.hosts_file.exists()


def test_misbehaviour_is_set_and_taken_back_for_one_host(tmp_path: Path) -> None:
    scenario = generated_scenario(2, 1, 1)
    with PracticeServer(ServeOptions(scenario, tmp_path / "hosts.yaml")) as server:
        server.administration.misbehave("dr-hv-01", lose_answer=True, only="TestReplicaSystem")
        server.administration.quirks("dr-hv-02", contexts_expire=True)
        assert server.listeners["dr-hv-01"].misbehaviour.lose_answer
        assert not server.listeners["dr-hv-02"].misbehaviour.lose_answer
        assert server.listeners["dr-hv-02"].quirks.contexts_expire
        server.administration.misbehave("dr-hv-01")
        assert not server.listeners["dr-hv-01"].misbehaviour.lose_answer


def test_a_file_that_is_not_its_own_is_never_overwritten(tmp_path: Path) -> None:
    hosts_file = tmp_path / "hosts.yaml"
    hosts_file.write_text("hosts: []\n", "utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "tui.practice", "--serve", "--write-hosts", str(hosts_file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stderr == f"{hosts_file} exists and is not from hvr practice: choose another name\n"
    assert hosts_file.read_text("utf-8") == "hosts: []\n"


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(HostsFileError, match="file"),
        PracticeServer(ServeOptions(generated_scenario(1, 1, 1), tmp_path / "file" / "hosts.yaml")),
    ):
        pass


def test_a_wrong_scenario_is_one_line_and_exit_2(tmp_path: Path) -> None:
    scenario = tmp_path / "x.yaml"
    scenario.write_text("hosts: [{name: dr, colour: red}]\n", "utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "tui.practice", "--write-hosts", str(tmp_path / "hosts.yaml"), str(scenario)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"{scenario} line 1: colour is no key here; there may be basic, build, ")
    assert ended.stderr.count("\n") == 1
