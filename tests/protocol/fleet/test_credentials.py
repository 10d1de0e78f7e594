"""A wrong password costs one logon, however many hosts share it; another one is taken only from the operator."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.waiting import wait_for
from tui.config import Configuration, CredentialSource, read_configuration
from tui.credentials import find, gather
from tui.fleet.fleet import Fleet
from tui.fleet.journal import Journal
from tui.fleet.view import HostState
from tui.model.secret import Secret
from tui.practice.scenario.builtin import generated_scenario
from tui.practice.serve import PracticeServer, ServeOptions

HOSTS = 20


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[PracticeServer]:
    options = ServeOptions(generated_scenario(HOSTS, 2, 1), tmp_path / "ground" / "hosts.yaml")
    with PracticeServer(options) as server:
        yield server


@pytest.fixture
def configuration(ground: PracticeServer, tmp_path: Path) -> Configuration:
    return read_configuration(tmp_path / "ground" / "hosts.yaml")


def _refused(ground: PracticeServer) -> int:
    return sum(sign_in.user is None for listener in ground.listeners.values() for sign_in in listener.sign_ins)


@contextmanager
def _fleet(configuration: Configuration, folder: Path, password: str) -> Iterator[Fleet]:
    secrets = dict.fromkeys(gather(configuration, lambda text: "x"), Secret(password))
    fleet = Fleet(configuration, secrets, Journal(folder / "journal"))
    try:
        fleet.start()
        yield fleet
    finally:
        fleet.close()


def test_twenty_hosts_and_one_wrong_password_are_one_logon(
    ground: PracticeServer, configuration: Configuration, tmp_path: Path
) -> None:
    with _fleet(configuration, tmp_path, "wrong") as fleet:
        wait_for(lambda: all(host.state is HostState.FAILED for host in fleet.view.hosts), "every host to be parked")
        assert len(fleet.view.hosts) == HOSTS
        assert {host.trouble.kind for host in fleet.view.hosts if host.trouble} == {"not authenticated"}
        assert [host.next_try for host in fleet.view.hosts if host.next_try] == []
        assert fleet.credentials.rejected() == (configuration.hosts[0].credential,)
    assert _refused(ground) == 1


def test_another_credential_is_journalled_and_lets_every_parked_host_go_on(
    ground: PracticeServer, configuration: Configuration, tmp_path: Path
) -> None:
    right = configuration.hosts[0].credential
    parked = replace(right, password_file=None)
    hosts = tuple(replace(host, credential=parked, break_glass=right) for host in configuration.hosts)
    with _fleet(replace(configuration, hosts=hosts), tmp_path, "wrong") as fleet:
        wait_for(lambda: all(host.state is HostState.FAILED for host in fleet.view.hosts), "every host to be parked")
        offered = fleet.credentials.break_glass(hosts[0].name)
        assert offered == right
        secret = find(offered, lambda text: pytest.fail(f"asked: {text}"))
        assert secret is not None
        assert fleet.credentials.offer(parked, offered, secret) == tuple(host.name for host in hosts)
        wait_for(lambda: all(host.state is HostState.UP for host in fleet.view.hosts), "every host to be read")
        assert fleet.credentials.rejected() == ()
        assert fleet.credentials.of(hosts[0].name) == right
    (line,) = (json.loads(line) for file in (tmp_path / "journal").iterdir() for line in file.read_text().splitlines())
    assert (line["kind"], line["replaced"], line["offered"]) == ("credential", parked.username, right.username)
    assert line["hosts"] == [host.name for host in hosts]
    assert line["user"]
    assert secret.reveal() not in json.dumps(line)
    assert _refused(ground) == 1


def test_a_tail_goes_on_with_the_new_credential(
    ground: PracticeServer, configuration: Configuration, tmp_path: Path
) -> None:
    entry = configuration.hosts[0]
    one = replace(configuration, hosts=(entry,), settings=replace(configuration.settings, quick_interval=1))
    with _fleet(one, tmp_path, _password(one.hosts[0].credential)) as fleet:
        wait_for(lambda: _pulls(ground, entry.name), "a pull of events")
        fleet.credentials.offer(entry.credential, entry.credential, Secret("wrong"))
        wait_for(lambda: fleet.view.host(entry.name).state is HostState.STALE, "the wrong password to be rejected")
        ground.administration.happen(entry.name, "suspend-replication", vm=_replica(ground, entry.name))
        wait_for(lambda: fleet.view.host(entry.name).events_trouble, "the tail to be parked, too")
        before = _pulls(ground, entry.name)
        fleet.credentials.offer(entry.credential, entry.credential, Secret(_password(entry.credential)))
        wait_for(lambda: fleet.view.host(entry.name).state is HostState.UP, "the host to come back")
        wait_for(lambda: _pulls(ground, entry.name) > before, "a further pull of events")
        assert [event.vm_name for event in fleet.view.events].count(_replica(ground, entry.name)) == 1


def _password(source: CredentialSource) -> str:
    secret = find(source, lambda text: "")
    assert secret is not None
    return secret.reveal()


def _replica(ground: PracticeServer, host: str) -> str:
    machines = ground.administration.truth(host)[host]
    return str(next(name for name, machine in machines.items() if machine["mode"] == "REPLICA"))


def _pulls(ground: PracticeServer, host: str) -> int:
    requests = ground.listeners[host].requests
    return sum(each.action.endswith("/Pull") and each.resource_class == "EventLog" for each in requests)
