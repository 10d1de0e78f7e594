"""pywinrm's Transport with its known gaps closed (facts/wsman.md 1.4, 1.5, 1.8). Importing this imports pywinrm."""

import re
from types import SimpleNamespace
from typing import cast

from requests import Response, Session
from winrm.encryption import Encryption
from winrm.transport import Transport

_BOUNDARY = rb"--\s*Encrypted Boundary"
_PARTS = re.compile(
    _BOUNDARY + rb"\r\n(?P<sealing>\s*Content-Type:[^\r\n]*\r\n)\s*(?P<original>OriginalContent:[^\r\n]*)\r\n"
    + _BOUNDARY + rb"\r\n\s*Content-Type: application/octet-stream\r\n(?P<payload>.*)"
    + _BOUNDARY + rb"--(?:\r\n)*",
    re.DOTALL,
)  # fmt: skip


class PlaintextReply(Exception):
    """A reply in clear to a request that was encrypted."""

    def __init__(self, content_type: str) -> None:
        super().__init__(f"the host answered an encrypted request in clear ({content_type or 'no content type'})")
        self.content_type = content_type


class NoKey(Exception):
    """There is no key to encrypt with."""


class StrictEncryption(Encryption):
    """Refuses a reply in clear, and reads the spellings of the multipart framing that servers use."""

    def parse_encrypted_response(self, response: Response) -> bytes:
        content_type = response.headers.get("Content-Type", "")
        if f'protocol="{self.protocol_string.decode()}"' not in content_type:
            raise PlaintextReply(content_type)
        parts = _PARTS.fullmatch(response.content)
        if parts is None:
            raise ValueError("the encrypted reply is not framed as multipart/encrypted")
        framed = b"".join(
            (
                self.MIME_BOUNDARY, b"\r\n", parts["sealing"], b"\t", parts["original"], b"\r\n",
                self.MIME_BOUNDARY, b"\r\n\tContent-Type: application/octet-stream\r\n", parts["payload"],
                self.MIME_BOUNDARY, b"--\r\n",
            )
        )  # fmt: skip
        again = SimpleNamespace(headers=response.headers, request=response.request, content=framed)
        return super().parse_encrypted_response(cast(Response, again))


class SealedTransport(Transport):
    """No proxy, netrc or CA from the environment, no redirect, and no reply in clear once encryption is up."""

    def build_session(self) -> Session:
        return _closed(super().build_session())

    def setup_encryption(self, session: Session) -> None:
        super().setup_encryption(_closed(session))
        if getattr(session.auth, "session_security", self) is None:
            raise NoKey("the host answered without asking who we are")
        self.encryption = StrictEncryption(session, self.auth_method)

    def send_message(self, message: str | bytes) -> bytes:
        """The answer to ``message``. Raises NoKey where it would leave in clear though encryption was asked for."""
        self.build_session()
        if self.message_encryption == "always" and self.encryption is None:
            raise NoKey("the connection is not encrypted")
        return super().send_message(message)


def _closed(session: Session) -> Session:
    session.trust_env = False
    session.proxies = {}
    session.max_redirects = 0
    return session
