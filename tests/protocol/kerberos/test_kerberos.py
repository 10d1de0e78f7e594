"""The client with real tickets against a practice host that holds a key: encryption, and the ways a ticket can fail."""

import importlib
import logging
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.protocol.kerberos.realm import MISSING, OPERATOR, PRINCIPAL, Realm, wait_until_over
from tests.unit.practice_protocol.listening import Running, running
from tui.practice.http.certificates import Authority
from tui.practice.http.misbehaviour import Misbehaviour
from tui.practice.http.options import ChannelBinding, ListenerOptions
from tui.wsman import fault
from tui.wsman.client import Client
from tui.wsman.naming import ClassRef
from tui.wsman.ticket import read_ticket, same_principal, ticket_expiry
from tui.wsman.transport import Connection, Endpoint

pytestmark = [pytest.mark.kerberos, pytest.mark.skipif(bool(MISSING), reason=f"Kerberos needs {', '.join(MISSING)}")]
MACHINE = ClassRef("root/virtualization/v2", "Msvm_ComputerSystem")


@pytest.fixture
def host(realm: Realm) -> Iterator[Running]:
    with running(ListenerOptions(keytab=realm.keytab)) as host:
        yield host


@contextmanager
def speaking(
    host: Running,
    username: str | None = None,
    service: str = "HTTP",
    hostname: str | None = "localhost",
) -> Iterator[Client]:
    endpoint = Endpoint(host.url, "kerberos", username, None, kerberos_service=service, kerberos_hostname=hostname)
    with closing(Client(Connection(endpoint), arrays=lambda _name: frozenset())) as client:
        yield client


def names(client: Client) -> set[str | None]:
    return {machine.text("ElementName") for machine in client.enumerate_class(MACHINE)}


def users(host: Running) -> set[str]:
    return {record.user for record in host.listener.requests}


def test_a_ticket_signs_in_and_everything_is_encrypted(host: Running) -> None:
    with speaking(host) as client:
        assert "sql01" in names(client)
    assert users(host) == {OPERATOR}


@pytest.mark.parametrize("binding", ["relaxed", "strict"])
def test_a_ticket_signs_in_over_https_too_bound_to_the_certificate(
    realm: Realm, tmp_path: Path, binding: ChannelBinding
) -> None:
    identity = Authority(tmp_path).server("localhost")
    with running(ListenerOptions(keytab=realm.keytab, identity=identity, channel_binding=binding)) as host:
        endpoint = Endpoint(
            host.url, "kerberos", None, None, ca=identity.authority, tls_name="localhost", kerberos_hostname="localhost"
        )
        with closing(Client(Connection(endpoint), arrays=lambda _name: frozenset())) as client:
            assert "sql01" in names(client)


@pytest.mark.parametrize("username", [OPERATOR, PRINCIPAL])
def test_a_username_that_is_the_tickets_own_is_accepted(host: Running, username: str) -> None:
    with speaking(host, username) as client:
        client.identify()


def test_without_a_ticket_the_host_hears_nothing(realm: Realm, host: Running) -> None:
    realm.forget()
    with speaking(host) as client, pytest.raises(fault.TicketMissing, match="No Kerberos credentials available"):
        client.identify()
    assert host.listener.requests == ()


def test_a_username_without_a_ticket_is_named_before_anything_is_sent(host: Running) -> None:
    with speaking(host, "other@LAB.TEST") as client, pytest.raises(fault.TicketMissing, match=r"other@LAB\.TEST"):
        client.identify()
    assert host.listener.requests == ()


