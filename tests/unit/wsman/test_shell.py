"""A command in a WinRS shell: the messages (facts/wsman.md 3.4), the output, and the gate."""

import base64
from collections.abc import Callable

import pytest

from tests.unit.wsman.test_client import Scripted, fault, soap
from tui.wsman import naming
from tui.wsman.client import Client
from tui.wsman.document import parse_document
from tui.wsman.envelope import Request
from tui.wsman.fault import Malformed, QuotaExceeded, Refused, TimedOut, Unreachable

RSP = 'xmlns:rsp="http://schemas.microsoft.com/wbem/wsman/1/windows/shell"'
LINE = 'wevtutil qe "A" "/q:*[System[EventRecordID > 1]]"'
MADE = soap(
    '<x:ResourceCreated xmlns:x="x"><a:ReferenceParameters><w:SelectorSet><w:Selector Name="ShellId">S1</w:Selector>'
    f"</w:SelectorSet></a:ReferenceParameters></x:ResourceCreated><rsp:Shell {RSP}/>"
)
STARTED = soap(f"<rsp:CommandResponse {RSP}><rsp:CommandId>C1</rsp:CommandId></rsp:CommandResponse>")
DONE = soap("")


def received(stdout: bytes, exit_code: int | None = None, stderr: bytes = b"") -> str:
    state = "Running" if exit_code is None else "Done"
    code = "" if exit_code is None else f"<rsp:ExitCode>{exit_code}</rsp:ExitCode>"
    streams = "".join(
        f'<rsp:Stream Name="{name}" CommandId="C1">{base64.b64encode(data).decode()}</rsp:Stream>'
        for name, data in (("stdout", stdout), ("stderr", stderr))
    )
    command_state = f'<rsp:CommandState CommandId="C1" State="{naming.SHELL}/CommandState/{state}">{code}'
    return soap(f"<rsp:ReceiveResponse {RSP}>{streams}{command_state}</rsp:CommandState></rsp:ReceiveResponse>")


def client(connection: Scripted, may_run: Callable[[str], bool] = lambda line: line == LINE) -> Client:
    return Client(connection, arrays=lambda _name: frozenset(), may_run=may_run, pause=lambda _seconds: None)


def texts(request: Request, name: str) -> list[str | None]:
    root = parse_document(request.data)
    return [each.text for each in root.iter() if naming.local(each.tag) == name]


def test_a_command_runs_in_a_shell_of_its_own_that_is_deleted() -> None:
    connection = Scripted(MADE, STARTED, received(b"on"), received("e\u00e9".encode(), 0), DONE, DONE)
    with client(connection).shell() as shell:
        output = shell.run(LINE)
    assert (output.stdout.decode(), output.stderr, output.exit_code) == ("one\u00e9", b"", 0)
    assert connection.actions == ["Create", "Command", "Receive", "Receive", "Signal", "Delete"]
    assert {request.resource_uri for request in connection.asked} == {f"{naming.SHELL}/cmd"}
    assert texts(connection.asked[1], "Command") == [LINE]
    assert [texts(request, "Selector") for request in connection.asked] == [[], *[["S1"]] * 5]
    assert texts(connection.asked[4], "Code") == [f"{naming.SHELL}/signal/terminate"]
    assert b">65001<" in connection.asked[0].data


def test_several_commands_share_the_shell() -> None:
    each = (STARTED, received(b"", 15007, b"not found"), DONE)
    connection = Scripted(MADE, *each, *each, DONE)
    with client(connection).shell() as shell:
        assert [shell.run(LINE).exit_code for _ in range(2)] == [15007, 15007]
    assert connection.actions.count("Create") == connection.actions.count("Delete") == 1


def test_a_command_that_says_nothing_yet_is_asked_again() -> None:
    connection = Scripted(MADE, STARTED, fault(2150858793), received(b"x", 0), DONE, DONE)
    with client(connection).shell() as shell:
        assert shell.run(LINE).stdout == b"x"


def test_a_command_that_does_not_end_is_left_and_terminated() -> None:
    connection = Scripted(MADE, STARTED, received(b"x"), DONE, DONE)
    with client(connection).shell() as shell, pytest.raises(TimedOut):
        shell.run(LINE, limit_s=0)
    assert connection.actions[-2:] == ["Signal", "Delete"]


def test_a_command_outside_the_gate_never_reaches_the_host() -> None:
    connection = Scripted(MADE, DONE)
    with client(connection).shell() as shell, pytest.raises(Refused, match="del x"):
        shell.run("del x")
    assert connection.actions == ["Create", "Delete"]


def test_a_client_without_that_gate_makes_no_shell() -> None:
    connection = Scripted()
    closed = Client(connection, arrays=lambda _name: frozenset(), may_invoke=lambda _class, _method: True)
    with closed.shell() as shell, pytest.raises(Refused):
        shell.run(LINE)
    assert connection.asked == []


def test_output_that_is_not_what_it_should_be_is_malformed() -> None:
    broken = received(b"x", 0).replace(base64.b64encode(b"x").decode(), "x")
    connection = Scripted(MADE, STARTED, broken, DONE, DONE)
    with client(connection).shell() as shell, pytest.raises(Malformed, match="base64"):
        shell.run(LINE)


@pytest.mark.parametrize(("reply", "leaf"), [(fault(2150859173), QuotaExceeded), (soap("<x/>"), Malformed)])
def test_a_shell_that_cannot_be_had_is_named(reply: str, leaf: type[Exception]) -> None:
    with client(Scripted(*[reply] * 5)).shell() as shell, pytest.raises(leaf):
        shell.run(LINE)


def test_a_connection_lost_while_leaving_is_no_matter() -> None:
    lost = Unreachable("reset", delivered=True)
    connection = Scripted(MADE, STARTED, received(b"", 0), lost, lost)
    with client(connection).shell() as shell:
        assert shell.run(LINE).exit_code == 0
