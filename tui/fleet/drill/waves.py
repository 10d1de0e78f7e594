"""Work on many hosts at once, in waves: so many at a time on each host, and a wave after the one before it."""

import threading
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def waves_of(items: Sequence[T], size: int | None) -> tuple[tuple[T, ...], ...]:
    """Without a size all are one wave."""
    step = size or max(1, len(items))
    return tuple(tuple(items[first : first + step]) for first in range(0, len(items), step))


def work_through(
    items: Sequence[T],
    at_once: int,
    host_of: Callable[[T], str],
    prepare: Callable[[str], object],
    work: Callable[[T], object],
) -> None:
    """Carry out one wave and return when all of it is over: hosts in parallel, `at_once` items on each.

    `prepare` is called once for each host, before its first item. Neither may raise. Threads are daemons: quitting in
    a hurry does not wait for them.
    """
    by_host: dict[str, deque[T]] = defaultdict(deque)
    for item in items:
        by_host[host_of(item)].append(item)
    hosts = [_thread(host, _host, host, queue, at_once, prepare, work) for host, queue in by_host.items()]
    for thread in hosts:
        thread.join()


def _host(
    host: str, queue: deque[T], at_once: int, prepare: Callable[[str], object], work: Callable[[T], object]
) -> None:
    prepare(host)
    workers = [_thread(f"{host} {number}", _worker, queue, work) for number in range(min(at_once, len(queue)))]
    for thread in workers:
        thread.join()


def _worker(queue: deque[T], work: Callable[[T], object]) -> None:
    while True:
        try:
            item = queue.popleft()
        except IndexError:
            return
        work(item)


def _thread(name: str, target: Callable[..., None], *arguments: object) -> threading.Thread:
    thread = threading.Thread(target=target, name=f"drill {name}", args=arguments, daemon=True)
    thread.start()
    return thread
