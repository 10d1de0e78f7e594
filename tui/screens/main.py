"""The four panes of a fleet. This screen only looks; `changing` adds what leads to a write."""

from collections.abc import Callable, Collection
from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.timer import Timer
from textual.widgets import Input

from tui.commands import bindings, commands_in, footer, refusals
from tui.fleet.assessing import Assessor
from tui.fleet.fleet import Fleet
from tui.fleet.view import FleetView, HostView, MachineRow
from tui.model.change import AdapterKey, Change
from tui.model.machine import Adapter
from tui.model.readiness import MachineKey
from tui.screens.base import ConsoleScreen
from tui.screens.dialogs.fulltext import FullText
from tui.screens.drift import compare_with_snapshot
from tui.screens.help import HelpScreen
from tui.screens.journal import JournalScreen
from tui.screens.logons import LogonWanted
from tui.screens.panes.adapters import AdaptersPane
from tui.screens.panes.events import EventsPane
from tui.screens.panes.hosts import HostsPane
from tui.screens.panes.machines import MachinesPane
from tui.screens.panes.pane import Pane
from tui.screens.readiness import ReadinessScreen
from tui.screens.rows_of import events, findings, header, hosts
from tui.screens.rows_of.hosts import waits_for_logon
from tui.widgets.filter import FilterInput
from tui.widgets.rows import Rows
from tui.widgets.status import HeaderLine, KeyLine, OneLine, StatusLine

REST = 0.12
"""Seconds that the cursor rests before the panes that follow it are drawn."""

_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
"""From which width on a screen carries which style class."""

_AGEING = 5.0
"""Seconds between looks at the ages; they change in steps, so most looks draw nothing."""


