"""Whatever a host answers, the client ends with a value or a leaf of its tree; tests/soak has the long run."""

import tracemalloc
from types import SimpleNamespace
from xml.etree.ElementTree import ParseError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.wsman.fuzzing import SAMPLES, answers, as_response, ask_everything, soap
from tui.wsman.answer import open_answer
from tui.wsman.document import DEPTH_LIMIT, MARKUP_LIMIT, parse_document
from tui.wsman.failure import translate
from tui.wsman.fault import Malformed, WSManError
from tui.wsman.sealed import StrictEncryption


@settings(max_examples=150, deadline=None)
@given(answers)
def test_any_answer_ends_in_a_value_or_in_the_tree(replies: list[bytes]) -> None:
    ask_everything(replies)


def test_every_sample_is_an_answer_by_itself() -> None:
    for sample in SAMPLES:
        parse_document(sample.encode())
        ask_everything([sample.encode()])


_FRAME = (
    b"--Encrypted Boundary\r\n\tContent-Type: application/HTTP-SPNEGO-session-encrypted\r\n"
    b"\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length=5\r\n--Encrypted Boundary\r\n"
    b"\tContent-Type: application/octet-stream\r\n\x10\x00\x00\x00" + b"s" * 16 + b"hello--Encrypted Boundary--\r\n"
)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(_FRAME)), st.integers(0, 40), st.binary(max_size=40))
def test_any_encrypted_framing_ends_in_bytes_or_in_the_tree(at: int, length: int, put: bytes) -> None:
    outcome: object
    try:
        outcome = unwrapped(_FRAME[:at] + put + _FRAME[at + length :])
    except Exception as error:
        outcome = translate(error, sent=True)
    assert isinstance(outcome, bytes | WSManError)


def unwrapped(content: bytes) -> bytes:
    """What the framing's reader makes of `content` where unsealing changes nothing."""
    session = SimpleNamespace(auth=SimpleNamespace(session_security=SimpleNamespace(unwrap=lambda data, _: data)))
    content_type = 'multipart/encrypted;protocol="application/HTTP-SPNEGO-session-encrypted"'
    return StrictEncryption(session, "ntlm").parse_encrypted_response(as_response(content, content_type))  # type: ignore[arg-type]


def test_an_encrypted_message_may_hold_what_its_frame_is_made_of() -> None:
    inside = b"--Encrypted Boundary\r\n\tContent-Type: application/octet-stream\r\n--Encrypted Boundary--\r\n"
    content = _FRAME.replace(b"Length=5", b"Length=%d" % len(inside)).replace(b"hello", inside)
    assert unwrapped(content) == inside


@pytest.mark.parametrize("length", [b"4", b"6", b"-5", b"", b"five"])
def test_an_encrypted_message_of_another_length_than_it_says_is_refused(length: bytes) -> None:
    assert unwrapped(_FRAME) == b"hello"
    with pytest.raises(ValueError):  # noqa: PT011
        unwrapped(_FRAME.replace(b"Length=5", b"Length=" + length))


@pytest.mark.parametrize(
    "body",
    [
        "<a>" * 100_000 + "</a>" * 100_000,
        "<r>" + "<a/>" * (MARKUP_LIMIT + 1) + "</r>",
        "<a>" * DEPTH_LIMIT + "</a>" * DEPTH_LIMIT,
    ],
    ids=["deep", "wide", "a little too deep"],
)
def test_an_answer_beyond_the_limits_is_malformed(body: str) -> None:
    with pytest.raises(Malformed):
        open_answer(soap(body).encode(), "")


@pytest.mark.parametrize(
    "entities",
    [
        "<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>",
        "<!ENTITY a SYSTEM 'file:///etc/passwd'>",
        "<!ENTITY % a SYSTEM 'http://127.0.0.1:1/'> %a;",
    ],
)
def test_entities_of_an_answers_own_are_refused(entities: str) -> None:
    text = f"<?xml version='1.0'?><!-- x --> <!DOCTYPE s [{entities}]>" + soap("<x>&a;</x>")
    with pytest.raises((ValueError, ParseError)):
        parse_document(text.encode())


def test_reading_a_large_answer_costs_no_more_than_a_few_times_its_size() -> None:
    data = soap("<r>" + "<abc>text</abc>" * 50_000 + "</r>").encode()
    tracemalloc.start()
    open_answer(data, "")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 25 * 2**20
