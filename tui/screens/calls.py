"""Pane 5, which is always whole: what was sent to the hosts, newest first."""

from collections.abc import Callable
from datetime import datetime

from textual import on
from textual.app import ComposeResult

from tui.commands import bindings, commands_in, footer
from tui.fleet.calls import HostCall
from tui.fleet.fleet import Fleet
from tui.screens.base import ConsoleScreen
from tui.screens.dialogs.fulltext import FullText
from tui.screens.rows_of import calls
from tui.screens.rows_of.times import offset
from tui.widgets.cells import LazyRows, widest
from tui.widgets.rows import Rows
from tui.widgets.status import HeaderLine, KeyLine, StatusLine

_LOOKS_S = 1.0
"""Between two looks at what came in: calls alone bring no newer view."""


class CallsScreen(ConsoleScreen[None]):
    """Names and times of calls; what they carried is not kept anywhere."""

    BINDINGS = bindings("calls")

    def __init__(self, fleet: Fleet, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._fleet = fleet
        self._clock = clock
        self._faults_only = False
        self._shown: list[HostCall] = []
        self._drawn: tuple[object, ...] = ()

    def compose(self) -> ComposeResult:
        yield HeaderLine()
        yield Rows(tail=True)
        yield StatusLine()
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(KeyLine).show(footer(commands_in("calls")))
        self.set_interval(_LOOKS_S, self._draw)
        self._draw()

    def newer_view(self) -> None:
        self._draw()

    def _draw(self) -> None:
        log, now = self._fleet.calls, self._clock()
        drawn = (log.count, self._faults_only, now.date(), now.utcoffset())
        if drawn == self._drawn:
            return
        self._drawn = drawn
        shown = self._shown = calls.matching(log.newest_first(), faults_only=self._faults_only)
        title = f" Calls to hosts · {log.count} so far{' · faults only' if self._faults_only else ''}"
        self.query_one(HeaderLine).show([[(f"{title} · times in {offset(now)}", "strong")]])
        names = widest((host.name for host in self._fleet.view.hosts), 8, 30)
        rows = LazyRows([each.number for each in shown], lambda number: calls.call_row(shown[number], now))
        empty = "no call failed" if self._faults_only else "nothing was sent yet"
        self.query_one(Rows).show(rows, calls.columns(shown, names, now), empty=empty)
        self.query_one(StatusLine).rest(("names and times alone: no address, no password, no text is kept", "dim"))

    def action_failed_calls(self) -> None:
        self._faults_only = not self._faults_only
        self._draw()

    @on(Rows.Chosen)
    def _chosen(self, message: Rows.Chosen) -> None:
        call = next((each for each in self._shown if each.number == message.key), None)
        if call is not None:
            self.app.push_screen(FullText("Call", calls.full_text(call, self._clock())))

    def action_leave_calls(self) -> None:
        self.dismiss(None)
