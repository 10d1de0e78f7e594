"""The HTTP layer, spoken to over raw connections and with pyspnego's own initiator."""

import base64
import http.client
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.practice_protocol.listening import PASSWORD, USER, Running, running
from tests.unit.practice_protocol.shelf import GUID
from tests.unit.practice_protocol.talking import IDENTIFY, QUESTION, SOAP, Talk, basic
from tui.practice.http import framing
from tui.practice.http.credentials import Credentials
from tui.practice.http.misbehaviour import Misbehaviour
from tui.practice.http.options import ListenerOptions
from tui.practice.wsman.options import ServiceOptions


@pytest.fixture
def host() -> Iterator[Running]:
    with running() as started:
        yield started


def test_an_anonymous_request_gets_every_scheme_in_a_header_of_its_own(host: Running) -> None:
    """facts/wsman.md 6.1."""
    response, body = Talk(host).post(QUESTION)
    assert (response.status, response.reason, body) == (401, "", b"")
    assert response.headers.get_all("WWW-Authenticate") == ["Negotiate", 'Basic realm="WSMAN"']
    assert response.getheader("Server") == "Microsoft-HTTPAPI/2.0"


def test_basic_is_not_offered_and_not_taken_unless_allowed() -> None:
    with running(ListenerOptions()) as host:
        response, _ = Talk(host).post(QUESTION, basic())
        assert response.status == 401
        assert response.headers.get_all("WWW-Authenticate") == ["Negotiate"]


@pytest.mark.parametrize("user", [USER, USER.upper(), f"HV1\\{USER}", f"{USER}@hv1.example"])
def test_basic_signs_in_a_user_with_or_without_a_domain(host: Running, user: str) -> None:
    response, body = Talk(host).post(QUESTION, basic(user=user))
    assert response.status == 200
    assert response.getheader("Content-Type") == "application/soap+xml;charset=UTF-8"
    assert b"sql01" in body


@pytest.mark.parametrize("charset", ["utf-8", "latin-1"])
def test_a_password_beyond_ascii_signs_in_by_basic_and_ntlm(charset: str) -> None:
    with running(password="Corréct") as host:
        token = base64.b64encode(f"{USER}:Corréct".encode(charset)).decode()
        assert Talk(host).post(QUESTION, f"Basic {token}")[0].status == 200
        assert Talk(host).sign_in("Corréct") == 200


@pytest.mark.parametrize("authorization", [basic("wrong"), basic(user="nobody"), "Basic !", "Negotiate !", "Bearer x"])
def test_a_wrong_password_user_or_scheme_is_401(host: Running, authorization: str) -> None:
    assert Talk(host).post(QUESTION, authorization)[0].status == 401
    assert host.listener.requests == ()


def test_basic_is_needed_with_every_request(host: Running) -> None:
    talk = Talk(host)
    assert [talk.post(QUESTION, basic())[0].status, talk.post(QUESTION)[0].status] == [200, 401]


def test_every_sign_in_is_kept_once_with_its_outcome(host: Running) -> None:
    Talk(host).sign_in("wrong")
    Talk(host).sign_in()
    Talk(host).post(QUESTION, basic())
    Talk(host).post(QUESTION, basic("wrong"))
    kept = [(record.scheme, record.user) for record in host.listener.sign_ins]
    assert kept == [("Negotiate", None), ("Negotiate", USER), ("Basic", USER), ("Basic", None)]


def test_an_empty_post_of_somebody_signed_in_is_200_and_empty(host: Running) -> None:
    """facts/wsman.md 1.4, 6.1: how pywinrm opens a session."""
    assert Talk(host).sign_in() == 200
    response, body = Talk(host).post(b"", basic())
    assert (response.status, body) == (200, b"")


def test_a_sign_in_holds_for_its_connection_and_for_no_other(host: Running) -> None:
    """facts/wsman.md 6.1."""
    talk = Talk(host)
    talk.sign_in()
    for _ in range(3):
        status, answer = talk.encrypted()
        assert (status, b"sql01" in answer) == (200, True)
    assert Talk(host).post(QUESTION)[0].status == 401


def test_a_wrong_password_is_refused_at_the_end_of_the_handshake(host: Running) -> None:
    assert Talk(host).sign_in("wrong") == 401


def test_a_fault_is_500_and_encrypted(host: Running) -> None:
    talk = Talk(host)
    talk.sign_in()
    status, answer = talk.encrypted(QUESTION.replace(b"sql01", b"").replace(GUID[8:].encode(), b"gone"))
    assert (status, b"DestinationUnreachable" in answer) == (500, True)


def test_a_message_that_another_key_encrypted_is_400(host: Running) -> None:
    """facts/wsman.md 1.8, 6.1: what a stale key after a reconnect comes to."""
    first, second = Talk(host), Talk(host)
    first.sign_in()
    second.sign_in()
    second.context = first.context
    assert second.encrypted() == (400, b"")


def test_soap_in_clear_on_a_negotiate_session_is_500_and_empty_unless_allowed(host: Running) -> None:
    """facts/wsman.md 6.1."""
    talk = Talk(host)
    talk.sign_in()
    response, body = talk.post(QUESTION)
    assert (response.status, body) == (500, b"")
    host.listener.misbehaviour = Misbehaviour(allow_unencrypted=True)
    assert talk.post(QUESTION)[0].status == 200


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"--Encrypted", b"-- Encrypted"), (b"\r\n\t", b"\r\n"), (b"Boundary--\r\n", b"Boundary--\r\n\r\n")],
)
def test_other_spellings_of_the_framing_are_read(host: Running, old: bytes, new: bytes) -> None:
    """facts/wsman.md 1.4, 6.5."""
    talk = Talk(host)
    talk.sign_in()
    assert talk.context is not None
    content_type, body = framing.seal(QUESTION, SOAP, talk.context)
    assert talk.post(body.replace(old, new), content_type=content_type)[0].status == 200


