"""The command `wevtutil query-events`, as far as a reader of event channels needs it (facts/wsman.md 3.4)."""

import re
from dataclasses import dataclass

from tui.practice.cim import Host
from tui.practice.wsman.eventquery import read_test
from tui.practice.wsman.eventxml import write_event
from tui.practice.wsman.fault import Fault

_WORD = re.compile(r'(?:[^\s"]|"[^"]*")+')
_CHANNEL_NOT_FOUND = 15007
_INVALID_QUERY = 15001
_INVALID_PARAMETER = 87


@dataclass(frozen=True, slots=True)
class Output:
    """What a command wrote, and its exit code."""

    stdout: bytes
    stderr: bytes
    exit_code: int


def run(command_line: str, host: Host, charset: str) -> Output:
    """Run a command line; any other command than wevtutil is not there."""
    words = [word.replace('"', "") for word in _WORD.findall(command_line)]
    program = words[0] if words else ""
    if program.casefold().removesuffix(".exe") != "wevtutil":
        lost = (
            f"'{program}' is not recognized as an internal or external command,\r\noperable program or batch file.\r\n"
        )
        return _failed(lost, 1, charset)
    if len(words) < 3 or words[1].casefold() not in ("qe", "query-events"):
        return _failed("Invalid command. The parameter is incorrect.\r\n", _INVALID_PARAMETER, charset)
    options = dict(_option(word) for word in words[3:])
    channel = next((name for name in host.events.channels() if name.casefold() == words[2].casefold()), None)
    if channel is None:
        return _failed("The specified channel could not be found.\r\n", _CHANNEL_NOT_FOUND, charset)
    try:
        test = read_test(options.get("q", "*"))
    except Fault:
        return _failed("The specified query is invalid.\r\n", _INVALID_QUERY, charset)
    now = host.now()
    records = [record for record in host.events.read(channel, 0) if test(record, now)]
    if options.get("rd", "false").casefold() == "true":
        records.reverse()
    if options.get("c", "").isdecimal():
        records = records[: int(options["c"])]
    rendered = options.get("f", "xml").casefold() == "renderedxml"
    text = "".join(write_event(record, host, rendered) + "\r\n" for record in records)
    return Output(text.encode(charset, "replace"), b"", 0)


def _option(word: str) -> tuple[str, str]:
    """``/q:text`` or ``/query:text`` by its short name."""
    name, _, text = word.lstrip("/-").partition(":")
    long_names = {"query": "q", "count": "c", "format": "f", "reversedirection": "rd"}
    return long_names.get(name.casefold(), name.casefold()), text


def _failed(text: str, exit_code: int, charset: str) -> Output:
    return Output(b"", text.encode(charset, "replace"), exit_code)
