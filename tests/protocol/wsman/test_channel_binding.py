"""NTLM over https against a host that demands that the sign-in is bound to its certificate (facts/wsman.md 1.5)."""

from contextlib import closing
from pathlib import Path

from tests.unit.practice_protocol.listening import PASSWORD, USER, running
from tui.model.secret import Secret
from tui.practice.http.certificates import Authority
from tui.practice.http.options import ListenerOptions
from tui.wsman.client import Client
from tui.wsman.transport import Connection, Endpoint


def test_a_strict_host_accepts_the_sign_in_by_name_and_by_address(tmp_path: Path) -> None:
    identity = Authority(tmp_path).server("localhost")
    with running(ListenerOptions(identity=identity, channel_binding="strict")) as host:
        assert "//127.0.0.1:" in host.url
        by_name = Endpoint(
            host.url.replace("127.0.0.1", "localhost"), "ntlm", USER, Secret(PASSWORD), ca=identity.authority
        )
        by_address = Endpoint(host.url, "ntlm", USER, Secret(PASSWORD), ca=identity.authority, tls_name="localhost")
        for endpoint in (by_name, by_address):
            with closing(Client(Connection(endpoint), arrays=lambda _name: frozenset())) as client:
                assert client.identify().product_vendor
