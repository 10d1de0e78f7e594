"""A throw-away Kerberos realm on loopback (facts/kerberos.md): a KDC, an operator, and a host's key."""

import importlib.util
import os
import shutil
import socket
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.waiting import wait_for

OPERATOR, PASSWORD = "operator", "secret"
REALM = "LAB.TEST"
PRINCIPAL = f"{OPERATOR}@{REALM}"

_PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin"))
TOOLS = {name: shutil.which(name, path=_PATH) for name in ("kdb5_util", "kadmin.local", "krb5kdc", "kinit")}
MISSING = [name for name, found in TOOLS.items() if found is None]
MISSING += [name for name in ("gssapi", "krb5", "kerberos") if importlib.util.find_spec(name) is None]
"""What these tests need and .ci/run installs."""
_KRB5_CONF = """[libdefaults]
 default_realm = LAB.TEST
 dns_lookup_kdc = false
 dns_lookup_realm = false
 dns_canonicalize_hostname = false
 rdns = false
 udp_preference_limit = 1
 clockskew = {skew}
[realms]
 LAB.TEST = {{
  kdc = 127.0.0.1:{port}
 }}
[domain_realm]
 localhost = LAB.TEST
 elsewhere.test = LAB.TEST
"""
_KDC_CONF = """[kdcdefaults]
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


@dataclass
class Realm:
    home: Path
    environment: dict[str, str]
    keytab: Path
    """The host's: HTTP/localhost and WSMAN/localhost."""
    port: int
    centre: subprocess.Popen[bytes] | None = None

    @property
    def cache(self) -> Path:
        return self.home / "cache"

    def run(self, name: str, *arguments: str, given: str = "") -> None:
        command = [str(TOOLS[name]), *arguments]
        environment = os.environ | self.environment
        subprocess.run(command, env=environment, input=given.encode(), check=True, capture_output=True)

    def kinit(self, *options: str, user: str = OPERATOR) -> None:
        """A new ticket-granting ticket, in place of what the cache holds."""
        self.run("kinit", *options, user, given=f"{PASSWORD}\n")

    def forget(self) -> None:
        self.cache.unlink(missing_ok=True)

    def tolerate(self, seconds: int) -> None:
        """Set the clock difference that is tolerated; the realm's programs read it when they start."""
        (self.home / "krb5.conf").write_text(_KRB5_CONF.format(port=self.port, skew=seconds))

    def shift_clock(self, seconds: int) -> None:
        """Let who uses the cache believe that the KDC's clock is off: a cache's header holds the difference."""
        content = self.cache.read_bytes()
        version, length = struct.unpack(">HH", content[:4])
        assert version == 0x0504
        header = struct.pack(">HHHHii", version, 12, 1, 8, seconds, 0)
        self.cache.write_bytes(header + content[4 + length :])

    def start(self) -> None:
        command = [str(TOOLS["krb5kdc"]), "-n", "-P", str(self.home / "kdc.pid")]
        nowhere = subprocess.DEVNULL
        self.centre = subprocess.Popen(command, env=os.environ | self.environment, stdout=nowhere, stderr=nowhere)
        wait_for(lambda: _answers(self.port), "the key distribution centre")

    def stop(self) -> None:
        if self.centre is not None:
            self.centre.terminate()
            self.centre.wait()
            self.centre = None


@contextmanager
def running_realm(home: Path) -> Iterator[Realm]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    environment = {
        "KRB5_CONFIG": str(home / "krb5.conf"),
        "KRB5_KDC_PROFILE": str(home / "kdc.conf"),
        "KRB5CCNAME": f"FILE:{home}/cache",
        "KRB5_CLIENT_KTNAME": f"FILE:{home}/none",
        "KRB5RCACHENAME": "none:",
        "GSS_MECH_CONFIG": "/dev/null",
    }
    realm = Realm(home, environment, home / "host.keytab", port)
    realm.tolerate(300)
    (home / "kdc.conf").write_text(_KDC_CONF.format(port=port, home=home))
    realm.run("kdb5_util", "create", "-r", REALM, "-s", "-P", "master")
    users = "".join(f"addprinc -pw {PASSWORD} {user}\n" for user in (OPERATOR, "other"))
    services = "".join(
        f"addprinc -randkey {service}/localhost\nktadd -k {realm.keytab} {service}/localhost\n"
        for service in ("HTTP", "WSMAN")
    )
    realm.run("kadmin.local", "-r", REALM, given=users + services)
    realm.start()
    try:
        yield realm
    finally:
        realm.stop()


def wait_until_over(end: float) -> None:
    """Wait until a ticket's end, in seconds since 1970, is a whole second past: Kerberos counts in those."""
    wait_for(lambda: time.time() >= end + 1, "the ticket to expire")


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
