"""Listeners that let their clients down on purpose (facts/wsman.md 6.4)."""

import http.client
import time
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from tests.unit.practice_protocol.asking import in_background
from tests.unit.practice_protocol.listening import Running, running
from tests.unit.practice_protocol.talking import QUESTION, Talk, basic
from tui.practice.http.misbehaviour import BEHAVED, Misbehaviour

GONE = (http.client.RemoteDisconnected, ConnectionError, http.client.IncompleteRead)


@pytest.fixture
def host() -> Iterator[Running]:
    with running() as started:
        yield started


def test_a_connection_is_dropped_after_its_answers(host: Running) -> None:
    host.listener.misbehaviour = Misbehaviour(drop_after=2)
    talk = Talk(host)
    assert [talk.post(QUESTION, basic())[0].status for _ in range(2)] == [200, 200]
    assert talk.connection.sock is not None
    with pytest.raises(GONE):
        talk.post(QUESTION, basic())


def test_sign_ins_are_refused_as_often_as_said(host: Running) -> None:
    host.listener.misbehaviour = Misbehaviour(refuse_sign_ins=1)
    talk = Talk(host)
    assert talk.sign_in() == 401
    assert talk.post(QUESTION)[0].status == 401
    assert Talk(host).sign_in() == 200


@pytest.mark.parametrize("kind", ["lose_answer", "half_answer"])
def test_an_answer_is_lost_after_the_request_was_carried_out(host: Running, kind: str) -> None:
    host.listener.misbehaviour = Misbehaviour(**{kind: True})  # type: ignore[arg-type]
    with pytest.raises(GONE):
        Talk(host).post(QUESTION, basic())
    assert len(host.listener.requests) == 1


def test_only_some_messages_are_concerned(host: Running) -> None:
    host.listener.misbehaviour = Misbehaviour(lose_answer=True, only="ModifyResourceSettings")
    assert Talk(host).post(QUESTION, basic())[0].status == 200


@pytest.mark.parametrize(("status", "page"), [(413, False), (503, True)])
def test_a_request_is_turned_away_below_soap(host: Running, status: int, page: bool) -> None:
    host.listener.misbehaviour = Misbehaviour(status=status)
    response, body = Talk(host).post(QUESTION, basic())
    assert (response.status, b"<HTML>" in body) == (status, page)
    assert host.listener.requests == ()


def test_an_encrypted_request_is_answered_in_clear_or_with_an_odd_boundary(host: Running) -> None:
    talk = Talk(host)
    talk.sign_in()
    host.listener.misbehaviour = Misbehaviour(odd_boundary=True)
    assert talk.encrypted()[0] == 200
    host.listener.misbehaviour = Misbehaviour(plaintext_answer=True)
    status, answer = talk.encrypted()
    assert (status, answer.startswith(b"<s:Envelope")) == (200, True)


def test_an_answer_is_huge(host: Running) -> None:
    host.listener.misbehaviour = Misbehaviour(padding=1_000_000)
    response, body = Talk(host).post(QUESTION, basic())
    assert response.status == 200
    assert len(body) > 1_000_000
    assert ElementTree.fromstring(body) is not None


def test_answers_are_late_or_drip(host: Running) -> None:
    for misbehaviour in (Misbehaviour(delay=0.1), Misbehaviour(drip=0.005)):
        host.listener.misbehaviour = misbehaviour
        begin = time.monotonic()
        assert Talk(host).post(QUESTION, basic())[0].status == 200
        assert time.monotonic() - begin >= 0.1


def test_a_request_hangs_until_the_listener_stops(host: Running) -> None:
    host.listener.misbehaviour = Misbehaviour(hang=True)
    outcome: list[type] = []

    def ask() -> None:
        try:
            Talk(host).post(QUESTION, basic())
        except GONE as error:
            outcome.append(type(error))

    asking = in_background(ask)
    while not host.listener.requests:
        time.sleep(0.005)
    assert asking.is_alive()
    host.listener.stop()
    asking.join(10)
    assert len(outcome) == 1


def test_it_behaves_again_when_told_so(host: Running) -> None:
    host.listener.misbehaviour = Misbehaviour(status=503)
    host.listener.misbehaviour = BEHAVED
    assert Talk(host).post(QUESTION, basic())[0].status == 200
