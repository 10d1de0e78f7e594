"""The connection over real sockets: what leaves, what comes back, and what is never sent twice."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from winrm.exceptions import InvalidCredentialsError

from tests.protocol.wsman.conftest import PASSWORD, USER
from tests.protocol.wsman.stub import OK, Host, bare, framed, serving, spaced, until
from tests.protocol.wsman.tunnel import tunnelling
from tui.model.secret import Secret
from tui.wsman import fault, transport
from tui.wsman.envelope import Envelopes, Request
from tui.wsman.sealed import NoKey, SealedTransport
from tui.wsman.transport import Auth, Connection, Endpoint

URI = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/virtualization/v2/Msvm_ReplicationService"


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def host() -> Iterator[Host]:
    with serving(Host()) as host:
        yield host


def connect(host: Host, auth: Auth = "ntlm", password: str = PASSWORD, clock: Clock | None = None) -> Connection:
    return Connection(Endpoint(host.url, auth, USER, Secret(password)), clock=clock or Clock())


def reading() -> Request:
    return Envelopes("http://hv01:5985/wsman").get(URI, {"Name": "reading"}, 60)


def writing() -> Request:
    return Envelopes("http://hv01:5985/wsman").invoke(URI, {}, "SetWriting", {}, 60)


def writes(host: Host) -> int:
    return sum(b"SetWriting_INPUT" in message for message in host.messages)


def nothing_in_clear(host: Host) -> bool:
    return not any(b"Envelope" in body for body in host.raw)


def test_a_message_goes_out_whole_and_its_answer_comes_back_exactly(host: Host) -> None:
    request = reading()
    connection = connect(host)
    assert connection.exchange(request) == OK
    assert host.messages == [request.data]
    connection.close()


def test_every_message_of_a_session_goes_out_under_the_same_headers_but_for_its_length(host: Host) -> None:
    connection = connect(host)
    requests = [Envelopes("http://hv01:5985/wsman").get(URI, {"Name": "x" * length}, 60) for length in (1, 500, 20)]
    assert [connection.exchange(request) for request in requests] == [OK, OK, OK]
    assert host.messages == [request.data for request in requests]
    sent = host.headers[-3:]
    assert [int(headers.pop("Content-Length")) for headers in sent] == [len(body) for body in host.raw[-3:]]
    assert sent[1:] == sent[:1] * 2
    assert "Authorization" not in sent[0]
    connection.close()


def test_basic_sends_its_message_as_it_is(host: Host) -> None:
    request = reading()
    connection = connect(host, "basic")
    assert connection.exchange(request) == OK
    assert host.raw == [request.data]
    connection.close()


def test_ntlm_over_http_lets_nothing_out_in_clear(host: Host) -> None:
    connection = connect(host)
    for _ in range(3):
        connection.exchange(reading())
    assert nothing_in_clear(host)
    assert (len(host.messages), host.sign_ins) == (3, 1)
    connection.close()


def test_ntlm_over_https_encrypts_inside_tls(certificate: tuple[Path, Path]) -> None:
    with serving(Host(), certificate) as host:
        connection = Connection(Endpoint(host.url, "ntlm", USER, Secret(PASSWORD), ca=certificate[0]))
        assert connection.exchange(reading()) == OK
        assert nothing_in_clear(host)
        connection.close()


def test_after_a_refused_sign_in_the_next_call_still_sends_nothing_in_clear(host: Host) -> None:
    host.fail_sign_ins = 1
    connection = connect(host)
    with pytest.raises(fault.NotAuthenticated) as caught:
        connection.exchange(reading())
    assert not caught.value.delivered
    assert connection.exchange(reading()) == OK
    assert nothing_in_clear(host)
    connection.close()


def test_a_transport_whose_sign_in_failed_sends_nothing_when_used_again(host: Host) -> None:
    host.fail_sign_ins = 1
    sealed = SealedTransport(host.url, USER, PASSWORD, auth_method="ntlm", message_encryption="always")
    with pytest.raises(InvalidCredentialsError):
        sealed.send_message(reading().data)
    with pytest.raises(NoKey):
        sealed.send_message(reading().data)
    assert nothing_in_clear(host)
    sealed.close_session()


def test_a_wrong_password_arrives_exactly_once(host: Host) -> None:
    connection = connect(host, password="wrong")
    with pytest.raises(fault.NotAuthenticated, match=r"HTTP 401, offered: Negotiate"):
        connection.exchange(reading())
    assert host.sign_ins == 1
    assert host.messages == []
    until(lambda: host.open_connections == 0)


def test_a_connection_that_closes_within_the_sign_in_is_no_rejection(host: Host) -> None:
    host.close_at_challenge = True
    with pytest.raises(fault.Unreachable) as caught:
        connect(host).exchange(reading())
    assert not caught.value.delivered
    assert host.messages == []


def test_a_rejection_is_one_though_the_host_closed_the_connection_before_the_sign_in(host: Host) -> None:
    host.close_to_strangers = True
    with pytest.raises(fault.NotAuthenticated):
        connect(host, password="wrong").exchange(reading())
    assert host.sign_ins == 1


def test_a_host_that_offers_another_scheme_is_named(host: Host) -> None:
    host.schemes = ('Basic realm="WSMAN"',)
    with pytest.raises(fault.NotAuthenticated, match="offered: Basic"):
        connect(host).exchange(reading())
    assert host.sign_ins == 0


def test_a_host_that_does_not_ask_who_we_are_gets_no_message(host: Host) -> None:
    host.anonymous = True
    with pytest.raises(fault.NotAuthenticated, match="without asking"):
        connect(host).exchange(reading())
    assert host.messages == []


def test_a_reply_in_clear_to_an_encrypted_message_is_refused(host: Host) -> None:
    host.in_clear = True
    connection = connect(host)
    with pytest.raises(fault.Malformed, match="in clear") as caught:
        connection.exchange(reading())
    assert caught.value.delivered
    host.in_clear = False
    assert connection.exchange(reading()) == OK
    assert host.sign_ins == 2
    connection.close()


@pytest.mark.parametrize("frame", [framed, spaced, bare])
def test_every_spelling_of_the_encrypted_framing_is_read(host: Host, frame) -> None:  # type: ignore[no-untyped-def]
    host.frame = frame
    connection = connect(host)
    assert connection.exchange(reading()) == OK
    connection.close()


def test_a_framing_that_is_none_is_malformed(host: Host) -> None:
    host.frame = lambda _length, payload: payload
    with pytest.raises(fault.Malformed, match="framed"):
        connect(host).exchange(reading())


def test_a_dropped_connection_costs_a_reader_one_new_sign_in(host: Host) -> None:
    connection = connect(host)
    host.drop_next = True
    connection.exchange(reading())
    until(lambda: host.open_connections == 0)
    assert connection.exchange(reading()) == OK
    assert len(host.messages) == 2
    assert nothing_in_clear(host)
    connection.close()


@pytest.mark.parametrize("status", [400, 401])
def test_a_reader_that_is_turned_away_after_success_is_repeated_once(host: Host, status: int) -> None:
    connection = connect(host)
    connection.exchange(reading())
    host.replies = [(status, b""), (200, OK)]
    assert connection.exchange(reading()) == OK
    host.replies = [(status, b""), (status, b""), (200, OK)]
    with pytest.raises(fault.WSManError):
        connection.exchange(reading())
    assert len(host.replies) == 1
    connection.close()


def test_a_first_message_that_is_turned_away_is_not_repeated(host: Host) -> None:
    host.replies = [(400, b"")]
    with pytest.raises(fault.Malformed, match="HTTP 400"):
        connect(host).exchange(reading())
    assert len(host.messages) == 1


def test_a_write_on_a_dropped_connection_finds_that_out_first_and_arrives_once(host: Host) -> None:
    clock = Clock()
    connection = connect(host, clock=clock)
    host.drop_next = True
    connection.exchange(reading())
    until(lambda: host.open_connections == 0)
    clock.now += 10
    assert connection.exchange(writing()) == OK
    assert writes(host) == 1
    assert b"Identify" in host.messages[-2]
    connection.close()


def test_a_write_just_after_an_answer_needs_no_proof(host: Host) -> None:
    connection = connect(host)
    connection.exchange(reading())
    connection.exchange(writing())
    assert [b"Identify" in message for message in host.messages] == [False, False]
    connection.close()


@pytest.mark.parametrize("status", [400, 401, 500, 503])
def test_a_write_that_is_turned_away_is_not_sent_again(host: Host, status: int) -> None:
    connection = connect(host)
    connection.exchange(reading())
    host.replies = [(status, b"")]
    with pytest.raises(fault.WSManError) as caught:
        connection.exchange(writing())
    assert caught.value.delivered is (status != 401)
    assert writes(host) == 1


def test_a_write_whose_answer_is_lost_may_have_been_delivered(host: Host) -> None:
    connection = connect(host)
    connection.exchange(reading())
    host.lose = 1
    with pytest.raises(fault.Unreachable, match=r"^Remote end closed connection") as caught:
        connection.exchange(writing())
    assert caught.value.delivered
    assert writes(host) == 1


def test_a_read_whose_connection_closes_under_it_is_repeated_once(host: Host) -> None:
    connection = connect(host)
    connection.exchange(reading())
    host.lose = 1
    assert connection.exchange(reading()) == OK
    host.lose = 2
    with pytest.raises(fault.Unreachable):
        connection.exchange(reading())
    assert host.lose == 0


def test_a_pull_whose_connection_closes_under_it_is_not_repeated(host: Host) -> None:
    connection = connect(host)
    connection.exchange(reading())
    host.lose = 1
    with pytest.raises(fault.Unreachable):
        connection.exchange(Envelopes(host.url).pull(URI, "context-7", 60))
    assert sum(b"context-7" in message for message in host.messages) == 1


def test_a_write_that_cannot_be_proved_is_not_delivered(host: Host) -> None:
    clock = Clock()
    connection = connect(host, clock=clock)
    connection.exchange(reading())
    clock.now += 10
    host.lose = 2
    with pytest.raises(fault.Unreachable) as caught:
        connection.exchange(writing())
    assert not caught.value.delivered
    assert writes(host) == 0


def test_a_session_that_rested_too_long_is_renewed_before_use(host: Host) -> None:
    clock = Clock()
    connection = connect(host, clock=clock)
    connection.exchange(reading())
    clock.now += 44
    connection.exchange(reading())
    assert host.sign_ins == 1
    clock.now += 46
    connection.exchange(reading())
    assert host.sign_ins == 2
    connection.close()
    until(lambda: host.open_connections == 0)


def test_silence_times_out_and_says_that_the_message_was_on_its_way(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "ANSWER_MARGIN_S", 0.1)
    host.hold.clear()
    request = Envelopes(host.url).get(URI, {}, 0.1)
    with pytest.raises(fault.TimedOut) as caught:
        connect(host).exchange(request)
    assert caught.value.delivered
    assert caught.value.code is None


def test_a_fault_is_an_answer_and_keeps_its_connection(host: Host) -> None:
    a_fault = OK.replace(b"<x>", b"<s:Fault>").replace(b"</x>", b"</s:Fault>")
    host.replies = [(500, a_fault)]
    connection = connect(host)
    assert connection.exchange(reading()) == a_fault
    connection.exchange(reading())
    assert host.sign_ins == 1
    connection.close()


@pytest.mark.parametrize(
    ("status", "body", "leaf"),
    [
        (403, b"", fault.NotAuthorised),
        (404, b"<html>not here</html>", fault.Unreachable),
        (413, b"", fault.Fault),
        (500, b"", fault.Malformed),
        (503, b"<html>busy</html>", fault.Unreachable),
        (503, b"<html>\xff\xfe</html>", fault.Unreachable),
        (307, b"", fault.Malformed),
    ],
)
@pytest.mark.parametrize("auth", ["ntlm", "basic"])
def test_an_http_error_without_a_fault_has_one_name(
    host: Host, auth: Auth, status: int, body: bytes, leaf: type[fault.WSManError]
) -> None:
    host.replies = [(status, body)]
    with pytest.raises(fault.WSManError) as caught:
        connect(host, auth).exchange(reading())
    assert type(caught.value) is leaf
    assert len(host.messages) == 1


def test_a_closed_port_is_unreachable_in_plain_words() -> None:
    with serving(Host()) as gone:
        pass
    with pytest.raises(fault.Unreachable, match=r"^Connection refused$") as caught:
        connect(gone).exchange(writing())
    assert not caught.value.delivered


@pytest.mark.parametrize("auth", ["ntlm", "basic"])
def test_a_write_to_a_port_that_has_just_closed_was_not_delivered(auth: Auth) -> None:
    with serving(Host()) as host:
        connection = connect(host, auth)
        host.drop_next = True
        connection.exchange(reading())
        until(lambda: host.open_connections == 0)
    with pytest.raises(fault.Unreachable) as caught:
        connection.exchange(writing())
    assert not caught.value.delivered


def test_a_name_that_does_not_resolve_is_unreachable() -> None:
    endpoint = Endpoint("http://hv01.invalid:5985/wsman", "ntlm", USER, Secret(PASSWORD))
    with pytest.raises(fault.Unreachable) as caught:
        Connection(endpoint).exchange(reading())
    assert not caught.value.delivered


def test_a_certificate_nobody_vouches_for_is_rejected_before_anything_is_sent(certificate: tuple[Path, Path]) -> None:
    with serving(Host(), certificate) as host:
        with pytest.raises(fault.CertificateRejected, match="self-signed") as caught:
            connect(host).exchange(writing())
        assert not caught.value.delivered
        assert host.raw == []


def test_a_certificate_for_another_name_is_rejected(certificate: tuple[Path, Path]) -> None:
    with serving(Host(), certificate) as host:
        url = host.url.replace("localhost", "127.0.0.1")
        connection = Connection(Endpoint(url, "ntlm", USER, Secret(PASSWORD), ca=certificate[0]))
        with pytest.raises(fault.CertificateRejected) as caught:
            connection.exchange(writing())
        assert not caught.value.delivered
        assert host.raw == []


@pytest.mark.parametrize("auth", ["ntlm", "basic"])
def test_a_host_is_reached_by_its_address_and_known_by_its_name(certificate: tuple[Path, Path], auth: Auth) -> None:
    with serving(Host(), certificate) as host:
        url = host.url.replace("localhost", "127.0.0.1")
        endpoint = Endpoint(url, auth, USER, Secret(PASSWORD), ca=certificate[0], tls_name="localhost")
        connection = Connection(endpoint)
        assert connection.exchange(reading()) == OK
        connection.close()
        with pytest.raises(fault.CertificateRejected):
            Connection(replace(endpoint, url=host.url, tls_name="elsewhere.test")).exchange(reading())


@pytest.mark.parametrize("auth", ["ntlm", "basic"])
def test_a_proxy_that_is_asked_for_carries_an_encrypted_connection(certificate: tuple[Path, Path], auth: Auth) -> None:
    with serving(Host(), certificate) as host, tunnelling() as proxy:
        endpoint = Endpoint(host.url, auth, USER, Secret(PASSWORD), ca=certificate[0], proxy=proxy.url)
        connection = Connection(endpoint)
        assert [connection.exchange(reading()) for _ in range(2)] == [OK, OK]
        connection.close()
        assert proxy.asked_for == [host.url.removeprefix("https://").removesuffix("/wsman")]
        assert PASSWORD.encode() not in proxy.carried
        assert b"Envelope" not in proxy.carried


def test_verification_can_be_left_out_where_it_is_written_so(certificate: tuple[Path, Path]) -> None:
    with serving(Host(), certificate) as host:
        connection = Connection(Endpoint(host.url, "ntlm", USER, Secret(PASSWORD), verify=False))
        assert connection.exchange(reading()) == OK
        connection.close()


def test_a_missing_file_of_authorities_is_named(certificate: tuple[Path, Path], tmp_path: Path) -> None:
    endpoint = Endpoint("https://localhost:1/wsman", "ntlm", USER, Secret(PASSWORD), ca=tmp_path / "none.pem")
    with pytest.raises(fault.CertificateRejected, match=r"none\.pem"):
        Connection(endpoint).exchange(reading())


@pytest.mark.parametrize("auth", ["ntlm", "basic"])
def test_proxies_netrc_and_authorities_of_the_environment_are_not_used(
    host: Host, auth: Auth, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere")
    (Path.home() / ".netrc").write_text("machine localhost login other password stolen\n")
    connection = connect(host, auth)
    assert connection.exchange(reading()) == OK
    assert not any("b3RoZXI6c3RvbGVu" in headers.get("Authorization", "") for headers in host.headers)
    connection.close()


def test_a_client_certificate_is_not_replaced_by_what_netrc_says(
    certificate: tuple[Path, Path],
) -> None:
    """facts/wsman.md 1.5: with no other sign-in, the library would look there and send what it finds."""
    (Path.home() / ".netrc").write_text("machine localhost login other password stolen\n")
    pem, key = map(str, certificate)
    with serving(Host(anonymous=True), certificate) as host:
        sealed = SealedTransport(
            host.url, auth_method="certificate", cert_pem=pem, cert_key_pem=key, ca_trust_path=pem, proxy=None
        )
        assert sealed.send_message(reading().data) == OK
        sealed.close_session()
        assert [headers["Authorization"].rpartition("/")[2] for headers in host.headers] == ["mutual"]


def test_a_second_thread_is_turned_away_while_a_message_is_under_way(host: Host) -> None:
    connection = connect(host)
    host.hold.clear()
    first = threading.Thread(target=connection.exchange, args=(reading(),))
    first.start()
    until(lambda: len(host.messages) == 1)
    with pytest.raises(RuntimeError, match="one thread"):
        connection.exchange(reading())
    host.hold.set()
    first.join()
    connection.close()


def test_the_password_is_in_no_error(host: Host) -> None:
    host.fail_sign_ins = 1
    with pytest.raises(fault.NotAuthenticated) as caught:
        connect(host).exchange(reading())
    assert PASSWORD not in repr(caught.value) + str(caught.value.__cause__) + str(caught.value.__context__)


def test_loading_the_client_loads_neither_pywinrm_nor_requests() -> None:
    program = (
        "import sys, tui.wsman.client; print(sorted({'winrm', 'requests', 'spnego', 'urllib3'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
