"""A host's event log by its own `wevtutil`, for hosts that take no subscription (facts/wsman.md 3.4).

Three command lines, made of a channel's name and numbers, are all that is ever run; `may_run` knows them.
"""

import re
import time
from collections.abc import Callable, Mapping
from xml.etree.ElementTree import ParseError

from tui.hyperv.channels import Channels
from tui.wsman.client import Client
from tui.wsman.document import parse_document
from tui.wsman.events import EventRecord, read_event
from tui.wsman.fault import Fault, Malformed, NotAuthorised
from tui.wsman.shell import Shell

PAGE = 200
"""Records in the answer to one command."""
_PAGES_LIMIT = 20
_CHANNEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/()-]{0,254}")
_COMMAND = re.compile(
    rf'wevtutil qe "{_CHANNEL.pattern}" "/q:\*'
    r"(\[System\[(EventRecordID > \d{1,20}|TimeCreated\[timediff\(@SystemTime\) <= \d{1,15}\])\]\])?"
    r'" /rd:(true|false) /c:\d{1,5} /f:RenderedXml'
)
_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CHANNEL_NOT_FOUND, _ACCESS_DENIED = 15007, 5


def may_run(command_line: str) -> bool:
    """Whether the command line is one that this module makes: reading of one event channel."""
    return _COMMAND.fullmatch(command_line) is not None


class LogReader:
    """The records of several channels, asked for again and again; in the place of a subscription.

    A channel that the host lacks or denies is left out and told in ``channels`` (assumption ``wevtutil-exit-code``).
    """

    bookmark = None
    """A subscription's; the position here is a record id for each channel."""

    def __init__(
        self,
        client: Client,
        channels: tuple[str, ...],
        *,
        seconds_back: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        """``seconds_back`` also tells what the host wrote so long before the first pull."""
        self._client = client
        self._seconds_back = seconds_back
        self._clock = clock
        self._pause = pause
        self._positions: dict[str, int] = {}
        """The last record that was read, by channel; 0 for none."""
        self._asked_at: float | None = None
        self._quiet = 0
        self.channels = Channels(channels)

    def follow(self, newest: Mapping[str, EventRecord]) -> None:
        """Go on after these records, told by other means."""
        for channel, record in newest.items():
            self._positions[channel] = max(record.record_id, self._positions.get(channel, 0))

    def pull(self, timeout_s: float = 20.0) -> tuple[EventRecord, ...]:
        """The records since the last pull; two pulls are ``timeout_s`` apart. Raises a leaf of WSManError."""
        if self._asked_at is not None:
            self._pause(max(0.0, self._asked_at + timeout_s - self._clock()))
        self._asked_at = self._clock()
        records: list[EventRecord] = []
        with self._client.shell() as shell:
            for channel in self.channels.present:
                try:
                    records += self._read(shell, channel)
                except _Unreadable as unreadable:
                    self._leave_out(channel, unreadable)
            if not records:
                self._look_for_a_cleared_log(shell)
        return tuple(records)

    def unsubscribe(self) -> None:
        """The host holds nothing of this reader between two pulls."""

    def _read(self, shell: Shell, channel: str) -> list[EventRecord]:
        if channel not in self._positions:
            newest = _query(shell, channel, "*", newest_first=True, count=1)
            recent: list[EventRecord] = []
            if self._seconds_back > 0:
                window = f"*[System[TimeCreated[timediff(@SystemTime) <= {self._seconds_back * 1000:.0f}]]]"
                recent = _query(shell, channel, window)
            self._positions[channel] = max((each.record_id for each in recent or newest), default=0)
            return recent
        records: list[EventRecord] = []
        for _ in range(_PAGES_LIMIT):
            page = _query(shell, channel, f"*[System[EventRecordID > {self._positions[channel]}]]")
            records += page
            if page:
                self._positions[channel] = max(each.record_id for each in page)
            if len(page) < PAGE:
                break
        return records

    def _look_for_a_cleared_log(self, shell: Shell) -> None:
        """One channel a pull: where the newest record is older than the last one read, ids have started again."""
        present = self.channels.present
        channel = present[self._quiet % len(present)]
        self._quiet += 1
        newest = _query(shell, channel, "*", newest_first=True, count=1)
        if max((each.record_id for each in newest), default=0) < self._positions[channel]:
            self._positions[channel] = 0

    def _leave_out(self, channel: str, unreadable: "_Unreadable") -> None:
        """Raises the host's refusal where no channel is left."""
        present = tuple(each for each in self.channels.present if each != channel)
        missing, denied = self.channels.missing, self.channels.denied
        if unreadable.exit_code == _ACCESS_DENIED:
            if not present:
                raise NotAuthorised(unreadable.words, delivered=True, code=_ACCESS_DENIED)
            denied += (channel,)
        elif unreadable.exit_code == _CHANNEL_NOT_FOUND and present:
            missing += (channel,)
        else:
            raise Fault(unreadable.exit_code, None, unreadable.words)
        self.channels = Channels(present, missing, denied)


class _Unreadable(Exception):
    def __init__(self, words: str, exit_code: int) -> None:
        super().__init__(words)
        self.words = words
        self.exit_code = exit_code


def _query(
    shell: Shell, channel: str, xpath: str, *, newest_first: bool = False, count: int = PAGE
) -> list[EventRecord]:
    """The records that ``xpath`` selects. Raises _Unreadable with wevtutil's exit code and words."""
    order = "true" if newest_first else "false"
    output = shell.run(f'wevtutil qe "{channel}" "/q:{xpath}" /rd:{order} /c:{count} /f:RenderedXml')
    if output.exit_code != 0:
        words = (output.stderr or output.stdout).decode("utf-8", "replace").strip()
        raise _Unreadable(words or f"wevtutil ended with {output.exit_code}", output.exit_code)
    try:
        root = parse_document(
            b"<Events>" + _NOT_XML.sub(b"?", output.stdout.removeprefix(b"\xef\xbb\xbf")) + b"</Events>"
        )
    except (ParseError, ValueError) as error:
        raise Malformed(f"wevtutil: {error}", delivered=True) from error
    return [record for record in map(read_event, root) if record is not None]
