"""Enumerations: all pages of one, or an error (facts/wsman.md 2.2, 5)."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Generic, Protocol, TypeVar
from xml.etree.ElementTree import Element

from tui.wsman.answer import Answer, child
from tui.wsman.envelope import Envelopes, Request
from tui.wsman.fault import EnumerationExpired, Malformed, TimedOut, Unreachable, WSManError

T = TypeVar("T")

RELEASE_TIMEOUT_S = 5.0
ATTEMPTS = 3
"""How often an enumeration is begun whose pages were lost or that expired under it."""
PATIENCE = 3
"""How often a page is asked for again that the host had not ready in time; its context stays good."""
ITEMS_LIMIT = 200_000
_EMPTY_PAGES_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """What one answer brought of an enumeration."""

    context: str
    """What the next page is asked for with; empty where there is none."""
    items: list[T]
    error: WSManError | None = None
    """Why its items could not be read."""


class Exchange(Protocol):
    """Sends a message and gives back what ``read`` makes of its answer, which is not kept."""

    def __call__(self, request: Request, read: Callable[[Answer], T]) -> T: ...


class Enumeration(Generic[T]):
    """One query to one host; ``wql`` None enumerates the class that ``resource_uri`` names."""

    def __init__(
        self,
        exchange: Exchange,
        envelopes: Envelopes,
        resource_uri: str,
        wql: str | None,
        timeout_s: float,
        read: Callable[[Element], list[T]],
    ) -> None:
        """`read` makes of a page's items what is kept of them: the elements of a large class are many."""
        self._exchange = exchange
        self._envelopes = envelopes
        self._resource_uri = resource_uri
        self._wql = wql
        self._timeout_s = timeout_s
        self._read = read

    def items(self) -> list[T]:
        """Every item as it was read, in the host's order.

        A page that was lost on its way cannot be asked for again, nor one of an enumeration that the host has closed:
        then everything is asked for anew, ATTEMPTS times at most. Raises the last attempt's error.
        """
        left: list[str] = []
        for attempt in range(1, ATTEMPTS + 1):
            try:
                items = self._attempt()
            except _Lost as lost:
                left += lost.context
                if attempt == ATTEMPTS:
                    raise lost.reason from lost.reason.__cause__
            else:
                for context in left:
                    self._release(context)
                return items
        raise AssertionError("unreachable")

    def _attempt(self) -> list[T]:
        request = self._envelopes.enumerate(self._resource_uri, self._wql, self._timeout_s)
        page = self._exchange(request, partial(self._read_page, "EnumerateResponse", 0))
        items: list[T] = []
        empty_pages = 0
        while page.error is None:
            items += page.items
            if not page.context:
                return items
            empty_pages = 0 if page.items else empty_pages + 1
            if empty_pages > _EMPTY_PAGES_LIMIT:
                self._release(page.context)
                raise Malformed("the enumeration goes on without instances", delivered=True)
            page = self._pull(page.context, len(items))
        if page.context:
            self._release(page.context)
        raise page.error

    def _read_page(self, name: str, before: int, answer: Answer) -> Page[T]:
        """The page in an answer of that name; `before` is the number of items that came before it."""
        response = answer.expected(name)
        page, context = child(response, "Items"), _next_context(response)
        try:
            if before + (0 if page is None else len(page)) > ITEMS_LIMIT:
                raise Malformed("the enumeration has no end", delivered=True)
            return Page(context, [] if page is None else self._read(page))
        except WSManError as error:
            return Page(context, [], error)

    def _pull(self, context: str, before: int) -> Page[T]:
        """The next page; a host that was not ready with it in time is asked again, PATIENCE times at most."""
        for patience in range(PATIENCE, -1, -1):
            request = self._envelopes.pull(self._resource_uri, context, self._timeout_s)
            try:
                return self._exchange(request, partial(self._read_page, "PullResponse", before))
            except EnumerationExpired as error:
                raise _Lost(error, "") from error
            except Unreachable as error:
                raise _Lost(error, context) from error
            except WSManError as error:
                if isinstance(error, TimedOut) and error.code is not None and patience:
                    continue
                self._release(context)
                raise
        raise AssertionError("unreachable")

    def _release(self, context: str) -> None:
        """An enumeration that is left counts against a limit of the host until it expires."""
        with suppress(WSManError):
            self._exchange(self._envelopes.release(self._resource_uri, context, RELEASE_TIMEOUT_S), _no_more)


class _Lost(Exception):
    """A page did not arrive and will not."""

    def __init__(self, reason: WSManError, context: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.context = (context,) if context else ()
        """What the host may still hold."""


def _next_context(response: Element) -> str:
    """Empty where the enumeration is complete."""
    if child(response, "EndOfSequence") is not None:
        return ""
    context = child(response, "EnumerationContext")
    return "" if context is None else context.text or ""


def _no_more(answer: Answer) -> None:
    """Of what is only acknowledged."""
