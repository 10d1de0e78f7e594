"""The screen that the console opens with. It only looks; `changing` adds what leads to a write."""

from functools import partial
from itertools import islice

from textual import on

from tui.commands import bindings, refusals
from tui.fleet.searching import state_text
from tui.model.readiness import MachineKey
from tui.screens.base import Goal
from tui.screens.calls import CallsScreen
from tui.screens.dialogs.fulltext import FullText
from tui.screens.drift import compare_with_snapshot
from tui.screens.drill.banner import BoardingScreen
from tui.screens.help import HelpScreen
from tui.screens.journal import JournalScreen
from tui.screens.logons import LogonWanted
from tui.screens.panes.adapters import AdaptersPane
from tui.screens.panes.events import EventsPane
from tui.screens.panes.hosts import HostsPane
from tui.screens.panes.machines import MachinesPane
from tui.screens.readiness import ReadinessScreen
from tui.screens.rows_of import events, findings, hosts
from tui.screens.rows_of.hosts import waits_for_logon
from tui.widgets.rows import Rows

_GOALS = 20
"""So many VMs and hosts of a name are offered to go to."""


class MainScreen(BoardingScreen):
    """Opens what can be looked at: a whole text, another screen, a host once more."""

    BINDINGS = bindings("main") + refusals("main")

    @on(Rows.Chosen)
    def _chosen(self, message: Rows.Chosen) -> None:
        now = self.clock()
        match message.rows:
            case HostsPane():
                host = self.view.host(str(message.key))
                self.app.push_screen(FullText(f"Host {host.name}", hosts.full_text(host, now)))
            case EventsPane() as pane if pane.selected is not None:
                self.app.push_screen(FullText("Event", events.full_text(pane.selected, now)))
            case MachinesPane():
                self.draw_followers()
                self.action_pane_adapters()
            case AdaptersPane() if isinstance(message.key, MachineKey):
                found = self.assessment.judgement.of_machine(*message.key)
                text = findings.full_text(each for each in found if each.key == message.key)
                self.app.push_screen(FullText("What was found on the whole VM", text))
            case _:
                self.open_adapter()

    def open_adapter(self) -> None:
        """Enter on an adapter."""
        self.action_refuse("edit")

    def action_refuse(self, label: str) -> None:
        self.say(f"{label}: this console is read-only, nothing can be changed in it")

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen())

    async def action_quit_soon(self) -> None:
        await self.app.action_quit()

    def goals(self, query: str) -> list[Goal]:
        """VMs, listed or not, and hosts whose names hold the words."""
        wanted = query.casefold()
        named = (each for each in self.query_one(MachinesPane).list.everything() if wanted in each.name)
        found = [
            Goal(row.machine.name, f"on {row.host.name}, {state_text(row.machine)}", partial(self.go_to, key))
            for row, key in ((each.row, each.key) for each in islice(named, _GOALS))
        ]
        names = [host.name for host in self.view.hosts if wanted in host.name.casefold()]
        return found + [Goal(name, "a host", partial(self._go_to_host, name)) for name in names[:_GOALS]]

    def _go_to_host(self, name: str) -> None:
        self.action_pane_hosts()
        self.query_one(HostsPane).go_to(name)

    def action_readiness(self) -> None:
        self.app.push_screen(ReadinessScreen(self.fleet, self.assessor, self.clock()), self.go_to)

    def action_journal(self) -> None:
        self.app.push_screen(JournalScreen(self.fleet, self.assessor, self.clock))

    def action_pane_calls(self) -> None:
        self.app.push_screen(CallsScreen(self.fleet, self.clock))

    def action_drift(self) -> None:
        compare_with_snapshot(self, self.fleet, self.assessor, self.go_to)

    def action_refresh(self) -> None:
        host = self.host_meant()
        if host is not None and host.trouble is not None and host.trouble.kind == "not authenticated":
            # What was refused is not sent once more by a key that only reads.
            self.post_message(LogonWanted(host.name))
            return
        self.fleet.refresh(host.name if host is not None else None)
        self.say(f"reading {host.name if host is not None else 'every host'} again", "dim")

    def action_log_on(self) -> None:
        meant = self.host_meant()
        waiting = next((host for host in self.view.hosts if waits_for_logon(host)), None)
        host = meant if isinstance(self.focused, HostsPane) else waiting or meant
        if host is not None:
            self.post_message(LogonWanted(host.name))