class MainScreen(ConsoleScreen[None]):
    """Hosts, VMs, adapters and events."""

    BINDINGS = bindings("main") + refusals("main")
    HORIZONTAL_BREAKPOINTS = _BREAKPOINTS
    AUTO_FOCUS = "MachinesPane"
    writes = False

    def __init__(self, fleet: Fleet, assessor: Assessor, clock: Callable[[], datetime]) -> None:
        """`clock` tells the time with its zone; times are shown in that zone."""
        super().__init__()
        self.fleet = fleet
        self.assessor = assessor
        self.clock = clock
        self._resting: Timer | None = None

    def compose(self) -> ComposeResult:
        yield HeaderLine()
        with Container(id="upper"):
            yield HostsPane()
            yield MachinesPane()
        yield AdaptersPane()
        yield EventsPane()
        yield OneLine(css_id="ticker")
        with Vertical(id="filter-line"):
            yield FilterInput()
        yield StatusLine()
        yield KeyLine()

    def on_mount(self) -> None:
        self.set_interval(_AGEING, self._age)

    @property
    def view(self) -> FleetView:
        return self.fleet.view

    def drafted(self) -> Collection[Change]:
        """Changes that are decided and not sent; none where nothing can be changed."""
        return ()

    def marked(self) -> Collection[AdapterKey]:
        """Adapters that the next command is for."""
        return ()

    @property
    def machine(self) -> MachineRow | None:
        return self.query_one(MachinesPane).selected

    @property
    def adapter(self) -> tuple[MachineRow, Adapter] | None:
        """The adapter that a command is for, with the panes brought up to the cursor first."""
        self.draw_followers()
        return self.query_one(AdaptersPane).selected

    def newer_view(self) -> None:
        self.draw()

    def on_screen_resume(self) -> None:
        self.draw()

    def draw(self) -> None:
        """Bring every pane up to date; what looks as before is not painted."""
        view, now, judgement = self.view, self.clock(), self.assessor.assessment.judgement
        marked: set[MachineKey] = {MachineKey(key.host, key.vm) for key in self.marked()}
        keys: set[MachineKey] = {MachineKey(change.key.host, change.key.vm) for change in self.drafted()}
        self.query_one(HostsPane).show_view(view, now)
        self.query_one(MachinesPane).show_view(view, now, keys, judgement, marked)
        self.query_one(EventsPane).show_view(view, now)
        self.query_one("#ticker", OneLine).set(events.ticker_text(view.events[-1] if view.events else None, now))
        groups, right = header.header(view, now, read_only=self.fleet.read_only, judgement=judgement)
        unknown = len(self.assessor.assessment.unsettled)
        if unknown and not self.fleet.writing():
            right = [(f" {unknown} of unknown end: h ", "bad"), *right]
        self.query_one(HeaderLine).show(groups, right)
        counts = {"review": len(self.drafted())}
        self.query_one(KeyLine).show(footer(commands_in("main"), writes=self.writes), counts)
        self.draw_followers()

    def draw_followers(self) -> None:
        """Draw the panes that follow the cursor of the VMs."""
        if self._resting is not None:
            self._resting.stop()
            self._resting = None
        machines = self.query_one(MachinesPane)
        machines.show_position()
        self.query_one(AdaptersPane).show_machine(
            machines.selected, self.drafted(), self.clock(), self.assessor.assessment, self.marked()
        )
        self.query_one(StatusLine).rest(*header.status(machines.selected, self.clock()))

    def _age(self) -> None:
        if self.view.ticket_ends is not None or any(host.stale for host in self.view.hosts):
            self.draw()

    @on(Rows.Moved, "MachinesPane")
    def _machine_moved(self) -> None:
        if self._resting is None:
            self._resting = self.set_timer(REST, self.draw_followers)
        else:
            self._resting.reset()

    def _open_whole(self, name: str) -> None:
        """In a narrow terminal a pane that has no place of its own takes the others' place."""
        self.set_class(name == "hosts", "-whole-hosts")
        self.set_class(name == "events", "-whole-events")

    def _go_to(self, pane: type[Pane], whole: str = "") -> None:
        self._open_whole(whole)
        self.query_one(pane).focus()

    def action_pane_hosts(self) -> None:
        self._go_to(HostsPane, "hosts")

    def action_pane_machines(self) -> None:
        self._go_to(MachinesPane)

    def action_pane_adapters(self) -> None:
        self._go_to(AdaptersPane)

    def action_pane_events(self) -> None:
        self._go_to(EventsPane, "events")

    def action_back(self) -> None:
        if self.query_one(MachinesPane).needle and not isinstance(self.focused, (HostsPane, EventsPane)):
            self.query_one(Input).value = ""
            self._apply_filter("")
        self._close_filter()

    @on(Rows.Chosen)
    def _chosen(self, message: Rows.Chosen) -> None:
        now = self.clock()
        match message.rows:
            case HostsPane():
                host = self.view.host(str(message.key))
                self.app.push_screen(FullText(f"Host {host.name}", hosts.full_text(host, now)))
            case EventsPane() as pane if pane.selected is not None:
                self.app.push_screen(FullText("Event", events.full_text(pane.selected, now)))
            case MachinesPane():
                self.draw_followers()
                self.action_pane_adapters()
            case AdaptersPane() if isinstance(message.key, MachineKey):
                found = self.assessor.assessment.judgement.of_machine(*message.key)
                text = findings.full_text(each for each in found if each.key == message.key)
                self.app.push_screen(FullText("What was found on the whole VM", text))
            case _:
                self.open_adapter()

    def open_adapter(self) -> None:
        """Enter on an adapter."""
        self.action_refuse("edit")

    def action_refuse(self, label: str) -> None:
        self.say(f"{label}: this console is read-only, nothing can be changed in it")

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen())

    async def action_quit_soon(self) -> None:
        await self.app.action_quit()

    def action_filter(self) -> None:
        self._open_whole("")
        self.add_class("-filtering")
        self.query_one(Input).focus()

    def _apply_filter(self, needle: str) -> None:
        self.query_one(MachinesPane).needle = needle
        self.draw()

    def _close_filter(self) -> None:
        self.remove_class("-filtering")
        self._go_to(MachinesPane)

    @on(Input.Changed, "#filter")
    def _filter_changed(self, message: Input.Changed) -> None:
        self._apply_filter(message.value)

    @on(Input.Submitted, "#filter")
    def _filter_submitted(self) -> None:
        self._close_filter()

    def action_everything(self) -> None:
        machines = self.query_one(MachinesPane)
        machines.everything = not machines.everything
        self.draw()

    def action_faults(self) -> None:
        machines = self.query_one(MachinesPane)
        machines.faults_only = not machines.faults_only
        self.draw()

    def action_readiness(self) -> None:
        self.app.push_screen(ReadinessScreen(self.fleet, self.assessor, self.clock()), self.go_to)

    def action_journal(self) -> None:
        self.app.push_screen(JournalScreen(self.fleet, self.assessor, self.clock))

    def action_drift(self) -> None:
        compare_with_snapshot(self, self.fleet, self.assessor, self.go_to)

    def go_to(self, key: AdapterKey | MachineKey | None) -> None:
        """Put the cursor on a VM, and on an adapter of it; a filter that hides it is taken away."""
        if key is None:
            return
        machines = self.query_one(MachinesPane)
        if not machines.go_to((key.host, key.vm)):
            self.query_one(Input).value = ""
            machines.needle, machines.faults_only, machines.everything = "", False, True
            self.draw()
            machines.go_to((key.host, key.vm))
        self.draw_followers()
        self._go_to(MachinesPane)
        if isinstance(key, AdapterKey) and self.query_one(AdaptersPane).go_to(key):
            self._go_to(AdaptersPane)

    def action_refresh(self) -> None:
        host = self._host_meant()
        if host is not None and host.trouble is not None and host.trouble.kind == "not authenticated":
            # What was refused is not sent once more by a key that only reads.
            self.post_message(LogonWanted(host.name))
            return
        self.fleet.refresh(host.name if host is not None else None)
        self.say(f"reading {host.name if host is not None else 'every host'} again", "dim")

    def action_log_on(self) -> None:
        meant = self._host_meant()
        waiting = next((host for host in self.view.hosts if waits_for_logon(host)), None)
        host = meant if isinstance(self.focused, HostsPane) else waiting or meant
        if host is not None:
            self.post_message(LogonWanted(host.name))

    def _host_meant(self) -> HostView | None:
        """The host under the cursor of the hosts, else the selected VM's."""
        focused, row = self.focused, self.machine
        if isinstance(focused, HostsPane):
            return next((host for host in self.view.hosts if host.name == focused.cursor_key), None)
        return row.host if row is not None else None
