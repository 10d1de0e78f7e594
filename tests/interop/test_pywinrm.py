"""pywinrm's Transport, sending envelopes written by hand, judges the practice host."""

from pathlib import Path
from typing import Any

import pytest
from winrm.exceptions import InvalidCredentialsError, WinRMTransportError
from winrm.transport import Transport

from tests.unit.practice_protocol.listening import PASSWORD, USER, Running
from tests.unit.practice_protocol.shelf import GUID
from tui.practice.http.certificates import Authority, Identity
from tui.practice.http.misbehaviour import Misbehaviour
from tui.practice.scenario.reading import parse_scenario
from tui.practice.serve import PracticeServer, ServeOptions

GET = f"""<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"
 xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"
 xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><s:Header>
 <a:To>http://windows-host:5985/wsman</a:To>
 <w:ResourceURI mustUnderstand="true">http://schemas.microsoft.com/wbem/wsman/1/wmi/root/virtualization/v2/Msvm_ComputerSystem
 </w:ResourceURI>
 <a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>
 <a:Action>http://schemas.xmlsoap.org/ws/2004/09/transfer/Get</a:Action>
 <a:MessageID>uuid:a-lower-case-one</a:MessageID>
 <w:SelectorSet><w:Selector Name="CreationClassName">Msvm_ComputerSystem</w:Selector>
 <w:Selector Name="Name">00000001{GUID[8:]}</w:Selector></w:SelectorSet></s:Header><s:Body/></s:Envelope>""".encode()


def transport(host: Running, auth: str, **rest: Any) -> Transport:
    settings: dict[str, Any] = {
        "username": USER, "password": PASSWORD, "auth_method": auth, "message_encryption": "auto",
        "server_cert_validation": "validate", "ca_trust_path": None, "proxy": None, "read_timeout_sec": 20,
    }  # fmt: skip
    return Transport(host.url, **(settings | rest))


@pytest.mark.parametrize("auth", ["basic", "ntlm"])
def test_a_get_over_http(host: Running, auth: str) -> None:
    """facts/wsman.md 1.3, 1.4, 6.1: Basic in clear, NTLM with its messages encrypted."""
    opened = transport(host, auth)
    for _ in range(3):
        answer = opened.send_message(GET)
    opened.close_session()
    assert b"<p:ElementName>sql01</p:ElementName>" in answer
    assert b"<a:RelatesTo>uuid:a-lower-case-one</a:RelatesTo>" in answer
    assert (opened.encryption is not None) == (auth == "ntlm")


def test_a_wrong_password(host: Running) -> None:
    """facts/wsman.md 1.7: 401."""
    opened = transport(host, "ntlm", password="wrong")
    with pytest.raises(InvalidCredentialsError):
        opened.send_message(GET)
    opened.close_session()


def test_a_fault_is_500_with_soap_that_was_encrypted(host: Running) -> None:
    """facts/wsman.md 1.7."""
    opened = transport(host, "ntlm")
    with pytest.raises(WinRMTransportError) as caught:
        opened.send_message(GET.replace(GUID[8:].encode(), b"gone"))
    opened.close_session()
    assert caught.value.code == 500
    assert "a:DestinationUnreachable" in caught.value.response_text


def test_soap_in_clear_after_ntlm_is_500_without_a_body(host: Running) -> None:
    """facts/wsman.md 6.1."""
    opened = transport(host, "ntlm", message_encryption="never")
    with pytest.raises(WinRMTransportError) as caught:
        opened.send_message(GET)
    opened.close_session()
    assert (caught.value.code, caught.value.response_text) == (500, "")


def test_a_dropped_connection_leaves_a_stale_key_that_is_400(host: Running) -> None:
    """facts/wsman.md 1.8, defect 2: the old ciphertext is sent again on the new connection."""
    opened = transport(host, "ntlm")
    opened.send_message(GET)
    host.listener.stop()
    host.listener.start()
    with pytest.raises(WinRMTransportError) as caught:
        opened.send_message(GET)
    assert caught.value.code == 400
    opened.close_session()
    assert b"sql01" in opened.send_message(GET)
    opened.close_session()


