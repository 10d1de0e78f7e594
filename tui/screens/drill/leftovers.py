"""What drills have left behind: drills without an end, test VMs, and drill values that still stand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import is_

from tui.commands import bindings, commands_in, footer, refusals, writing_bindings
from tui.fleet.drill import LeftOver, UnfinishedDrill, busy_replicas, close_finished, leftovers, unfinished_drills
from tui.fleet.drill.putting_back import put_back
from tui.fleet.drill.stillstaged import StillStaged, still_staged
from tui.fleet.fleet import Fleet
from tui.fleet.journal import JournalError
from tui.fleet.judging.assessing import Assessor
from tui.fleet.lane import Outcome
from tui.fleet.session import ReadOnly
from tui.model.result import Outcome as Ending
from tui.screens.aside import aside
from tui.screens.dialogs.count import CountDialog
from tui.screens.drill.progress import DrillingScreen
from tui.screens.listing import ListScreen
from tui.screens.rows_of.board import LEFT_COLUMNS, left_rows
from tui.screens.rows_of.drill import counted
from tui.widgets.rows import Rows
from tui.widgets.status import HeaderLine, KeyLine, StatusLine

_FOLLOWING = 3.0
"""Seconds between looks while a drill runs in another console."""
_REASON = "left behind by a drill, cleaned on request"


@dataclass(frozen=True, slots=True)
class Left:
    """Everything that is left, at one moment."""

    drills: tuple[UnfinishedDrill, ...] = ()
    test_vms: tuple[LeftOver, ...] = ()
    standing: tuple[StillStaged, ...] = ()


def look(fleet: Fleet) -> Left:
    """Reads the journal. Raises JournalError."""
    view, reading = fleet.view, fleet.journal.read()
    drills = unfinished_drills(fleet.journal, view)
    busy = busy_replicas(drills)
    standing = still_staged(reading.entries, reading.runs)
    idle = tuple(still for still in standing if still.change.key.vm not in busy)
    return Left(drills, leftovers(view, busy), idle)


class LeftoversScreen(ListScreen[None]):
    """Only looks; a read-only console sees it as well."""

    BINDINGS = bindings("leftovers") + refusals("leftovers")
    writes = False

    def __init__(self, fleet: Fleet, assessor: Assessor, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self.fleet = fleet
        self.clock = clock
        self.left = Left()
        self._assessor = assessor
        self._looked = self._looking = self._look_again = False
        self._seen: tuple[object, ...] = ()

    def on_mount(self) -> None:
        self.query_one(KeyLine).show(footer(commands_in("leftovers"), writes=self.writes))
        self._draw()
        self.look()

    def on_screen_resume(self) -> None:
        if self._looked:
            self.look()

    def newer_view(self) -> None:
        seen = (*(host.inventory for host in self.fleet.view.hosts), self._assessor.assessment.journal)
        if len(seen) != len(self._seen) or not all(map(is_, seen, self._seen)):
            # Events alone bring newer views, too.
            self._seen = seen
            self.look()

    def look(self) -> None:
        """One look at a time: a drill's lock that a second one held would make it seem to run elsewhere."""
        self._assessor.look()
        self._look_again = self._looking
        if not self._looking:
            self._looking = True
            aside(self, lambda: look(self.fleet), self._take)

    def _take(self, outcome: Outcome) -> None:
        self._looking = False
        if outcome.error is not None:
            self.say(str(outcome.error), "bad")
        else:
            self._looked = True
            self.left = outcome.value
            self._draw()
            self.taken()
        if self._look_again:
            self.look()
        elif any(drill.running for drill in self.left.drills):
            self.set_timer(_FOLLOWING, self.look)

    def taken(self) -> None:
        """What is left was looked at anew."""

    def _draw(self) -> None:
        left = self.left
        counts = [
            counted(len(left.test_vms), "test VM"),
            counted(len(left.drills), "unfinished drill"),
            counted(len(left.standing), "drill value"),
        ]
        self.query_one(HeaderLine).show([[(" Left behind by drills", "strong")], [(", ".join(counts), "")]])
        rows = left_rows(left.test_vms, left.drills, left.standing, self.clock())
        empty = "nothing is left behind" if self._looked else "reading the journal …"
        self.query_one(Rows).show(rows, LEFT_COLUMNS, empty=empty)
        told = "test VMs are known by the host's association and their mode, not by name"
        self.query_one(StatusLine).rest((told, "dim"))

    def action_look_again(self) -> None:
        self.fleet.refresh()
        self.look()
        self.say("reading every host again", "dim")

    def action_refuse(self, label: str) -> None:
        self.say(f"{label}: this console is read-only, nothing can be changed in it")

    def action_leave_leftovers(self) -> None:
        self.dismiss(None)


