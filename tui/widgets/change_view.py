"""A change as lines: before with a minus, after with a plus, what stays without a sign."""

from collections.abc import Sequence

from tui.model.change import Change
from tui.model.plan.difference import differences
from tui.widgets.cells import Detail, Tone

_LABEL_WIDTH = 12
_SIGNS: dict[str, Tone] = {"+": "ok", "-": "bad", " ": ""}


def change_details(change: Change, *, indent: int = 4, switches: Sequence[tuple[str, str]] = ()) -> list[Detail]:
    """What a change does, value by value; `switches`: GUID and name of the switches that the host has."""
    details: list[Detail] = []
    fields = tuple(differences(change, dict(switches)))
    width = max((_LABEL_WIDTH, *(len(field.label) + 1 for field in fields)))
    for field in fields:
        for number, (sign, value) in enumerate(field.values):
            name = field.label if number == 0 else ""
            details.append(Detail((f"{name:<{width}}{sign} {value}",), _SIGNS[sign], indent, width + 2))
    return details
