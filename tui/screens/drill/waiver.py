"""Choosing a rule of readiness or isolation that a drill goes ahead in spite of."""

from collections.abc import Callable, Iterable
from typing import Any

from tui.fleet.drill.outlook import Objection, Outlook
from tui.screens.base import ConsoleScreen
from tui.screens.dialogs.choice import Choice, ChoiceDialog
from tui.screens.dialogs.waiver import WaiverDialog
from tui.screens.rows_of.drill import counted


def choose_waiver(
    screen: ConsoleScreen[Any], outlooks: Iterable[Outlook], take: Callable[[str, str, int], object]
) -> None:
    """Ask for the rule, where several stop VMs, and for the reason; `take` gets both and the number of places."""
    stopping: dict[str, list[Objection]] = {}
    for objection in (each for outlook in outlooks for each in outlook.objections):
        if objection.stops and objection.waivable:
            stopping.setdefault(objection.id, []).append(objection)

    def ask(found: list[Objection]) -> None:
        def answered(reason: str | None) -> None:
            if reason is not None:
                take(found[0].id, reason, len(found))

        screen.app.push_screen(WaiverDialog(found[0].id, found[0].sentence, len(found)), answered)

    def chosen(choice: Choice[list[Objection]] | None) -> None:
        if choice is not None:
            ask(choice.value)

    choices = [Choice(found, rule, counted(len(found), "place")) for rule, found in stopping.items()]
    if not choices:
        screen.say("nothing is left that a reason could waive")
    elif len(choices) == 1:
        ask(choices[0].value)
    else:
        screen.app.push_screen(ChoiceDialog("Which rule?", choices), chosen)
