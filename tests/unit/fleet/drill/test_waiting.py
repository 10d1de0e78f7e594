"""Waiting with a condition, room in memory, and waves."""

import threading
from collections import Counter

import pytest

from tests.waiting import wait_for
from tui.fleet.drill.pace import Pace
from tui.fleet.drill.room import NoRoom, Room
from tui.fleet.drill.waves import waves_of, work_through

_QUICK = Pace(first_look=0.001, longest_look=0.002)
_NEVER = threading.Event()


def test_a_poll_ends_with_the_first_answer() -> None:
    answers = iter([None, None, "here"])
    assert _QUICK.poll(lambda: next(answers), 10.0, _NEVER) == "here"


def test_a_poll_looks_once_more_when_its_time_is_over() -> None:
    looks: list[int] = []
    assert _QUICK.poll(lambda: looks.append(1), 0.01, _NEVER) is None
    assert len(looks) >= 2


def test_a_poll_without_patience_looks_once() -> None:
    looks: list[int] = []
    assert _QUICK.poll(lambda: looks.append(1), 0.0, _NEVER) is None
    assert looks == [1]


def test_a_stopped_poll_ends_at_once() -> None:
    stopped = threading.Event()
    stopped.set()
    assert Pace(first_look=1000.0).poll(lambda: None, 1000.0, stopped) is None


def test_pauses_between_looks_grow_up_to_the_longest() -> None:
    pauses: list[float] = []

    class Recorded(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            pauses.append(timeout or 0.0)
            return len(pauses) == 5

    Pace(first_look=1.0, longest_look=2.0).poll(lambda: None, 1000.0, Recorded())
    assert pauses == [1.0, 1.5, 2.0, 2.0, 2.0]


def test_reserved_memory_counts_until_its_vm_runs() -> None:
    room = Room()
    room.take("one", 4, lambda: 10, _NEVER)
    taken = threading.Event()

    def take() -> None:
        room.take("two", 8, lambda: 10, _NEVER)
        taken.set()

    thread = threading.Thread(target=take, daemon=True)
    thread.start()
    assert not taken.wait(0.05)
    room.leave("one")
    assert taken.wait(5)
    thread.join()


def test_a_vm_that_runs_is_counted_by_the_host_alone() -> None:
    room = Room()
    room.take("one", 8, lambda: 10, _NEVER)
    room.runs("one")
    room.take("two", 2, lambda: 2, _NEVER)


def test_a_vm_that_fits_nowhere_is_refused_with_the_figures() -> None:
    with pytest.raises(NoRoom, match="it needs 12 MiB and the host has 10 MiB free"):
        Room().take("one", 12, lambda: 10, _NEVER)


def test_a_host_that_does_not_tell_its_memory_takes_everything() -> None:
    room = Room()
    room.take("one", 10**9, lambda: None, _NEVER)
    room.take("two", 10**9, lambda: None, _NEVER)


def test_a_stopped_drill_waits_for_no_room() -> None:
    room, stopped = Room(), threading.Event()
    room.take("one", 8, lambda: 10, _NEVER)
    stopped.set()
    room.take("two", 8, lambda: 10, stopped)


def test_waves_are_of_the_plans_order() -> None:
    assert waves_of("abcde", 2) == (("a", "b"), ("c", "d"), ("e",))
    assert waves_of("abc", None) == (("a", "b", "c"),)
    assert waves_of((), None) == ()


def test_each_host_works_on_so_many_at_once_and_is_prepared_before_its_first() -> None:
    lock, gate = threading.Lock(), threading.Event()
    prepared: list[str] = []
    busy: Counter[str] = Counter()
    most: Counter[str] = Counter()
    begun: list[str] = []

    def work(item: str) -> None:
        with lock:
            assert item[0] in prepared
            busy[item[0]] += 1
            most[item[0]] = max(most[item[0]], busy[item[0]])
            begun.append(item)
        gate.wait(5)
        with lock:
            busy[item[0]] -= 1

    items = ("a1", "a2", "a3", "a4", "b1")
    whole = threading.Thread(target=lambda: work_through(items, 2, lambda item: item[0], prepared.append, work))
    whole.start()
    wait_for(lambda: len(begun) == 3, "two of the first host and the one of the second")
    gate.set()
    whole.join(5)
    assert sorted(begun) == sorted(items)
    assert (most["a"], most["b"]) == (2, 1)
    assert sorted(prepared) == ["a", "b"]
