"""Whatever comes in, a client gets an answer it can read: never an exception, never a 500 without a SOAP fault."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.unit.practice_protocol.asking import ENUMERATE, GET, OPTIMIZED, PULL, SUBSCRIBE, V2, Asker, envelope, wql
from tests.unit.practice_protocol.listening import Running, running
from tests.unit.practice_protocol.shelf import GUID, SETTINGS, furnished
from tests.unit.practice_protocol.talking import IDENTIFY, QUESTION, Talk, basic
from tui.practice.cim import VIRTUALIZATION, ClassDecl, EmbeddedText, WmiError
from tui.practice.cimxml import EmbeddedInstanceError, read_instance
from tui.practice.wql.execute import execute

SYSTEM = V2 + "Msvm_ComputerSystem"
SQL01 = {"CreationClassName": "Msvm_ComputerSystem", "Name": f"00000001{GUID[8:]}"}
MESSAGES = (
    envelope(GET, SYSTEM, selectors=SQL01),
    envelope(ENUMERATE, V2 + "*", wql("select * from Msvm_ComputerSystem where Name like 'a%'", *OPTIMIZED)),
    envelope(PULL, V2 + "*", "<n:Pull><n:EnumerationContext>x</n:EnumerationContext></n:Pull>"),
    envelope(f"{SYSTEM}/RequestStateChange", SYSTEM, "<I><RequestedState>2</RequestedState></I>", selectors=SQL01),
    envelope(SUBSCRIBE, SYSTEM, "<e:Subscribe/>"),
    IDENTIFY.decode(),
)
"""Each is torn apart below."""

torn = st.builds(
    lambda text, start, length, inserted: text[:start] + inserted + text[start + length :],
    st.sampled_from(MESSAGES),
    st.integers(0, 2000),
    st.integers(0, 40),
    st.sampled_from(["", "<", ">", "&", "&amp;", "</a:Action>", "\x00", "é", "9" * 30, "<s:Header/>", "{", "]]>"]),
)


@given(torn)
@settings(max_examples=300, deadline=None)
def test_a_torn_envelope_is_answered_by_soap(text: str) -> None:
    answered = Asker().send(text.encode("utf-8", "replace"))
    assert answered.status == (500 if answered.root.find(".//{*}Fault") is not None else 200)


@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_answered_by_soap(message: bytes) -> None:
    for charset in ("utf-8", "utf-16", "klingon"):
        assert Asker().send(message, charset).status == 500


WORDS = [
    "select", "*", "from", "where", "Msvm_ComputerSystem", "Msvm_SettingsDefineState", "Name", "EnabledState", "Roles",
    "=", "<>", "<", ">=", "like", "is", "not", "null", "and", "or", "(", ")", "'a'", '"%[a-"', "'\\\\'", "1", "true",
    "isa", "__CLASS", "__SERVER", "__PATH", "associators", "references", "of", ",", "InstallDate", "'20261008'",
    "{Msvm_ComputerSystem.CreationClassName='Msvm_ComputerSystem',Name='HV1'}", "AssocClass", "ResultRole", "[", "'",
]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.booleans())
@example(["where", "Name", "like", '"%[a-"'], True)
@settings(max_examples=500, deadline=None)
def test_any_words_are_a_query_or_refused_by_wmi(words: list[str], headed: bool) -> None:
    text = ("select * from Msvm_ComputerSystem " if headed else "") + " ".join(words)
    with suppress(WmiError):
        list(execute(text, furnished(1), VIRTUALIZATION).instances)


PIECES = [
    '<INSTANCE CLASSNAME="Msvm_VirtualSystemSettingData">', "</INSTANCE>", '<PROPERTY NAME="Notes" TYPE="string">',
    '<PROPERTY NAME="Enabled" TYPE="boolean">', "</PROPERTY>", '<PROPERTY.ARRAY NAME="Notes" TYPE="string">',
    "</PROPERTY.ARRAY>", "<VALUE>", "</VALUE>", "<VALUE/>", "<VALUE.ARRAY>", "</VALUE.ARRAY>", "a", "&#38;", "&amp;",
    '<PROPERTY NAME="VirtualQuantity" TYPE="uint64">', "٣", "true", "<?xml?>", "\x00", "<![CDATA[x]]>",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@settings(max_examples=500, deadline=None)
def test_any_text_is_an_embedded_instance_or_refused_by_a_return_value(text: str) -> None:
    def declare(name: str) -> ClassDecl:
        if name.casefold() != SETTINGS.name.casefold():
            raise WmiError(0x80041010, "Invalid class")
        return SETTINGS

    for whole in (text, f"{PIECES[0]}{text}</INSTANCE>"):
        with suppress(EmbeddedInstanceError):
            read_instance(EmbeddedText(whole), declare)


@pytest.fixture(scope="module")
def host() -> Iterator[Running]:
    with running() as started:
        yield started


@given(st.binary(max_size=120), st.sampled_from(["multipart/encrypted;protocol=x", "text/plain", ""]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_body_is_answered_by_http(host: Running, body: bytes, content_type: str) -> None:
    talk = Talk(host)
    response, _ = talk.post(body, basic(), content_type=content_type)
    assert response.status in (200, 400, 500)
    assert talk.post(QUESTION, basic())[0].status == 200
    talk.connection.close()


def test_a_broken_request_line_is_400_and_hurts_nobody_else(host: Running) -> None:
    talk = Talk(host)
    talk.connection.connect()
    assert talk.connection.sock is not None
    talk.connection.sock.sendall(b"nonsense\r\n\r\n")
    assert talk.connection.sock.recv(1000).startswith(b"HTTP/1.1 400 \r\n")
    assert talk.connection.sock.recv(100) == b""
    assert Talk(host).post(QUESTION, basic())[0].status == 200
