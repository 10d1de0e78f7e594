"""WinRS shells in which one command runs, the event log's `wevtutil` (facts/wsman.md 3.4)."""

import base64
import threading
import uuid
from dataclasses import dataclass, field

from tui.practice.wsman import names
from tui.practice.wsman.context import Operation
from tui.practice.wsman.envelope import Reply
from tui.practice.wsman.fault import Fault, FaultKind
from tui.practice.wsman.wevtutil import Output, run

_RSP = f"{{{names.SHELL}}}"
_CHUNK = 32_000
"""Bytes of output in one answer to Receive."""
_UTF_8 = "65001"


@dataclass(slots=True)
class _Shell:
    user: str
    charset: str
    commands: dict[str, Output] = field(default_factory=dict)
    """What is still to be received of each command, by its id."""


class Shells:
    """The open shells of one service. Safe to use from any thread."""

    def __init__(self) -> None:
        self._shells: dict[str, _Shell] = {}
        self._lock = threading.Lock()

    def carry_out(self, operation: Operation) -> Reply:
        """Create, Command, Receive, Signal or Delete. Raises Fault."""
        action = operation.request.action
        with self._lock:
            match action:
                case names.CREATE:
                    return self._create(operation)
                case names.DELETE:
                    self._shell(operation)
                    del self._shells[_shell_id(operation)]
                    return Reply(f"{action}Response", "", "xp")
                case names.SHELL_COMMAND:
                    return self._command(operation)
                case names.SHELL_RECEIVE:
                    return self._receive(operation)
                case names.SHELL_SIGNAL:
                    self._shell(operation).commands.pop(_attribute(operation, "CommandId"), None)
                    return _reply(operation, "SignalResponse", "")
        raise Fault(FaultKind.INVALID_ACTION)

    def _create(self, operation: Operation) -> Reply:
        if sum(shell.user == operation.user for shell in self._shells.values()) >= operation.options.max_shells:
            raise Fault(FaultKind.QUOTA_SHELLS)
        identifier = str(uuid.uuid4()).upper()
        charset = "utf-8" if operation.request.options.get("winrs_codepage") == _UTF_8 else "cp437"
        self._shells[identifier] = _Shell(operation.user, charset)
        created = (
            f"<x:ResourceCreated><a:Address>{names.ANONYMOUS}</a:Address><a:ReferenceParameters><w:ResourceURI>"
            f'{names.SHELL_CMD}</w:ResourceURI><w:SelectorSet><w:Selector Name="ShellId">{identifier}</w:Selector>'
            "</w:SelectorSet></a:ReferenceParameters></x:ResourceCreated>"
            f'<rsp:Shell xmlns:rsp="{names.SHELL}"><rsp:ShellId>{identifier}</rsp:ShellId>'
            "<rsp:InputStreams>stdin</rsp:InputStreams><rsp:OutputStreams>stdout stderr</rsp:OutputStreams></rsp:Shell>"
        )
        return Reply(f"{names.CREATE}Response", created, "xp")

    def _command(self, operation: Operation) -> Reply:
        shell = self._shell(operation)
        body = operation.request.body
        if body is None:
            raise Fault(FaultKind.SCHEMA_VALIDATION, "The body holds no CommandLine.")
        parts = [body.findtext(f"{_RSP}Command", ""), *(part.text or "" for part in body.findall(f"{_RSP}Arguments"))]
        identifier = str(uuid.uuid4()).upper()
        shell.commands[identifier] = run(" ".join(parts), operation.host, shell.charset)
        return _reply(operation, "CommandResponse", f"<rsp:CommandId>{identifier}</rsp:CommandId>")

    def _receive(self, operation: Operation) -> Reply:
        """The next piece of the output; the state is Done with the last one."""
        shell = self._shell(operation)
        identifier = _attribute(operation, "CommandId", "DesiredStream")
        output = shell.commands.get(identifier)
        if output is None:
            raise Fault(FaultKind.UNEXPECTED_SELECTORS, "There is no such command in the shell.")
        piece, rest = output.stdout[:_CHUNK], output.stdout[_CHUNK:]
        streams = _stream("stdout", identifier, piece, ended=not rest)
        state = f"{names.SHELL}/CommandState/{'Running' if rest else 'Done'}"
        exit_code = "" if rest else f"<rsp:ExitCode>{output.exit_code}</rsp:ExitCode>"
        if not rest:
            streams += _stream("stderr", identifier, output.stderr, ended=True)
        shell.commands[identifier] = Output(rest, output.stderr, output.exit_code)
        command_state = f'<rsp:CommandState CommandId="{identifier}" State="{state}">{exit_code}</rsp:CommandState>'
        return _reply(operation, "ReceiveResponse", streams + command_state)

    def _shell(self, operation: Operation) -> _Shell:
        shell = self._shells.get(_shell_id(operation))
        if shell is None or shell.user != operation.user:
            raise Fault(FaultKind.UNEXPECTED_SELECTORS, "The shell was not found on the server.")
        return shell


def _shell_id(operation: Operation) -> str:
    wanted = (value for name, value in operation.request.keys.items() if name.casefold() == "shellid")
    return next(wanted, "").strip().upper()


def _attribute(operation: Operation, name: str, child: str = "") -> str:
    element = operation.request.body
    if element is not None and child:
        element = element.find(f"{_RSP}{child}")
    return (element.get(name, "") if element is not None else "").upper()


def _stream(name: str, command: str, data: bytes, ended: bool) -> str:
    end = ' End="true"' if ended else ""
    text = base64.b64encode(data).decode("ascii")
    return f'<rsp:Stream Name="{name}" CommandId="{command}"{end}>{text}</rsp:Stream>'


def _reply(operation: Operation, name: str, content: str) -> Reply:
    body = f'<rsp:{name} xmlns:rsp="{names.SHELL}">{content}</rsp:{name}>'
    return Reply(f"{operation.request.action}Response", body, "xp")