class CleaningScreen(LeftoversScreen):
    """Adds what cleans up; each asks first."""

    BINDINGS = writing_bindings("leftovers")
    writes = True

    def __init__(self, fleet: Fleet, assessor: Assessor, clock: Callable[[], datetime]) -> None:
        super().__init__(fleet, assessor, clock)
        self._putting_back = False

    def taken(self) -> None:
        if self._putting_back:
            # What becomes of it is answered first, and looked at anew then.
            return
        standing = {still.run for still in self.left.standing}
        over = [drill for drill in self.left.drills if drill.is_over and drill.id not in standing]
        try:
            closed = close_finished(over, self.fleet.journal)
        except JournalError as error:
            self.say(str(error), "bad")
            return
        if closed:
            told = f"{counted(closed, 'unfinished drill')} closed: nothing of it is left on any host"
            self.query_one(StatusLine).add(told, "ok")
            self._look_again = True

    def action_clean(self) -> None:
        match self.query_one(Rows).cursor_key:
            case ("left", host, test_vm):
                self._clean([each for each in self.left.test_vms if (each.host, each.test_vm) == (host, test_vm)])
            case ("drill", run):
                self._clean([each for drill in self.left.drills if drill.id == run for each in drill.left])
            case _:
                self.say("put the cursor on a test VM or on an unfinished drill")

    def action_clean_all(self) -> None:
        self._clean(self.left.test_vms)

    def _clean(self, left: Sequence[LeftOver]) -> None:
        if not left:
            self.say("no test VM of it is left")
            return

        def typed(sure: bool | None) -> None:
            if sure:
                self._begin_cleaning(left)

        count = len(left)
        names = left[0].name + (f" and {count - 1} more" if count > 1 else "")
        sentence = f"{names}: turned off and destroyed, with everything that was written in it."
        self.app.push_screen(CountDialog("Destroy test VMs", sentence, count), typed)

    def _begin_cleaning(self, left: Sequence[LeftOver]) -> None:
        try:
            run = self.fleet.clean(left, _REASON)
        except ReadOnly as error:
            self.say(str(error), "bad")
            return
        self.app.push_screen(DrillingScreen(run, self.fleet, self.clock, None, what="Cleaning"))

    def action_take_back(self) -> None:
        standing = self.left.standing
        if not standing:
            self.say("no drill values stand anywhere, as far as the journal tells")
            return

        def typed(sure: bool | None) -> None:
            if sure:
                self._putting_back = True
                self.say(f"putting the live values back on {counted(len(standing), 'adapter')} …", "")
                aside(
                    self,
                    lambda: put_back(self.fleet, standing, "a drill's values, taken back on request"),
                    self._taken_back,
                )

        sentence = f"The live values go back on {counted(len(standing), 'adapter')}."
        self.app.push_screen(CountDialog("Take drill values back", sentence, len(standing)), typed)

    def _taken_back(self, outcome: Outcome) -> None:
        self._putting_back = False
        if outcome.error is not None:
            self.say(str(outcome.error), "bad")
            return
        failed = [result for result in outcome.value if result.outcome is not Ending.VERIFIED]
        if failed:
            said = failed[0].sentence or failed[0].outcome.value
            self.say(f"{len(failed)} of {len(outcome.value)} not: {failed[0].change.vm_name}: {said}", "bad")
        else:
            self.say(f"the live values are back on {counted(len(outcome.value), 'adapter')}: read back", "ok")
        self.fleet.refresh()
        self.look()