def test_after_a_refused_handshake_the_next_message_goes_out_in_clear(host: Running) -> None:
    """facts/wsman.md 1.8, defect 1: what AllowUnencrypted=false then stops."""
    host.listener.misbehaviour = Misbehaviour(refuse_sign_ins=1)
    opened = transport(host, "ntlm", message_encryption="always")
    with pytest.raises(InvalidCredentialsError):
        opened.send_message(GET)
    with pytest.raises(WinRMTransportError) as caught:
        opened.send_message(GET)
    opened.close_session()
    assert caught.value.code == 500
    assert host.listener.requests == ()


@pytest.mark.parametrize("encryption", ["auto", "always"])
def test_ntlm_over_https_is_bound_to_the_certificate(
    secure: Running, server_identity: Identity, encryption: str
) -> None:
    """facts/wsman.md 1.3, 1.5: encryption inside TLS where it is asked for."""
    trust = str(server_identity.authority)
    opened = transport(secure, "ntlm", ca_trust_path=trust, message_encryption=encryption)
    assert b"sql01" in opened.send_message(GET)
    opened.close_session()
    unbound = transport(secure, "ntlm", ca_trust_path=trust, send_cbt=False)
    with pytest.raises(InvalidCredentialsError):
        unbound.send_message(GET)
    unbound.close_session()


def test_a_client_certificate_signs_in_the_account_of_its_upn(
    secure: Running, authority: Authority, server_identity: Identity
) -> None:
    """facts/wsman.md 6.1."""

    def with_certificate(upn: str) -> Transport:
        identity = authority.client(upn)
        opened = transport(
            secure, "certificate", ca_trust_path=str(server_identity.authority), username="", password="",
            cert_pem=str(identity.certificate), cert_key_pem=str(identity.key),
        )  # fmt: skip
        opened.build_session().trust_env = False
        return opened

    opened = with_certificate(f"{USER}@localhost")
    assert b"sql01" in opened.send_message(GET)
    opened.close_session()
    assert secure.listener.requests[-1].user == USER
    stranger = with_certificate("stranger@localhost")
    with pytest.raises(InvalidCredentialsError):
        stranger.send_message(GET)
    stranger.close_session()


def test_a_certificate_of_an_unknown_authority_is_not_trusted(secure: Running, tmp_path: Path) -> None:
    """facts/wsman.md 1.5: the authority is the practice host's own."""
    other = Authority(tmp_path).path
    opened = transport(secure, "basic", ca_trust_path=str(other))
    with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
        opened.send_message(GET)
    opened.close_session()


def test_a_served_fleet_gives_a_client_certificate_that_signs_in(tmp_path: Path) -> None:
    """facts/wsman.md 6.1: by what `client_certificates` of a scenario writes beside the hosts file."""
    text = "hosts: [{name: dr, https: true, client_certificates: true}]\n"
    with PracticeServer(ServeOptions(parse_scenario(text, "x.yaml"), tmp_path / "hosts.yaml")) as server:
        opened = Transport(
            server.listeners["dr"].url, auth_method="certificate", username="", password="", proxy=None,
            ca_trust_path=str(tmp_path / "hosts.yaml.practice-ca.pem"), server_cert_validation="validate",
            cert_pem=str(tmp_path / "hosts.yaml.practice-client.pem"),
            cert_key_pem=str(tmp_path / "hosts.yaml.practice-client.key"),
        )  # fmt: skip
        opened.build_session().trust_env = False
        assert (tmp_path / "hosts.yaml.practice-client.key").stat().st_mode & 0o777 == 0o600
        answer = opened.send_message(GET.replace(f"00000001{GUID[8:]}".encode(), b"dr"))
        opened.close_session()
        assert b"<p:ElementName>dr</p:ElementName>" in answer
        assert server.listeners["dr"].sign_ins[-1].user == "operator"
    assert list(tmp_path.iterdir()) == []
