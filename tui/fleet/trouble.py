"""Names and sentences for what can go wrong between us and a host."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from tui.config import HostEntry
from tui.fleet.view import HostTrouble
from tui.wsman import fault

_KINDS: Mapping[type[Exception], tuple[str, str]] = MappingProxyType(
    {
        fault.Refused: ("refused here", "this console declined to send it"),
        fault.Unreachable: ("unreachable", "cannot be reached; check the name, the port and the network"),
        fault.TimedOut: ("timed out", "did not answer in time; it may be busy or gone"),
        fault.CertificateRejected: (
            "certificate",
            "its certificate was not accepted; name its CA with ca: in the hosts file",
        ),
        fault.NotAuthenticated: (
            "not authenticated",
            "did not accept the credentials; not tried again by itself",
        ),
        fault.TicketMissing: ("no ticket", "Kerberos has no ticket for it; run kinit"),
        fault.TicketExpired: ("ticket expired", "the Kerberos ticket has expired; run kinit, the new one is found"),
        fault.KdcUnreachable: (
            "no domain controller",
            "no domain controller answers, so that Kerberos gives no ticket",
        ),
        fault.PrincipalUnknown: (
            "unknown principal",
            "the domain knows no such service; name the host as the domain does, or give kerberos_hostname",
        ),
        fault.ClockSkew: ("clock", "the clocks here and there differ by too much for Kerberos; set them right"),
        fault.NoTicket: ("no ticket", "Kerberos gave no ticket for it"),
        fault.NotAuthorised: (
            "not authorised",
            "refused access; the account needs Remote Management Users and Hyper-V Administrators there",
        ),
        fault.QuotaExceeded: ("quota", "has reached one of its WinRM limits; tried again later"),
        fault.Fault: ("fault", "answered with a fault"),
        fault.Malformed: ("malformed", "answered something that is not WS-Management"),
    }
)


def trouble(entry: HostEntry, error: Exception, since: datetime) -> HostTrouble:
    """Why this host did not answer, for the screen. A host's words stay as they are."""
    name, sentence, words = described(entry.name, error)
    return HostTrouble(name, sentence, words, since)


def described(host: str, error: Exception) -> tuple[str, str, str]:
    """Our name for what went wrong with a host, a sentence, and the host's own words."""
    for kind in type(error).__mro__:
        if kind in _KINDS:
            name, sentence = _KINDS[kind]
            words = error.words if isinstance(error, fault.WSManError) else ""
            return name, f"{host}: {sentence}", words
    return "fault", f"{host}: could not be read ({type(error).__name__})", str(error)


def is_final(error: Exception) -> bool:
    """Trying again by itself would do harm: every rejected logon counts towards locking the account."""
    return isinstance(error, fault.NotAuthenticated)
