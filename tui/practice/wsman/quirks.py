"""Ways in which a service's SOAP can differ from what a client hopes for (facts/wsman.md 4.2, 6.4)."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Quirks:
    """The default value is a faithful service."""

    fault_detail: Literal["WSManFault", "MSFT_WmiError"] = "WSManFault"
    """The shape of a fault's detail; an MSFT_WmiError fault carries no RelatesTo."""
    wrong_relates_to: bool = False
    """Answers relate to a message that nobody sent."""
    quota_exceeded: bool = False
    """Every request but Identify is refused by 2150859174, the operations of the user being too many."""
    contexts_expire: bool = False
    """Every enumeration is over as soon as it began: a Pull finds an invalid context."""
    subscriptions_refused: bool = False
    """The host has no event forwarding: Subscribe is an unsupported feature."""
    page_bytes: int | None = None
    """Pages end by so many bytes of UTF-16, where that is less than the envelope; an item that does not fit is
    refused."""
    first_page: int | None = None
    """Items in the answer to an optimised Enumerate, in place of the host's own number."""
    empty_pages: bool = False
    """Every other Pull of an enumeration answers no item and a new context."""
    nil_omitted: bool = False
    """Null properties are left out instead of being nil."""
    no_bookmarks: bool = False
    """Pages of events come without the bookmark that was asked for."""
    bookmarks_lost: bool = False
    """A subscription with a bookmark is refused as expired."""


FAITHFUL = Quirks()
