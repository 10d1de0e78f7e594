"""What a decision is for: the adapter under the cursor, or all that is marked; and how it becomes a draft."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from tui.fleet.view import MachineRow
from tui.keys import key_for
from tui.model.bulk import BulkFault, spread
from tui.model.change import AdapterKey, AdapterNetwork, Change
from tui.model.machine import Adapter, Machine, Switch
from tui.screens.main.marking import MarkingMainScreen
from tui.screens.reasons import why_not_connect, why_not_stage, why_not_test_switch

_REASONS: Mapping[str, Callable[[Machine, Adapter], str | None]] = MappingProxyType(
    {
        "edit": why_not_stage,
        "protocol": why_not_stage,
        "test_switch": why_not_test_switch,
        "connect": why_not_connect,
    }
)
"""What stands in the way of a command."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What a decision begins with: the adapter that is shown, and all that it is for."""

    change: Change
    all: tuple[Change, ...]
    left_out: tuple[str, ...] = ()
    """Why marked adapters are not among them."""

    @property
    def who(self) -> str:
        """Whom it is for, in words."""
        if len(self.all) > 1:
            return f"{len(self.all)} marked adapters"
        return f"{self.change.vm_name} / {self.change.adapter_name}"


def key_of(row: MachineRow, adapter: Adapter) -> AdapterKey:
    return AdapterKey(row.host.name, row.machine.id, adapter.id)


class DecidingScreen(MarkingMainScreen):
    """The main screen that may change things, before any of its commands: other screens are opened from it."""

    writes = True

    @property
    def meant_machines(self) -> tuple[MachineRow, ...]:
        """The VMs that a command is for: all with a mark, in the view's order, else the one under the cursor."""
        marked = {(key.host, key.vm) for key in self.desk.marks}
        if marked:
            return tuple(row for row in self.view.rows() if (row.host.name, row.machine.id) in marked)
        return (self.machine,) if self.machine is not None else ()

    def why_not(self, command: str) -> str:
        if command in _REASONS:
            able, left_out = self._weighed(command)
            return "" if able else _first_of(left_out) or "select a VM with an adapter first"
        return super().why_not(command)

    def begin(self, command: str) -> Begun | None:
        """The selected adapter, or all marked ones; None after saying why nothing can be changed."""
        able, left_out = self._weighed(command)
        if not able:
            self.say(_first_of(left_out) or "select a VM with an adapter first")
            return None
        chosen = self.adapter
        under = key_of(*chosen) if chosen is not None else None
        shown = next((change for change in able if change.key == under), able[0])
        return Begun(shown, tuple(able), tuple(left_out))

    def _weighed(self, command: str) -> tuple[list[Change], list[str]]:
        """What a command can change of all that it is for, and why not the rest."""
        able: list[Change] = []
        left_out: list[str] = []
        for row, adapter in self._meant():
            why = self.desk.why_not(row.host.name) or _REASONS[command](row.machine, adapter)
            if why is None:
                able.append(self.desk.change_for(row.host, row.machine, adapter))
            else:
                left_out.append(why)
        return able, left_out

    def _meant(self) -> list[tuple[MachineRow, Adapter]]:
        marks, chosen = self.desk.marks, self.adapter
        if not marks:
            return [chosen] if chosen is not None else []
        adapters = ((row, adapter) for row in self.meant_machines for adapter in row.machine.adapters)
        return [(row, adapter) for row, adapter in adapters if key_of(row, adapter) in marks]

    def keep(self, begun: Begun, edited: Change | None) -> None:
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
            self.say(f"{name}: drafted, not sent yet; {key_for('review')} reviews it", "ok")
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


def _first_of(left_out: Sequence[str]) -> str:
    more = f" (and {len(left_out) - 1} more)" if len(left_out) > 1 else ""
    return left_out[0] + more if left_out else ""
