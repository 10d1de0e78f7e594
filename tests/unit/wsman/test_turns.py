"""Lanes give way to the screen, and never for long."""

import threading
import time
from collections.abc import Iterator

import pytest

from tui.wsman.turns import give_way, screen_at_work, screen_works


@pytest.fixture(autouse=True)
def _screen_at_rest() -> Iterator[None]:
    yield
    screen_works(0)


def taken() -> float:
    began = time.monotonic()
    give_way()
    return time.monotonic() - began


def test_nobody_waits_while_the_screen_is_at_rest() -> None:
    assert taken() < 0.05


def test_a_lane_waits_until_the_screen_is_done() -> None:
    passed = threading.Event()

    def lane() -> None:
        give_way()
        passed.set()

    screen_works(60)
    threading.Thread(target=lane, daemon=True).start()
    assert not passed.wait(0.05)
    screen_works(0)
    assert passed.wait(5)


def test_a_screen_that_never_rests_holds_up_a_lane_for_a_quarter_of_a_second_at_a_time() -> None:
    screen_works(60)
    assert 0.2 < taken() < 5


def test_a_drawing_that_ends_takes_nothing_from_a_key_that_is_being_answered() -> None:
    screen_works(60)
    with screen_at_work(0.01):
        pass
    assert taken() > 0.2


def test_lanes_go_on_when_a_drawing_ends_early() -> None:
    with screen_at_work(60):
        assert taken() > 0.2
    assert taken() < 0.05
