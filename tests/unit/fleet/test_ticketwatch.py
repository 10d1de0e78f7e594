"""The ticket cache is looked into for as long as a host is logged on to with a ticket."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from tests.waiting import wait_for
from tui.fleet.store import Store
from tui.fleet.ticketwatch import TicketWatch

ENDS = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)


class Cache:
    """What the ticket cache holds, and how often it was looked into."""

    def __init__(self) -> None:
        self.ends: datetime | None = ENDS
        self.looks = 0

    def read(self) -> datetime | None:
        self.looks += 1
        return self.ends


@contextmanager
def watched(cache: Cache) -> Iterator[Store]:
    store = Store(())
    watch = TicketWatch(store, lambda: True, cache.read, interval_s=0.01)
    watch.start()
    try:
        yield store
    finally:
        watch.close()


def test_a_renewed_ticket_is_found_by_itself() -> None:
    cache = Cache()
    with watched(cache) as store:
        wait_for(lambda: store.view.ticket_ends == ENDS, "the ticket")
        cache.ends = ENDS + timedelta(hours=10)
        wait_for(lambda: store.view.ticket_ends == ENDS + timedelta(hours=10), "the renewed ticket")
        cache.ends = None
        wait_for(lambda: store.view.ticket_ends is None, "no ticket")


def test_the_cache_is_left_alone_where_no_host_uses_a_ticket() -> None:
    cache = Cache()
    rounds: list[int] = []

    def used() -> bool:
        rounds.append(1)
        return False

    watch = TicketWatch(Store(()), used, cache.read, interval_s=0.01)
    watch.start()
    wait_for(lambda: len(rounds) > 3, "some rounds")
    watch.close()
    assert cache.looks == 0


def test_a_ticket_that_stays_as_it_is_makes_no_newer_view() -> None:
    cache = Cache()
    with watched(cache) as store:
        wait_for(lambda: cache.looks > 3, "some looks")
        assert store.view.version == 1
