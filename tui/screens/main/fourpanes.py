"""The four panes of a fleet: what they show and how one goes between them."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.timer import Timer

from tui.commands import commands_in, footer
from tui.fleet.fleet import Fleet
from tui.fleet.judging.assessing import Assessment, Assessor
from tui.fleet.judging.judgement import Judgement
from tui.fleet.view import FleetView, HostView, MachineRow
from tui.keys import key_for
from tui.model.change import AdapterKey, Change
from tui.model.machine import Adapter
from tui.model.readiness import MachineKey
from tui.screens.base import ConsoleScreen
from tui.screens.main.looking import Look
from tui.screens.panes.adapters import AdaptersPane
from tui.screens.panes.events import EventsPane
from tui.screens.panes.hosts import HostsPane
from tui.screens.panes.machines import MachinesPane
from tui.screens.panes.pane import Pane
from tui.screens.rows_of import events, header
from tui.screens.rows_of.times import moment
from tui.widgets.filter import FilterInput
from tui.widgets.rows import Rows
from tui.widgets.status import HeaderLine, KeyLine, OneLine, Part, StatusLine

REST = 0.12
"""Seconds that the cursor rests before the panes that follow it are drawn."""

_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
"""From which width on a screen carries which style class."""

BREATH = 0.005
"""Seconds between two slices of work, for keys and painting."""

_AGEING = 5.0
"""Seconds between looks at the ages; they change in steps, so most looks draw nothing."""


class FourPanesScreen(ConsoleScreen[None]):
    """Hosts, VMs, adapters and events."""

    HORIZONTAL_BREAKPOINTS = _BREAKPOINTS
    AUTO_FOCUS = "MachinesPane"
    writes = False

    def __init__(self, fleet: Fleet, assessor: Assessor, clock: Callable[[], datetime]) -> None:
        """`clock` tells the time with its zone; times are shown in that zone."""
        super().__init__()
        self.fleet = fleet
        self.assessor = assessor
        self.clock = clock
        self.held: tuple[FleetView, Assessment] | None = None
        """What is shown while the picture holds still."""
        self._held_since: datetime | None = None
        self._resting: Timer | None = None
        self._next_slice: Timer | None = None
        self._looked: Look | None = None
        """What was drawn last."""
        self._counted: header.Counts | None = None
        self._followed: tuple[object, ...] | None = None
        """Of what the header and the panes that follow the cursor were drawn; None: they have to be."""

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
        """What the panes show."""
        return self.held[0] if self.held is not None else self.fleet.view

    @property
    def assessment(self) -> Assessment:
        """What the rules and the journal say of it."""
        return self.held[1] if self.held is not None else self.assessor.assessment

    def hold(self, still: bool) -> bool:
        """Let the picture hold still, or go on; whether it holds now."""
        self.held = (self.fleet.view, self.assessor.assessment) if still else None
        self._held_since = self.clock() if still else None
        self.draw()
        return still

    def alarms(self) -> Sequence[Part]:
        """What nobody may overlook in the header."""
        return ()

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
        before, now = self._looked, self._look()
        if before is not None and now.differs_in_vms_alone(before):
            self.draw_vms(now)
        else:
            self.draw()

    def on_screen_resume(self) -> None:
        self.draw()

    def besides(self) -> tuple[object, ...]:
        """What else the panes show that others than the operator change: a newer look compares it."""
        return (self.fleet.writing(),)

    def draw(self) -> None:
        """Bring every pane up to date, the list of VMs by a slice at a time; what looks as before is not painted."""
        self._counted = None
        self._followed = None
        view, now = self.view, self.clock()
        self.query_one(HostsPane).show_view(view, now)
        self.query_one("#ticker", OneLine).set(events.ticker_text(view.events[-1] if view.events else None, now))
        counts = {"review": len(self.drafted())}
        self.query_one(KeyLine).show(footer(commands_in("main"), writes=self.writes), counts)
        self.draw_vms(self._look())

    def _look(self) -> Look:
        return Look(self.view, self.assessment, self.besides())

    def draw_vms(self, look: Look) -> None:
        """Bring the list of VMs up to date by a slice, and what depends on it."""
        self._looked = look
        now, machines, judgement = self.clock(), self.query_one(MachinesPane), look.assessment.judgement
        marked = frozenset(MachineKey(key.host, key.vm) for key in self.marked())
        keys = frozenset(MachineKey(change.key.host, change.key.vm) for change in self.drafted())
        machines.show_view(look.view, now, keys, judgement, marked)
        counts = machines.list.counts
        if counts != self._counted:
            self._counted = counts
            self._draw_header(look, now, counts)
        if self._followed is None or self._followed != _told_of(machines.selected, judgement):
            self.draw_followers()
        if machines.list.behind and self._next_slice is None:
            self._next_slice = self.set_timer(BREATH, self._draw_next)

    def _draw_next(self) -> None:
        self._next_slice = None
        self.draw_vms(self._looked or self._look())

    def _draw_header(self, look: Look, now: datetime, counts: header.Counts) -> None:
        tellings, right = header.header(look.view, now, read_only=self.fleet.read_only, counts=counts)
        if self._held_since is not None:
            right = [(f" PAUSED {moment(self._held_since, now)} ", "warn"), *right]
        unknown = len(look.assessment.unsettled)
        if unknown and not self.fleet.writing():
            right = [(f" {unknown} of unknown end: {key_for('journal')} ", "bad"), *right]
        self.query_one(HeaderLine).show(tellings[0], [*self.alarms(), *right], tellings[1:])

    def draw_followers(self) -> None:
        """Draw the panes that follow the cursor of the VMs."""
        if self._resting is not None:
            self._resting.stop()
            self._resting = None
        machines = self.query_one(MachinesPane)
        self._followed = _told_of(machines.selected, self.assessment.judgement)
        machines.show_position()
        if machines.selected is not None:
            self.fleet.select(machines.selected.host.name, machines.selected.machine.id)
        self.set_class(machines.selected is not None and machines.selected.host.production, "-production")
        self.query_one(AdaptersPane).show_machine(
            machines.selected, self.drafted(), self.clock(), self.assessment, self.marked()
        )
        self.query_one(EventsPane).show_view(self.view, self.clock(), machines.selected)
        longest, *shorter = self.resting(machines.selected)
        self.query_one(StatusLine).rest(*longest, shorter=shorter)

    def resting(self, selected: MachineRow | None) -> Sequence[Sequence[Part]]:
        """What the status line tells when nothing needs to be said, from the longest telling to the shortest."""
        return header.status(selected, self.clock())

    def _age(self) -> None:
        if self.view.ticket_ends is not None or any(host.stale for host in self.view.hosts):
            self.draw()

    @on(Rows.Moved, "MachinesPane")
    def _machine_moved(self) -> None:
        if self._resting is None:
            self._resting = self.set_timer(REST, self.draw_followers)
        else:
            self._resting.reset()

    def open_whole(self, name: str) -> None:
        """In a narrow terminal a pane that has no place of its own takes the others' place."""
        self.set_class(name == "hosts", "-whole-hosts")
        self.set_class(name == "events", "-whole-events")

    def go_to_pane(self, pane: type[Pane], whole: str = "") -> None:
        self.open_whole(whole)
        self.query_one(pane).focus()

    def action_pane_hosts(self) -> None:
        self.go_to_pane(HostsPane, "hosts")

    def action_pane_machines(self) -> None:
        self.go_to_pane(MachinesPane)

    def action_pane_adapters(self) -> None:
        self.go_to_pane(AdaptersPane)

    def action_pane_events(self) -> None:
        self.go_to_pane(EventsPane, "events")

    def host_meant(self) -> HostView | None:
        """The host under the cursor of the hosts, else the selected VM's."""
        focused, row = self.focused, self.machine
        if isinstance(focused, HostsPane):
            return next((host for host in self.view.hosts if host.name == focused.cursor_key), None)
        return row.host if row is not None else None


def _told_of(selected: MachineRow | None, judgement: Judgement) -> tuple[object, ...]:
    """What the panes that follow the cursor tell of a VM; the same objects while it is the same."""
    if selected is None:
        return ()
    host, machine = selected.host, selected.machine
    return host.state, host.as_of, machine, judgement.standings.get(MachineKey(host.name, machine.id))
