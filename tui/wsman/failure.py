"""What pywinrm, requests and spnego raise, as leaves of WSManError (facts/wsman.md 1.7). Importing this loads them."""

import ssl
from collections.abc import Iterator

import requests
from spnego.exceptions import SpnegoError
from urllib3.exceptions import NewConnectionError, ReadTimeoutError
from winrm.exceptions import AuthenticationError, WinRMError, WinRMTransportError

from tui.wsman.fault import (
    CertificateRejected,
    Fault,
    Malformed,
    NotAuthenticated,
    NotAuthorised,
    TicketMissing,
    TimedOut,
    Unreachable,
    WSManError,
)
from tui.wsman.paced import AnswerTooLarge, AnswerTooSlow, same_connection
from tui.wsman.sealed import NoKey, OtherPrincipal, PlaintextReply
from tui.wsman.ticket import gss_error_type, seen_through, ticket_failure

_WHO_WE_ARE = (AuthenticationError, NoKey, PermissionError)
_AUTHENTICATE = "TlRMTVNTUAAD"
"""How NTLM's third message begins in an Authorization header."""
_STALE = frozenset({400, 401})


def fault_envelope(error: Exception) -> bytes | None:
    """The envelope inside an HTTP error: a fault is an answer, and its connection stays good."""
    if isinstance(error, WinRMTransportError) and "Envelope" in error.response_text[:4096]:
        return error.response_text.encode()
    return None


def translate(error: Exception, *, sent: bool, kerberos: bool = False) -> WSManError:
    """The leaf for ``error``; ``sent`` says whether the message itself, not only the handshake, was on its way."""
    return seen_through(_translate(error, sent)) if kerberos else _translate(error, sent)


def _translate(error: Exception, sent: bool) -> WSManError:
    status = http_status(error)
    if status is not None:
        return _of_status(status, error, sent)
    if isinstance(error, OtherPrincipal):
        return TicketMissing(str(error))
    if isinstance(error, _WHO_WE_ARE) or _is_unproved(error):
        return NotAuthenticated(str(error), delivered=False)
    if not sent and (missing := ticket_failure(_causes(error))) is not None:
        return missing
    if isinstance(error, requests.RequestException | OSError):
        return _of_connection(error, sent)
    if not sent and isinstance(error, WinRMError | SpnegoError):
        return NotAuthenticated(str(error), delivered=False)
    return Malformed(f"{type(error).__name__}: {error}", delivered=sent)


def http_status(error: BaseException | None) -> int | None:
    """The status of an HTTP error that held no envelope, or None for any other error."""
    response = _error_response(error)
    return None if response is None else response.status_code


def context_lost(error: BaseException | None) -> bool:
    """Whether ``error`` may mean that the two sides no longer share a security context (facts/kerberos.md)."""
    gss_error = gss_error_type()
    return http_status(error) in _STALE or (gss_error is not None and isinstance(error, gss_error))


def _is_unproved(error: Exception) -> bool:
    """The host could not show that it is the one that the ticket is for."""
    if gss_error_type() is None:
        return False
    from winrm.vendor.requests_kerberos import MutualAuthenticationError

    return isinstance(error, MutualAuthenticationError)


def _of_status(status: int, error: Exception, sent: bool) -> WSManError:
    words = f"HTTP {status}"
    match status:
        case 401 if _cut_short(error):
            return Unreachable("the connection was closed during the sign-in", delivered=False)
        case 401:
            return NotAuthenticated(f"{words}, {_offered(error)}", delivered=False)
        case 403:
            return NotAuthorised(words, delivered=False)
        case 404:
            return Unreachable(f"{words}: no WS-Management at this address", delivered=False)
        case 413:
            return Fault(None, None, f"{words}: the request is larger than the host accepts", delivered=False)
        case 503:
            return Unreachable(f"{words}: the service is not available", delivered=sent)
    return Malformed(f"{words} without a fault", delivered=sent)


def _cut_short(error: Exception) -> bool:
    """Whether NTLM's last message went out on another connection than its challenge came by: nobody has judged it."""
    response = _error_response(error)
    if response is None or _AUTHENTICATE not in str(response.request.headers.get("Authorization")):
        return False
    return not (response.history and same_connection(response.history[-1], response))


def _offered(error: Exception) -> str:
    """What the host would accept instead: the schemes of its WWW-Authenticate headers."""
    response = _error_response(error)
    header = response.headers.get("WWW-Authenticate", "") if response is not None else ""
    schemes = [each.split()[0] for each in header.split(",") if each.strip()]
    return f"offered: {', '.join(schemes)}" if schemes else "nothing offered"


def _error_response(error: BaseException | None) -> requests.Response | None:
    """The HTTP answer that pywinrm was handling when it raised ``error``; an envelope in clear does not count."""
    if error is None or (isinstance(error, PlaintextReply) and "soap" in error.content_type):
        return None
    return error.__context__.response if isinstance(error.__context__, requests.HTTPError) else None


def _of_connection(error: Exception, sent: bool) -> WSManError:
    causes = tuple(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return CertificateRejected(cause.verify_message or str(cause), delivered=False)
        if isinstance(cause, AnswerTooSlow):
            return TimedOut(str(cause), delivered=sent)
        if isinstance(cause, AnswerTooLarge):
            return Malformed(str(cause), delivered=sent)
    if isinstance(error, requests.ConnectTimeout):
        return Unreachable("no answer to the attempt to connect", delivered=False)
    if isinstance(error, requests.Timeout) or any(isinstance(cause, ReadTimeoutError) for cause in causes):
        return TimedOut("no answer in time", delivered=sent)
    if isinstance(error, requests.TooManyRedirects):
        return Malformed("the host answered with a redirect", delivered=sent)
    system = [
        cause for cause in causes if isinstance(cause, OSError) and not isinstance(cause, requests.RequestException)
    ]
    words = next((cause.strerror or str(cause) for cause in system), str(error))
    connected = not any(isinstance(cause, NewConnectionError) for cause in causes)
    return Unreachable(words, delivered=sent and connected)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """``error`` and everything it wraps, in whatever way its library does."""
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        each = waiting.pop()
        if isinstance(each, BaseException) and id(each) not in seen:
            seen.add(id(each))
            yield each
            waiting += (each.__context__, each.__cause__, getattr(each, "reason", None), *each.args)
