"""A credential is tried on one host before any other uses it."""

import threading

import pytest

from tui.fleet.logon import Logon
from tui.wsman.fault import NotAuthenticated, TicketExpired, Unreachable

TIMEOUT = 10.0


def _nothing() -> None:
    return None


def test_twenty_lanes_with_a_wrong_password_log_on_once() -> None:
    logon = Logon()
    tried: list[int] = []
    refused: list[str] = []
    all_reached = threading.Barrier(20)

    def log_on() -> None:
        tried.append(threading.get_ident())
        raise NotAuthenticated("the host's words", delivered=False)

    def lane() -> None:
        try:
            logon.carry(all_reached.wait, log_on)
        except NotAuthenticated as error:
            refused.append(error.words)

    threads = [threading.Thread(target=lane) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(TIMEOUT)
    assert len(tried) == 1
    assert refused == ["the host's words"] * 20


def test_a_rejection_stands_until_the_operator_asks_again() -> None:
    logon = Logon()

    def reject() -> None:
        raise NotAuthenticated("no", delivered=False)

    with pytest.raises(NotAuthenticated):
        logon.carry(_nothing, reject)
    with pytest.raises(NotAuthenticated):
        logon.carry(_nothing, lambda: pytest.fail("logged on again by itself"))
    logon.forgive()
    assert logon.carry(_nothing, lambda: "in") == "in"


def test_a_host_that_cannot_be_reached_proves_nothing_and_holds_nobody_up() -> None:
    logon = Logon()

    def unreachable() -> None:
        raise Unreachable("no route", delivered=False)

    with pytest.raises(Unreachable):
        logon.carry(unreachable, lambda: pytest.fail("logged on without a host"))
    with pytest.raises(Unreachable):
        logon.carry(_nothing, unreachable)
    assert logon.carry(_nothing, lambda: "in") == "in"


def test_those_who_wait_go_in_together_once_it_is_proved() -> None:
    logon = Logon()
    inside, proved = threading.Event(), threading.Event()
    results: list[str] = []

    def slow() -> str:
        inside.set()
        assert proved.wait(TIMEOUT)
        return "first"

    def later() -> str:
        assert proved.is_set()
        return "second"

    first = threading.Thread(target=lambda: results.append(logon.carry(_nothing, slow)))
    first.start()
    assert inside.wait(TIMEOUT)
    second = threading.Thread(target=lambda: results.append(logon.carry(proved.set, later)))
    second.start()
    first.join(TIMEOUT)
    second.join(TIMEOUT)
    assert sorted(results) == ["first", "second"]


def test_a_ticket_that_is_missing_proves_nothing_and_parks_nobody() -> None:
    logon = Logon()

    def no_ticket() -> None:
        raise TicketExpired("Ticket expired")

    with pytest.raises(TicketExpired):
        logon.carry(_nothing, no_ticket)
    assert not logon.rejected
    assert logon.carry(_nothing, lambda: "in") == "in"


def test_the_others_go_on_with_the_first_answer_and_not_with_the_last() -> None:
    logon = Logon()
    gone_on, done = threading.Event(), threading.Event()

    def long_job() -> None:
        other = threading.Thread(target=logon.carry, args=(_nothing, gone_on.set))
        other.start()
        assert not gone_on.wait(0.05)
        logon.answered()
        assert gone_on.wait(TIMEOUT)
        other.join(TIMEOUT)
        done.set()

    logon.carry(_nothing, long_job)
    assert done.is_set()


def test_an_answer_to_another_lane_proves_nothing_for_the_one_whose_turn_it_is() -> None:
    logon = Logon()

    def reject() -> None:
        other = threading.Thread(target=logon.answered)
        other.start()
        other.join(TIMEOUT)
        raise NotAuthenticated("no", delivered=False)

    with pytest.raises(NotAuthenticated):
        logon.carry(_nothing, reject)
    assert logon.rejected


def test_an_answer_over_an_older_connection_does_not_take_a_rejection_back() -> None:
    logon = Logon()

    def reject() -> None:
        raise NotAuthenticated("no", delivered=False)

    with pytest.raises(NotAuthenticated):
        logon.carry(_nothing, reject)
    logon.answered()
    assert logon.rejected
