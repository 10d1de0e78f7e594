"""A plan on its way to the hosts: what each change is doing, and what became of it."""

from tui.commands import bindings, commands_in, footer, writing_bindings
from tui.fleet.judging.assessing import Assessor
from tui.fleet.plans.run import ApplyRun, ApplyView
from tui.keys import key_for
from tui.model.result import ChangeResult, Outcome
from tui.model.times import clock
from tui.screens.base import NewerView, notifier
from tui.screens.desk import Desk
from tui.screens.listing import ListScreen
from tui.screens.rows_of import results
from tui.widgets.cells import Tone
from tui.widgets.rows import Rows
from tui.widgets.status import HeaderLine, KeyLine


def closing_words(view: ApplyView) -> tuple[str, Tone]:
    """The end in one sentence: what was verified and what stays in the draft."""
    ended = [item for item in view.items if isinstance(item, ChangeResult)]
    left = sum(item.outcome is not Outcome.VERIFIED for item in ended)
    if not left:
        return f"all verified: read back from the hosts and as asked for; {key_for('leave_apply')} goes back", "ok"
    verified = len(ended) - left
    stay = "stays" if left == 1 else "stay"
    keys = f"{key_for('leave_apply')} goes back, {key_for('review')} reviews"
    return f"{verified} verified, {left} not: {left} {stay} in the draft as typed; {keys}", "warn"


class ApplyScreen(ListScreen[None]):
    """Follows a run to its end; the only clock of the console runs here while changes are on their way."""

    BINDINGS = bindings("apply") + writing_bindings("apply")

    def __init__(self, desk: Desk, run: ApplyRun, assessor: Assessor) -> None:
        super().__init__()
        self._assessor = assessor
        self._desk = desk
        self._run = run
        self._stopping = False
        self._settled = False

    def on_mount(self) -> None:
        self.query_one(KeyLine).show(footer(commands_in("apply")))
        self._ticking = self.set_interval(1.0, self._draw)
        self._run.listen(notifier(self))
        self._draw()

    def on_newer_view(self, message: NewerView) -> None:
        self._draw()

    def _draw(self) -> None:
        view = self._run.view
        word = "Applied" if view.done else "Stopping" if self._stopping else "Paused" if view.paused else "Applying"
        parts = [(f" {word} · ", "strong"), *results.summary(view.items), (f" · {clock(view.elapsed)}", "")]
        self.query_one(HeaderLine).show([parts])
        self.query_one(Rows).show(results.result_rows(view.items), results.columns(view.items))
        if view.done and not self._settled:
            self._settled = True
            self._ticking.stop()
            self._desk.settle(view)
            self._assessor.look()
            self.query_one(KeyLine).show(footer(commands_in("apply"), writes=False))
            self.say(*closing_words(view))

    def action_pause(self) -> None:
        view = self._run.view
        if view.done or self._stopping:
            self.say("nothing is left to pause")
        elif view.paused:
            self._run.resume()
            self.say("going on", "")
        else:
            self._run.pause()
            ways = f"{key_for('pause')} goes on, {key_for('stop')} stops for good"
            self.say(f"paused: what is on the wire is finished; {ways}")
        self._draw()

    def action_stop(self) -> None:
        if self._run.view.done:
            self.say("everything has its result: nothing is left to stop")
            return
        self._stopping = True
        self._run.stop()
        self._draw()
        self.say("stopping: nothing further is sent, what is on the wire is finished")

    def action_leave_apply(self) -> None:
        if self._run.view.done:
            self.dismiss(None)
        else:
            self.say(f"still applying: {key_for('stop')} stops after what is on the wire")
