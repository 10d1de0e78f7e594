"""The event log read by command, over a scripted shell: positions, order, channels, and what may be run."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from tui.hyperv import gate
from tui.hyperv.wevtutil import PAGE, LogReader
from tui.wsman.client import Client
from tui.wsman.envelope import Envelopes
from tui.wsman.fault import Fault, Malformed, NotAuthorised
from tui.wsman.shell import CommandOutput, Shell

ADMIN, NETWORKING = "Microsoft-Windows-Hyper-V-VMMS-Admin", "Microsoft-Windows-TaskScheduler/Operational"


def event(channel: str, record_id: int) -> str:
    return (
        '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="P"/>'
        f"<EventID>32086</EventID><Level>2</Level><EventRecordID>{record_id}</EventRecordID>"
        f"<Channel>{channel}</Channel></System><RenderingInfo><Message>m{record_id}</Message></RenderingInfo></Event>"
    )


@dataclass
class _Host(Client):
    """Answers the commands from what its log holds."""

    logs: dict[str, list[int]] = field(default_factory=dict)
    denied: str = ""
    raw: bytes | None = None
    ran: list[str] = field(default_factory=list)

    def shell(self) -> Shell:
        return _Shell(self)

    def answer(self, command_line: str) -> CommandOutput:
        self.ran.append(command_line)
        assert gate.may_run(command_line), command_line
        channel = command_line.split('"')[1]
        if channel == self.denied:
            return CommandOutput(b"", b"Access is denied.", 5)
        if channel not in self.logs:
            return CommandOutput(b"", b"The specified channel could not be found.\r\n", 15007)
        found = self.logs[channel]
        if "EventRecordID" in command_line:
            after = int(command_line.partition("> ")[2].partition("]")[0])
            found = [each for each in found if each > after]
        if "/rd:true" in command_line:
            found = found[::-1]
        count = int(command_line.partition("/c:")[2].partition(" ")[0])
        text = "\r\n".join(event(channel, each) for each in found[:count])
        return CommandOutput(text.encode() if self.raw is None else self.raw, b"", 0)


class _Shell(Shell):
    def __init__(self, host: _Host) -> None:
        super().__init__(lambda request: pytest.fail("asked"), Envelopes("http://hv01:5985/wsman"), 60)
        self._host = host

    def run(self, command_line: str, limit_s: float = 60.0) -> CommandOutput:
        return self._host.answer(command_line)


class _Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def reader(
    host: _Host, channels: tuple[str, ...] = (ADMIN,), pause: Callable[[float], object] = lambda _s: None
) -> LogReader:
    return LogReader(host, channels, clock=_Clock(), pause=pause)


def ids(log: LogReader) -> list[int]:
    return [record.record_id for record in log.pull()]


def test_only_what_comes_after_the_first_look_is_told_and_each_record_once() -> None:
    host = _Host(logs={ADMIN: [1, 2, 3]})
    log = reader(host)
    assert ids(log) == []
    host.logs[ADMIN] += [4, 5]
    assert ids(log) == [4, 5]
    assert ids(log) == []


def test_a_record_after_an_empty_log_is_told() -> None:
    host = _Host(logs={ADMIN: []})
    log = reader(host)
    assert ids(log) == []
    host.logs[ADMIN] += [1]
    assert ids(log) == [1]


def test_more_records_than_one_answer_holds_are_all_told_in_order() -> None:
    host = _Host(logs={ADMIN: []})
    log = reader(host)
    log.pull()
    host.logs[ADMIN] += range(1, 3 * PAGE + 8)
    assert ids(log) == list(range(1, 3 * PAGE + 8))


def test_a_cleared_log_is_noticed_when_nothing_else_happens() -> None:
    host = _Host(logs={ADMIN: [40, 41]})
    log = reader(host)
    log.pull()
    host.logs[ADMIN] = [1, 2]
    assert ids(log) == []
    assert ids(log) == [1, 2]


def test_looking_back_begins_with_what_the_host_wrote_lately() -> None:
    host = _Host(logs={ADMIN: [7, 8]})
    log = LogReader(host, (ADMIN,), seconds_back=3600, clock=_Clock(), pause=lambda _s: None)
    assert ids(log) == [7, 8]
    assert "timediff(@SystemTime) <= 3600000" in host.ran[1]
    assert ids(log) == []


def test_channels_that_the_host_lacks_or_denies_are_left_out_and_told_apart() -> None:
    host = _Host(logs={NETWORKING: []}, denied=ADMIN)
    log = reader(host, (ADMIN, "Nowhere", NETWORKING))
    log.pull()
    assert log.channels.present == (NETWORKING,)
    assert (log.channels.missing, log.channels.denied) == (("Nowhere",), (ADMIN,))


def test_a_host_that_denies_every_channel_says_so() -> None:
    with pytest.raises(NotAuthorised, match="Access is denied"):
        reader(_Host(denied=ADMIN)).pull()


def test_a_host_that_lacks_every_channel_says_so_in_its_own_words() -> None:
    with pytest.raises(Fault, match="could not be found") as caught:
        reader(_Host()).pull()
    assert caught.value.code == 15007


def test_two_pulls_are_as_far_apart_as_was_asked() -> None:
    waits: list[float] = []
    log = reader(_Host(logs={ADMIN: []}), pause=waits.append)
    log.pull(20)
    log.pull(20)
    assert waits == [20]


def test_control_characters_of_a_message_do_not_end_the_tail() -> None:
    host = _Host(logs={ADMIN: []})
    log = reader(host)
    log.pull()
    host.raw = event(ADMIN, 1).replace("m1", "a\x07b").encode()
    assert [record.message for record in log.pull()] == ["a?b"]


def test_output_that_is_no_event_log_is_malformed() -> None:
    with pytest.raises(Malformed):
        reader(_Host(logs={ADMIN: []}, raw=b"<Event>")).pull()


@pytest.mark.parametrize(
    "command_line",
    [
        "wevtutil cl Application",
        f'wevtutil qe "{ADMIN}" "/q:*" /rd:false /c:200 /f:RenderedXml & del x',
        f'wevtutil qe "{ADMIN}" & del x "/q:*" /rd:false /c:200 /f:RenderedXml',
        'wevtutil qe "%PATH%" "/q:*" /rd:false /c:200 /f:RenderedXml',
        'wevtutil qe "a" b" "/q:*" /rd:false /c:200 /f:RenderedXml',
        'wevtutil qe "/lf" "/q:*" /rd:false /c:200 /f:RenderedXml',
        f'wevtutil qe "{ADMIN}" "/q:*[System[EventRecordID > 1]] or *" /rd:false /c:200 /f:RenderedXml',
        f'wevtutil qe "{ADMIN}" "/q:*" /rd:false /c:200 /f:RenderedXml\n',
        "",
    ],
)
def test_no_other_command_passes_the_gate(command_line: str) -> None:
    assert not gate.may_run(command_line)
