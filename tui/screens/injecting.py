"""Telling a running guest its addresses: from the main screen through the editor into the draft."""

from dataclasses import replace
from functools import partial

from tui.fleet.view import MachineRow
from tui.keys import key_for
from tui.model import states
from tui.model.change import AdapterNetwork, Change
from tui.model.injection import as_told
from tui.model.machine import Adapter, Machine
from tui.model.staged import CLEARED, IPV4, StagedRaw
from tui.screens.edit import EditScreen
from tui.screens.main.deciding import DecidingScreen

_DHCP = StagedRaw(IPV4, True)


def why_not_inject(machine: Machine, adapter: Adapter) -> str | None:
    """Only a running guest takes an address, through data exchange and a synthetic adapter (hyperv-wmi.md 2.3)."""
    if machine.enabled_state != states.RUNNING:
        return f"{machine.name} is not running, so its guest cannot be told; {key_for('edit')} stages"
    if adapter.kind == "legacy":
        return f"{adapter.name} is a legacy adapter: nothing can be injected into it"
    if machine.kvp_offered is False:
        return f"no data exchange is offered to {machine.name}: its guest cannot be told"
    return None


def with_guest(change: Change, adapter: Adapter) -> Change:
    """A change in which the guest takes part, as it reports itself now."""
    if change.injects:
        return change
    guest = AdapterNetwork.of(adapter, with_guest=True).guest
    before, after = replace(change.before, guest=guest), replace(change.after, guest=guest)
    return replace(change, before=before, after=after)


class GuestEditScreen(EditScreen):
    """The editor on what the guest is told; the change that it is given and ends with holds that as if staged."""

    what = "what its running guest is told"

    def action_clear_all(self) -> None:
        super().action_clear_all()
        self.say("all cleared: the guest is told to use DHCP; ctrl+z brings a field back", "")


class InjectingScreen(DecidingScreen):
    """Adds the way to a running guest; what is decided goes through the same review as everything else."""

    def why_not(self, command: str) -> str:
        if command != "inject":
            return super().why_not(command)
        chosen = self.adapter
        return self._why_not_inject(*chosen) if chosen is not None else "select a VM with an adapter first"

    def action_inject(self) -> None:
        if why := self.why_not("inject"):
            self.say(why)
            return
        chosen = self.adapter
        assert chosen is not None
        row, adapter = chosen
        change = with_guest(self.desk.change_for(row.host, row.machine, adapter), adapter)
        told = as_told(change.after.guest) if change.after.guest is not None else CLEARED
        shown = replace(change, after=replace(change.after, staged=told))
        screen = GuestEditScreen(self.desk, shown, self.fleet, self.assessor)
        self.app.push_screen(screen, partial(self._keep_told, change))

    def _keep_told(self, change: Change, edited: Change | None) -> None:
        if edited is None or edited.after.staged is None:
            return
        typed = edited.after.staged
        told = typed if typed.addresses or typed.gateways or typed.dns else _DHCP
        self.desk.keep(replace(change, after=replace(change.after, guest=told)))
        self.draw()
        name = f"{change.vm_name} / {change.adapter_name}"
        self.say(f"{name}: drafted for its guest, not sent; {key_for('review')} reviews", "ok")

    def _why_not_inject(self, row: MachineRow, adapter: Adapter) -> str:
        return self.desk.why_not(row.host.name) or why_not_inject(row.machine, adapter) or ""
