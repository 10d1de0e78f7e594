"""The key that leads to a drill, from the main screen."""

from tui.keys import key_for
from tui.screens.drill.preflight import DrillScreen
from tui.screens.main.deciding import DecidingScreen


class DrillStartScreen(DecidingScreen):
    """Opens what a drill of the marked replicas, or of the one under the cursor, would meet; nothing is sent."""

    def action_drill(self) -> None:
        meant, left_out = [], []
        for row in self.meant_machines:
            why = self.desk.why_not(row.host.name)
            if not row.machine.is_recovery_copy:
                why = f"{row.machine.name} is no replica: only replicas are test-failed-over"
            if why is None:
                meant.append(row)
            else:
                left_out.append(why)
        if not meant:
            self.say(left_out[0] if left_out else f"select a replica, or mark some with {key_for('mark')}")
            return
        screen = DrillScreen(self.fleet, self.assessor, self.clock, meant)
        self.app.push_screen(screen)
        if left_out:
            more = f" (and {len(left_out) - 1} more)" if len(left_out) > 1 else ""
            screen.call_after_refresh(screen.say, f"left out: {left_out[0]}{more}")
