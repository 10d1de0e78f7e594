"""Where third-party clients find a practice host."""

from collections.abc import Iterator

import pytest

from tests.interop.fleet import Serving
from tests.scenarios import default_scenario
from tests.unit.practice_protocol.listening import Running, running
from tui.practice.http.certificates import Authority, Identity
from tui.practice.http.options import ListenerOptions
from tui.practice.serve import PracticeServer, ServeOptions


@pytest.fixture
def host() -> Iterator[Running]:
    """Plain http, Basic allowed beside Negotiate, SOAP in clear refused on Negotiate."""
    with running() as started:
        yield started


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def server_identity(authority: Authority) -> Identity:
    return authority.server("localhost", "127.0.0.1")


@pytest.fixture
def secure(server_identity: Identity) -> Iterator[Running]:
    """https: Basic, Negotiate with the channel bound to the certificate, and client certificates."""
    options = ListenerOptions(basic=True, identity=server_identity, channel_binding="strict", client_certificates=True)
    with running(options) as started:
        yield started


@pytest.fixture(scope="session")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """The practice fleet that operators get, over NTLM; tests that change it take a machine of their own."""
    hosts_file = tmp_path_factory.mktemp("fleet") / "hosts.yaml"
    with PracticeServer(ServeOptions(default_scenario(), hosts_file)) as server:
        yield Serving(server, hosts_file)
