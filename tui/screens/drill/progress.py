"""A drill on its way: each VM's step, its verdict, and the hosts' events of exactly these VMs."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from textual import on
from textual.app import ComposeResult

from tui.commands import bindings, commands_in, footer
from tui.drill_report import Report, write_report
from tui.fleet.fleet import Fleet
from tui.fleet.journal import Operator
from tui.fleet.lane import Outcome
from tui.keys import key_for
from tui.model.drill.values import DrillVerdict, DrillView
from tui.model.event import HostEvent
from tui.screens.aside import aside
from tui.screens.base import ConsoleScreen, NewerView, notifier
from tui.screens.dialogs.fulltext import FullText
from tui.screens.dialogs.prompt import Prompt
from tui.screens.rows_of import events as event_rows
from tui.screens.rows_of.drill import drill_columns, drill_rows, drill_title, full_text
from tui.screens.rows_of.times import moment
from tui.widgets.cells import Tone
from tui.widgets.rows import Rows
from tui.widgets.status import HeaderLine, KeyLine, OneLine, Part, StatusLine


class Run(Protocol):
    """What is asked of a drill on its way, and of a cleaning."""

    @property
    def view(self) -> DrillView: ...
    def listen(self, listener: Callable[[], None]) -> None: ...
    def stop(self) -> None: ...


class DrillingScreen(ConsoleScreen[None]):
    """Follows a drill to its end and writes its evidence then; ends once that is done."""

    BINDINGS = bindings("drilling")

    def __init__(
        self,
        run: Run,
        fleet: Fleet,
        clock: Callable[[], datetime],
        folder: Path | None,
        *,
        profile: str = "",
        networks: Sequence[str] = (),
        what: str = "Drill",
    ) -> None:
        """`folder`: where the evidence goes; None for a cleaning, which leaves none. `networks` are the test switches,
        and `what` it is, for the header."""
        super().__init__()
        self.run = run
        self._fleet = fleet
        self._clock = clock
        self._folder = folder
        self._profile = profile
        self._what = what
        self._networks = ", ".join(networks)
        self._problems_only = False
        self._settled = False
        self._shown: tuple[HostEvent, ...] = ()

    def compose(self) -> ComposeResult:
        yield HeaderLine()
        yield Rows(css_id="machines")
        yield Rows(header=False, css_id="their-events")
        yield OneLine(css_id="evidence")
        yield StatusLine()
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(KeyLine).show(footer(commands_in("drilling")))
        self._ticking = self.set_interval(1.0, self._draw)
        self.run.listen(notifier(self))
        self._draw()

    def on_newer_view(self, message: NewerView) -> None:
        self._draw()

    def newer_view(self) -> None:
        self._draw()

    @property
    def _machines(self) -> Rows:
        return self.query_one("#machines", Rows)

    def _draw(self) -> None:
        view, now = self.run.view, self._clock()
        network: list[Part] = [(f"switch {self._networks}", "dim")] if self._networks else []
        self.query_one(HeaderLine).show([drill_title(view, now, self._what), network])
        rows = drill_rows(view, now, problems_only=self._problems_only)
        empty = f"no problem so far: {key_for('drill_problems')} shows all"
        self._machines.show(rows, drill_columns(view), empty=empty)
        self._shown = self._events(view)
        told = [event_rows.event_row(event, now) for event in reversed(self._shown)]
        hosts = len({machine.target.host for machine in view.machines})
        columns = event_rows.columns(self._shown, hosts, now)
        self.query_one("#their-events", Rows).show(told, columns, empty="no events of these VMs yet")
        if view.done and not self._settled:
            self._settled = True
            self._ticking.stop()
            self.query_one(KeyLine).show([each for each in footer(commands_in("drilling")) if each.id != "stop_drill"])
            self._fleet.refresh()
            self.say(*closing_words(view))
            self._write_evidence(view)

    def _events(self, view: DrillView) -> tuple[HostEvent, ...]:
        """Of the replicas and their test VMs, since the drill began: as they come, and as the drill read them back."""
        ids = {vm for machine in view.machines for vm in (machine.target.vm, machine.test_vm) if vm}
        told = {event_rows.key_of(event): event for machine in view.machines for event in machine.events}
        for event in self._fleet.view.events:
            if event.vm_id in ids and event.time is not None and event.time >= view.began:
                told.setdefault(event_rows.key_of(event), event)
        return tuple(sorted(told.values(), key=lambda event: (event.time is not None, event.time, event.record_id)))

    def _write_evidence(self, view: DrillView) -> None:
        if self._folder is not None:
            tool, operator = version("hvr-tui"), Operator.here()
            journal = self._fleet.journal
            job = partial(write_report, view, self._folder, operator, tool, profile=self._profile, journal=journal)
            aside(self, job, self._evidence_written)

    def _evidence_written(self, outcome: Outcome) -> None:
        if outcome.error is not None:
            told: Part = (f" no evidence: {outcome.error}; {key_for('evidence')} takes another folder", "bad")
        else:
            report: Report = outcome.value
            told = (f" evidence: {_short(report.page)} (+ .yaml)", "ok")
            if report.not_noted:
                told = (f" the journal lacks the digest: {report.not_noted}", "bad")
        self.query_one("#evidence", OneLine).set(told)

    @on(Rows.Chosen, "#machines")
    def _chosen(self, message: Rows.Chosen) -> None:
        """The text stays as it is while the drill goes on, and says of when it is."""
        view, now = self.run.view, self._clock()
        for machine in view.machines:
            if (machine.target.host, machine.target.vm) == message.key:
                of_when = "" if view.done else f" · as of {moment(now, now)}"
                self.app.push_screen(FullText(f"{machine.target.vm_name}{of_when}", full_text(machine, now)))

    @on(Rows.Chosen, "#their-events")
    def _event_chosen(self, message: Rows.Chosen) -> None:
        event = next((each for each in self._shown if event_rows.key_of(each) == message.key), None)
        if event is not None:
            self.app.push_screen(FullText("Event", event_rows.full_text(event, self._clock())))

    def action_evidence(self) -> None:
        if self._folder is None or not self.run.view.done:
            self.say("evidence is written when the drill is over" if self._folder else "a cleaning leaves no evidence")
            return

        def given(text: str | None) -> None:
            if text is not None:
                self._folder = Path(text).expanduser()
                self._write_evidence(self.run.view)

        sentence = "A folder for the record and the page of this drill:"
        prompt = Prompt("Evidence", sentence, initial=str(self._folder), replaces=True, why_not=folder_missing)
        self.app.push_screen(prompt, given)

    def action_drill_problems(self) -> None:
        self._problems_only = not self._problems_only
        self._draw()

    def action_stop_drill(self) -> None:
        if self.run.view.done:
            self.say("everything is over: nothing is left to stop")
            return
        self.run.stop()
        self._draw()
        self.say("stopping: nothing further begins, every test VM is turned off and destroyed")

    def action_leave_drilling(self) -> None:
        if self.run.view.done:
            self.dismiss(None)
        else:
            self.say(f"still at it: {key_for('stop_drill')} stops and cleans up")


def _short(path: Path) -> str:
    """With the home folder as ~."""
    return f"~/{path.relative_to(Path.home())}" if path.is_relative_to(Path.home()) else str(path)


def folder_missing(text: str) -> str:
    """For prompts that ask for a folder."""
    return "" if text else "name a folder"


def closing_words(view: DrillView) -> tuple[str, Tone]:
    """The end in one sentence."""
    left = sum(not machine.cleaned for machine in view.machines)
    if left:
        keys = f"{key_for('board')} and then {key_for('left_behind')}"
        return f"{left} test VM{'' if left == 1 else 's'} could not be destroyed: {keys} in the panes lists it", "bad"
    verified = sum(machine.verdict is DrillVerdict.VERIFIED for machine in view.machines)
    if not any(machine.verdict for machine in view.machines):
        return "nothing is left", "ok"
    others = len(view.machines) - verified
    if not others:
        return f"all {verified} verified, every test VM is gone", "ok"
    return f"{verified} verified, {others} not; every test VM is gone", "warn"
