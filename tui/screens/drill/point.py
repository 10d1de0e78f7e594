"""Choosing the recovery point that a VM is test-failed-over from."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from tui.fleet.fleet import Fleet
from tui.fleet.lane import Outcome
from tui.hyperv.recoverypoints import recovery_points
from tui.model.drill.values import DrillTarget
from tui.model.recoverypoint import RecoveryPoint
from tui.screens.aside import aside
from tui.screens.base import ConsoleScreen
from tui.screens.dialogs.choice import Choice, ChoiceDialog
from tui.screens.rows_of.times import moment


def choose_point(
    screen: ConsoleScreen[Any],
    fleet: Fleet,
    target: DrillTarget,
    now: datetime,
    take: Callable[[str | None, str], object],
) -> None:
    """Read the VM's recovery points and ask for one; `take` gets its InstanceID, None for the newest, and its time."""

    def read() -> tuple[RecoveryPoint, ...]:
        hands = fleet.hands(target.host)
        try:
            return hands.read(partial(recovery_points, vm_id=target.vm))
        finally:
            hands.close()

    def answered(outcome: Outcome) -> None:
        if outcome.error is not None:
            screen.say(f"{target.host}: {outcome.error}", "bad")
            return
        points: tuple[RecoveryPoint, ...] = outcome.value
        choices: list[Choice[str | None]] = [Choice(None, "newest", "whatever is newest when its turn comes")]
        choices += [Choice(point.id, moment(point.time, now), point.kind) for point in points]
        screen.app.push_screen(ChoiceDialog(f"Recovery point of {target.vm_name}", choices), chosen)

    def chosen(choice: Choice[str | None] | None) -> None:
        if choice is not None:
            take(choice.value, choice.label)

    screen.say(f"reading the recovery points of {target.vm_name} …", "dim")
    aside(screen, read, answered)
