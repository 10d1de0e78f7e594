"""A drill before it begins: its VMs, what speaks against each, how it is carried out, and the count that starts it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from operator import is_
from pathlib import Path
from types import MappingProxyType

import platformdirs
from textual import events, on
from textual.app import ComposeResult
from textual.containers import HorizontalGroup
from textual.widgets import Button

from tui.commands import bindings, commands_in, footer
from tui.fleet.drill.memory import HostRoom, read_room
from tui.fleet.drill.outlook import Outlook, outlook
from tui.fleet.fleet import Fleet
from tui.fleet.journal import JournalError
from tui.fleet.judging.assessing import Assessor
from tui.fleet.lane import Outcome
from tui.fleet.session import ReadOnly
from tui.fleet.view import MachineRow
from tui.keys import key_for
from tui.model.drill.profile import Profile
from tui.model.drill.values import DrillPlan, DrillTarget
from tui.screens.aside import aside
from tui.screens.base import ConsoleScreen
from tui.screens.dialogs.prompt import Prompt
from tui.screens.drill.point import choose_point
from tui.screens.drill.profile import before_staging, choose_profile
from tui.screens.drill.progress import DrillingScreen
from tui.screens.drill.waiver import choose_waiver
from tui.screens.outlasting import before_outlasting
from tui.screens.rows_of.drill import counted, outlook_columns, outlook_rows, outlook_title
from tui.terminal.ordered_input import forget_typed_ahead
from tui.widgets.count import CountLine
from tui.widgets.push import PushButton
from tui.widgets.rows import Rows
from tui.widgets.status import HeaderLine, KeyLine, OneLine, Part, StatusLine


def default_folder() -> Path:
    """Where evidence goes unless somebody names another folder."""
    return platformdirs.user_state_path("hvr") / "drills"


class DrillScreen(ConsoleScreen[None]):
    """Nothing is sent before the count is typed, or the one VM confirmed. What the drill would refuse is told here."""

    BINDINGS = bindings("drill")
    AUTO_FOCUS = "#go"

    def __init__(
        self, fleet: Fleet, assessor: Assessor, clock: Callable[[], datetime], machines: Sequence[MachineRow]
    ) -> None:
        super().__init__()
        self._fleet = fleet
        self._assessor = assessor
        self._clock = clock
        targets = tuple(DrillTarget(row.host.name, row.machine.id, row.machine.name) for row in machines)
        self._plan = DrillPlan(targets, "")
        self._profile: Profile | None = None
        self._folder = default_folder()
        self._points: dict[str, str] = {}
        self._rooms: dict[str, HostRoom] = {}
        self._seen: tuple[object, ...] = ()
        self._looked: tuple[Outlook, ...] = ()

    def compose(self) -> ComposeResult:
        yield HeaderLine()
        yield Rows(header=False)
        yield OneLine(css_id="reason-line")
        if not self._fleet.probes:
            yield OneLine((" No staged address is tried from here: the hosts file says probe: false", "warn"))
        yield CountLine()
        with HorizontalGroup(classes="buttons"):
            yield PushButton("Drill", css_id="go")
            yield PushButton("Back", css_id="back")
        yield StatusLine()
        yield KeyLine()

    def on_mount(self) -> None:
        forget_typed_ahead(self.app)
        self.query_one(KeyLine).show(footer(commands_in("drill")))
        for host in dict.fromkeys(target.host for target in self._plan.targets):
            aside(self, partial(self._read_room, host), self._take_room)
        self._draw()

    def newer_view(self) -> None:
        self._draw()

    @property
    def _outlooks(self) -> tuple[Outlook, ...]:
        """Looked at anew only where something changed: events alone bring newer views, too."""
        view, plan, judgement = self._fleet.view, self._plan, self._assessor.assessment.judgement
        seen = (plan, judgement, *(host.inventory for host in view.hosts))
        if len(seen) != len(self._seen) or not all(map(is_, seen, self._seen)):
            self._seen = seen
            self._looked = outlook(plan.targets, view, judgement, plan.waived)
        return self._looked

    def _read_room(self, host: str) -> HostRoom:
        hands = self._fleet.hands(host)
        try:
            return read_room(hands, self._plan.targets)
        finally:
            hands.close()

    def _take_room(self, outcome: Outcome) -> None:
        """A host that does not tell is asked again by the drill, which says so."""
        if outcome.error is None:
            room: HostRoom = outcome.value
            self._rooms[room.host] = room
            self._draw()

    def _draw(self) -> None:
        outlooks, plan = self._outlooks, self._plan
        title = outlook_title(outlooks, plan, self._profile.name if self._profile else "")
        self.query_one(HeaderLine).show([title])
        self.query_one(Rows).show(outlook_rows(outlooks, self._points), outlook_columns(outlooks))
        reason: Part = (plan.reason, "") if plan.reason else (f"none yet: {key_for('drill_reason')} gives one", "warn")
        self.query_one("#reason-line", OneLine).set((" Reason: ", "dim"), reason)
        self.query_one(StatusLine).rest((self._room_text(), "warn" if self._short else "dim"))
        count = len(plan.targets)
        self.query_one("#go", Button).label = f"Drill {counted(count, 'VM')}"
        prompt = " To begin, press enter on the button below." if count == 1 else (
            f" To drill {count} VMs type {count} and press enter: "
        )  # fmt: skip
        self.query_one(CountLine).ask(prompt, count)

    @property
    def _short(self) -> bool:
        return any(room.is_short(self._plan.at_once) for room in self._rooms.values())

    def _room_text(self) -> str:
        told = []
        for room in self._rooms.values():
            if room.free is not None:
                more = ": some wait for others" if room.is_short(self._plan.at_once) else ""
                needed = room.at_most(self._plan.at_once)
                told.append(f"{room.host}: takes {_gib(needed)} of the {_gib(room.free)} that are free{more}")
        return "; ".join(told) or "reading the hosts' free memory …"

    def on_key(self, event: events.Key) -> None:
        self.query_one(CountLine).take(event)

    @on(Button.Pressed, "#go")
    @on(Rows.Chosen)
    def _confirm(self, message: Button.Pressed | Rows.Chosen) -> None:
        plan, count = self._plan, len(self._plan.targets)
        if not plan.reason:
            self.say(f"give a reason first: {key_for('drill_reason')}; it stands in the journal and in the evidence")
        elif not self.query_one(CountLine).is_right:
            self.say(f"type {count}, the number of VMs, to begin; nothing has been sent")
        elif count == 1 and not isinstance(message, Button.Pressed):
            self.say("press enter on the button to begin; tab goes there")
        elif all(each.stopped for each in self._outlooks):
            way = f"{key_for('waive_drill')} waives a rule with a reason"
            self.say(f"every VM would be refused: {way}; nothing has been sent")
        else:
            before_outlasting(self, self._fleet, {target.host for target in plan.targets}, self._keep_and_begin)

    def _keep_and_begin(self) -> None:
        if self._profile is None:
            self._begin()
        else:
            before_staging(self, self._fleet, self._profile, self._clock(), self._begin)

    def _begin(self) -> None:
        try:
            run = self._fleet.drill(self._plan, self._profile)
        except (ReadOnly, JournalError) as error:
            self.say(str(error), "bad")
            return
        profile = self._profile.name if self._profile else ""
        networks = tuple(dict.fromkeys(network for each in self._outlooks for network in each.networks))
        following = DrillingScreen(run, self._fleet, self._clock, self._folder, profile=profile, networks=networks)
        self.app.switch_screen(following)

    def _decide(self, plan: DrillPlan) -> None:
        """A count that was typed for another plan does not count for this one."""
        self._plan = plan
        self.query_one(CountLine).clear()
        self._draw()

    def action_waive_drill(self) -> None:
        choose_waiver(self, self._outlooks, self._waive)

    def _waive(self, rule: str, reason: str, places: int) -> None:
        self._decide(replace(self._plan, waived=MappingProxyType({**self._plan.waived, rule: reason})))
        self.say(f"waived in {counted(places, 'place')}; the reason goes to journal and evidence", "")

    def action_at_once(self) -> None:
        def given(text: str | None) -> None:
            if text is not None:
                self._decide(replace(self._plan, at_once=int(text)))

        sentence = "How many VMs are drilled at a time on each host:"
        initial, why_not = str(self._plan.at_once), partial(_no_number, least=1)
        prompt = Prompt("At once", sentence, initial=initial, replaces=True, why_not=why_not)
        self.app.push_screen(prompt, given)

    def action_wave_size(self) -> None:
        def given(text: str | None) -> None:
            if text is not None:
                self._decide(replace(self._plan, wave=int(text) or None))

        sentence = "VMs a wave, over all hosts; 0: all of them in one wave:"
        initial, why_not = str(self._plan.wave or 0), partial(_no_number, least=0)
        prompt = Prompt("Waves", sentence, initial=initial, replaces=True, why_not=why_not)
        self.app.push_screen(prompt, given)

    def action_drill_reason(self) -> None:
        def given(text: str | None) -> None:
            if text is not None:
                self._plan = replace(self._plan, reason=text)
                self.query_one(StatusLine).hush()
                self._draw()

        sentence = "Why this drill is done, for the journal and the evidence:"
        self.app.push_screen(Prompt("Reason", sentence, initial=self._plan.reason), given)

    def action_profile(self) -> None:
        def take(profile: Profile | None) -> None:
            self._profile = profile
            self._decide(self._plan)
            if profile is not None:
                kept = f", {counted(len(profile.without), 'VM')} with live addresses" if profile.without else ""
                self.say(
                    f"{profile.name}: {counted(len(profile.changes), 'adapter')} with addresses of its own{kept}", ""
                )

        choose_profile(self, self._fleet, self._plan.targets, take)

    def action_evidence_folder(self) -> None:
        def given(text: str | None) -> None:
            if text:
                self._folder = Path(text).expanduser()
                self.say(f"the evidence goes to {self._folder}", "")

        sentence = "A folder for the record and the page of this drill:"
        self.app.push_screen(Prompt("Evidence", sentence, initial=str(self._folder), replaces=True), given)

    def action_leave_out(self) -> None:
        key = self.query_one(Rows).cursor_key
        kept = tuple(target for target in self._plan.targets if (target.host, target.vm) != key)
        if not kept:
            self.dismiss(None)
            return
        self._decide(replace(self._plan, targets=kept))

    def action_drill_point(self) -> None:
        key = self.query_one(Rows).cursor_key
        target = next((each for each in self._plan.targets if (each.host, each.vm) == key), None)
        if target is not None:
            choose_point(self, self._fleet, target, self._clock(), partial(self._take_point, target))

    def _take_point(self, target: DrillTarget, point: str | None, words: str) -> None:
        if point is not None:
            self._points[point] = words
        changed = replace(target, recovery_point=point)
        targets = tuple(changed if each == target else each for each in self._plan.targets)
        self._decide(replace(self._plan, targets=targets))

    @on(Button.Pressed, "#back")
    def action_leave_drill(self) -> None:
        self.dismiss(None)


def _no_number(text: str, least: int) -> str:
    return "" if text.isascii() and text.isdecimal() and least <= int(text) <= 9999 else f"a number, at least {least}"


def _gib(mebibytes: int) -> str:
    return f"{mebibytes / 1024:.1f} GiB"
