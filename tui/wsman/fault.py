"""Every way in which a call to a host can fail.

::

    WSManError
     ├── Refused               this side declined; nothing was sent
     ├── Unreachable           no connection, no name, a reset, a service that is not there
     ├── TimedOut              connected, and no answer in time
     ├── CertificateRejected   the host's certificate was not accepted
     ├── NotAuthenticated      the host did not accept who we are
 ├── NoTicket              Kerberos gave none for the host, which therefore heard nothing
 │    ├── TicketMissing        none in the cache, or another's
 │    ├── TicketExpired        get or renew one
 │    ├── KdcUnreachable       no domain controller answers
 │    ├── PrincipalUnknown     the domain has no such service as HTTP/host
 │    └── ClockSkew            the clocks here and there differ by too much
     ├── NotAuthorised         the host knows who we are and says no
     ├── QuotaExceeded         the host throttles us
     ├── Fault                 the host, or its provider, answered with a fault
     │    ├── EnumerationExpired   enumerate again
     │    ├── SubscriptionLost     subscribe again, from the bookmark
     │    ├── BookmarkInvalid      subscribe again, without a bookmark
     │    └── NotFound             no such object or class
     └── Malformed             the answer is not WS-Management, or not an answer to this request

A fault's leaf follows from its code, never from its text: texts are localised (facts/wsman.md 4.1, 4.3).
"""


class WSManError(Exception):
    """A call that did not succeed."""

    def __init__(self, words: str, *, delivered: bool, code: int | None = None) -> None:
        super().__init__(words)
        self.words = words
        """The host's own words exactly, or this side's where the host said nothing. Not safe to draw as it is."""
        self.delivered = delivered
        """False only where it is certain that the host acted on nothing."""
        self.code = code
        """The WS-Management, HRESULT or Win32 code, unsigned, where the host gave one."""


class Refused(WSManError):
    """Declined on this side before a byte was sent."""

    def __init__(self, words: str) -> None:
        super().__init__(words, delivered=False)


class Unreachable(WSManError):
    """Refused connection, unknown name, reset, or a host without the service."""


class TimedOut(WSManError):
    """No answer within the time allowed, said by the host or found out here."""


class CertificateRejected(WSManError):
    """TLS ended because the host's certificate did not verify."""


class NotAuthenticated(WSManError):
    """Credentials, ticket or security context were not accepted. Never tried again by itself: accounts lock."""


class NoTicket(WSManError):
    """No Kerberos ticket for the host, in the library's words. Nobody was asked to log on: trying again is safe."""

    def __init__(self, words: str) -> None:
        super().__init__(words, delivered=False)


class TicketMissing(NoTicket):
    """The credential cache holds no ticket, or not the one of the username asked for."""


class TicketExpired(NoTicket):
    """The ticket's life is over."""


class KdcUnreachable(NoTicket):
    """No KDC of the realm answers, or none is known."""


class PrincipalUnknown(NoTicket):
    """The KDC does not know the host's service principal."""


class ClockSkew(NoTicket):
    """A clock is off by more than Kerberos tolerates, commonly five minutes."""


class NotAuthorised(WSManError):
    """Access denied."""


class QuotaExceeded(WSManError):
    """One of the host's limits on operations, shells or users, met before anything was carried out: try again later."""


class Malformed(WSManError):
    """An answer that is not what the protocol allows here."""


class Fault(WSManError):
    """A SOAP fault in the provider's words."""

    def __init__(
        self, code: int | None, subcode: str | None, reason: str, detail: str = "", *, delivered: bool = True
    ) -> None:
        super().__init__(reason or detail, delivered=delivered, code=code)
        self.subcode = subcode
        """As sent, with its prefix: ``w:InvalidSelectors``."""
        self.reason = reason
        self.detail = detail
        """What the fault's detail adds to its reason: provider message or FaultDetail URI; may be empty."""


class EnumerationExpired(Fault):
    """The enumeration context is gone; its pages have to be asked for from the start."""


class SubscriptionLost(Fault):
    """The subscription was closed by the host."""


class BookmarkInvalid(Fault):
    """The host cannot resume from the bookmark."""


class NotFound(Fault):
    """No object has these keys, or there is no such resource."""


_FAULTS: dict[int, type[Fault]] = {
    **dict.fromkeys((2150858758, 2150858759, 2150858779), EnumerationExpired),
    **dict.fromkeys((2150858760, 2150858762, 2150858763), SubscriptionLost),
    **dict.fromkeys((2150858808, 2150858832), BookmarkInvalid),
    **dict.fromkeys((2150858752, 2150858770, 0x80041002), NotFound),
}
_OTHERS: dict[int, type[WSManError]] = {
    **dict.fromkeys((2150858780, 2150858793, 2150859046), TimedOut),
    2150858806: NotAuthenticated,
    **dict.fromkeys((5, 0x80070005, 0x80041003, 2150859012, 2150859013, 2150859014), NotAuthorised),
    **dict.fromkeys(
        (2150858815, *range(2150859173, 2150859177), 2150859179, *range(2150859236, 2150859243)), QuotaExceeded
    ),
}
_SUBCODES: dict[str, int] = {
    "DestinationUnreachable": 2150858770,
    "InvalidEnumerationContext": 2150858779,
    "TimedOut": 2150858793,
    "AccessDenied": 5,
    "QuotaLimit": 2150858815,
    "InvalidBookmark": 2150858808,
}
"""For answers that carry no number at all, as other servers send them (facts/wsman.md 6.5)."""


def from_codes(codes: tuple[int, ...], subcode: str | None, reason: str, detail: str) -> WSManError:
    """The leaf for a fault whose detail holds ``codes``, outermost first; the first code that has a leaf decides."""
    code = codes[0] if codes else None
    deciding = codes or (_SUBCODES.get((subcode or "").rpartition(":")[2], 0),)
    for each in deciding:
        if each in _FAULTS:
            return _FAULTS[each](code, subcode, reason, detail)
        if each in _OTHERS:
            leaf = _OTHERS[each]
            return leaf(reason or detail, delivered=leaf is not QuotaExceeded, code=each)
    return Fault(code, subcode, reason, detail)
