"""Practice time."""

import threading
from datetime import datetime, timedelta

import pytest

from tests.unit.practice.bench import START
from tui.practice.clock import Clock

MINUTE = timedelta(minutes=1)


def test_a_clock_of_speed_nothing_stands_still_until_it_is_advanced() -> None:
    clock = Clock(START, speed=0)
    assert clock.now() == clock.now() == START
    clock.advance(MINUTE)
    assert clock.now() == START + MINUTE


def test_what_is_due_happens_in_the_order_of_its_moments_each_at_its_own() -> None:
    clock = Clock(START, speed=0)
    seen: list[tuple[str, datetime, datetime]] = []

    def note(name: str) -> None:
        def action(when: datetime) -> None:
            seen.append((name, when, clock.now()))
            if name == "second":
                clock.at(when + MINUTE, lambda moment: seen.append(("third", moment, clock.now())))

        clock.at(START + (2 if name == "second" else 1) * MINUTE, action)

    note("second")
    note("first")
    clock.advance(10 * MINUTE)
    assert [name for name, _, _ in seen] == ["first", "second", "third"]
    assert all(when == now for _, when, now in seen)
    assert clock.now() == START + 10 * MINUTE


def test_a_fast_clock_runs_ahead_and_acts_by_itself() -> None:
    clock = Clock(START, speed=3600)
    done = threading.Event()
    clock.at(START + 10 * MINUTE, lambda _: done.set())
    clock.start()
    try:
        assert done.wait(10)
        assert clock.now() >= START + 10 * MINUTE
    finally:
        clock.stop()


def test_an_action_that_fails_does_not_stop_the_clock(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock(START, speed=1000)
    done = threading.Event()

    def fail(_: datetime) -> None:
        raise ZeroDivisionError

    clock.at(START, fail)
    clock.at(START + timedelta(seconds=1), lambda _: done.set())
    clock.start()
    try:
        assert done.wait(10)
    finally:
        clock.stop()
    assert "ZeroDivisionError" in caplog.text


def test_time_never_jumps_when_the_speed_changes() -> None:
    clock = Clock(START, speed=0)
    clock.advance(MINUTE)
    clock.set_speed(0.0)
    assert clock.now() == START + MINUTE
    with pytest.raises(ValueError, match="backwards"):
        Clock(START, speed=-1)
