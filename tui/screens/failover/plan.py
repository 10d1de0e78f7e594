"""A failover before it begins: its stages, what the VMs wake with, what stands in the way; and the typed name."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType

from textual import on
from textual.app import ComposeResult
from textual.containers import HorizontalGroup
from textual.widgets import Input

from tui.commands import bindings, commands_in, footer
from tui.fleet.failover.preflight import Obstacle, obstacles
from tui.fleet.failover.run import FailoverRun, InHand
from tui.fleet.fleet import Fleet
from tui.fleet.journal import JournalError
from tui.fleet.judging.assessing import Assessor
from tui.fleet.lane import Outcome
from tui.hyperv.recoverypoints import recovery_points
from tui.keys import key_for
from tui.model.failover.deed import Deed
from tui.model.failover.points import LATEST, PointChoice, PointRule, lost
from tui.model.failover.values import FailoverPlan, FailoverTarget
from tui.model.readiness import RULES_BY_ID
from tui.model.recoverypoint import RecoveryPoint
from tui.model.times import duration
from tui.screens.base import ConsoleScreen
from tui.screens.dialogs.choice import Choice, ChoiceDialog
from tui.screens.dialogs.prompt import Prompt
from tui.screens.outlasting import before_outlasting
from tui.screens.rows_of.failover import PLAN_COLUMNS, plan_rows
from tui.screens.rows_of.times import short_moment
from tui.terminal.ordered_input import forget_typed_ahead
from tui.widgets.line_input import LineInput
from tui.widgets.push import PushButton
from tui.widgets.rows import Rows
from tui.widgets.status import HeaderLine, KeyLine, OneLine, Part, StatusLine


class FailoverPlanScreen(ConsoleScreen[FailoverRun]):
    """Ends with the run that was begun, or None. Nothing is sent before the name is typed."""

    BINDINGS = bindings("failover plan")
    AUTO_FOCUS = "#typed"

    def __init__(self, fleet: Fleet, assessor: Assessor, clock: Callable[[], datetime], plan: FailoverPlan) -> None:
        super().__init__()
        self._fleet, self._assessor, self._clock = fleet, assessor, clock
        self._plan = plan

    def compose(self) -> ComposeResult:
        yield HeaderLine()
        yield Rows(header=False)
        yield OneLine(css_id="confirm")
        with HorizontalGroup(classes="typed-line"):
            yield LineInput(css_id="typed")
            yield PushButton("Commands", css_id="commands")
        yield StatusLine()
        yield KeyLine()

    def on_mount(self) -> None:
        forget_typed_ahead(self.app)
        self.query_one(KeyLine).show(footer(commands_in("failover plan")))
        self.query_one("#confirm", OneLine).set((f" To begin type {self._plan.to_type} and press enter:", "strong"))
        # A drill of another console, which moves no view, may have begun since.
        self._assessor.look()
        self._draw()

    def newer_view(self) -> None:
        self._draw()

    @property
    def _obstacles(self) -> tuple[Obstacle, ...]:
        assessed, fleet = self._assessor.assessment, self._fleet
        return obstacles(self._plan, fleet.view, assessed.judgement, fleet.writable, assessed.in_drill)

    def _draw(self) -> None:
        found = self._obstacles
        stops, warns = sum(each.stops for each in found), sum(not each.blocks for each in found)
        title = f" {self._plan.deed.value.capitalize()} · {self._plan.name} · {_count(len(self._plan.targets), 'VM')}"
        groups: list[list[Part]] = [[(title, "strong")]]
        groups[0] += [(f" · RTO {duration(self._plan.rto)}", "")] if self._plan.rto else []
        groups += [[(_count(stops, "blocker"), "bad")]] if stops else []
        groups += [[(_count(warns, "warning"), "warn")]] if warns else []
        self.query_one(HeaderLine).show(groups, [("nothing has been sent ", "strong")])
        self.query_one(Rows).show(plan_rows(self._plan, found), PLAN_COLUMNS)
        speaks = [part for group in groups[1:] for part in ((", ", ""), *group)][1:]
        if plan_warns := self._plan.deed.warning:
            speaks = [(plan_warns, "bad"), *((("; ", ""), *speaks) if speaks else ())]
        speaks = speaks or [("no blocker, no warning", "")]
        through = f"; {key_for('plan_down')} and {key_for('plan_up')} go through the plan"
        self.query_one(StatusLine).rest(*speaks, (through, "dim"))

    @on(Input.Submitted, "#typed")
    def _typed(self, message: Input.Submitted) -> None:
        stops = [each for each in self._obstacles if each.stops]
        if stops:
            self.say(f"{_count(len(stops), 'blocker')}: {stops[0].sentence}; nothing has been sent", "bad")
        elif message.value.strip() != self._plan.to_type:
            self.say(f"type {self._plan.to_type} to begin; nothing has been sent")
        else:
            places = [where for each in self._plan.targets for where in (each.copy, each.primary)]
            hosts = {where.host for where in places if where is not None}
            before_outlasting(self, self._fleet, hosts, self._begin)

    def _begin(self) -> None:
        run = FailoverRun(self._fleet, self._plan)
        try:
            run.begin()
        except (InHand, JournalError) as error:
            self.say(f"{error}; nothing was sent", "bad")
            return
        self.dismiss(run)

    def action_failover_reason(self) -> None:
        def given(reason: str | None) -> None:
            if reason is not None:
                self._plan = replace(self._plan, reason=reason)
                self.say(f"the journal will say: {reason}" if reason else "no reason will be journalled", "")

        sentence = "Why this is done, for the journal; empty for no reason:"
        self.app.push_screen(Prompt("Reason", sentence, initial=self._plan.reason), given)

    def action_failover_waive(self) -> None:
        rules = list(dict.fromkeys(each.rule_id for each in self._obstacles if each.stops and each.rule_id))
        if not rules:
            self.say("no blocker is left that can be waived")
            return
        rule = rules[0]

        def given(reason: str | None) -> None:
            if reason:
                self._plan = replace(self._plan, waived=MappingProxyType({**self._plan.waived, rule: reason}))
                self._draw()
                self.say("waived; the reason goes to the journal", "")

        title = RULES_BY_ID[rule].title
        prompt = Prompt(f"Waive: {title}", "Why to go on in spite of it:", why_not=_reason_missing)
        self.app.push_screen(prompt, given)

    def action_reversing(self) -> None:
        if self._plan.deed is not Deed.PLANNED:
            self.say("only a planned failover reverses replication with it")
            return
        reverse = not any(target.reverse for target in self._plan.targets)
        rows = {row.machine.id: row for row in self._fleet.view.rows() if row.machine.is_recovery_copy}
        extended = {vm for vm, row in rows.items() if len(row.machine.relationships) > 1}
        targets = tuple(replace(each, reverse=reverse and each.vm not in extended) for each in self._plan.targets)
        self._plan = replace(self._plan, targets=targets)
        self._draw()
        self.say("replication is reversed with it" if reverse else "replication is not reversed with it", "")

    def action_recovery_point(self) -> None:
        if self._plan.deed is not Deed.UNPLANNED:
            self.say("a recovery point is chosen for an unplanned failover")
        elif len(self._plan.targets) > 1:
            self._choose_point(_RULES)
        else:
            target, fleet = self._plan.targets[0], self._fleet
            self.say(f"reading the recovery points of {target.vm_name} …", "")
            self.ask(self._assessor, lambda: _read_points(fleet, target), self._take_points)

    def _take_points(self, outcome: Outcome) -> None:
        if outcome.error is not None:
            self.say(f"the recovery points could not be read: {outcome.error}", "bad")
            return
        target, now = self._plan.targets[0], datetime.now(UTC)
        choices = list(_RULES)
        for point in outcome.value:
            gone = lost(point, target.last_received, now)
            loses = f"{point.kind}; loses {duration(gone)}" if gone is not None else point.kind
            when = short_moment(point.time, self._clock())
            choices.append(Choice(PointChoice(PointRule.EXACTLY, id=point.id), when, loses))
        self._choose_point(choices)

    def _choose_point(self, choices: "list[Choice[PointChoice]]") -> None:
        def chosen(choice: Choice[PointChoice] | None) -> None:
            if choice is not None:
                targets = tuple(replace(each, point=choice.value) for each in self._plan.targets)
                self._plan = replace(self._plan, targets=targets)
                self._draw()
                self.say(f"recovery point: {choice.label}, {choice.note}", "")

        self.app.push_screen(ChoiceDialog("Recovery point", choices), chosen)

    def action_plan_down(self) -> None:
        self.query_one(Rows).action_page_down()

    def action_plan_up(self) -> None:
        self.query_one(Rows).action_page_up()

    def action_leave_failover_plan(self) -> None:
        self.dismiss(None)


_RULES = [
    Choice(LATEST, "latest", "the newest state: least is lost"),
    Choice(PointChoice(PointRule.CONSISTENT), "application-consistent", "the newest that applications took part in"),
]


def _read_points(fleet: Fleet, target: FailoverTarget) -> tuple[RecoveryPoint, ...]:
    """Raises ReadOnly and a leaf of WSManError."""
    hands = fleet.hands(target.copy.host)
    try:
        return hands.read(lambda client: recovery_points(client, target.vm))
    finally:
        hands.close()


def _reason_missing(text: str) -> str:
    return "" if text else "give a reason"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
