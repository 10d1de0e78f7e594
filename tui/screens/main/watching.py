"""What helps to keep an eye on a fleet: events of one VM, a picture that holds still, a bell, times in UTC."""

from tui.keys import key_for
from tui.remembering import Remembered
from tui.screens.main.looking import Look
from tui.screens.main.narrowing import NarrowingScreen
from tui.screens.panes.events import EventsPane
from tui.screens.panes.machines import MachinesPane
from tui.screens.panes.narrowing import Narrowing
from tui.screens.rows_of.machine_order import ORDERS, Order
from tui.widgets.filter import FilterInput


class WatchingScreen(NarrowingScreen):
    """Adds how the panes follow what happens."""

    recalled = Remembered()
    """How this console was left the last time."""
    _rings = False

    def on_mount(self) -> None:
        recalled, pane = self.recalled, self.query_one(MachinesPane)
        self._rings, pane.wide = recalled.rings, recalled.wide
        self.set_class(pane.wide, "-whole-machines")
        order = Order(recalled.column, recalled.turned) if recalled.column in ORDERS else Order()
        pane.narrow(Narrowing(recalled.everything, recalled.needle, recalled.faults_only, order))
        self.query_one(FilterInput).value = recalled.needle
        if recalled.needle or recalled.faults_only:
            narrowed = f"the list is narrowed as you left it: {key_for('back')} and {key_for('faults')} show all"
            self.call_after_refresh(self.say, narrowed)

    @property
    def remembered(self) -> Remembered:
        """How the list is narrowed and ordered now."""
        narrowing, pane = self.narrowing, self.query_one(MachinesPane)
        return Remembered(
            needle=narrowing.needle,
            faults_only=narrowing.faults_only,
            everything=narrowing.everything,
            column=narrowing.order.column,
            turned=narrowing.order.turned,
            wide=pane.wide,
            rings=self._rings,
        )

    def draw_vms(self, look: Look) -> None:
        super().draw_vms(look)
        machines = self.query_one(MachinesPane).list
        if self._rings and machines.newly_blocked and not machines.behind:
            self._ring()

    def action_events_of_vm(self) -> None:
        pane = self.query_one(EventsPane)
        pane.follows = not pane.follows
        self.draw()
        self.say("events of the selected VM alone" if pane.follows else "events of all hosts and VMs", "")

    def action_hold(self) -> None:
        held = self.hold(self.held is None)
        self.say("the picture holds still until the same key; hosts are read on" if held else "the picture goes on", "")

    def action_bell(self) -> None:
        self._rings = not self._rings
        self.say("the bell rings when a VM becomes blocked" if self._rings else "the bell is off", "")

    def _ring(self) -> None:
        blocked = self.query_one(MachinesPane).list.newly_blocked
        more = f" and {len(blocked) - 1} more" if len(blocked) > 1 else ""
        self.app.bell()
        self.say(f"newly blocked: {blocked[0].row.machine.name} on {blocked[0].key.host}{more}", "bad")
