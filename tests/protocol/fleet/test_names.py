"""Where to connect and whom to expect there are two things; a proxy is used where the hosts file names one."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.protocol.proxy import Proxy
from tests.scenarios import default_scenario
from tui.config import HostEntry, Settings, read_configuration
from tui.credentials import find
from tui.fleet.logon import Logon
from tui.fleet.session import Session
from tui.practice.serve import PracticeServer, ServeOptions
from tui.wsman.client import Identity
from tui.wsman.fault import CertificateRejected


@pytest.fixture
def entry(tmp_path: Path) -> Iterator[HostEntry]:
    """A practice host over https, whose certificate is for its name and for 127.0.0.1."""
    scenario = default_scenario()
    secure = replace(scenario, hosts=tuple(replace(host, https=True) for host in scenario.hosts))
    path = tmp_path / "ground" / "hosts.yaml"
    with PracticeServer(ServeOptions(secure, path)):
        yield read_configuration(path).hosts[0]


def _identify(entry: HostEntry) -> Identity:
    secret = find(entry.credential, lambda text: pytest.fail(f"asked: {text}"))
    session = Session(entry, secret, Logon(), Settings(), writes=False)
    return session.call(session.reader.identify)


def test_a_certificate_has_to_be_for_the_name_and_not_for_the_address(entry: HostEntry) -> None:
    assert entry.address == "127.0.0.1"
    assert _identify(entry).product_version
    with pytest.raises(CertificateRejected, match="other"):
        _identify(replace(entry, name="other.example"))


def test_a_proxy_that_the_hosts_file_names_is_used(entry: HostEntry) -> None:
    with Proxy() as proxy:
        assert _identify(replace(entry, proxy=proxy.url)).product_version
        assert set(proxy.asked_for) == {f"127.0.0.1:{entry.port}"}
        with pytest.raises(CertificateRejected, match="other"):
            _identify(replace(entry, name="other.example", proxy=proxy.url))
