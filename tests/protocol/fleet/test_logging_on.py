"""What an operator asks for about a logon is done once, at the hosts that it is meant for, and is seen to be."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.waiting import wait_for
from tui.config import Configuration, CredentialSource, read_configuration
from tui.credentials import find
from tui.fleet.fleet import Fleet
from tui.fleet.journal import Journal
from tui.fleet.view import FleetView, HostState
from tui.model.secret import Secret
from tui.practice.scenario.builtin import generated_scenario
from tui.practice.serve import PracticeServer, ServeOptions

HOSTS = 6


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[PracticeServer]:
    options = ServeOptions(generated_scenario(HOSTS, 2, 1), tmp_path / "ground" / "hosts.yaml")
    with PracticeServer(options) as server:
        yield server


@pytest.fixture
def configuration(ground: PracticeServer, tmp_path: Path) -> Configuration:
    return read_configuration(tmp_path / "ground" / "hosts.yaml")


@contextmanager
def opened(configuration: Configuration, folder: Path, password: Secret) -> Iterator[Fleet]:
    sources = {host.credential for host in configuration.hosts}
    fleet = Fleet(configuration, dict.fromkeys(sources, password), Journal(folder / "journal"))
    try:
        fleet.start()
        yield fleet
    finally:
        fleet.close()


def right(configuration: Configuration) -> Secret:
    found = find(configuration.hosts[0].credential, lambda text: pytest.fail(f"asked: {text}"))
    assert found is not None
    return found


def refused(ground: PracticeServer) -> int:
    return sum(sign_in.user is None for listener in ground.listeners.values() for sign_in in listener.sign_ins)


def parked(fleet: Fleet) -> bool:
    return all(host.state is HostState.FAILED and not host.reading for host in fleet.view.hosts)


def test_another_try_of_the_same_password_is_one_logon_for_all_hosts(
    ground: PracticeServer, configuration: Configuration, tmp_path: Path
) -> None:
    with opened(configuration, tmp_path, Secret("wrong")) as fleet:
        wait_for(lambda: parked(fleet), "every host to be parked")
        assert refused(ground) == 1
        names = fleet.credentials.try_again(configuration.hosts[0].credential)
        assert len(names) == HOSTS
        assert any(host.reading for host in fleet.view.hosts)
        wait_for(lambda: parked(fleet), "every host to be parked again")
        assert refused(ground) == 2


def test_reading_one_host_again_does_not_try_what_others_refused(
    ground: PracticeServer, configuration: Configuration, tmp_path: Path
) -> None:
    """A key for a host that is down must not cost a logon elsewhere."""
    other = CredentialSource("practice\\somebody", password_file=configuration.hosts[0].credential.password_file)
    first, *rest = configuration.hosts
    hosts = (replace(first, credential=other), *rest)
    with opened(replace(configuration, hosts=hosts), tmp_path, right(configuration)) as fleet:
        wait_for(lambda: fleet.credentials.rejected() == (other,), "the stranger to be refused")
        wait_for(lambda: fleet.view.host(rest[0].name).state is HostState.UP, "the others")
        before = refused(ground)
        fleet.refresh(rest[0].name)
        wait_for(lambda: not fleet.view.host(rest[0].name).reading, "the read")
        assert fleet.credentials.rejected() == (other,)
        assert refused(ground) == before


def test_a_break_glass_credential_goes_only_to_hosts_that_name_it(
    ground: PracticeServer, configuration: Configuration, tmp_path: Path
) -> None:
    second = replace(configuration.hosts[0].credential, username="PRACTICE\\operator")
    first, *rest = configuration.hosts
    hosts = (replace(first, break_glass=second), *rest)
    with opened(replace(configuration, hosts=hosts), tmp_path, Secret("wrong")) as fleet:
        wait_for(lambda: parked(fleet), "every host to be parked")
        assert fleet.credentials.offer(first.credential, second, right(configuration)) == (first.name,)
        wait_for(lambda: fleet.view.host(first.name).state is HostState.UP, "the host that names it")
        assert {fleet.credentials.of(host.name) for host in rest} == {first.credential}
    assert refused(ground) == 1


def test_a_read_that_was_asked_for_is_seen_until_it_is_answered(
    ground: PracticeServer, configuration: Configuration, tmp_path: Path
) -> None:
    seen: list[FleetView] = []
    with opened(configuration, tmp_path, right(configuration)) as fleet:
        wait_for(lambda: all(host.state is HostState.UP for host in fleet.view.hosts), "every host")
        wait_for(lambda: not any(host.reading for host in fleet.view.hosts), "nothing to be read")
        fleet.listen(lambda: seen.append(fleet.view))
        ground.listeners["dr-hv-01"].stop()
        fleet.refresh("dr-hv-01")
        wait_for(lambda: _gone_and_not_read(fleet), "the host to be gone")
    assert any(view.host("dr-hv-01").reading for view in seen)


def _gone_and_not_read(fleet: Fleet) -> bool:
    host = fleet.view.host("dr-hv-01")
    return host.state is HostState.STALE and not host.reading
