"""What the review offers to waive: a rule in all of the draft, or where only some of it is marked, there alone."""

from collections.abc import Collection, Iterable

from tui.fleet.judging.weighing import by_rule
from tui.model.change import AdapterKey
from tui.model.readiness import Finding, MachineKey
from tui.screens.dialogs.choice import Choice
from tui.screens.rows_of.review import counted


def waivable(blockers: Iterable[Finding], marks: Collection[AdapterKey]) -> list[Choice[list[Finding]]]:
    """The blockers of each rule, and beside them those of the marked adapters where that makes a difference."""
    machines = {MachineKey(key.host, key.vm) for key in marks}
    choices = []
    for found in by_rule(blockers).values():
        choices.append(Choice(found, found[0].title, counted(len(found), "place")))
        marked = [each for each in found if each.key in marks or each.key in machines]
        if 0 < len(marked) < len(found):
            choices.append(Choice(marked, f"{found[0].title}, marked alone", counted(len(marked), "place")))
    return choices
