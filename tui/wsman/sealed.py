"""pywinrm's Transport with its known gaps closed (facts/wsman.md 1.4, 1.5, 1.8; facts/kerberos.md).

Importing this imports pywinrm, and silences it and what it stands on: their logs hold tickets, and they log what they
also raise, which Python would print over the screen, as it would their warnings.
"""

import logging
import re
import warnings
from typing import Any
from urllib.parse import urlsplit

from requests import PreparedRequest, Response, Session
from winrm.encryption import Encryption
from winrm.transport import Transport

from tui.wsman.paced import PacedAdapter, read_whole
from tui.wsman.ticket import gss_library, same_principal

for _name in ("winrm", "requests", "requests_ntlm", "spnego", "urllib3"):
    logging.getLogger(_name).addHandler(logging.NullHandler())
    logging.getLogger(_name).propagate = False
warnings.filterwarnings("ignore", module=r"(requests_ntlm|winrm)(\.|$)")

_BOUNDARY = rb"--\s*Encrypted Boundary"
_PARTS = re.compile(
    _BOUNDARY + rb"\r\n\s*Content-Type:[^\r\n]*\r\n\s*OriginalContent:[^\r\n]*?Length=(?P<length>[^\r\n]*)\r\n"
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


class OtherPrincipal(Exception):
    """The ticket is another user's than the one asked for."""

    def __init__(self, username: str, principal: str) -> None:
        super().__init__(f"the ticket is {principal}'s, and not {username}'s")


class StrictEncryption(Encryption):
    """Refuses a reply in clear, and reads the spellings of the multipart framing that servers use.

    A message is one part, whatever its length: only CredSSP splits one (facts/wsman.md 1.3).
    """

    _head: PreparedRequest | None = None
    """The session's first message, whose URL, headers and hooks are those of all that follow."""

    def prepare_encrypted_request(self, session: Session, endpoint: str | bytes, message: bytes) -> PreparedRequest:
        if self._head is None:
            first = super().prepare_encrypted_request(session, endpoint, message)
            self._head = first.copy()
            return first
        request = self._head.copy()
        host = urlsplit(endpoint).hostname
        request.body = self._encrypt_message(message, host) + self.MIME_BOUNDARY + b"--\r\n"
        request.headers["Content-Length"] = str(len(request.body))
        return request

    def parse_encrypted_response(self, response: Response) -> bytes:
        content_type = response.headers.get("Content-Type", "")
        if f'protocol="{self.protocol_string.decode()}"' not in content_type:
            raise PlaintextReply(content_type)
        parts = _PARTS.fullmatch(response.content)
        if parts is None:
            raise ValueError("the encrypted reply is not framed as multipart/encrypted")
        message: bytes = self._decrypt_message(parts["payload"], urlsplit(response.request.url).hostname)
        if len(message) != int(parts["length"]):
            raise ValueError("the encrypted reply is not as long as it says")
        return message


class SealedTransport(Transport):
    """No proxy, netrc or CA of the environment's, no redirect, and no reply in clear once encryption is up.

    Takes what pywinrm's Transport takes, and in ``tls_name`` the name that the host's certificate has to be for, where
    that is not the one in the URL.
    """

    def __init__(self, *arguments: Any, tls_name: str | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._tls_name = tls_name

    def build_session(self) -> Session:
        return self._closed(super().build_session())

    def setup_encryption(self, session: Session) -> None:
        super().setup_encryption(self._closed(session))
        if self.auth_method == "kerberos":
            self._check_principal(session)
        elif getattr(session.auth, "session_security", None) is None:
            raise NoKey("the host answered without asking who we are")
        self.encryption = StrictEncryption(session, self.auth_method)

    def send_message(self, message: str | bytes) -> bytes:
        """The answer to ``message``. Raises NoKey where it would leave in clear though encryption was asked for."""
        self.build_session()
        if self.message_encryption == "always" and self.encryption is None:
            raise NoKey("the connection is not encrypted")
        return super().send_message(message)

    def _check_principal(self, session: Session) -> None:
        """The sign-in ignores a username without a ticket where gss-ntlmssp is installed (facts/kerberos.md)."""
        (context,) = session.auth.context.values()  # type: ignore[union-attr]
        principal = gss_library().authGSSClientUserName(context)
        if self.username and not same_principal(self.username, principal):
            raise OtherPrincipal(self.username, principal)

    def _closed(self, session: Session) -> Session:
        if not isinstance(session.get_adapter("https://"), PacedAdapter):
            session.mount("http://", PacedAdapter())
            session.mount("https://", PacedAdapter(self._tls_name))
        session.hooks["response"] = [read_whole]
        session.headers["Accept-Encoding"] = "identity"
        session.trust_env = False
        session.proxies = {"https": self.proxy} if self.proxy else {}
        session.max_redirects = 0
        return session
