"""Commands in a WinRS shell, for what WS-Management itself does not tell (facts/wsman.md 1.2, 3.4)."""

import base64
import binascii
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from xml.etree.ElementTree import Element

from tui.wsman import naming
from tui.wsman.answer import Answer
from tui.wsman.envelope import Envelopes, Request
from tui.wsman.fault import Malformed, TimedOut, WSManError
from tui.wsman.naming import local
from tui.wsman.xmltext import escape

OUTPUT_LIMIT_BYTES = 8 * 1024 * 1024
CLOSE_TIMEOUT_S = 5.0
_RSP = f'xmlns:rsp="{naming.SHELL}"'
_UTF_8 = "65001"
_TERMINATE = f"{naming.SHELL}/signal/terminate"


@dataclass(frozen=True, slots=True)
class CommandOutput:
    """What a command wrote, in UTF-8, and its exit code."""

    stdout: bytes
    stderr: bytes
    exit_code: int


class Shell:
    """A shell on the host, made when the first command runs and deleted on leaving; a context manager.

    Made by ``Client.shell``; lives on that client's connection. Every command line passes the client's gate.
    """

    def __init__(self, exchange: Callable[[Request], Answer], envelopes: Envelopes, timeout_s: float) -> None:
        self._exchange = exchange
        self._envelopes = envelopes
        self._timeout_s = timeout_s
        self._id = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        shell_id, self._id = self._id, ""
        if shell_id:
            with suppress(WSManError):
                self._exchange(self._envelopes.shell(naming.DELETE, shell_id, "", CLOSE_TIMEOUT_S))

    def run(self, command_line: str, limit_s: float = 60.0) -> CommandOutput:
        """Run one command and wait for its end, for ``limit_s`` at most. Raises a leaf of WSManError."""
        starting = self._command(command_line)
        end = time.monotonic() + limit_s
        if not self._id:
            self._id = self._create()
            starting = self._command(command_line)
        command_id = _text(self._exchange(starting).expected("CommandResponse"), "CommandId")
        try:
            return self._receive(command_id, end)
        finally:
            with suppress(WSManError):
                self._exchange(self._signal(command_id))

    def _create(self) -> str:
        streams = "<rsp:InputStreams>stdin</rsp:InputStreams><rsp:OutputStreams>stdout stderr</rsp:OutputStreams>"
        body = f"<rsp:Shell {_RSP}>{streams}</rsp:Shell>"
        options = {"WINRS_NOPROFILE": "TRUE", "WINRS_CODEPAGE": _UTF_8}
        answer = self._exchange(self._envelopes.shell(naming.CREATE, "", body, self._timeout_s, options=options))
        for each in () if answer.content is None else answer.content.iter():
            if local(each.tag) == "ShellId" or each.attrib.get("Name") == "ShellId":
                return each.text or ""
        raise Malformed("a shell was made without an identifier", delivered=True)

    def _command(self, command_line: str) -> Request:
        body = f"<rsp:CommandLine {_RSP}><rsp:Command>{escape(command_line)}</rsp:Command></rsp:CommandLine>"
        options = {"WINRS_CONSOLEMODE_STDIN": "TRUE", "WINRS_SKIP_CMD_SHELL": "FALSE"}
        return self._envelopes.shell(
            naming.SHELL_COMMAND, self._id, body, self._timeout_s, options=options, command=command_line
        )

    def _signal(self, command_id: str) -> Request:
        body = f'<rsp:Signal {_RSP} CommandId="{escape(command_id)}"><rsp:Code>{_TERMINATE}</rsp:Code></rsp:Signal>'
        return self._envelopes.shell(naming.SHELL_SIGNAL, self._id, body, CLOSE_TIMEOUT_S)

    def _receive(self, command_id: str, end: float) -> CommandOutput:
        streams = {"stdout": bytearray(), "stderr": bytearray()}
        wanted = f'<rsp:DesiredStream CommandId="{escape(command_id)}">stdout stderr</rsp:DesiredStream>'
        body = f"<rsp:Receive {_RSP}>{wanted}</rsp:Receive>"
        while True:
            try:
                answer = self._exchange(self._envelopes.shell(naming.SHELL_RECEIVE, self._id, body, self._timeout_s))
            except TimedOut as error:
                if error.code is None or time.monotonic() > end:
                    raise
                continue
            exit_code = _take(answer.expected("ReceiveResponse"), streams)
            if exit_code is not None:
                return CommandOutput(bytes(streams["stdout"]), bytes(streams["stderr"]), exit_code)
            if sum(map(len, streams.values())) > OUTPUT_LIMIT_BYTES:
                raise Malformed("the command writes without end", delivered=True)
            if time.monotonic() > end:
                raise TimedOut("the command did not end in time", delivered=True)


def _take(response: Element, streams: dict[str, bytearray]) -> int | None:
    """Put what arrived to ``streams``; the exit code once the command is done."""
    exit_code: int | None = None
    for each in response:
        kind = local(each.tag)
        if kind == "Stream" and each.attrib.get("Name") in streams:
            try:
                streams[each.attrib["Name"]] += base64.b64decode(each.text or "", validate=False)
            except (binascii.Error, ValueError) as error:
                raise Malformed(f"the output is not in base64: {error}", delivered=True) from error
        elif kind == "CommandState" and each.attrib.get("State", "").endswith("/Done"):
            code = _text(each, "ExitCode")
            exit_code = int(code) if code.lstrip("-").isdecimal() else 0
    return exit_code


def _text(element: Element, name: str) -> str:
    return next((each.text or "" for each in element.iter() if local(each.tag) == name), "")
