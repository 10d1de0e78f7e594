"""The main screen of a console that may change things: its keys change the draft and lead to the review."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime

from tui.commands import writing_bindings
from tui.fleet.fleet import Fleet
from tui.fleet.view import MachineRow
from tui.model.change import Change
from tui.model.machine import Adapter
from tui.screens.choices import cable_choices, protocol_choices, switch_choices
from tui.screens.desk import Desk
from tui.screens.dialogs.choice import Choice, ChoiceDialog
from tui.screens.edit import EditScreen
from tui.screens.main import MainScreen
from tui.screens.reasons import why_not_connect, why_not_stage, why_not_test_switch
from tui.screens.review import ReviewScreen
from tui.widgets.status import StatusLine

Reason = Callable[[MachineRow, Adapter], str | None]


class ChangingMainScreen(MainScreen):
    """Adds what leads to a write; none of it sends anything."""

    BINDINGS = writing_bindings("main")
    writes = True

    def __init__(self, fleet: Fleet, clock: Callable[[], datetime], desk: Desk) -> None:
        super().__init__(fleet, clock)
        self.desk = desk

    def drafted(self) -> Collection[Change]:
        return tuple(self.desk.draft)

    def open_adapter(self) -> None:
        self.action_edit()

    def action_edit(self) -> None:
        change = self._begin(lambda row, adapter: why_not_stage(row.machine, adapter))
        if change is not None:
            self.app.push_screen(EditScreen(self.desk, change), self._keep)

    def action_protocol(self) -> None:
        change = self._begin(lambda row, adapter: why_not_stage(row.machine, adapter))
        if change is None or change.after.staged is None:
            return
        staged = change.after.staged
        choices, current = protocol_choices(staged)

        def chosen(choice: Choice[int] | None) -> None:
            if choice is not None:
                after = replace(change.after, staged=replace(staged, protocol=choice.value))
                self._keep(replace(change, after=after))

        title = f"ProtocolIFType of {change.vm_name} / {change.adapter_name}"
        self.app.push_screen(ChoiceDialog(title, choices, current), chosen)

    def action_test_switch(self) -> None:
        change = self._begin(lambda row, adapter: why_not_test_switch(row.machine, adapter))
        if change is None:
            return
        choices, current = switch_choices(self.view.host(change.key.host), change)

        def chosen(choice: Choice[str | None] | None) -> None:
            if choice is not None:
                self._keep(replace(change, after=replace(change.after, test_switch=choice.value)))

        title = f"Test switch of {change.vm_name} / {change.adapter_name}"
        self.app.push_screen(ChoiceDialog(title, choices, current), chosen)

    def action_connect(self) -> None:
        change = self._begin(lambda row, adapter: why_not_connect(row.machine, adapter))
        if change is None:
            return
        choices, current = cable_choices(self.view.host(change.key.host), change)

        def chosen(choice: Choice[tuple[bool, str | None]] | None) -> None:
            if choice is not None:
                connected, switch_id = choice.value
                after = replace(change.after, connected=connected, switch_id=switch_id)
                self._keep(replace(change, after=after))

        title = f"Connection of {change.vm_name} / {change.adapter_name}"
        self.app.push_screen(ChoiceDialog(title, choices, current), chosen)

    def action_drop(self) -> None:
        chosen = self.adapter
        if chosen is None:
            return
        row, adapter = chosen
        change = self.desk.change_for(row.host, row.machine, adapter)
        if not self.desk.has(change.key):
            self.say(f"nothing is drafted for {row.machine.name} / {adapter.name}")
            return
        self.desk.drop(change.key)
        self.draw()
        self.say(f"dropped the drafted change of {row.machine.name} / {adapter.name}", "")

    def action_review(self) -> None:
        if not len(self.desk.draft):
            self.say("nothing is drafted: e, p, t and c change an adapter")
            return
        self.query_one(StatusLine).hush()
        self.app.push_screen(ReviewScreen(self.desk, self.fleet))

    def _begin(self, reason: Reason) -> Change | None:
        """The change of the selected adapter, or None after saying why it cannot be changed."""
        chosen = self.adapter
        if chosen is None:
            self.say("select a VM with an adapter first")
            return None
        row, adapter = chosen
        why = self.desk.why_not(row.host.name) or reason(row, adapter)
        if why is not None:
            self.say(why)
            return None
        return self.desk.change_for(row.host, row.machine, adapter)

    def _keep(self, change: Change | None) -> None:
        if change is None:
            return
        self.desk.keep(change)
        self.draw()
        name = f"{change.vm_name} / {change.adapter_name}"
        if self.desk.has(change.key):
            self.say(f"{name}: drafted, nothing sent yet; d reviews it", "ok")
        else:
            self.say(f"{name}: as the host holds it, nothing to send", "")
