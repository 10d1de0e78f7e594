"""The security context of one TCP connection: who signed in, by which scheme, and the key of its messages."""

import base64
import binascii
from dataclasses import dataclass

import spnego
from spnego.channel_bindings import GssChannelBindings

from tui.practice.http.certificates import user_of
from tui.practice.http.credentials import AcceptorFiles, Credentials
from tui.practice.http.framing import Sealer
from tui.practice.http.options import ListenerOptions

_NTLM_AUTHENTICATE = b"NTLMSSP\0\3\0\0\0"
_CHANNEL_BINDINGS = b"\x0a\0\x10\0"
"""MsvAvChannelBindings and its length, MS-NLMP 2.2.2.1."""
MUTUAL = "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual"


@dataclass(frozen=True, slots=True)
class SignIn:
    """What a request's Authorization came to: the account (None: answer 401), and what to answer the handshake."""

    user: str | None
    challenge: str | None = None
    """The WWW-Authenticate header that carries the acceptor's token, under the scheme that the client chose."""


class SecurityContext:
    """One connection's sign-in (facts/wsman.md 6.1): Negotiate holds for the connection, the others for a request."""

    def __init__(
        self, credentials: Credentials, files: AcceptorFiles, options: ListenerOptions, certificate: bytes | None
    ) -> None:
        self._credentials = credentials
        self._files = files
        self._options = options
        self._certificate = certificate
        self._context: spnego.ContextProxy | None = None
        self._user: str | None = None

    @property
    def sealer(self) -> Sealer | None:
        """The established Negotiate context, None before there is one."""
        return self._context if self._user is not None else None

    def sign_in(self, authorization: str, wrong_binding: bool = False) -> SignIn:
        """Judge a request by its Authorization header, which is empty on a connection signed in before.

        With `wrong_binding` a token has to be bound to a certificate that nobody has.
        """
        scheme, _, rest = authorization.strip().partition(" ")
        match scheme.casefold():
            case "":
                return SignIn(self._user)
            case "basic" if self._options.basic:
                return SignIn(self._basic(rest))
            case "negotiate" | "ntlm" | "kerberos" if self._options.negotiate:
                return self._negotiate(scheme, rest, wrong_binding)
            case _ if authorization.strip() == MUTUAL and self._options.client_certificates:
                return SignIn(self._mapped())
            case _:
                return SignIn(None)

    def forget(self) -> None:
        """The connection is a stranger's again."""
        self._context = self._user = None

    def _basic(self, token: str) -> str | None:
        """Clients write the pair in UTF-8 or in Latin-1."""
        try:
            pair = base64.b64decode(token, validate=True)
        except binascii.Error:
            return None
        for charset in ("utf-8", "latin-1"):
            user, _, password = pair.decode(charset, "replace").partition(":")
            if self._credentials.knows(user, password):
                return self._credentials.account(user)
        return None

    def _mapped(self) -> str | None:
        upn = user_of(self._certificate) if self._certificate else None
        return self._credentials.account(upn) if upn else None

    def _negotiate(self, scheme: str, token: str, wrong_binding: bool) -> SignIn:
        try:
            received = base64.b64decode(token, validate=True)
        except binascii.Error:
            return SignIn(None)
        with self._files.selected():
            try:
                if self._context is None or self._user is not None:
                    self._user = None
                    self._context = self._acceptor()
                answer = self._context.step(received, channel_bindings=self._bindings(received, wrong_binding))
                complete = self._context.complete
                principal = self._context.client_principal if complete else None
            except Exception:  # the acceptor raises whatever its mechanism raises (facts/kerberos.md); all mean no
                self._context = None
                return SignIn(None)
        challenge = f"{scheme} {base64.b64encode(answer).decode('ascii')}" if answer else None
        if complete:
            self._user = self._credentials.account(principal or "")
        return SignIn(self._user, challenge)

    def _acceptor(self) -> spnego.ContextProxy:
        if self._options.keytab is not None:
            return spnego.server(hostname="localhost", service="HTTP", protocol="negotiate")
        return spnego.server(protocol="negotiate", options=spnego.NegotiateOptions.use_negotiate)

    def _bindings(self, token: bytes, wrong: bool) -> GssChannelBindings | None:
        """What a token has to be bound to, None where it does not have to be bound."""
        identity = self._options.identity
        level = self._options.channel_binding
        if identity is None or level == "none" or (level == "relaxed" and _is_unbound(token)):
            return None
        digest = bytes(32) if wrong else identity.digest()
        return GssChannelBindings(application_data=b"tls-server-end-point:" + digest)


def _is_unbound(token: bytes) -> bool:
    """Whether NTLM's last message carries no channel bindings: the value is missing or sixteen zeros."""
    _, marked, message = token.partition(_NTLM_AUTHENTICATE)
    bindings = message.partition(_CHANNEL_BINDINGS)[2][:16]
    return bool(marked) and not any(bindings)
