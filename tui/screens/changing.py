"""The main screen of a console that may change things: its keys change the draft and lead to the review."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from tui.commands import writing_bindings
from tui.fleet.lane import Outcome
from tui.fleet.planning import build_plan
from tui.fleet.view import MachineRow
from tui.model.bulk import BulkFault, spread
from tui.model.change import AdapterKey, AdapterNetwork, Change
from tui.model.machine import Adapter, Switch
from tui.model.plan.values import PlanReading
from tui.screens.choices import cable_choices, protocol_choices, switch_choices
from tui.screens.dialogs.choice import Choice, ChoiceDialog
from tui.screens.dialogs.fulltext import FullText
from tui.screens.dialogs.prompt import Prompt, file_name_missing
from tui.screens.edit import EditScreen
from tui.screens.journal import UndoingJournalScreen, Undone
from tui.screens.marking import MarkingMainScreen
from tui.screens.reasons import why_not_connect, why_not_stage, why_not_test_switch
from tui.screens.review import ReviewScreen
from tui.screens.unlocking import open_unlocking
from tui.widgets.status import StatusLine

Reason = Callable[[MachineRow, Adapter], str | None]


@dataclass(frozen=True, slots=True)
class Begun:
    """What a decision begins with: the adapter that is shown, and all that it is for."""

    change: Change
    all: tuple[Change, ...]
    left_out: tuple[str, ...] = ()
    """Why marked adapters are not among them."""


class ChangingMainScreen(MarkingMainScreen):
    """Adds what leads to a write; none of it sends anything."""

    BINDINGS = writing_bindings("main")
    writes = True

    def open_adapter(self) -> None:
        self.action_edit()

    def action_edit(self) -> None:
        begun = self._begin(lambda row, adapter: why_not_stage(row.machine, adapter))
        if begun is not None:
            screen = EditScreen(self.desk, begun.change, self.fleet, len(begun.all))
            self.app.push_screen(screen, partial(self._keep, begun))

    def action_protocol(self) -> None:
        begun = self._begin(lambda row, adapter: why_not_stage(row.machine, adapter))
        change = begun.change if begun is not None else None
        if begun is None or change is None or change.after.staged is None:
            return
        staged = change.after.staged
        choices, current = protocol_choices(staged)

        def chosen(choice: Choice[int] | None) -> None:
            if choice is not None:
                after = replace(change.after, staged=replace(staged, protocol=choice.value))
                self._keep(begun, replace(change, after=after))

        title = f"ProtocolIFType of {_who(begun)}"
        self.app.push_screen(ChoiceDialog(title, choices, current), chosen)

    def action_test_switch(self) -> None:
        begun = self._begin(lambda row, adapter: why_not_test_switch(row.machine, adapter))
        change = begun.change if begun is not None else None
        if begun is None or change is None:
            return
        choices, current = switch_choices(self.view.host(change.key.host), change)

        def chosen(choice: Choice[str | None] | None) -> None:
            if choice is not None:
                self._keep(begun, replace(change, after=replace(change.after, test_switch=choice.value)))

        title = f"Test switch of {_who(begun)}"
        self.app.push_screen(ChoiceDialog(title, choices, current), chosen)

    def action_connect(self) -> None:
        begun = self._begin(lambda row, adapter: why_not_connect(row.machine, adapter))
        change = begun.change if begun is not None else None
        if begun is None or change is None:
            return
        choices, current = cable_choices(self.view.host(change.key.host), change)

        def chosen(choice: Choice[tuple[bool, str | None]] | None) -> None:
            if choice is not None:
                connected, switch_id = choice.value
                after = replace(change.after, connected=connected, switch_id=switch_id)
                self._keep(begun, replace(change, after=after))

        title = f"Connection of {_who(begun)}"
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
        self.app.push_screen(ReviewScreen(self.desk, self.fleet, self.assessor))

    def _begin(self, reason: Reason) -> Begun | None:
        """The selected adapter, or all marked ones; None after saying why nothing can be changed."""
        chosen = self.adapter
        if self.desk.marks:
            found = [where for key in sorted(self.desk.marks) if (where := self.view.find(key)) is not None]
            meant = [(MachineRow(host, machine), adapter) for host, machine, adapter in found]
        else:
            meant = [chosen] if chosen is not None else []
        if not meant:
            self.say("select a VM with an adapter first")
            return None
        able: list[Change] = []
        left_out: list[str] = []
        for row, adapter in meant:
            why = self.desk.why_not(row.host.name) or reason(row, adapter)
            if why is None:
                able.append(self.desk.change_for(row.host, row.machine, adapter))
            else:
                left_out.append(why)
        if not able:
            self.say(left_out[0] + (f" (and {len(left_out) - 1} more)" if len(left_out) > 1 else ""))
            return None
        under = AdapterKey(chosen[0].host.name, chosen[0].machine.id, chosen[1].id) if chosen is not None else None
        shown = next((change for change in able if change.key == under), able[0])
        return Begun(shown, tuple(able), tuple(left_out))

    def _keep(self, begun: Begun, edited: Change | None) -> None:
        """Draft what was decided, for all that it is for."""
        if edited is None:
            return
        left_out = list(begun.left_out)
        for change in begun.all:
            try:
                after = edited.after if change.key == edited.key else self._spread(begun.change, edited, change)
            except BulkFault as fault:
                left_out.append(f"{change.vm_name} / {change.adapter_name}: {fault}")
                continue
            self.desk.keep(replace(change, after=after))
        self.draw()
        if len(begun.all) > 1 or left_out:
            count = sum(self.desk.has(change.key) for change in begun.all)
            more = f"; {len(left_out)} left out: {left_out[0]}" if left_out else ""
            self.say(f"{count} of {len(begun.all) + len(begun.left_out)} drafted, nothing sent yet{more}", "ok")
            return
        name = f"{edited.vm_name} / {edited.adapter_name}"
        if self.desk.has(edited.key):
            self.say(f"{name}: drafted, nothing sent yet; d reviews it", "ok")
        else:
            self.say(f"{name}: as the host holds it, nothing to send", "")

    def _spread(self, began: Change, edited: Change, change: Change) -> AdapterNetwork:
        """Raises BulkFault."""
        after = spread(began.after, edited.after, change.after)
        if after.switch_id == change.after.switch_id or after.switch_id is None or not after.connected:
            return replace(after, switch_id=change.after.switch_id if not after.connected else after.switch_id)
        names = {switch.id.upper(): switch.name for switch in self._switches(began.key.host)}
        wanted = names.get(after.switch_id.upper())
        here = next((switch.id for switch in self._switches(change.key.host) if switch.name == wanted), None)
        if here is None:
            raise BulkFault(f"{change.key.host} has no switch {wanted or after.switch_id}")
        return replace(after, switch_id=here)

    def _switches(self, host: str) -> tuple[Switch, ...]:
        inventory = self.view.host(host).inventory
        return inventory.switches if inventory is not None else ()

    def action_unlock(self) -> None:
        host = self._host_meant()
        if host is not None:
            open_unlocking(self, self.fleet, host)

    def action_from_file(self) -> None:
        def given(text: str | None) -> None:
            if text is None:
                return
            path, view, only = Path(text).expanduser(), self.view, self.desk.marks or None
            self.say(f"reading {path} …", "")
            self.ask(self.assessor, lambda: build_plan(path, view, only), partial(self._take_file, path.name))

        only = f" for the {len(self.desk.marks)} marked adapters" if self.desk.marks else ""
        sentence = f"A plan (YAML or CSV) or mapping rules{only}; it becomes a draft, nothing is sent:"
        self.app.push_screen(Prompt("From a file", sentence, why_not=file_name_missing), given)

    def action_journal(self) -> None:
        def answered(undone: Undone | None) -> None:
            if undone is not None:
                self.take_plan(undone.reading, undone.what)
                if undone.reading.plan:
                    self.desk.reason = self.desk.reason or undone.what

        self.app.push_screen(UndoingJournalScreen(self.fleet, self.assessor, self.clock), answered)

    def _take_file(self, name: str, outcome: Outcome) -> None:
        if outcome.error is not None:
            self.say(f"{name}: {outcome.error}", "bad")
        else:
            self.take_plan(outcome.value, name)

    def take_plan(self, reading: PlanReading | None, source: str) -> None:
        """Draft a plan, and show what stands in its way."""
        if reading is None:
            return
        kept, said = self.desk.take(reading)
        self.draw()
        self.say(
            f"{source}: {kept} drafted, {reading.unchanged} as asked for already, {len(said)} remarks; d reviews",
            "warn" if said else "ok",
        )
        if said:
            self.app.push_screen(FullText(f"{source}: {len(said)} remarks", "\n".join(said)))


def _who(begun: Begun) -> str:
    if len(begun.all) > 1:
        return f"{len(begun.all)} marked adapters"
    return f"{begun.change.vm_name} / {begun.change.adapter_name}"
