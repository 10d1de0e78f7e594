"""Raw connections to a listener, with pyspnego's own initiator for NTLM."""

import base64
import http.client
import ssl
from pathlib import Path

import spnego
from spnego.channel_bindings import GssChannelBindings

from tests.unit.practice_protocol.asking import GET, V2, envelope
from tests.unit.practice_protocol.listening import PASSWORD, USER, Running
from tests.unit.practice_protocol.shelf import GUID
from tui.practice.http import framing

SOAP = "application/soap+xml;charset=UTF-8"
SQL01 = {"CreationClassName": "Msvm_ComputerSystem", "Name": f"00000001{GUID[8:]}"}
QUESTION = envelope(GET, V2 + "Msvm_ComputerSystem", selectors=SQL01).encode()
IDENTIFY = (
    b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:i="http://schemas.dmtf.org/wbem/wsman/'
    b'identity/1/wsmanidentity.xsd"><s:Header/><s:Body><i:Identify/></s:Body></s:Envelope>'
)


class Talk:
    """One connection."""

    def __init__(self, host: Running, authority: Path | None = None) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", host.port, timeout=20)
        if authority is not None:
            trust = ssl.create_default_context(cafile=authority)
            self.connection = http.client.HTTPSConnection("127.0.0.1", host.port, timeout=20, context=trust)
        host.closing.callback(self.connection.close)
        self.context: spnego.ContextProxy | None = None

    def post(
        self, body: bytes = b"", authorization: str = "", content_type: str = SOAP, path: str = "/wsman", **headers: str
    ) -> tuple[http.client.HTTPResponse, bytes]:
        sent = {"Content-Type": content_type, **headers}
        if authorization:
            sent["Authorization"] = authorization
        self.connection.request("POST", path, body, sent)
        response = self.connection.getresponse()
        return response, response.read()

    def sign_in(self, password: str = PASSWORD, user: str = USER, bound_to: bytes | None = None) -> int:
        """The three messages of NTLM, bound to the digest of a certificate; the last status."""
        bindings = GssChannelBindings(application_data=b"tls-server-end-point:" + bound_to) if bound_to else None
        self.context = spnego.client(user, password, protocol="ntlm", channel_bindings=bindings)
        token = self.context.step()
        status = 0
        while token is not None:
            response, _ = self.post(authorization="Negotiate " + base64.b64encode(token).decode())
            status = response.status
            schemes = response.headers.get_all("WWW-Authenticate") or [""]
            challenge = schemes[0].removeprefix("Negotiate").strip()
            token = self.context.step(base64.b64decode(challenge)) if challenge else None
        return status

    def encrypted(self, message: bytes = QUESTION) -> tuple[int, bytes]:
        assert self.context is not None
        content_type, body = framing.seal(message, SOAP, self.context)
        response, answer = self.post(body, content_type=content_type)
        kind = response.getheader("Content-Type") or ""
        if not framing.is_encrypted(kind):
            return response.status, answer
        return response.status, framing.unseal(answer, kind, self.context).message


def basic(password: str = PASSWORD, user: str = USER) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