def test_the_framing_is_the_bytes_that_windows_sends(host: Running) -> None:
    """facts/wsman.md 1.4, LAB capture."""
    talk = Talk(host)
    talk.sign_in()
    assert talk.context is not None
    content_type, body = framing.seal(QUESTION, SOAP, talk.context)
    response, answer = talk.post(body, content_type=content_type)
    assert response.getheader("Content-Type") == (
        'multipart/encrypted;protocol="application/HTTP-SPNEGO-session-encrypted";boundary="Encrypted Boundary"'
    )
    head, _, rest = answer.partition(b"--Encrypted Boundary\r\n\tContent-Type: application/octet-stream\r\n")
    assert head.startswith(
        b"--Encrypted Boundary\r\n\tContent-Type: application/HTTP-SPNEGO-session-encrypted\r\n"
        b"\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length="
    )
    assert rest[:4] == b"\x10\x00\x00\x00"
    assert rest.endswith(b"--Encrypted Boundary--\r\n")


@pytest.mark.parametrize(("path", "status"), [("/wsman/", 200), ("/WSMAN", 200), ("/", 404), ("/wsman/x", 404)])
def test_only_wsman_is_there(host: Running, path: str, status: int) -> None:
    assert Talk(host).post(QUESTION, basic(), path=path)[0].status == status


def test_other_verbs_are_405_without_a_page(host: Running) -> None:
    connection = Talk(host).connection
    connection.request("GET", "/wsman")
    response = connection.getresponse()
    assert (response.status, response.read()) == (405, b"")


def test_a_request_above_the_envelope_limit_is_413_without_soap() -> None:
    """facts/wsman.md 4.1."""
    with running(ListenerOptions(basic=True, service=ServiceOptions(max_envelope=1000))) as host:
        for length in (1001, 5_000_000):
            response, body = Talk(host).post(b"x" * length, basic())
            assert (response.status, body) == (413, b"")


def test_identify_is_answered_to_strangers_with_the_version_masked(host: Running) -> None:
    """facts/wsman.md 2.1."""
    response, body = Talk(host).post(IDENTIFY, WSMANIDENTIFY="unauthenticated")
    assert response.status == 200
    assert b"OS: 0.0.0 SP: 0.0 Stack: 3.0" in body
    _, known = Talk(host).post(IDENTIFY, basic())
    assert b"OS: 10.0.17763" in known
    assert b"http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd" in known
    assert Talk(host).post(QUESTION, WSMANIDENTIFY="unauthenticated")[0].status == 500


def test_a_client_that_waits_for_100_continue_gets_it(host: Running) -> None:
    """facts/wsman.md 6.1."""
    with socket.create_connection(("127.0.0.1", host.port), timeout=20) as raw:
        head = (
            f"POST /wsman HTTP/1.1\r\nHost: x\r\nAuthorization: {basic()}\r\nContent-Type: {SOAP}\r\n"
            f"Content-Length: {len(QUESTION)}\r\nExpect: 100-continue\r\n\r\n"
        )
        raw.sendall(head.encode())
        assert raw.recv(1000).startswith(b"HTTP/1.1 100")
        raw.sendall(QUESTION)
        assert raw.recv(1000).startswith(b"HTTP/1.1 200 \r\n")


def test_it_listens_on_loopback_only(host: Running) -> None:
    assert host.url == f"http://127.0.0.1:{host.port}/wsman"
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", host.port), timeout=5)


def test_a_listener_restarts_on_its_port_and_forgets_its_connections(host: Running) -> None:
    talk = Talk(host)
    talk.sign_in()
    url = host.url
    host.listener.stop()
    with pytest.raises(ConnectionRefusedError):
        Talk(host).post(QUESTION, basic())
    assert host.listener.start() == url
    with pytest.raises((OSError, http.client.HTTPException)):
        talk.encrypted()
    assert Talk(host).post(QUESTION, basic())[0].status == 200


def test_several_listeners_keep_their_users_apart() -> None:
    with running(password="other") as one, running() as two:
        assert (Talk(one).sign_in(), Talk(one).sign_in("other")) == (401, 200)
        assert (Talk(two).sign_in(), Talk(two).sign_in("other")) == (200, 401)


def test_the_users_file_is_private_and_gone_when_the_listener_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with running() as host:
        (file,) = tmp_path.iterdir()
        assert file.stat().st_mode & 0o777 == 0o600
        assert Talk(host).sign_in() == 200
        assert "NTLM_USER_FILE" not in os.environ
    assert list(tmp_path.iterdir()) == []


def test_credentials_do_not_show_themselves() -> None:
    assert PASSWORD not in repr(Credentials({USER: PASSWORD}))


@pytest.mark.parametrize("bad", ["a:b", "a\nb"])
def test_credentials_that_the_file_cannot_hold_are_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="colon"):
        Credentials({USER: bad})


def test_the_banner_and_the_status_line_are_windows_own(host: Running) -> None:
    """facts/wsman.md 4.1, captures: Microsoft-HTTPAPI/2.0, and no reason phrase."""
    response, _ = Talk(host).post(QUESTION, basic())
    assert response.getheader("Server") == "Microsoft-HTTPAPI/2.0"
    assert (response.status, response.reason) == (200, "")
    assert response.getheader("Content-Type") == "application/soap+xml;charset=UTF-8"
