"""The editor of one adapter's staged settings. It changes the draft and sends nothing."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import HorizontalGroup
from textual.widgets import Button, TextArea

from tui.commands import bindings, commands_in, footer
from tui.fleet.fleet import Fleet
from tui.fleet.judging.assessing import Assessor
from tui.fleet.lane import Outcome
from tui.fleet.plans.files import read_source
from tui.fleet.plans.proposing import Proposal, as_primary, by_rules
from tui.model.change import Change
from tui.model.form import FormReading, StagedForm, clear_all, clear_family, form_for, read_form
from tui.model.plan.ruleset import RuleSet
from tui.model.staged import protocol_name
from tui.screens.base import ConsoleScreen
from tui.screens.desk import Desk
from tui.screens.dialogs.prompt import Prompt, file_name_missing
from tui.screens.dialogs.question import Question
from tui.widgets.field import LinesArea, LinesField
from tui.widgets.push import PushButton
from tui.widgets.status import HeaderLine, KeyLine, OneLine, Part, StatusLine
from tui.yamlfile import FileError

_DHCP_CYCLE: dict[bool | None, bool | None] = {None: True, True: False, False: None}


class EditScreen(ConsoleScreen[Change]):
    """Ends with the change to keep, or None where it was discarded."""

    BINDINGS = bindings("edit")
    AUTO_FOCUS = "#addresses"
    what = "staged settings"
    """What is edited, for the title."""

    def __init__(self, desk: Desk, change: Change, fleet: Fleet, assessor: Assessor, count: int = 1) -> None:
        """`desk` proves that this console may change things; `count`: for how many adapters what is typed counts."""
        super().__init__()
        self._fleet = fleet
        self._assessor = assessor
        self._count = count
        self._desk = desk
        self._change = change
        self._initial = form_for(change.after.staged)
        self._dhcp: bool | None = None

    def compose(self) -> ComposeResult:
        yield HeaderLine()
        yield OneLine(css_id="asked")
        yield LinesField("addresses", "Addresses", self._initial.addresses)
        yield LinesField("gateways", "Gateways", self._initial.gateways)
        yield LinesField("dns", "DNS", self._initial.dns)
        with HorizontalGroup(classes="buttons"):
            yield PushButton("Keep for review", css_id="keep")
            yield PushButton("Line up", css_id="line_up")
            yield PushButton("Line down", css_id="line_down")
            yield PushButton("Discard", css_id="discard")
            yield PushButton("Commands", css_id="commands")
        yield StatusLine()
        yield KeyLine()

    def on_mount(self) -> None:
        change = self._change
        name = f"{change.vm_name} / {change.adapter_name}"
        every = f" · what you change counts for all {self._count} marked" if self._count > 1 else ""
        whose = (f"{name} · {change.key.host}", name, change.vm_name)
        titles: list[list[list[Part]]] = [[[(f" {who} · {self.what}{every}", "strong")]] for who in whose]
        self.query_one(HeaderLine).show(titles[0], [("nothing is sent from here ", "dim")], titles[1:])
        self.query_one(StatusLine).rest(("one a line: 10.9.20.11/24, 10.9.20.12 255.255.255.0, 2001:db8::11/64", "dim"))
        self.query_one(KeyLine).show(footer(commands_in("edit")))
        self._judge()

    @property
    def form(self) -> StagedForm:
        """What stands in the fields now."""
        return replace(
            self._initial,
            addresses=self.query_one("#addresses", LinesArea).text,
            gateways=self.query_one("#gateways", LinesArea).text,
            dns=self.query_one("#dns", LinesArea).text,
            dhcp=self._dhcp,
        )

    @property
    def typed(self) -> bool:
        """Something differs from how the editor was opened."""
        return self.form != self._initial

    def _read(self) -> FormReading:
        return read_form(self.form, self._change.after.staged)

    @on(TextArea.Changed)
    def _judge(self) -> None:
        """Say what is wrong under each field, and what the form asks for."""
        reading = self._read()
        for field in self.query(LinesField):
            field.show_faults([fault for fault in reading.faults if fault.field == field.area.id])
        staged = reading.staged
        dhcp = {None: "not told", True: "on", False: "off"}[staged.dhcp]
        chosen = "as the addresses ask for" if self._dhcp is None else "chosen here"
        self.query_one("#asked", OneLine).set(
            (" Protocol  ", "dim"),
            (protocol_name(staged.protocol), "strong"),
            ("     DHCP for IPv4  ", "dim"),
            (dhcp, "strong"),
            (f" ({chosen})", "dim"),
        )

    def action_keep(self) -> None:
        reading = self._read()
        if reading.faults:
            fault = reading.faults[0]
            self.say(f"not kept: {fault.field}, line {fault.line + 1}: {fault.sentence}", "bad")
            area = self.query_one(f"#{fault.field}", LinesArea)
            area.focus()
            area.move_cursor((fault.line, 0))
            return
        if not self.typed:
            self.dismiss(None)
            return
        self.dismiss(replace(self._change, after=replace(self._change.after, staged=reading.staged)))

    def action_discard(self) -> None:
        if not self.typed:
            self.dismiss(None)
            return

        def answered(discard: bool | None) -> None:
            if discard:
                self.dismiss(None)

        sentence = "What you typed here is not kept yet."
        self.app.push_screen(Question("Discard it?", sentence, yes="discard", no="go on editing"), answered)

    def action_dhcp(self) -> None:
        self._dhcp = _DHCP_CYCLE[self._dhcp]
        self._judge()

    def action_clear_ipv4(self) -> None:
        self._fill(clear_family(self.form, 4))

    def action_clear_ipv6(self) -> None:
        self._fill(clear_family(self.form, 6))

    def action_clear_all(self) -> None:
        self._dhcp = None
        self._fill(clear_all())
        self.say("all cleared: the VM keeps what it had on the primary; ctrl+z brings a field back", "")

    def action_by_rule(self) -> None:
        known = self._desk.rules
        if known is not None:
            self._ask_rules(lambda: known)
            return

        def given(text: str | None) -> None:
            if text is not None:
                path = Path(text).expanduser()
                self._ask_rules(lambda: _read_rules(path))

        sentence = "The file of mapping rules; it is remembered until the console is left:"
        self.app.push_screen(Prompt("By rule", sentence, why_not=file_name_missing), given)

    def _ask_rules(self, rules: Callable[[], RuleSet]) -> None:
        """Have a file of rules read and asked elsewhere: it may be long, or lie on a slow disk."""
        view, key = self._fleet.view, self._change.key

        def job() -> tuple[RuleSet, Proposal]:
            read = rules()
            return read, by_rules(read, view, key)

        def take(outcome: Outcome) -> None:
            if outcome.error is not None:
                self.say(str(outcome.error), "bad")
                return
            self._desk.rules, proposal = outcome.value
            self._propose(proposal)

        self.ask(self._assessor, job, take)

    def action_as_primary(self) -> None:
        self._propose(as_primary(self._fleet.view, self._change.key))

    def _propose(self, proposal: Proposal) -> None:
        """Put settings into the fields, to be looked at; ctrl+z brings a field back."""
        if proposal.staged is None:
            self.say(proposal.sentence)
            return
        self._dhcp = None
        self._fill(form_for(proposal.staged))
        self.say(proposal.sentence, "")

    def action_line_up(self) -> None:
        self._move_line(down=False)

    def action_line_down(self) -> None:
        self._move_line(down=True)

    def _fill(self, form: StagedForm) -> None:
        self.query_one("#addresses", LinesArea).replace_all(form.addresses)
        self.query_one("#gateways", LinesArea).replace_all(form.gateways)
        self.query_one("#dns", LinesArea).replace_all(form.dns)
        self._judge()

    def _move_line(self, *, down: bool) -> None:
        if isinstance(self.focused, LinesArea):
            self.focused.move_line(down)
        else:
            self.say("put the caret on the line to move first")

    @on(Button.Pressed)
    async def _pressed(self, message: Button.Pressed) -> None:
        await self.run_action(str(message.button.id))


def _read_rules(path: Path) -> RuleSet:
    """Raises FileError, also for a file that holds something else."""
    held = read_source(path)
    if not isinstance(held, RuleSet):
        raise FileError(path, "holds a plan and no mapping rules")
    return held
