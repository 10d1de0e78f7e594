"""pywinrm's own shell helpers read the event log of a practice host with wevtutil (facts/wsman.md 3.4)."""

from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from winrm.exceptions import WSManFaultError
from winrm.protocol import Protocol

from tests.unit.practice_protocol.listening import PASSWORD, USER, Running, running
from tests.unit.practice_protocol.shelf import CHANNELS
from tui.practice.http.options import ListenerOptions
from tui.practice.wsman.options import ServiceOptions

EVENT = "{http://schemas.microsoft.com/win/2004/08/events/event}"


def protocol(host: Running) -> Protocol:
    return Protocol(
        host.url, transport="ntlm", username=USER, password=PASSWORD, message_encryption="always", proxy=None
    )


@pytest.fixture
def opened(host: Running) -> Iterator[tuple[Protocol, str]]:
    winrm = protocol(host)
    shell = winrm.open_shell(codepage=65001)
    yield winrm, shell
    winrm.close_shell(shell)


def output(opened: tuple[Protocol, str], *command: str) -> tuple[str, str, int]:
    winrm, shell = opened
    identifier = winrm.run_command(shell, command[0], command[1:])
    stdout, stderr, code = winrm.get_command_output(shell, identifier)
    winrm.cleanup_command(shell, identifier)
    return stdout.decode(), stderr.decode(), code


def query(opened: tuple[Protocol, str], *options: str) -> list[ElementTree.Element]:
    stdout, _, code = output(opened, "wevtutil", "qe", CHANNELS[0], *options)
    assert code == 0
    return list(ElementTree.fromstring(f"<Events>{stdout}</Events>"))


def test_events_after_a_record_are_read_with_their_messages(opened: tuple[Protocol, str], host: Running) -> None:
    """facts/wsman.md 3.4: concatenated Event elements, filtered by EventRecordID."""
    for number in range(1, 6):
        host.shelf.events.write(text=f"Ereignis Nº {number}")
    found = query(opened, '/q:"*[System[EventRecordID>2]]"', "/f:RenderedXml", "/c:2")
    assert [event.findtext(f"{EVENT}System/{EVENT}EventRecordID") for event in found] == ["3", "4"]
    assert found[0].findtext(f"{EVENT}RenderingInfo/{EVENT}Message") == "Ereignis Nº 3"
    newest = query(opened, "/rd:true", "/c:1")
    assert [event.findtext(f"{EVENT}System/{EVENT}EventRecordID") for event in newest] == ["5"]


def test_long_output_comes_in_pieces_and_whole(opened: tuple[Protocol, str], host: Running) -> None:
    """facts/wsman.md 1.2, 3.4: Receive by Receive."""
    for _ in range(200):
        host.shelf.events.write(text="x" * 500)
    assert len(query(opened, "/f:RenderedXml")) == 200
    receives = [record for record in host.listener.requests if record.action.endswith("/Receive")]
    assert len(receives) > 3


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("wevtutil", "qe", "No-Such-Channel"), 15007),
        (("wevtutil", "qe", CHANNELS[0], '/q:"rubbish"'), 15001),
        (("wevtutil", "cl", CHANNELS[0]), 87),
        (("del", "everything"), 1),
    ],
)
def test_what_is_not_there_fails_with_a_word_on_stderr(
    opened: tuple[Protocol, str], command: tuple[str, ...], code: int
) -> None:
    """facts/wsman.md 3.4: 15007 for a missing channel."""
    stdout, stderr, exit_code = output(opened, *command)
    assert (stdout, exit_code) == ("", code)
    assert stderr


def test_a_closed_shell_is_gone(host: Running) -> None:
    """facts/wsman.md 4.3: invalid selectors."""
    winrm = protocol(host)
    shell = winrm.open_shell()
    winrm.close_shell(shell)
    with pytest.raises(WSManFaultError) as caught:
        winrm.run_command(shell, "wevtutil")
    winrm.transport.close_session()
    assert caught.value.wsman_fault_code == 2150858843


def test_shells_that_are_left_open_exhaust_the_quota() -> None:
    """facts/wsman.md 4.3."""
    with running(ListenerOptions(service=ServiceOptions(max_shells=1))) as host:
        winrm = protocol(host)
        winrm.open_shell()
        with pytest.raises(WSManFaultError) as caught:
            winrm.open_shell()
        winrm.transport.close_session()
    assert caught.value.wsman_fault_code == 2150859173
