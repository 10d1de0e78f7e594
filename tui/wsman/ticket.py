"""Kerberos tickets: which one we hold, and why there was none for a host (facts/kerberos.md)."""

import datetime as dt
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tui.wsman.fault import (
    ClockSkew,
    KdcUnreachable,
    NotAuthenticated,
    NoTicket,
    PrincipalUnknown,
    TicketExpired,
    TicketMissing,
    WSManError,
)

_KRB5 = -1765328384
"""The first of MIT Kerberos' error codes; the others are counted from it."""
_LEAVES: dict[int, type[NoTicket]] = {
    _KRB5 + 7: PrincipalUnknown,
    **dict.fromkeys((_KRB5 + 141, _KRB5 + 195), TicketMissing),
    _KRB5 + 32: TicketExpired,
    **dict.fromkeys((_KRB5 + 33, _KRB5 + 37), ClockSkew),
    **dict.fromkeys((_KRB5 + 154, _KRB5 + 156, _KRB5 + 220), KdcUnreachable),
}


@dataclass(frozen=True, slots=True)
class Ticket:
    """The ticket-granting ticket that a connection without a username of its own would use."""

    principal: str
    """``operator@CORP.EXAMPLE``; empty for one that has expired."""
    ends: dt.datetime
    """UTC, to the second; not in the future for one that has expired."""


def read_ticket() -> Ticket | None:
    """The ticket in the default credential cache, of whatever kind; None where there is none, or no Kerberos here.

    Reads the cache anew, so that a renewed ticket is seen; loads gssapi. Sends nothing, unless a client keytab is
    configured: then it may ask the KDC.
    """
    try:
        import gssapi
    except ImportError:
        return None
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    try:
        held = gssapi.Credentials(usage="initiate", mechs=[gssapi.MechType.kerberos])
        return Ticket(str(held.name), now + dt.timedelta(seconds=held.lifetime))
    except gssapi.raw.ExpiredCredentialsError:
        return Ticket("", now)
    except gssapi.raw.GSSError:
        return None


def ticket_expiry() -> dt.datetime | None:
    """When the ticket in the default credential cache ends, as ``read_ticket`` finds it."""
    ticket = read_ticket()
    return None if ticket is None else ticket.ends


def seen_through(error: WSManError) -> WSManError:
    """The reason behind a rejection: a host, or the library in its name, rejects an expired ticket as any other."""
    if isinstance(error, NotAuthenticated):
        ends = ticket_expiry()
        if ends is not None and ends <= dt.datetime.now(dt.UTC):
            return TicketExpired(f"the ticket has expired; {error.words}")
    return error


def same_principal(username: str, principal: str) -> bool:
    """Whether ``principal`` is who ``username`` names, whose realm may be left out. Letter case does not matter."""
    if "@" not in username:
        principal = principal.partition("@")[0]
    return username.casefold() == principal.casefold()


def ticket_failure(causes: Iterator[BaseException]) -> NoTicket | None:
    """The leaf for a sign-in that Kerberos ended before the host was asked; None where that is not what happened."""
    gss_error = gss_error_type()
    for cause in causes:
        if gss_error is not None and isinstance(cause, gss_error):
            code, words = _minor(cause)
            return _LEAVES.get(code, NoTicket)(words)
    return None


def gss_library() -> Any:
    """pykerberos, once pywinrm has loaded it; else None."""
    return sys.modules.get("kerberos")


def gss_error_type() -> type[Exception] | None:
    """The error of the Kerberos library, where that is in use."""
    library = gss_library()
    return None if library is None else library.GSSError


def _minor(error: BaseException) -> tuple[int, str]:
    """Kerberos' own code and words: ``((major words, code), (minor words, code))`` is how they are given."""
    match error.args:
        case (_, (str(words), int(code))):
            return code, words
        case ((str(words), int(code)), *_):
            return code, words
    return 0, str(error)
