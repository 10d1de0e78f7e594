"""A failover on its way: each VM's stages against the RTO, its questions, and the events of exactly those VMs."""

from collections.abc import Callable
from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from tui.commands import bindings, command, commands_in, footer
from tui.fleet.failover.run import FailoverRun
from tui.fleet.fleet import Fleet
from tui.keys import key_for
from tui.model.failover.values import Answer, FailoverView, Gate, Standing
from tui.screens.base import ConsoleScreen, NewerView, notifier
from tui.screens.dialogs.choice import Choice, ChoiceDialog
from tui.screens.dialogs.fulltext import FullText
from tui.screens.dialogs.prompt import Prompt
from tui.screens.rows_of import events
from tui.screens.rows_of.failover_run import columns, events_of, full_text, run_rows, summary
from tui.widgets.cells import Tone
from tui.widgets.rows import Rows
from tui.widgets.status import HeaderLine, KeyLine, OneLine, StatusLine, content

_EVENTS = 4
"""Lines of events beneath the VMs."""


def closing_words(view: FailoverView) -> tuple[str, Tone]:
    """The end in one sentence."""
    if view.halted:
        return f"halted: {view.halted}", "bad"
    left = [machine for machine in view.machines if machine.standing is not Standing.DONE]
    if left:
        way = f"{key_for('failover')} in the main screen shows how to go on"
        return f"{len(left)} of {len(view.machines)} not done; {way}", "warn"
    if any(proof.missing for machine in view.machines for proof in machine.proofs):
        return "done, and not every guest reports what was staged", "warn"
    return f"done; {key_for('leave_failover_run')} goes back", "ok"


class FailoverRunScreen(ConsoleScreen[None]):
    """Follows a run; it goes on when this screen is left."""

    BINDINGS = bindings("failover run")

    def __init__(self, run: FailoverRun, fleet: Fleet, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._run, self._fleet, self._clock = run, fleet, clock
        self._settled = False
        self._shown: Gate | None = None

    def compose(self) -> ComposeResult:
        yield HeaderLine()
        yield Rows()
        for number in range(_EVENTS):
            yield OneLine(css_id=f"event-{number}")
        yield Static(id="gate")
        yield StatusLine()
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(KeyLine).show(footer(commands_in("failover run")))
        self.query_one("#gate", Static).display = False
        self._ticking = self.set_interval(1.0, self._draw)
        self._run.listen(notifier(self))
        self._draw()

    def newer_view(self) -> None:
        self._draw()

    def on_newer_view(self, message: NewerView) -> None:
        self._draw()

    def _draw(self) -> None:
        view, now = self._run.view, self._clock()
        self.query_one(HeaderLine).show([summary(view, now)], shorter=[[summary(view, now, brief=True)]])
        self.query_one(Rows).show(run_rows(view, now), columns(view))
        self._draw_events(view)
        gate = self._gate(view)
        if gate != self._shown:
            self._shown = gate
            line = self.query_one("#gate", Static)
            line.display = gate is not None
            way = f" · {key_for('answer')} answers"
            line.update(content([("? ", "warn"), (gate.sentence, "warn"), (way, "strong")]) if gate else "")
        if view.done and not self._settled:
            self._settled = True
            self._ticking.stop()
            self.query_one(KeyLine).show((command("leave_failover_run"),))
            self.say(*closing_words(view))

    def _gate(self, view: FailoverView) -> Gate | None:
        """What is asked: of the VM under the cursor before anything else."""
        key = self.query_one(Rows).cursor_key
        return next((gate for gate in view.gates if gate.vm == key), view.gates[0] if view.gates else None)

    def _draw_events(self, view: FailoverView) -> None:
        found = events_of(view, self._fleet.view.events, _EVENTS)
        for number in range(_EVENTS):
            line = self.query_one(f"#event-{number}", OneLine)
            if number < len(found):
                text, tone = events.ticker_text(found[number], self._clock())
                line.set((f" {text}", tone or "dim"))
            else:
                line.set(("", ""))

    @on(Rows.Moved)
    def _moved(self) -> None:
        self._draw()

    @on(Rows.Chosen)
    def _chosen(self, message: Rows.Chosen) -> None:
        view = self._run.view
        machine = next((each for each in view.machines if each.target.vm == message.key), None)
        if machine is not None:
            text = full_text(machine, view, self._clock())
            self.app.push_screen(FullText(machine.target.vm_name, text))

    def action_answer(self) -> None:
        gates = self._run.view.gates
        if not gates:
            self.say("nothing is asked now")
            return
        gate = self._gate(self._run.view) or gates[0]
        choices = [Choice(answer, answer.word, answer.label) for answer in gate.answers]

        def chosen(choice: Choice[Answer] | None) -> None:
            if choice is not None:
                self._answer(gate, choice.value)

        # The last answer is the one that changes nothing: enter alone must not be a decision.
        self.app.push_screen(ChoiceDialog("Answer", choices, len(choices) - 1), chosen)

    def _answer(self, gate: Gate, answer: Answer) -> None:
        if not answer.typed:
            self._say_answered(self._run.answer(gate.id, answer.word))
            return

        def typed(text: str | None) -> None:
            if text is not None:
                self._say_answered(self._run.answer(gate.id, answer.word, text))

        title = f"{answer.word.capitalize()}: {answer.label}"
        self.app.push_screen(Prompt(title, f"To {answer.word} type {answer.typed}:"), typed)

    def _say_answered(self, why_not: str) -> None:
        self.say(why_not or "answered", "warn" if why_not else "")

    def action_stop_failover(self) -> None:
        if self._run.view.done:
            self.say("it is over: nothing is left to stop")
            return
        self._run.stop()
        self.say("stopping: nothing further is begun, the step on the wire is finished")

    def action_leave_failover_run(self) -> None:
        self.dismiss(None)