def test_a_sign_in_as_somebody_else_than_asked_for_sends_no_message(
    host: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What gss-ntlmssp does: the library ignores the principal, and the ticket that is there is used."""
    kerberos = importlib.import_module("kerberos")
    begin = kerberos.authGSSClientInit
    monkeypatch.setattr(kerberos, "authGSSClientInit", lambda service, principal, **options: begin(service, **options))
    with speaking(host, "other@LAB.TEST") as client, pytest.raises(fault.TicketMissing, match="is operator@"):
        client.identify()
    assert host.listener.requests == ()


@pytest.mark.parametrize(
    ("username", "principal", "same"),
    [
        ("operator", "operator@LAB.TEST", True),
        ("Operator@lab.test", "operator@LAB.TEST", True),
        ("operator@ELSEWHERE.TEST", "operator@LAB.TEST", False),
        ("oper", "operator@LAB.TEST", False),
    ],
)
def test_a_username_names_a_principal_with_or_without_its_realm(username: str, principal: str, same: bool) -> None:
    assert same_principal(username, principal) is same


def test_an_expired_ticket_is_named(realm: Realm, host: Running) -> None:
    realm.kinit("-l", "1s")
    ends = ticket_expiry()
    assert ends is not None
    wait_until_over(ends.timestamp())
    with speaking(host) as client, pytest.raises(fault.TicketExpired, match="expired"):
        client.identify()


def test_a_ticket_that_expires_in_the_middle_of_work_is_named_and_a_renewed_one_is_picked_up(
    realm: Realm, host: Running
) -> None:
    realm.tolerate(1)
    realm.kinit("-l", "3s")
    ends = ticket_expiry()
    assert ends is not None
    with speaking(host) as client:
        assert "sql01" in names(client)
        wait_until_over(ends.timestamp() + 1.5)
        with pytest.raises(fault.TicketExpired):
            client.identify()
        realm.kinit()
        assert "sql01" in names(client)


def test_a_write_under_an_expired_ticket_is_not_delivered(realm: Realm, host: Running) -> None:
    realm.tolerate(1)
    realm.kinit("-l", "3s")
    ends = ticket_expiry()
    assert ends is not None
    service = ClassRef("root/virtualization/v2", "Msvm_ReplicationService")
    endpoint = Endpoint(host.url, "kerberos", None, None, kerberos_hostname="localhost")
    anything = Client(Connection(endpoint), arrays=lambda _name: frozenset(), may_invoke=lambda _class, _method: True)
    with closing(anything) as client:
        client.identify()
        wait_until_over(ends.timestamp() + 1.5)
        with pytest.raises(fault.TicketExpired) as caught:
            client.invoke(service, {}, "SetAnything", {})
    assert not caught.value.delivered
    assert not [record for record in host.listener.requests if record.method]


def test_a_dropped_connection_costs_a_new_context_and_nothing_else(host: Running) -> None:
    with speaking(host) as client:
        client.identify()
        host.listener.stop()
        host.listener.start()
        assert "sql01" in names(client)


def test_a_host_that_drops_after_every_answer_is_still_read(host: Running) -> None:
    host.listener.misbehaviour = Misbehaviour(drop_after=2)
    with speaking(host) as client:
        for _ in range(3):
            assert client.identify().product_vendor


def test_a_wrong_principal_is_named(host: Running) -> None:
    with speaking(host, hostname="elsewhere.test") as client, pytest.raises(fault.PrincipalUnknown) as caught:
        client.identify()
    assert "HTTP/elsewhere.test@LAB.TEST not found" in caught.value.words


def test_another_service_class_can_be_named(host: Running) -> None:
    with speaking(host, service="CIFS") as client, pytest.raises(fault.PrincipalUnknown, match="CIFS/localhost"):
        client.identify()


def test_a_realm_that_does_not_answer_is_named(realm: Realm, host: Running) -> None:
    realm.stop()
    try:
        with speaking(host) as client, pytest.raises(fault.KdcUnreachable, match=r"LAB\.TEST"):
            client.identify()
    finally:
        realm.start()


def test_a_ticket_for_the_host_that_is_cached_outlives_its_realm(realm: Realm, host: Running) -> None:
    with speaking(host) as client:
        client.identify()
    realm.stop()
    try:
        with speaking(host) as client:
            assert "sql01" in names(client)
    finally:
        realm.start()


@pytest.mark.parametrize("minutes", [10, -10])
def test_a_skewed_clock_is_named(realm: Realm, host: Running, minutes: int) -> None:
    realm.shift_clock(minutes * 60)
    with speaking(host) as client, pytest.raises(fault.NoTicket) as caught:
        client.identify()
    assert type(caught.value) is fault.ClockSkew


def test_a_host_with_another_key_does_not_accept_the_ticket(realm: Realm) -> None:
    stale = realm.home / "stale.keytab"
    realm.run("kadmin.local", "-r", "LAB.TEST", given=f"ktadd -norandkey -k {stale} WSMAN/localhost\n")
    with running(ListenerOptions(keytab=stale)) as host, speaking(host) as client:
        with pytest.raises(fault.NotAuthenticated, match="HTTP 401"):
            client.identify()
        assert host.listener.requests == ()


def test_the_ticket_in_the_cache_is_read_with_its_end(realm: Realm) -> None:
    before = time.time()
    realm.kinit("-l", "2h")
    ticket = read_ticket()
    assert ticket is not None
    assert ticket.principal == PRINCIPAL
    assert before + 7190 < ticket.ends.timestamp() < time.time() + 7210


def test_an_expired_ticket_is_read_as_such(realm: Realm) -> None:
    realm.kinit("-l", "1s")
    ends = ticket_expiry()
    assert ends is not None
    wait_until_over(ends.timestamp() + 1)
    again = ticket_expiry()
    assert again is not None
    assert again.timestamp() <= time.time()


def test_without_a_cache_there_is_no_ticket(realm: Realm) -> None:
    realm.forget()
    assert read_ticket() is None


def test_the_libraries_log_nothing_to_the_terminal(realm: Realm, host: Running) -> None:
    realm.forget()
    program = (
        "from tui.wsman.transport import Connection, Endpoint\n"
        "from tui.wsman.envelope import Envelopes\n"
        f"endpoint = Endpoint({host.url!r}, 'kerberos', None, None)\n"
        "try: Connection(endpoint).exchange(Envelopes(endpoint.url).identify(5))\n"
        "except Exception as error: print(type(error).__name__)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("TicketMissing\n", "")
    assert not logging.getLogger("winrm").propagate
