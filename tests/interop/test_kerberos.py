"""pywinrm with real tickets of a throw-away realm on loopback (facts/kerberos.md): a practice host with a keytab."""

import importlib.util
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from winrm.transport import Transport

from tests.interop.test_pywinrm import GET
from tests.unit.practice_protocol.listening import USER, running
from tests.unit.practice_protocol.shelf import GUID
from tests.unit.practice_protocol.talking import Talk
from tests.waiting import wait_for
from tui.practice.http.options import ListenerOptions
from tui.practice.scenario.builtin import generated_scenario
from tui.practice.serve import PracticeServer, ServeOptions

_PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin"))
TOOLS = {name: shutil.which(name, path=_PATH) for name in ("kdb5_util", "kadmin.local", "krb5kdc", "kinit")}
MISSING = [name for name, found in TOOLS.items() if found is None]
MISSING += [name for name in ("gssapi", "krb5", "kerberos") if importlib.util.find_spec(name) is None]
pytestmark = [
    pytest.mark.kerberos,
    pytest.mark.skipif(bool(MISSING), reason=f"Kerberos needs {', '.join(MISSING)}"),
]

KRB5_CONF = """[libdefaults]
 default_realm = LAB.TEST
 dns_lookup_kdc = false
 dns_canonicalize_hostname = false
 rdns = false
 udp_preference_limit = 1
[realms]
 LAB.TEST = {{
  kdc = 127.0.0.1:{port}
 }}
[domain_realm]
 localhost = LAB.TEST
"""
KDC_CONF = """[kdcdefaults]
 kdc_listen = 127.0.0.1:{port}
 kdc_tcp_listen = 127.0.0.1:{port}
[realms]
 LAB.TEST = {{
  database_name = {home}/principal
  key_stash_file = {home}/stash
  acl_file = {home}/kadm5.acl
 }}
[logging]
 kdc = FILE:{home}/kdc.log
"""


@dataclass(frozen=True)
class Realm:
    environment: dict[str, str]
    keytab: Path


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def realm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Realm]:
    """A key distribution centre with the operator's ticket and the host's keytab."""
    home = tmp_path_factory.mktemp("realm")
    port = _free_port()
    (home / "krb5.conf").write_text(KRB5_CONF.format(port=port))
    (home / "kdc.conf").write_text(KDC_CONF.format(port=port, home=home))
    environment = {
        "KRB5_CONFIG": str(home / "krb5.conf"),
        "KRB5_KDC_PROFILE": str(home / "kdc.conf"),
        "KRB5CCNAME": f"FILE:{home}/cache",
        "KRB5_CLIENT_KTNAME": f"FILE:{home}/none",
        "KRB5RCACHENAME": "none:",
        "GSS_MECH_CONFIG": "/dev/null",
    }

    def run(tool: str, *arguments: str, given: str = "") -> None:
        command = [str(TOOLS[tool]), *arguments]
        subprocess.run(command, env=os.environ | environment, input=given.encode(), check=True, capture_output=True)

    run("kdb5_util", "create", "-r", "LAB.TEST", "-s", "-P", "master")
    keytab = home / "http.keytab"
    principals = f"addprinc -pw secret {USER}\naddprinc -randkey HTTP/localhost\nktadd -k {keytab} HTTP/localhost\n"
    run("kadmin.local", "-r", "LAB.TEST", given=principals)
    with subprocess.Popen(
        [str(TOOLS["krb5kdc"]), "-n", "-P", str(home / "kdc.pid")],
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as centre:
        wait_for(lambda: _answers(port), "the key distribution centre")
        run("kinit", USER, given="secret\n")
        yield Realm(environment, keytab)
        centre.terminate()


def test_a_ticket_signs_in_and_encrypts(realm: Realm, monkeypatch: pytest.MonkeyPatch) -> None:
    """facts/kerberos.md: an AP-REQ under Negotiate, then multipart/encrypted without Authorization."""
    for name, value in realm.environment.items():
        monkeypatch.setenv(name, value)
    with running(ListenerOptions(keytab=realm.keytab)) as host:
        opened = Transport(
            host.url, auth_method="kerberos", message_encryption="always", service="HTTP",
            kerberos_hostname_override="localhost", proxy=None,
        )  # fmt: skip
        for _ in range(3):
            assert b"<p:ElementName>sql01</p:ElementName>" in opened.send_message(GET)
        opened.close_session()
        assert {record.user for record in host.listener.requests} == {USER}


def test_ntlm_still_signs_in_beside_kerberos(realm: Realm, monkeypatch: pytest.MonkeyPatch) -> None:
    """facts/wsman.md 6.1: Negotiate carries both, raw NTLM too (1.3)."""
    for name, value in realm.environment.items():
        monkeypatch.setenv(name, value)
    with running(ListenerOptions(keytab=realm.keytab)) as host:
        assert Talk(host).sign_in() == 200


def test_a_served_fleet_takes_tickets_by_its_keytab(
    realm: Realm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """facts/kerberos.md: by the keytab option, against any host of the fleet."""
    for name, value in realm.environment.items():
        monkeypatch.setenv(name, value)
    options = ServeOptions(generated_scenario(1, 1, 1), tmp_path / "hosts.yaml", keytab=realm.keytab)
    with PracticeServer(options) as server:
        opened = Transport(
            server.listeners["dr-hv-01"].url, auth_method="kerberos", message_encryption="always", service="HTTP",
            kerberos_hostname_override="localhost", proxy=None,
        )  # fmt: skip
        answer = opened.send_message(GET.replace(f"00000001{GUID[8:]}".encode(), b"dr-hv-01"))
        opened.close_session()
    assert b"<p:ElementName>dr-hv-01</p:ElementName>" in answer
