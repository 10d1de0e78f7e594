"""How a listener takes connections and sign-ins."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from tui.practice.http.certificates import Identity
from tui.practice.wsman.options import ServiceOptions

ChannelBinding: TypeAlias = Literal["none", "relaxed", "strict"]


@dataclass(frozen=True, slots=True)
class ListenerOptions:
    port: int = 0
    """TCP port on 127.0.0.1; 0 takes a free one at the first start and keeps it."""
    basic: bool = False
    """Whether Basic is offered. Its messages are taken in clear over http, whatever `allow_unencrypted` says."""
    negotiate: bool = True
    ntlm: bool = False
    """Whether NTLM is offered by that name too, for clients that do not speak it under Negotiate."""
    allow_unencrypted: bool = False
    """Whether SOAP in clear is answered on a Negotiate session over http; else HTTP 500 without a body."""
    identity: Identity | None = None
    """The certificate of an https listener; None for http."""
    channel_binding: ChannelBinding = "relaxed"
    """CbtHardeningLevel (https): whether a sign-in whose token is bound to another certificate is refused (relaxed),
    and one that is not bound at all too (strict)."""
    client_certificates: bool = False
    """Whether a client certificate of the same authority signs in the account of its UPN."""
    keytab: Path | None = None
    """Where given, Kerberos for HTTP/localhost is accepted beside NTLM (needs pyspnego's kerberos extra)."""
    domains: tuple[str, ...] = ()
    """Domains, beside the computer's own name, that a user may be qualified with."""
    service: ServiceOptions = field(default_factory=ServiceOptions)

    def schemes(self) -> list[str]:
        """What a 401 offers, a WWW-Authenticate header each (facts/wsman.md 6.1)."""
        offered = {
            "Negotiate": self.negotiate,
            "Kerberos": self.keytab is not None,
            "NTLM": self.ntlm,
            'Basic realm="WSMAN"': self.basic,
        }
        return [scheme for scheme, on in offered.items() if on]
